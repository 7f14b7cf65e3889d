"""JSON over lines, as results show it."""

from __future__ import annotations

import json

import pytest

from mockhaus.domain.json_layout import laid_out


@pytest.mark.parametrize(
    ("compact", "shown"),
    [
        ('{"a":1,"b":[true,null]}', '{\n  "a": 1,\n  "b": [\n    true,\n    null\n  ]\n}'),
        ("[1.50,2e10,undefined]", "[\n  1.50,\n  2e10,\n  undefined\n]"),
        ('{"a":{},"b":[]}', '{\n  "a": {},\n  "b": []\n}'),
        ("[]", "[]"),
        ("{}", "{}"),
        ('"a,b"', '"a,b"'),
        ("12", "12"),
        ('{"a\\"{,":"[,]: x"}', '{\n  "a\\"{,": "[,]: x"\n}'),
    ],
)
def test_members_and_elements_stand_on_lines_of_their_own(compact: str, shown: str) -> None:
    assert laid_out(compact, 2) == shown


def test_the_indentation_is_as_deep_as_asked_for() -> None:
    assert laid_out('{"a":[1]}', 4) == '{\n    "a": [\n        1\n    ]\n}'


def test_no_indentation_leaves_json_compact() -> None:
    assert laid_out('{"a":[1]}', 0) == '{"a":[1]}'


def test_a_long_document_is_laid_out_as_the_standard_library_does() -> None:
    document: dict[str, object] = {f"key {number}": [number, {"x": str(number)}, [], None] for number in range(500)}
    compact = json.dumps(document, separators=(",", ":"))

    assert laid_out(compact, 2) == json.dumps(document, indent=2)
