"""CAST, `::`, TRY_CAST and the TO_ functions, with their errors."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from mockhaus.domain.types import number
from tests.support.snowflake_session import SnowflakeQueries


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'9.8765'::NUMBER(5,2)", Decimal("9.88")),
        ("'9.8765'::NUMBER(6,5)", Decimal("9.87650")),
        ("1.2345::INTEGER", 1),
        ("2.5::INT", 3),
        ("-2.5::INT", -3),
        ("'2.5'::INT", 3),
        ("' 1e3 '::INT", 1000),
        ("'902.55e-1'::NUMBER(5,3)", Decimal("90.255")),
        ("'1.00E+2'::NUMBER(5,2)", Decimal("100.00")),
        ("'1.5E0'::NUMBER(5,0)", 2),
        ("'-1e-400'::NUMBER(5,2)", Decimal("0.00")),
        ("'.5e1'::VARIANT::NUMBER(5,0)", 5),
        ("2.5::FLOAT::INT", 3),
        ("TRUE::INT", 1),
        ("'3.14'::FLOAT", 3.14),
        ("TRUE::FLOAT", 1.0),
        ("0::BOOLEAN", False),
        ("2.5::BOOLEAN", True),
        ("'Yes'::BOOLEAN", True),
        ("'off'::BOOLEAN", False),
        ("1.10::NUMBER(5,2)::VARCHAR", "1.10"),
        ("TRUE::VARCHAR", "true"),
        ("'2024-04-03'::DATE::VARCHAR", "2024-04-03"),
        ("'10:00:01.5'::TIME::VARCHAR", "10:00:01"),
        ("'2024-04-03 10:00'::TIMESTAMP_NTZ::VARCHAR", "2024-04-03 10:00:00.000"),
        ("'2024-04-03 10:00 +0200'::TIMESTAMP_TZ::VARCHAR", "2024-04-03 10:00:00.000 +0200"),
        ("'2024-04-03 10:00 +0200'::TIMESTAMP_LTZ::VARCHAR", "2024-04-03 01:00:00.000 -0700"),
        ("X'ab12'::VARCHAR", "AB12"),
        ("(0.1::FLOAT + 0.2::FLOAT)::VARCHAR", "0.3"),
        ("1e20::FLOAT::VARCHAR", "1e+20"),
        ("3::FLOAT::VARCHAR", "3"),
        ("'03-April-2024'::DATE", dt.date(2024, 4, 3)),
        ("'12/17/1980'::DATE", dt.date(1980, 12, 17)),
        ("'2024-04-03 23:59:59'::DATE", dt.date(2024, 4, 3)),
        ("'1487654321'::TIMESTAMP_NTZ", dt.datetime(2017, 2, 21, 5, 18, 41)),  # noqa: DTZ001
        ("'Thu, 21 Dec 2000 16:01:07 +0200'::TIMESTAMP_NTZ", dt.datetime(2000, 12, 21, 16, 1, 7)),  # noqa: DTZ001
        ("'2024-04-03 10:00:00.987654'::TIMESTAMP_NTZ(3)", dt.datetime(2024, 4, 3, 10, 0, 0, 987000)),  # noqa: DTZ001
        ("'04:01:07 PM'::TIME", dt.time(16, 1, 7)),
        ("'2024-04-03 10:00 +0200'::TIMESTAMP_TZ::DATE", dt.date(2024, 4, 3)),
        ("0::TIMESTAMP_NTZ", dt.datetime(1970, 1, 1)),  # noqa: DTZ001
        ("NULL::DATE", None),
    ],
)
def test_a_cast_converts_as_snowflake_does(queries: SnowflakeQueries, expression: str, value: Value) -> None:
    assert queries.value(expression) == value


@pytest.mark.parametrize(
    ("expression", "code", "message"),
    [
        ("'abc'::NUMBER", "100038", "Numeric value 'abc' is not recognized"),
        ("'1_000'::NUMBER", "100038", "Numeric value '1_000' is not recognized"),
        ("'abc'::FLOAT", "100038", "Numeric value 'abc' is not recognized"),
        ("'345.123'::NUMBER(4,2)", "100039", "Numeric value '345.123' is out of range"),
        ("'1.00E4'::NUMBER(5,1)", "100039", "Numeric value '1.00E4' is out of range"),
        ("'1E'::INT", "100038", "Numeric value '1E' is not recognized"),
        (
            "12345::NUMBER(3)",
            "100046",
            "Number out of representable range: type FIXED[SB2](3,0){nullable}, value 12345",
        ),
        ("'maybe'::BOOLEAN", "100037", "Boolean value 'maybe' is not recognized"),
        ("'2020/01/01'::DATE", "100040", "Date '2020/01/01' is not recognized"),
        ("'2020-02-30'::DATE", "100040", "Date '2020-02-30' is not recognized"),
        ("'x'::TIMESTAMP", "100035", "Timestamp 'x' is not recognized"),
        ("'25:00'::TIME", "100108", "Time '25:00' is not recognized"),
        ("'abcd'::VARCHAR(3)", "100078", "String 'abcd' is too long and would be truncated"),
        ("TO_DATE('x', 'YYYY')", "100096", "Can't parse 'x' as date with format 'YYYY'"),
        ("TO_BINARY('zz')", "100115", "The following string is not a legal hex-encoded value: 'zz'"),
    ],
)
def test_a_value_that_cannot_be_converted_is_snowflakes_error(
    queries: SnowflakeQueries, expression: str, code: str, message: str
) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.value(expression)
    assert (caught.value.code, str(caught.value)) == (code, message)


def test_a_good_value_is_not_hurt_by_a_narrower_cast_beside_it(queries: SnowflakeQueries) -> None:
    rows = queries.rows("SELECT x::NUMBER(38,0), x::NUMBER(20,2), x::FLOAT, x::DATE FROM (VALUES ('20200101')) t(x)")
    assert rows == [(20200101, Decimal("20200101.00"), 20200101.0, dt.date(1970, 8, 22))]


@pytest.mark.parametrize(
    "expression", ["CURRENT_DATE()::NUMBER", "1::DATE", "'10:00'::TIME::DATE", "X'AB'::NUMBER", "TRUE::DATE"]
)
def test_types_between_which_there_is_no_conversion_are_refused(queries: SnowflakeQueries, expression: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.plan(f"SELECT {expression}")
    assert caught.value.code == "001007"


# https://docs.snowflake.com/en/sql-reference/functions/try_cast
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("TRY_CAST('05-Mar-2016' AS TIMESTAMP)", dt.datetime(2016, 3, 5)),  # noqa: DTZ001
        ("TRY_CAST('05/16' AS TIMESTAMP)", None),
        ("TRY_CAST('ABCD' AS CHAR(2))", None),
        ("TRY_CAST('ABCD' AS VARCHAR(10))", "ABCD"),
        ("TRY_CAST('12345' AS NUMBER(3,0))", None),
        ("TRY_CAST('9.0009E5' AS NUMBER(5,1))", None),
        ("TRY_TO_DATE('x')", None),
        ("TRY_TO_NUMBER('$7,543.21', '$9,999.00', 6, 2)", Decimal("7543.21")),
        ("TRY_TO_NUMBER('$7,543.21', 6, 2)", None),
        ("TRY_TO_DOUBLE('3.1415926')", 3.1415926),
        ("TRY_TO_BOOLEAN('maybe')", None),
        ("TRY_TO_TIME('12:30:00')", dt.time(12, 30)),
        ("TRY_TO_TIME('Invalid')", None),
        ("TRY_TO_TIMESTAMP_NTZ('Invalid')", None),
        ("TRY_TO_BINARY('zz', 'HEX')", None),
    ],
)
def test_try_forms_answer_null_instead_of_failing(queries: SnowflakeQueries, expression: str, value: Value) -> None:
    assert queries.value(expression) == value


def test_try_cast_takes_text_only(queries: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.plan("SELECT TRY_CAST(1.5 AS VARCHAR)")
    assert caught.value.code == "001065"


# https://docs.snowflake.com/en/sql-reference/functions/to_char, the table of number formats
@pytest.mark.parametrize(
    ("number_text", "model", "written"),
    [
        ("-12.391", '">"$99.0"<"', ">-$12.4<"),
        ("3987", '">"$99.0"<"', "> $##.#<"),
        ("0.10", '">"B9,999.0"<"', ">      .1<"),
        ("3987", '">"B9,999.0"<"', "> 3,987.0<"),
        ("-12.391", '">"TME"<"', ">-1.2391E1<"),
        ("1.111", '">"TM9"<"', ">1.111<"),
        ("-12.391", '">"0XXX"<"', ">FFF4<"),
        ("-12.391", '">"S0XXX"<"', ">-000C<"),
        ("5", "000", " 005"),
        ("-5", "FM999", "-5"),
    ],
)
def test_numbers_are_written_by_their_format_model(
    queries: SnowflakeQueries, number_text: str, model: str, written: str
) -> None:
    assert queries.value(f"TO_CHAR({number_text}, '{model}')") == written


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("TO_VARCHAR('2024-04-05 01:02:03'::TIMESTAMP, 'mm/dd/yyyy, hh24:mi hours')", "04/05/2024, 01:02 hours"),
        ("TO_VARCHAR('2024-04-05'::DATE, 'mon dd, yyyy')", "Apr 05, 2024"),
        ("TO_CHAR('2024-04-05 16:02:03.123456'::TIMESTAMP, 'HH12:MI:SS.FF3 AM')", "04:02:03.123 PM"),
        ("TO_CHAR('2024-04-05 16:02:03.123456'::TIMESTAMP, 'FF9')", "123456000"),
        (
            "TO_CHAR('2024-04-05 16:02 +0530'::TIMESTAMP_TZ, 'DY MMMM YY TZH:TZM \"at\" TZHTZM')",
            "Fri April 24 +05:30 at +0530",
        ),
        ("TO_CHAR('10:11:12'::TIME, 'MI-SS')", "11-12"),
        ("TO_VARCHAR(X'4869', 'UTF-8')", "Hi"),
        ("TO_VARCHAR(X'4869', 'BASE64')", "SGk="),
    ],
)
def test_dates_and_binary_are_written_by_their_format(queries: SnowflakeQueries, expression: str, text: str) -> None:
    assert queries.value(expression) == text


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("TO_DATE('2024.05.10', 'YYYY.MM.DD')", dt.date(2024, 5, 10)),
        ("TO_DATE('20240510', 'YYYYMMDD')", dt.date(2024, 5, 10)),
        ("TO_DATE('5/1/24', 'DD/MM/YY')", dt.date(2024, 1, 5)),
        ("TO_TIMESTAMP_NTZ('04/05/2024 01:02:03', 'mm/dd/yyyy hh24:mi:ss')", dt.datetime(2024, 4, 5, 1, 2, 3)),  # noqa: DTZ001
        ("TO_TIMESTAMP_NTZ('2024-04-05T01:02:03', 'YYYY-MM-DD\"T\"HH24:MI:SS')", dt.datetime(2024, 4, 5, 1, 2, 3)),  # noqa: DTZ001
        ("TO_TIME('11.15.00', 'HH24.MI.SS')", dt.time(11, 15)),
        ("TO_NUMBER('12,345.67', '99,999.99', 10, 2)", Decimal("12345.67")),
        ("TO_BINARY('SGk=', 'BASE64')", b"Hi"),
        ("TO_BINARY('Hi', 'UTF-8')", b"Hi"),
        ("TO_TIMESTAMP_NTZ(1000000000, 3)", dt.datetime(1970, 1, 12, 13, 46, 40)),  # noqa: DTZ001
    ],
)
def test_text_is_read_by_its_format(queries: SnowflakeQueries, expression: str, value: Value) -> None:
    assert queries.value(expression) == value


def test_the_session_formats_decide_how_dates_print_and_are_read(queries: SnowflakeQueries) -> None:
    assert queries.value("'05.04.2024'::DATE", DATE_INPUT_FORMAT="DD.MM.YYYY") == dt.date(2024, 4, 5)
    assert queries.value("'2024-04-05'::DATE::VARCHAR", DATE_OUTPUT_FORMAT="DD.MM.YYYY") == "05.04.2024"
    assert queries.value("'2024-04-05'::TIMESTAMP_NTZ::VARCHAR", TIMESTAMP_NTZ_OUTPUT_FORMAT="YYYY") == "2024"


def test_timestamp_means_what_the_session_says(queries: SnowflakeQueries) -> None:
    for kind in ("TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"):
        assert queries.type_of("'2024-01-01'::TIMESTAMP", TIMESTAMP_TYPE_MAPPING=kind).kind.value == kind


def test_digits_beyond_18_are_kept_in_a_wide_plan(queries: SnowflakeQueries) -> None:
    plan = queries.plan("SELECT '12345678901234567890'::NUMBER(38,0)", wide=True)
    assert queries.run(plan) == [(12345678901234567890,)]


def test_a_cast_has_exactly_the_declared_type(queries: SnowflakeQueries) -> None:
    assert queries.type_of("'1'::NUMBER(10,2)") == number(10, 2, nullable=False)
    assert str(queries.type_of("1::VARCHAR(5)")) == "VARCHAR(5)"
