"""Paths into VARIANT, kinds, casts out of it, comparison."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries

DOCUMENT = """PARSE_JSON('{"a":{"b":[10,20,{"c":"x"}]},"K":1,"k":2,"a.b":{"c d":7},"n":null,"t":"5"}')"""


def at(access: str) -> str:
    return f"(SELECT v{access} FROM (SELECT {DOCUMENT} AS v))"


@pytest.mark.parametrize(
    ("access", "printed"),
    [
        (":a.b[1]", "20"),
        (":a.b[2].c", '"x"'),
        (":a['b'][0]", "10"),
        ("['a']['b'][0]", "10"),
        ("['a'].b[0]", "10"),
        (":K", "1"),
        (":k", "2"),
        (':"a.b"."c d"', "7"),
        (":missing", None),
        (":a.b[9]", None),
        (":a.b[-1]", None),
        (":n", "null"),
        (":t.x", None),
    ],
)
def test_a_path_finds_what_lies_at_it(queries: SnowflakeQueries, access: str, printed: str | None) -> None:
    assert queries.value(at(access)) == printed


def test_get_takes_keys_and_positions(queries: SnowflakeQueries) -> None:
    assert queries.values(
        "GET(PARSE_JSON('{\"a\":1}'), 'a'), GET([5,6], 1), GET([5], 1), GET_PATH(PARSE_JSON('{\"a\":[7]}'), 'a[0]'), "
        'GET_IGNORE_CASE(PARSE_JSON(\'{"aa":1,"aA":2,"Aa":3}\'), \'AA\')'
    ) == ("1", "6", None, "7", "3")


def test_an_element_of_an_array_that_is_sql_null_is_null(queries: SnowflakeQueries) -> None:
    assert queries.values("[1, NULL][1] IS NULL, PARSE_JSON('[null]')[0] IS NULL") == (True, False)


def test_positions_and_keys_may_be_computed(queries: SnowflakeQueries) -> None:
    rows = queries.rows(
        "SELECT [10,20,30][i], OBJECT_CONSTRUCT('x0','p','x1','q')['x' || i] FROM (VALUES (0),(1)) t(i)"
    )
    assert rows == [("10", '"p"'), ("20", '"q"')]


def test_text_has_no_paths(queries: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.value("'{}':a")
    assert caught.value.code == "001044"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("PARSE_JSON('\"3\"')::INT", 3),
        ("PARSE_JSON('2.5')::INT", 3),
        ("PARSE_JSON('1e2')::NUMBER(10,1)", Decimal("100.0")),
        ("PARSE_JSON('true')::INT", 1),
        ("PARSE_JSON('null')::INT", None),
        ("PARSE_JSON('12345678901234567.5')::FLOAT", 12345678901234567.5),
        ("PARSE_JSON('\"x\"')::VARCHAR", "x"),
        ("PARSE_JSON('null')::VARCHAR", None),
        ('PARSE_JSON(\'{"a":[1, "b"]}\')::VARCHAR', '{"a":[1,"b"]}'),
        ("PARSE_JSON('1.912e2')::VARCHAR", "191.2"),
        ("PARSE_JSON('\"yes\"')::BOOLEAN", True),
        ("PARSE_JSON('0')::BOOLEAN", False),
        ("PARSE_JSON('\"2017-04-28\"')::DATE", dt.date(2017, 4, 28)),
        ("'2024-01-18'::DATE::VARIANT::DATE", dt.date(2024, 1, 18)),
        ("'2024-01-18 10:11:12.123456'::TIMESTAMP::VARIANT::TIMESTAMP", dt.datetime(2024, 1, 18, 10, 11, 12, 123456)),  # noqa: DTZ001
        ("'10:11:12.5'::TIME::VARIANT::TIME", dt.time(10, 11, 12, 500000)),
        ("X'ABCD'::VARIANT::BINARY", b"\xab\xcd"),
        ("PARSE_JSON('[1]')::ARRAY", "[1]"),
        ("PARSE_JSON('1')::ARRAY", "[1]"),
        ("PARSE_JSON('{\"a\":1}')::OBJECT", '{"a":1}'),
    ],
)
def test_a_variant_is_cast_to_what_it_holds(queries: SnowflakeQueries, expression: str, value: Value) -> None:
    assert queries.value(expression) == value


# https://docs.snowflake.com/en/sql-reference/functions/to_timestamp: numbers in a VARIANT are instants
def test_a_number_in_a_variant_becomes_the_instant_in_the_session_zone(queries: SnowflakeQueries) -> None:
    assert queries.value("PARSE_JSON(0)::TIMESTAMP_NTZ") == dt.datetime(1969, 12, 31, 16)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("PARSE_JSON('\"abc\"')::INT", 'Failed to cast variant value "abc" to FIXED'),
        ("PARSE_JSON('\"abc\"')::FLOAT", 'Failed to cast variant value "abc" to REAL'),
        ("PARSE_JSON('{\"a\":1}')::INT", 'Failed to cast variant value {"a":1} to FIXED'),
        ("PARSE_JSON('\"abc\"')::DATE", 'Failed to cast variant value "abc" to DATE'),
        ("PARSE_JSON('\"abc\"')::BOOLEAN", 'Failed to cast variant value "abc" to BOOLEAN'),
        ("PARSE_JSON('1')::OBJECT", "Failed to cast variant value 1 to OBJECT"),
    ],
)
def test_a_variant_that_does_not_hold_the_type_fails_the_cast(
    queries: SnowflakeQueries, expression: str, message: str
) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.value(expression)
    assert (caught.value.code, str(caught.value)) == ("100071", message)


# https://docs.snowflake.com/en/sql-reference/functions/is_decimal, is_double-real
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("-17", {"INTEGER", "DECIMAL", "DOUBLE"}),
        ("123.12", {"DECIMAL", "DOUBLE"}),
        ("1.912e2", {"DOUBLE"}),
        ("true", {"BOOLEAN"}),
        ('"x"', {"VARCHAR"}),
        ("[]", {"ARRAY"}),
        ("{}", {"OBJECT"}),
        ("null", {"NULL_VALUE"}),
    ],
)
def test_each_kind_is_known_by_its_is_function(queries: SnowflakeQueries, text: str, kinds: set[str]) -> None:
    names = ["INTEGER", "DECIMAL", "DOUBLE", "BOOLEAN", "VARCHAR", "ARRAY", "OBJECT", "NULL_VALUE"]
    answers = queries.values(", ".join(f"IS_{name}(PARSE_JSON('{text}'))" for name in names))
    assert {name for name, answer in zip(names, answers, strict=True) if answer} == kinds


def test_as_functions_answer_null_for_another_kind(queries: SnowflakeQueries) -> None:
    assert queries.values(
        "AS_INTEGER(PARSE_JSON('5')), AS_INTEGER(PARSE_JSON('\"5\"')), AS_VARCHAR(PARSE_JSON('\"5\"')), "
        "AS_DECIMAL(PARSE_JSON('1.23'), 6, 3), AS_DATE('2024-10-10'::DATE::VARIANT), AS_DATE('2024-10-10'::VARIANT), "
        "AS_DOUBLE(PARSE_JSON('1')), AS_ARRAY(PARSE_JSON('{}'))"
    ) == (5, None, "5", Decimal("1.230"), dt.date(2024, 10, 10), None, 1.0, None)


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("PARSE_JSON('1') = PARSE_JSON('1.0')", True),
        ("PARSE_JSON('1') = PARSE_JSON('1e0')", True),
        ("PARSE_JSON('1') = PARSE_JSON('\"1\"')", False),
        ('PARSE_JSON(\'{"a":1,"b":2}\') = PARSE_JSON(\'{"b":2,"a":1}\')', True),
        ("PARSE_JSON('\"x\"') = 'x'", True),
        ("PARSE_JSON('5') > 3", True),
        ("PARSE_JSON('null') = PARSE_JSON('null')", True),
    ],
)
def test_variants_compare_by_value(queries: SnowflakeQueries, condition: str, answer: Value) -> None:
    assert queries.value(condition) is answer


def test_equal_variants_are_one_group(queries: SnowflakeQueries) -> None:
    rows = queries.rows("SELECT COUNT(*) FROM (VALUES ('1'),('1.0'),('2')) t(x) GROUP BY PARSE_JSON(x) ORDER BY 1")
    assert rows == [(1,), (2,)]


def test_numbers_in_variants_sort_as_numbers(queries: SnowflakeQueries) -> None:
    rows = queries.rows("SELECT PARSE_JSON(x) AS v FROM (VALUES ('10'),('9.5'),('-3')) t(x) ORDER BY v")
    assert [row[0] for row in rows] == ["-3", "9.5", "10"]
