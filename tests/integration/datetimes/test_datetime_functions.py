"""Date and time functions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.nanoseconds import fine_time
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries

DATE = dt.date


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


# https://docs.snowflake.com/en/sql-reference/functions/dateadd, datediff, date_trunc and their neighbours
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("DATEADD(year, 2, '2022-05-08'::DATE)", DATE(2024, 5, 8)),
        ("DATEADD(month, 1, '2023-01-31'::DATE)", DATE(2023, 2, 28)),
        ("DATEADD('quarter', 1, '2023-11-30'::DATE)", DATE(2024, 2, 29)),
        ("DATEADD(week, -1, '2023-01-31'::DATE)", DATE(2023, 1, 24)),
        ("DATEADD(hour, 2, '2022-04-05'::DATE)", moment("2022-04-05T02:00")),
        ("DATEADD(year, 2, '2022-04-05')", moment("2024-04-05")),
        ("DATEADD(ms, 5, '2022-04-05'::TIMESTAMP)", moment("2022-04-05T00:00:00.005")),
        ("TIMEADD(hour, 25, '10:00'::TIME)", dt.time(11)),
        ("TIMESTAMPADD(day, 1, '2020-02-28 10:00 +0100'::TIMESTAMP_TZ)", moment("2020-02-29T10:00+01:00")),
        ("DATEADD(day, NULL, '2020-01-01'::DATE)", None),
        ("DATEDIFF(year, '2019-12-31'::DATE, '2020-01-01'::DATE)", 1),
        ("DATEDIFF(month, '2020-01-31'::DATE, '2020-02-01'::DATE)", 1),
        ("DATEDIFF(quarter, '2020-03-31'::DATE, '2020-04-01'::DATE)", 1),
        ("DATEDIFF(week, '2017-01-01'::DATE, '2017-01-02'::DATE)", 1),
        ("DATEDIFF(day, '2020-02-28', '2020-03-01')", 2),
        ("DATEDIFF(hour, '2020-01-01 01:59'::TIMESTAMP, '2020-01-01 02:00'::TIMESTAMP)", 1),
        ("DATEDIFF(minute, '10:00'::TIME, '09:58'::TIME)", -2),
        ("DATEDIFF(ns, '10:00:00'::TIME, '10:00:01'::TIME)", 1_000_000_000),
        ("DATEDIFF(hour, '2020-01-01 00:00 +0100'::TIMESTAMP_TZ, '2020-01-01 00:00 +0000'::TIMESTAMP_TZ)", 1),
        ("DATE_TRUNC('month', '2020-05-15'::DATE)", DATE(2020, 5, 1)),
        ("DATE_TRUNC(hour, '2020-05-15 10:11:12'::TIMESTAMP)", moment("2020-05-15T10:00")),
        ("DATE_TRUNC('day', '2020-05-15 10:11:12 +0200'::TIMESTAMP_TZ)", moment("2020-05-15T00:00+02:00")),
        ("DATE_TRUNC(minute, '10:11:12'::TIME)", dt.time(10, 11)),
        ("TRUNC('2020-05-15'::DATE, 'quarter')", DATE(2020, 4, 1)),
        ("LAST_DAY('2015-05-08'::DATE)", DATE(2015, 5, 31)),
        ("LAST_DAY('2015-05-08'::DATE, 'year')", DATE(2015, 12, 31)),
        ("LAST_DAY('2015-05-08'::DATE, 'quarter')", DATE(2015, 6, 30)),
        ("LAST_DAY('2016-12-30'::DATE, 'week')", DATE(2017, 1, 1)),
        ("NEXT_DAY('2020-01-01'::DATE, 'Friday')", DATE(2020, 1, 3)),
        ("NEXT_DAY('2020-01-03'::DATE, 'fr')", DATE(2020, 1, 10)),
        ("PREVIOUS_DAY('2020-01-01'::DATE, 'we')", DATE(2019, 12, 25)),
        ("ADD_MONTHS('2016-02-29'::DATE, 1)", DATE(2016, 3, 31)),
        ("ADD_MONTHS('2016-05-15'::TIMESTAMP_NTZ, 2)", moment("2016-07-15")),
        ("MONTHS_BETWEEN('2019-03-31'::DATE, '2019-02-28'::DATE)", Decimal("1.000000")),
        ("MONTHS_BETWEEN('2019-03-01 02:00'::TIMESTAMP, '2019-02-15 01:00'::TIMESTAMP)", Decimal("0.549731")),
        ("TIME_SLICE('2019-02-28'::DATE, 4, 'MONTH', 'END')", DATE(2019, 5, 1)),
        ("TIME_SLICE('2019-02-28 12:34:56'::TIMESTAMP_NTZ, 8, 'HOUR')", moment("2019-02-28T08:00")),
        ("DATE_FROM_PARTS(2010, 13, 1)", DATE(2011, 1, 1)),
        ("DATE_FROM_PARTS(2010, 1, 0)", DATE(2009, 12, 31)),
        ("TIME_FROM_PARTS(12, 34, 56, 987654321)", fine_time(dt.time(12, 34, 56, 987_654), 321)),
        ("TIMESTAMP_NTZ_FROM_PARTS(2013, 4, 5, 12, 0, -3600)", moment("2013-04-05T11:00")),
        ("TIMESTAMP_FROM_PARTS('2013-04-05'::DATE, '12:00'::TIME)", moment("2013-04-05T12:00")),
        ("TIMESTAMP_LTZ_FROM_PARTS(2013, 4, 5, 12, 0, 0)", moment("2013-04-05T19:00+00:00")),
        ("TIMESTAMP_TZ_FROM_PARTS(2013, 4, 5, 12, 0, 0, 0, 'Europe/Paris')", moment("2013-04-05T12:00+02:00")),
        ("CONVERT_TIMEZONE('Asia/Tokyo', '2024-01-01 00:00 +0000'::TIMESTAMP_TZ)", moment("2024-01-01T09:00+09:00")),
        ("CONVERT_TIMEZONE('UTC', 'America/New_York', '2024-01-01'::TIMESTAMP_NTZ)", moment("2023-12-31T19:00")),
        ("DAYNAME('2024-04-01'::DATE)", "Mon"),
        ("MONTHNAME('2024-04-01'::DATE)", "Apr"),
        ("'2020-01-01'::DATE + 1", DATE(2020, 1, 2)),
        ("'2020-01-01'::DATE - '2019-12-25'::DATE", 7),
    ],
)
def test_date_functions_answer_as_documented(queries: SnowflakeQueries, expression: str, value: Value) -> None:
    found = queries.value(expression)
    assert found == value
    if isinstance(value, dt.datetime) and value.tzinfo is not None and isinstance(found, dt.datetime):
        assert found.utcoffset() == value.utcoffset()


STAMP = "'2013-05-08T23:39:20.123456'::TIMESTAMP_NTZ"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("year", 2013),
        ("quarter", 2),
        ("mm", 5),
        ("day", 8),
        ("doy", 128),
        ("dow", 3),
        ("dayofweekiso", 3),
        ("week", 19),
        ("weekiso", 19),
        ("yearofweek", 2013),
        ("hour", 23),
        ("minute", 39),
        ("second", 20),
        ("ns", 123_456_000),
        ("epoch_second", 1_368_056_360),
        ("epoch_millisecond", 1_368_056_360_123),
        ("epoch_nanosecond", 1_368_056_360_123_456_000),
    ],
)
def test_each_part_of_a_moment_is_extracted(queries: SnowflakeQueries, part: str, value: int) -> None:
    assert queries.values(f"DATE_PART({part}, {STAMP}), EXTRACT({part} FROM {STAMP})") == (value, value)


def test_parts_have_functions_of_their_own(queries: SnowflakeQueries) -> None:
    names = ("YEAR", "QUARTER", "MONTH", "DAY", "DAYOFYEAR", "HOUR", "MINUTE", "SECOND")
    assert queries.values(", ".join(f"{name}({STAMP})" for name in names)) == (2013, 2, 5, 8, 128, 23, 39, 20)


def test_the_zone_of_a_timestamp_is_a_part_of_it(queries: SnowflakeQueries) -> None:
    value = "'2024-01-01 10:00 -0730'::TIMESTAMP_TZ"
    assert queries.values(f"DATE_PART(tzh, {value}), DATE_PART(tzm, {value}), HOUR({value})") == (-7, -30, 10)


# https://docs.snowflake.com/en/sql-reference/functions-date-time, "Calendar weeks and weekdays"
@pytest.mark.parametrize(
    ("policy", "start", "expected"),
    [
        ("0", "0", (52, 52, 2016, 2016, 0)),
        ("0", "3", (53, 52, 2016, 2016, 5)),
        ("1", "1", (1, 52, 2017, 2016, 7)),
    ],
)
def test_weeks_follow_the_session_parameters(
    queries: SnowflakeQueries, policy: str, start: str, expected: tuple[int, ...]
) -> None:
    day = "'2017-01-01'::DATE"
    found = queries.values(
        f"WEEK({day}), WEEKISO({day}), YEAROFWEEK({day}), YEAROFWEEKISO({day}), DAYOFWEEK({day})",
        WEEK_OF_YEAR_POLICY=policy,
        WEEK_START=start,
    )
    assert found == expected


def test_weeks_are_truncated_to_the_day_they_start(queries: SnowflakeQueries) -> None:
    day = "DATE_TRUNC('week', '2017-01-01'::DATE)"
    assert (queries.value(day), queries.value(day, WEEK_START="3")) == (DATE(2016, 12, 26), DATE(2016, 12, 28))


def test_the_present_is_one_moment_in_its_types(queries: SnowflakeQueries) -> None:
    now, today, clock, universal = queries.values("CURRENT_TIMESTAMP(), CURRENT_DATE(), CURRENT_TIME(), SYSDATE()")
    assert isinstance(now, dt.datetime)
    assert isinstance(universal, dt.datetime)
    assert now.tzinfo is not None
    assert universal == now.replace(tzinfo=None)
    assert abs(now - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=60)
    assert isinstance(today, dt.date)
    assert isinstance(clock, dt.time)


def test_the_present_makes_a_plan_volatile(queries: SnowflakeQueries) -> None:
    assert queries.plan("SELECT CURRENT_TIMESTAMP()").volatile
    assert not queries.plan("SELECT '2024-01-01'::DATE").volatile


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("DATEADD(fortnight, 1, '2020-01-01'::DATE)", "001008"),
        ("DATEADD(day, 1, '10:00'::TIME)", "002079"),
        ("CONVERT_TIMEZONE('Nowhere/Land', '2024-01-01'::TIMESTAMP_NTZ)", "001008"),
        ("NEXT_DAY('2020-01-01'::DATE, 'xx')", "100132"),
        ("YEAR(TRUE)", "001044"),
        ("HOUR('10:00'::TIME) + YEAR('10:00'::TIME)", "002079"),
    ],
)
def test_what_has_no_meaning_is_an_error(queries: SnowflakeQueries, expression: str, code: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.value(expression)
    assert caught.value.code == code
