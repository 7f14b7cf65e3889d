"""Row patterns as trees, https://docs.snowflake.com/en/sql-reference/constructs/match_recognize."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.row_patterns import RowPattern

A, B, C = (["symbol", number] for number in range(3))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a b c", ["all", A, B, C]),
        ("a+ b* c?", ["all", ["repeat", A, 1, None, True], ["repeat", B, 0, None, True], ["repeat", C, 0, 1, True]]),
        ("a+? b??", ["all", ["repeat", A, 1, None, False], ["repeat", B, 0, 1, False]]),
        ("a{2}", ["repeat", A, 2, 2, True]),
        ("a{2,}", ["repeat", A, 2, None, True]),
        ("a{,3}", ["repeat", A, 0, 3, True]),
        ("a{1, 3}?", ["repeat", A, 1, 3, False]),
        ("^ a $", ["all", ["start"], A, ["end"]]),
        ("a b | c a", ["all", A, ["any", B, C], A]),
        ("(a b) | c", ["any", ["all", A, B], C]),
        ("(a b)+", ["repeat", ["all", A, B], 1, None, True]),
        ("a {- b+ -} c", ["all", A, ["leave out", ["repeat", B, 1, None, True]], C]),
        ("permute(a, b)", ["any", ["all", A, B], ["all", B, A]]),
    ],
)
def test_a_pattern_becomes_a_tree(text: str, tree: list[object]) -> None:
    assert RowPattern(text).tree == tree


def test_symbols_are_names() -> None:
    assert RowPattern('up "up" UP down').symbols == ["UP", "up", "DOWN"]


@pytest.mark.parametrize(("text", "excludes"), [("a {- b -}", True), ("a b", False)])
def test_exclusions_are_noted(text: str, excludes: bool) -> None:  # noqa: FBT001 - data
    assert RowPattern(text).excludes is excludes


@pytest.mark.parametrize("text", ["", "a |", "(a", "a)", "{- a", "+", "a ++", "1", "permute(a", "a{}", "a, b"])
def test_what_is_no_pattern_is_an_error(text: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        RowPattern(text)
    assert caught.value.error is ErrorCode.PARSE_FAILED


@pytest.mark.parametrize("text", ["a{1000}", "permute(a, b, c, d, e, f)"])
def test_what_would_be_too_much_work_is_refused(text: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        RowPattern(text)
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED
