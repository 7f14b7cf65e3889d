"""Arguments that make no sense, and rare ones that do: an answer or a refusal of Snowflake's, nothing else."""

from __future__ import annotations

import datetime as dt

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("AS_TIMESTAMP_TZ(NULL)::VARCHAR(3)", None),
        ("NULL::TIMESTAMP_TZ::VARCHAR", None),
        ("NULL::TIMESTAMP_TZ::DATE", None),
        ("NULL::TIMESTAMP_TZ::TIMESTAMP_LTZ", None),
        ("ABS(-9223372036854775807)", 9223372036854775807),
        ("TO_TIME('2024-01-01 10:11:12'::TIMESTAMP_LTZ)", dt.time(10, 11, 12)),
        ("HASH('NaN'::FLOAT) = HASH('NaN'::FLOAT)", True),
        ("HASH('inf'::FLOAT) = HASH('-inf'::FLOAT)", False),
        ("ARRAY_TO_STRING([1, 2], 1)", "112"),
        ("ARRAY_TO_STRING([], ',')", ""),
        ("ARRAY_TO_STRING([1, 2], NULL)", None),
        ("CONCAT_WS(1, 'a', 'b')", "a1b"),
        ("LIKE('a%', 'a^%', '^')", True),
    ],
)
def test_rare_arguments_have_their_values(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


def test_separators_may_differ_from_row_to_row(functions: SnowflakeQueries) -> None:
    query = "SELECT CONCAT_WS(s, 'a', 'b'), ARRAY_TO_STRING([1, 2, 3], s) FROM VALUES ('-'), (', '), (NULL) v(s)"
    assert [tuple(row) for row in functions.rows(query)] == [("a-b", "1-2-3"), ("a, b", "1, 2, 3"), (None, None)]


def test_listagg_prints_its_delimiter(functions: SnowflakeQueries) -> None:
    assert functions.rows("SELECT LISTAGG(s, 1) FROM VALUES ('a'), ('b') v(s)")[0][0] == "a1b"


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("LIKE('a', 'b', 'c', 'd')", ErrorCode.ARGUMENT_COUNT_LARGE),
        ("GETDATE(99)", ErrorCode.ARGUMENT_COUNT_LARGE),
        ("TIME()", ErrorCode.ARGUMENT_COUNT_SMALL),
        ("CURRENT_TIMESTAMP(10)", ErrorCode.INVALID_VALUE),
        ("CURRENT_TIME(-1)", ErrorCode.INVALID_VALUE),
        ("TO_NUMBER('1', '2024-02-29'::DATE)", ErrorCode.ARGUMENT_TYPES),
        ("TO_NUMBER('1', 38, -1)", ErrorCode.INVALID_VALUE),
        ("TO_NUMBER('1', 10, 11)", ErrorCode.INVALID_VALUE),
        ("TRY_TO_DECIMAL('1', 39)", ErrorCode.INVALID_VALUE),
        ("TO_DOUBLE('1', 1)", ErrorCode.ARGUMENT_TYPES),
        ("TO_CHAR(1, 1)", ErrorCode.ARGUMENT_TYPES),
        ("TO_CHAR('2024-01-01'::DATE, 1)", ErrorCode.STATEMENT_UNSUPPORTED),
        ("GROUPING(-1)", ErrorCode.NOT_A_GROUP_BY_EXPRESSION),
        ("GROUPING_ID(TRUE, 1)", ErrorCode.NOT_A_GROUP_BY_EXPRESSION),
        ("APPROX_PERCENTILE(1, 2)", ErrorCode.INVALID_VALUE),
        ("PERCENTILE_CONT('x') WITHIN GROUP (ORDER BY 1)", ErrorCode.INVALID_VALUE),
        ("SHA2_HEX('a', 1e300::FLOAT)", ErrorCode.NUMERIC_OUT_OF_RANGE),
        ("POSITION('a', 'ba', 99999999999999999999999999999999999999)", ErrorCode.NUMERIC_OUT_OF_RANGE),
        ("MONTHS_BETWEEN('10:00'::TIME, '2024-01-01'::DATE)", ErrorCode.ARGUMENT_TYPES),
        ("LAST_DAY('10:00'::TIME)", ErrorCode.ARGUMENT_TYPES),
        ("ADD_MONTHS('10:00'::TIME, 1)", ErrorCode.ARGUMENT_TYPES),
    ],
)
def test_arguments_that_cannot_be_are_refused(functions: SnowflakeQueries, expression: str, error: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as caught:
        functions.rows(f"SELECT {expression}")
    assert caught.value.error is error


def test_a_sign_is_shown_with_the_number_that_is_refused(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match=r"invalid value \[-1\] for parameter 'scale'"):
        functions.rows("SELECT TO_NUMBER('1', 38, -1)")
