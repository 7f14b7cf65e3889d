"""Calls with too few or too many arguments are refused, also where the parser would drop arguments."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError
from mockhaus.translation.parsing import parse


@pytest.mark.parametrize(
    ("call", "shown", "expected", "actual"),
    [
        ("SPLIT_PART('a', ',')", "SPLIT_PART('a', ',')", 3, 2),
        ("ABS()", "ABS()", 1, 0),
        ("IFF(TRUE, (1, 2)[0])", "IFF(TRUE, (1, 2)[0])", 3, 2),
        ("left('a')", "LEFT('a')", 2, 1),
        ('iff( a,"b c" )', 'IFF( A, "b c")', 3, 2),
    ],
)
def test_too_few_arguments_are_refused(call: str, shown: str, expected: int, actual: int) -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse(f"SELECT {call}")
    assert caught.value.error is ErrorCode.ARGUMENT_COUNT_SMALL
    assert caught.value.details == {"call": shown, "expected": expected, "actual": actual}


@pytest.mark.parametrize(
    ("call", "expected", "actual"),
    [
        ("CEIL(1, 2, 3)", 2, 3),
        ("NVL(a, f(b, c), d)", 2, 3),
        ("MAX(a, b)", 1, 2),
        ("MOD(1, 2, CASE a WHEN b THEN 1 END)", 2, 3),
    ],
)
def test_too_many_arguments_are_refused(call: str, expected: int, actual: int) -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse(f"SELECT {call}")
    assert caught.value.error is ErrorCode.ARGUMENT_COUNT_LARGE
    assert caught.value.details == {"call": call.upper(), "expected": expected, "actual": actual}


def test_the_error_stands_where_the_function_does() -> None:
    with pytest.raises(SnowflakeError) as caught:
        parse("SELECT 1,\n  SQRT(1, 2)")
    assert caught.value.position == Position(2, 2)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 FROM VALUES (1, 2) AS mode(a, b)",
        "SELECT 1 FROM VALUES (1, 2) log(a, b)",
        "WITH max(a, b) AS (SELECT 1, 2) SELECT a FROM max",
        "WITH t AS (SELECT 1), sum(a, b) AS (SELECT 1, 2) SELECT a FROM sum",
        "SELECT s.abs(1, 2)",
        "SELECT COUNT(DISTINCT a, b), GREATEST(1, 2, 3), ROUND(EXPR => 1.5, SCALE => 0) FROM t",
        "SELECT RANK() OVER (ORDER BY a, b), LAG(a) IGNORE NULLS OVER (PARTITION BY a, b ORDER BY c) FROM t",
    ],
)
def test_what_only_looks_like_a_call_is_not_counted(query: str) -> None:
    parse(query)


@pytest.mark.parametrize("call", ["ABS(*)", "GREATEST(*)", "COALESCE(a, *)"])
def test_a_star_as_an_argument_is_refused_by_name(call: str) -> None:
    with pytest.raises(SnowflakeError, match=r"\* as an argument of") as caught:
        parse(f"SELECT {call} FROM t")
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED


@pytest.mark.parametrize("query", ["SELECT ABS(a * b), COUNT(*), MAX((SELECT 1)) FROM t", "SELECT SUM(2 * 3)"])
def test_a_product_is_no_star(query: str) -> None:
    parse(query)
