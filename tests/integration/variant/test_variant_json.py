"""JSON text into VARIANT and back: PARSE_JSON, TO_JSON, CHECK_JSON, TYPEOF, printing."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.snowflake_session import SnowflakeQueries

# https://docs.snowflake.com/en/sql-reference/functions/parse_json, typeof
DOCUMENTED = [
    ("null", "null", "NULL_VALUE"),
    ("true", "true", "BOOLEAN"),
    ("-17", "-17", "INTEGER"),
    ("123.12", "123.12", "DECIMAL"),
    ("1.912e2", "1.912000000000000e+02", "DOUBLE"),
    ('"Om ara pa ca na dhih"  ', '"Om ara pa ca na dhih"', "VARCHAR"),
    ("[-1, 12, 289, 2188, false,]", "[-1,12,289,2188,false,undefined]", "ARRAY"),
    ('{ "x" : "abc", "y" : false, "z": 10} ', '{"x":"abc","y":false,"z":10}', "OBJECT"),
]


@pytest.mark.parametrize(("text", "printed", "kind"), DOCUMENTED)
def test_json_text_prints_and_is_typed_as_documented(
    queries: SnowflakeQueries, text: str, printed: str, kind: str
) -> None:
    assert queries.values(f"TO_JSON(PARSE_JSON('{text}')), TYPEOF(PARSE_JSON('{text}'))") == (printed, kind)


PRINTED = [
    ('{"b":1,"a":2}', '{"a":2,"b":1}'),
    ("[1.50, 100.0, 0.10]", "[1.5,100,0.1]"),
    ("[1,,2]", "[1,undefined,2]"),
    ("{a:1, B_2: TRUE}", '{"B_2":true,"a":1}'),
    ("{''a'': ''x''}", '{"a":"x"}'),
    ("-0", "0"),
    ('{"n":12345678901234567890123456789012345678}', '{"n":12345678901234567890123456789012345678}'),
    ('{"n":1.2345678901234567890123}', '{"n":1.2345678901234567890123}'),
    ('{"d":1e30}', '{"d":1.000000000000000e+30}'),
    ('{"a":null}', '{"a":null}'),
    ("  ", None),
    ("[]", "[]"),
    ("{}", "{}"),
    ('["\x7f", "\x7fu", "\x7fd2020-01-01"]', '["\x7f","\x7fu","\x7fd2020-01-01"]'),
    ('"caf\u00e9"', '"caf\u00e9"'),
]


@pytest.mark.parametrize(("text", "printed"), PRINTED)
def test_values_print_in_their_canonical_form(queries: SnowflakeQueries, text: str, printed: str | None) -> None:
    assert queries.value(f"TO_JSON(PARSE_JSON('{text}'))") == printed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a":1,"a":2}', 'duplicate object attribute "a", pos 10'),
        ('{"a":1', "incomplete object value, pos 7"),
        ("[1", "incomplete array value, pos 3"),
        ("{a", "missing colon, pos 3"),
        ("hello", 'unknown keyword "hello", pos 1'),
        ("[1] x", "misplaced x, pos 5"),
    ],
)
def test_invalid_json_is_an_error_that_says_where(queries: SnowflakeQueries, text: str, problem: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.value(f"PARSE_JSON('{text}')")
    assert (caught.value.code, str(caught.value)) == ("100069", f"Error parsing JSON: {problem}")


def test_try_parse_json_answers_null_for_invalid_json(queries: SnowflakeQueries) -> None:
    assert queries.values("TRY_PARSE_JSON('{\"a\":'), TRY_PARSE_JSON('[1]')") == (None, "[1]")


def test_check_json_tells_what_is_wrong_and_null_for_valid_json(queries: SnowflakeQueries) -> None:
    assert queries.values("CHECK_JSON('{\"a\":1'), CHECK_JSON('{\"a\":1}'), CHECK_JSON(NULL)") == (
        "incomplete object value, pos 7",
        None,
        None,
    )


def test_the_last_of_duplicate_keys_wins_where_they_are_allowed(queries: SnowflakeQueries) -> None:
    text = '{ "a" : "123", "b" : "456", "a": "789"}'
    assert queries.value(f"PARSE_JSON('{text}', 'd')") == '{"a":"789","b":"456"}'


def test_json_null_is_not_sql_null(queries: SnowflakeQueries) -> None:
    assert queries.values(
        "PARSE_JSON('null') IS NULL, IS_NULL_VALUE(PARSE_JSON('null')), STRIP_NULL_VALUE(PARSE_JSON('null')), "
        "PARSE_JSON(NULL) IS NULL, IS_NULL_VALUE(NULL)"
    ) == (False, True, None, True, None)


def test_scalars_keep_their_type_inside_a_variant(queries: SnowflakeQueries) -> None:
    assert queries.values(
        "TYPEOF('2024-01-18'::DATE::VARIANT), TYPEOF('10:00'::TIME::VARIANT), TYPEOF(X'AB'::VARIANT), "
        "TYPEOF('2024-01-18'::TIMESTAMP_NTZ::VARIANT), TYPEOF('2024-01-18'::TIMESTAMP_LTZ::VARIANT), "
        "TYPEOF('2024-01-18'::TIMESTAMP_TZ::VARIANT), TYPEOF(1.5::FLOAT::VARIANT), TYPEOF(1.50::NUMBER(5,2)::VARIANT), "
        "TYPEOF(2.00::NUMBER(5,2)::VARIANT)"
    ) == (
        "DATE",
        "TIME",
        "BINARY",
        "TIMESTAMP_NTZ",
        "TIMESTAMP_LTZ",
        "TIMESTAMP_TZ",
        "DOUBLE",
        "DECIMAL",
        "INTEGER",
    )


def test_scalars_print_inside_json_as_snowflake_prints_them(queries: SnowflakeQueries) -> None:
    assert queries.value(
        "TO_JSON([ '2024-01-18'::DATE, '2024-01-18 10:00:00.123456'::TIMESTAMP_NTZ, "
        "'2020-02-24 15:00:00.123 +0100'::TIMESTAMP_TZ, '10:00:00.5'::TIME, X'AB', 1.23::FLOAT, TRUE, NULL ])"
    ) == (
        '["2024-01-18","2024-01-18 10:00:00.123","2020-02-24 15:00:00.123 +0100","10:00:00","AB",'
        "1.230000000000000e+00,true,undefined]"
    )
