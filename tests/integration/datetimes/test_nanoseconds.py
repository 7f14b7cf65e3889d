"""Times and timestamps of nine fractional digits: read, moved, compared, taken apart and printed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.nanoseconds import from_nanoseconds, nanoseconds, time_from_nanoseconds
from mockhaus.domain.results import Value
from mockhaus.translation.precision import Fraction
from tests.support.snowflake_session import SnowflakeQueries

_MICRO, _SECOND, _DAY = 1_000, 1_000_000_000, 86_400_000_000_000
COUNTS = st.integers(-62_135_596_800_000_000_000 + _DAY, 253_402_300_799_999_999_999 - _DAY)
CLOCKS = st.integers(0, _DAY - 1)
SMALL = st.integers(-10 * _DAY, 10 * _DAY)

some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(count: int) -> str:
    """A count since 1970 as Snowflake reads it, with all nine digits."""
    moment = from_nanoseconds(count - count % _SECOND)
    return f"{moment.isoformat(' ')}.{count % _SECOND:09d}"


def instant(text: str, beyond: int, offset: int = 0) -> dt.datetime:
    zone = dt.timezone(dt.timedelta(hours=offset))
    return from_nanoseconds(nanoseconds(dt.datetime.fromisoformat(text).replace(tzinfo=zone)) + beyond, zone)


def clock(text: str, beyond: int) -> dt.datetime:
    return from_nanoseconds(nanoseconds(dt.datetime.fromisoformat(text)) + beyond)


# -- against the integers of Python ------------------------------------------------------------------------------------


@some
@given(count=COUNTS)
def test_a_text_of_nine_digits_is_read_whole(queries: SnowflakeQueries, count: int) -> None:
    assert queries.value(f"'{written(count)}'::TIMESTAMP_NTZ") == from_nanoseconds(count)


@some
@given(count=COUNTS)
def test_a_text_is_read_by_a_format_model(queries: SnowflakeQueries, count: int) -> None:
    found = queries.value(f"TO_TIMESTAMP_NTZ('{written(count)}', 'YYYY-MM-DD HH24:MI:SS.FF9')")
    assert found == from_nanoseconds(count)


@some
@given(count=COUNTS)
def test_a_timestamp_prints_its_nine_digits(queries: SnowflakeQueries, count: int) -> None:
    model = "YYYY-MM-DD HH24:MI:SS.FF9"
    assert queries.value(f"TO_CHAR('{written(count)}'::TIMESTAMP_NTZ, '{model}')") == written(count)


@some
@given(count=st.integers(-(2**62), 2**62))
def test_a_count_of_nanoseconds_becomes_a_timestamp_and_is_it_again(queries: SnowflakeQueries, count: int) -> None:
    found = queries.values(f"TO_TIMESTAMP_NTZ({count}, 9), DATE_PART(epoch_nanosecond, TO_TIMESTAMP_NTZ({count}, 9))")
    assert found == (from_nanoseconds(count), count)


@some
@given(count=COUNTS, added=SMALL)
def test_nanoseconds_are_added(queries: SnowflakeQueries, count: int, added: int) -> None:
    found = queries.value(f"DATEADD(nanosecond, {added}, '{written(count)}'::TIMESTAMP_NTZ)")
    assert found == from_nanoseconds(count + added)


@some
@given(count=CLOCKS, added=SMALL)
def test_a_time_of_day_goes_round(queries: SnowflakeQueries, count: int, added: int) -> None:
    text = written(count).partition(" ")[2]
    found = queries.value(f"DATEADD(nanosecond, {added}, '{text}'::TIME)")
    assert found == time_from_nanoseconds((count + added) % _DAY)


@some
@given(first=COUNTS, apart=SMALL)
def test_a_difference_in_nanoseconds_is_exact(queries: SnowflakeQueries, first: int, apart: int) -> None:
    one, other = f"'{written(first)}'::TIMESTAMP_NTZ", f"'{written(first + apart)}'::TIMESTAMP_NTZ"
    assert queries.values(f"DATEDIFF(nanosecond, {one}, {other}), {one} < {other}, {one} = {other}") == (
        apart,
        apart > 0,
        apart == 0,
    )


@some
@given(count=COUNTS, digits=st.integers(0, 9))
def test_a_type_of_fewer_digits_cuts_towards_the_past(queries: SnowflakeQueries, count: int, digits: int) -> None:
    unit = 10 ** (9 - digits)
    found = queries.value(f"'{written(count)}'::TIMESTAMP_NTZ::TIMESTAMP_NTZ({digits})")
    assert found == from_nanoseconds(count // unit * unit)


@some
@given(count=COUNTS, digits=st.integers(0, 9))
def test_text_is_cut_to_the_digits_of_its_type(queries: SnowflakeQueries, count: int, digits: int) -> None:
    unit = 10 ** (9 - digits)
    assert queries.value(f"'{written(count)}'::TIMESTAMP_NTZ({digits})") == from_nanoseconds(count // unit * unit)


@some
@given(count=COUNTS)
def test_a_variant_keeps_them(queries: SnowflakeQueries, count: int) -> None:
    assert queries.value(f"TO_VARIANT('{written(count)}'::TIMESTAMP_NTZ)::TIMESTAMP_NTZ") == from_nanoseconds(count)


@some
@given(count=COUNTS)
def test_parts_make_what_they_were_taken_from(queries: SnowflakeQueries, count: int) -> None:
    parts = ", ".join(f"{part}(t)" for part in ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"))
    expression = f"TIMESTAMP_NTZ_FROM_PARTS({parts}, DATE_PART(nanosecond, t))"
    found = queries.value(f"{expression} FROM (SELECT '{written(count)}'::TIMESTAMP_NTZ AS t)")
    assert found == from_nanoseconds(count)


# -- functions and operators ------------------------------------------------------------------------------------------


# https://docs.snowflake.com/en/sql-reference/data-types-datetime and the pages of the functions
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'10:11:12.123456789'::TIME", time_from_nanoseconds(36_672_123_456_789)),
        ("'2024-01-01 00:00:00.123456789 +0200'::TIMESTAMP_TZ", instant("2024-01-01T00:00:00.123456", 789, 2)),
        ("'2024-01-01 00:00:00.123456789'::TIMESTAMP_LTZ", instant("2024-01-01T08:00:00.123456", 789)),
        ("'2024-01-01 00:00:00.123456789'::TIMESTAMP_NTZ::DATE", dt.date(2024, 1, 1)),
        ("'2024-01-01 00:00:00.123456789'::TIMESTAMP_NTZ::TIME", time_from_nanoseconds(123_456_789)),
        (
            "'2024-01-01 00:00:00.123456789 +0200'::TIMESTAMP_TZ::TIMESTAMP_NTZ",
            clock("2024-01-01T00:00:00.123456", 789),
        ),
        ("'2024-01-01 00:00:00.123456789'::TIMESTAMP_NTZ::TIMESTAMP_LTZ", instant("2024-01-01T08:00:00.123456", 789)),
        ("TO_TIMESTAMP_NTZ('1700000000123456789')", from_nanoseconds(1_700_000_000_123_456_789)),
        ("TO_TIMESTAMP_NTZ(1.123456789)", from_nanoseconds(1_123_456_789)),
        ("TO_TIMESTAMP_NTZ(-1.5)", from_nanoseconds(-1_500_000_000)),
        ("TO_TIMESTAMP_TZ(1, 9)", instant("1969-12-31T16:00:00", 1, -8)),
        ("TRY_TO_TIMESTAMP_NTZ('2024-01-01 00:00:00.000000001')", clock("2024-01-01T00:00:00", 1)),
        ("TRY_TO_TIME('00:00:00.000000001')", time_from_nanoseconds(1)),
        ("'9999-12-31 23:59:59.999999999'::TIMESTAMP_NTZ", clock("9999-12-31T23:59:59.999999", 999)),
        ("PARSE_JSON('\"2024-01-01 00:00:00.000000001\"')::TIMESTAMP_NTZ", clock("2024-01-01T00:00:00", 1)),
        ("TIME_FROM_PARTS(1, 2, 3, 4)", time_from_nanoseconds(3_723_000_000_004)),
        ("TIMESTAMP_NTZ_FROM_PARTS('2024-01-01'::DATE, '00:00:00.000000001'::TIME)", clock("2024-01-01T00:00:00", 1)),
        ("TIMESTAMP_TZ_FROM_PARTS(2024, 1, 1, 0, 0, 0, 1, 'Asia/Tokyo')", instant("2024-01-01T00:00:00", 1, 9)),
        ("TIMESTAMP_LTZ_FROM_PARTS(2024, 1, 1, 0, 0, 0, 1)", instant("2024-01-01T08:00:00", 1)),
        ("DATEADD(nanosecond, 1, '2024-01-01'::DATE)", clock("2024-01-01T00:00:00", 1)),
        ("DATEADD(nanosecond, 1, '2024-01-01')", clock("2024-01-01T00:00:00", 1)),
        ("DATEADD(month, 1, '2024-01-31 00:00:00.000000001'::TIMESTAMP_NTZ)", clock("2024-02-29T00:00:00", 1)),
        ("DATEADD(day, 1, '2024-01-01 00:00:00.000000001 +0100'::TIMESTAMP_TZ)", instant("2024-01-02T00:00:00", 1, 1)),
        ("DATEADD(hour, 1, '23:30:00.000000001'::TIME)", time_from_nanoseconds(1_800_000_000_001)),
        ("ADD_MONTHS('2024-01-31 00:00:00.000000001'::TIMESTAMP_NTZ, 1)", clock("2024-02-29T00:00:00", 1)),
        (
            "'2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ + INTERVAL '1 day, 1501 ns'",
            clock("2024-01-02T00:00:00.000001", 502),
        ),
        ("'2024-01-01'::TIMESTAMP_NTZ - INTERVAL '1 nanosecond'", clock("2023-12-31T23:59:59.999999", 999)),
        ("DATEDIFF(nanosecond, '10:00:00'::TIME, '10:00:00.000000001'::TIME)", 1),
        (
            "DATEDIFF(ns, '2024-01-01 00:00:00.000000001 +0100'::TIMESTAMP_TZ, "
            "'2024-01-01 00:00:00.000000003 +0200'::TIMESTAMP_TZ)",
            -3_599_999_999_998,
        ),
        ("DATEDIFF(second, '2024-01-01 00:00:00.999999999', '2024-01-01 00:00:01.000000001'::TIMESTAMP_NTZ)", 1),
        ("DATE_PART(nanosecond, '10:00:00.123456789'::TIME)", 123_456_789),
        ("DATE_PART(epoch_nanosecond, '1970-01-01 00:00:00.000000001 +0100'::TIMESTAMP_TZ)", 1 - 3600 * _SECOND),
        ("EXTRACT(second FROM '2024-01-01 00:00:07.999999999'::TIMESTAMP_NTZ)", 7),
        ("DATE_TRUNC(nanosecond, '2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ)", clock("2024-01-01T00:00:00", 1)),
        (
            "DATE_TRUNC(microsecond, '2024-01-01 00:00:00.123456789'::TIMESTAMP_NTZ)",
            clock("2024-01-01T00:00:00.123456", 0),
        ),
        ("LAST_DAY('2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ)", dt.date(2024, 1, 31)),
        ("TIME_SLICE('2024-01-01 01:30:00.000000001'::TIMESTAMP_NTZ, 1, 'hour')", clock("2024-01-01T01:00:00", 0)),
        (
            "CONVERT_TIMEZONE('UTC', 'Asia/Tokyo', '2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ)",
            clock("2024-01-01T09:00:00", 1),
        ),
        ("CONVERT_TIMEZONE('UTC', '2024-01-01 00:00:00.000000001 +0200')", instant("2023-12-31T22:00:00", 1)),
        ("'2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ > '2024-01-01'::DATE", True),
        ("'2024-01-01 08:00:00.000000001 +0000'::TIMESTAMP_TZ = '2024-01-01 00:00:00.000000001'::TIMESTAMP_LTZ", True),
        ("'2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ BETWEEN '2024-01-01' AND '2024-01-02'", True),
        ("'2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ IN ('2024-01-01 00:00:00.000000001')", True),
        (
            "GREATEST('2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ, '2024-01-01'::DATE)",
            clock("2024-01-01T00:00:00", 1),
        ),
        ("COALESCE(NULL, '2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ)", clock("2024-01-01T00:00:00", 1)),
        ("IFF(FALSE, '2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ, NULL)", None),
        ("'2024-01-01 00:00:00.123456789'::TIMESTAMP_NTZ || ''", "2024-01-01 00:00:00.123"),
        ("TO_CHAR('10:00:00.123456789'::TIME, 'HH24:MI:SS.FF8')", "10:00:00.12345678"),
        ("TYPEOF(TO_VARIANT('10:00:00.000000001'::TIME))", "TIME"),
        (
            "OBJECT_CONSTRUCT('a', '2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ):a::TIMESTAMP_NTZ",
            clock("2024-01-01T00:00:00", 1),
        ),
        ("HASH('2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ) = HASH('2024-01-01'::TIMESTAMP_NTZ)", False),
    ],
)
def test_no_digit_is_lost(queries: SnowflakeQueries, expression: str, value: Value) -> None:
    assert queries.value(expression) == value


_ROWS = "FROM VALUES ('2024-01-01'::TIMESTAMP_NTZ), ('2024-01-01 00:00:00.000000001'), (NULL) AS v(t)"
_LATER = clock("2024-01-01T00:00:00", 1)


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("MIN(t), MAX(t), COUNT(DISTINCT t)", (clock("2024-01-01T00:00:00", 0), _LATER, 2)),
        ("ARRAY_AGG(t) WITHIN GROUP (ORDER BY t DESC)[0]::TIMESTAMP_NTZ", (_LATER,)),
        ("LISTAGG(TO_CHAR(t, 'FF9'), ',') WITHIN GROUP (ORDER BY t)", ("000000000,000000001",)),
        ("MAX_BY(t, t), ANY_VALUE(t) IS NOT NULL", (_LATER, True)),
    ],
)
def test_aggregates_tell_nanoseconds_apart(queries: SnowflakeQueries, columns: str, row: tuple[Value, ...]) -> None:
    assert queries.rows(f"SELECT {columns} {_ROWS}") == [row]


def test_windows_order_by_nanoseconds(queries: SnowflakeQueries) -> None:
    found = queries.rows(
        f"SELECT LAG(t) OVER (ORDER BY t), ROW_NUMBER() OVER (ORDER BY t) {_ROWS} QUALIFY t = MAX(t) OVER ()"
    )
    assert found == [(clock("2024-01-01T00:00:00", 0), 2)]


def test_an_interval_frame_over_nanoseconds_is_refused_by_name(queries: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="RANGE with offsets in an order of nanoseconds"):
        queries.rows(
            f"SELECT MIN(t) OVER (ORDER BY t RANGE BETWEEN INTERVAL '1 day' PRECEDING AND CURRENT ROW) {_ROWS}"
        )


def test_structured_values_refuse_nanoseconds(queries: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="more than six fractional digits"):
        queries.value("['2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ]::ARRAY(TIMESTAMP_NTZ)")


# -- plans ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "'2024-01-01 00:00:00.123456'::TIMESTAMP_NTZ",
        "'2024-01-01 00:00:00.123456000'::TIMESTAMP_NTZ",
        "'2024-01-01 00:00:00.123456789'::TIMESTAMP_NTZ(6)",
        "'2024-01-01 00:00:00.123456789'::DATE",
        "TO_TIMESTAMP(1700000000000, 3)",
        "DATEADD(nanosecond, 1000, '2024-01-01'::DATE)",
        "DATEADD(day, 1, CURRENT_TIMESTAMP)",
    ],
)
def test_what_needs_no_more_runs_in_microseconds(queries: SnowflakeQueries, expression: str) -> None:
    plan = queries.plan(f"SELECT {expression}")
    queries.run(plan)
    assert "mh_fine" not in plan.sql


@pytest.mark.parametrize(
    "expression",
    [
        "'2024-01-01 00:00:00.000000001'::TIMESTAMP_NTZ",
        "TO_TIMESTAMP(1, 9)",
        "DATEADD(nanosecond, 1, '2024-01-01'::DATE)",
        "TIME_FROM_PARTS(0, 0, 0, 1)",
        "PARSE_JSON('\"10:00:00.000000001\"')::TIME",
        "TRY_TO_TIMESTAMP(CONCAT('2024-01-01 00:00:00.', '000000001'))",
    ],
)
def test_what_microseconds_would_cut_asks_for_nanoseconds(queries: SnowflakeQueries, expression: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.run(queries.plan(f"SELECT {expression}"))
    assert caught.value.details["nanoseconds"]


@some
@given(count=st.integers(-(2**53), 2**53))
def test_of_microseconds_a_plan_in_nanoseconds_says_what_an_ordinary_one_says(
    queries: SnowflakeQueries, count: int
) -> None:
    text = written(count * _MICRO)
    expressions = (
        "t::VARCHAR, t::TIMESTAMP_TZ::VARCHAR, t::DATE, t::TIME, YEAR(t), HOUR(t), DAYNAME(t), DATE_TRUNC('week', t), "
        "DATEADD(month, 1, t), DATEDIFF(day, '2000-01-01', t), LAST_DAY(t), TO_VARIANT(t), HASH(t), t > '1990-05-05', "
        "CONVERT_TIMEZONE('UTC', t), MONTHS_BETWEEN(t, '2000-01-01'), DATE_PART(epoch_second, t), WEEK(t)"
    )
    sql = f"SELECT {expressions} FROM (SELECT '{text}'::TIMESTAMP_NTZ AS t)"
    ordinary, fine = (
        queries.run(queries.plan(sql, fraction=fraction)) for fraction in (Fraction.MICROSECONDS, Fraction.NANOSECONDS)
    )
    assert ordinary == fine
