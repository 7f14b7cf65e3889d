"""XML over lines, as results show it."""

from __future__ import annotations

import pytest

from mockhaus.domain.json_layout import laid_out


@pytest.mark.parametrize(
    ("compact", "shown"),
    [
        ("<a></a>", "<a></a>"),
        ('<a b="1">text</a>', '<a b="1">text</a>'),
        ("<a><b>X</b><b>Y</b></a>", "<a>\n  <b>X</b>\n  <b>Y</b>\n</a>"),
        ("<a>1<b>2<c></c></b></a>", "<a>\n  1\n  <b>\n    2\n    <c></c>\n  </b>\n</a>"),
    ],
)
def test_what_an_element_holds_stands_on_lines_of_its_own(compact: str, shown: str) -> None:
    assert laid_out(compact, 2) == shown


def test_without_indentation_it_stays_on_one_line() -> None:
    assert laid_out("<a><b>X</b></a>", 0) == "<a><b>X</b></a>"
