"""Conditional and context functions answer as Snowflake's documentation and recorded answers say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("IFF(1 > 2, 'a', NULL)", None),
        ("IFF(TRUE, 1, 2.5)", Decimal("1.0")),
        ("COALESCE(NULL, 5, 7)", 5),
        ("NVL(NULL, 'x')", "x"),
        ("IFNULL(NULL, NULL)", None),
        ("NVL2('a', 1, 2)", 1),
        ("NVL2(NULL, 1, 2)", 2),
        ("NULLIF(1, 1)", None),
        ("NULLIF('1', 1)", None),
        ("NULLIF(1, 2)", 1),
        ("NULLIFZERO(0)", None),
        ("ZEROIFNULL(NULL)", 0),
        ("DECODE(NULL, 1, 'one', NULL, 'null', 'other')", "null"),
        ("DECODE(3, 1, 'one')", None),
        ("DECODE(2, 1, 'one', 2, 'two', 'other')", "two"),
        ("EQUAL_NULL(NULL, NULL)", True),
        ("EQUAL_NULL(1, NULL)", False),
        ("EQUAL_NULL(1, '1')", True),
        ("REGR_VALX(NULL, 1)", None),
        ("REGR_VALX(2, 1)", 1.0),
        ("REGR_VALY(2, 1)", 2.0),
    ],
)
def test_choices(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("GREATEST(1, 2, 3.5)", Decimal("3.5")),
        ("GREATEST(1, NULL)", None),
        ("LEAST(1, 3, 0, 4)", 0),
        ("GREATEST_IGNORE_NULLS(1, NULL, 2)", 2),
        ("LEAST_IGNORE_NULLS(NULL, NULL)", None),
    ],
)
def test_extremes_of_arguments(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("BOOLAND(1, -2)", True),
        ("BOOLAND(0, NULL)", False),
        ("BOOLAND(NULL, 3)", None),
        ("BOOLAND(0.3, 1)", False),
        ("BOOLOR(NULL, 3)", True),
        ("BOOLOR(0, 0)", False),
        ("BOOLXOR(1, 2)", False),
        ("BOOLXOR(1, 0)", True),
        ("BOOLNOT(-3.79)", False),
        ("BOOLNOT(NULL)", None),
    ],
)
def test_logic_of_rounded_numbers(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


def test_coalesce_needs_two_arguments(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="not enough arguments") as caught:
        functions.value("COALESCE('a')")
    assert caught.value.code == "000938"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("CURRENT_USER()", "U"),
        ("CURRENT_USER", "U"),
        ("CURRENT_ROLE()", "SYSADMIN"),
        ("CURRENT_DATABASE()", "DB"),
        ("CURRENT_SCHEMA()", "S"),
        ("CURRENT_WAREHOUSE()", None),
        ("CURRENT_ACCOUNT()", "MOCKHAUS"),
        ("GETVARIABLE('NOPE')", None),
    ],
)
def test_the_session_says_who_and_where(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected
