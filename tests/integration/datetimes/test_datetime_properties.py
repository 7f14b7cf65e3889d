"""Date and time functions against Python's own calendar, for any dates, times and zones."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.snowflake_session import SnowflakeQueries

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
MOMENTS = st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2037, 12, 31))  # noqa: DTZ001 - wall clocks
ZONES = st.sampled_from(["America/Los_Angeles", "Europe/Warsaw", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
MONDAY = 1
DAYS = 7
QUARTER = 3

some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def week_start(day: dt.date, first: int) -> dt.date:
    return day - dt.timedelta((day.isoweekday() - first) % DAYS)


@some
@given(day=DATES)
def test_iso_weeks_are_those_of_the_calendar(queries: SnowflakeQueries, day: dt.date) -> None:
    year, week, weekday = day.isocalendar()
    begins = dt.date.fromisocalendar(year, 1, 1)
    ends = dt.date.fromisocalendar(year + 1, 1, 1) - dt.timedelta(1)
    found = queries.values(
        f"YEAROFWEEKISO(d), WEEKISO(d), DAYOFWEEKISO(d), DATE_TRUNC('week_iso', d), DATE_TRUNC('yearofweekiso', d), "
        f"LAST_DAY(d, 'yearofweekiso') FROM (SELECT '{day}'::DATE AS d)"
    )
    assert found == (year, week, weekday, week_start(day, MONDAY), begins, ends)


@some
@given(day=DATES, first=st.integers(1, 7))
def test_weeks_begin_on_the_day_that_the_session_says(queries: SnowflakeQueries, day: dt.date, first: int) -> None:
    start = week_start(day, first)
    found = queries.values(
        f"DATE_TRUNC('week', d), LAST_DAY(d, 'week'), DAYOFWEEK(d) FROM (SELECT '{day}'::DATE AS d)",
        WEEK_START=str(first),
    )
    assert found == (start, start + dt.timedelta(DAYS - 1), (day - start).days + 1)


@some
@given(day=DATES, other=DATES)
def test_differences_count_the_boundaries_between_two_dates(
    queries: SnowflakeQueries, day: dt.date, other: dt.date
) -> None:
    months = (other.year - day.year) * 12 + other.month - day.month
    quarters = (other.year - day.year) * 4 + (other.month - 1) // QUARTER - (day.month - 1) // QUARTER
    weeks = (week_start(other, MONDAY) - week_start(day, MONDAY)).days // DAYS
    found = queries.values(
        "DATEDIFF(year, a, b), DATEDIFF(quarter, a, b), DATEDIFF(month, a, b), DATEDIFF(week, a, b), b - a "
        f"FROM (SELECT '{day}'::DATE AS a, '{other}'::DATE AS b)"
    )
    assert found == (other.year - day.year, quarters, months, weeks, (other - day).days)


@some
@given(moment=MOMENTS, source=ZONES, target=ZONES)
def test_a_wall_clock_in_one_zone_is_that_of_another(
    queries: SnowflakeQueries, moment: dt.datetime, source: str, target: str
) -> None:
    there = moment.replace(tzinfo=zoneinfo.ZoneInfo(source))
    if there.astimezone(dt.UTC).astimezone(zoneinfo.ZoneInfo(source)).replace(tzinfo=None) != moment:
        return  # a wall clock that this zone never showed
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        return  # one that it showed twice
    expected = there.astimezone(zoneinfo.ZoneInfo(target)).replace(tzinfo=None)
    assert queries.value(f"CONVERT_TIMEZONE('{source}', '{target}', '{moment}'::TIMESTAMP_NTZ)") == expected


@some
@given(seconds=st.integers(0, 4_000_000_000), zone=ZONES)
def test_a_count_since_1970_is_the_same_instant_in_every_type(
    queries: SnowflakeQueries, seconds: int, zone: str
) -> None:
    instant = dt.datetime.fromtimestamp(seconds, dt.UTC)
    plain, local, zoned, number = queries.values(
        f"TO_TIMESTAMP_NTZ('{seconds}'), TO_TIMESTAMP_LTZ('{seconds}'), TO_TIMESTAMP_TZ('{seconds}'), "
        f"TO_TIMESTAMP_LTZ({seconds})",
        TIMEZONE=zone,
    )
    assert plain == instant.replace(tzinfo=None)
    assert local == zoned == number == instant
    assert isinstance(zoned, dt.datetime)
    assert zoned.utcoffset() == instant.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset()


@some
@given(moment=MOMENTS, days=st.integers(-500, 500), seconds=st.integers(-100_000, 100_000))
def test_intervals_add_their_parts(queries: SnowflakeQueries, moment: dt.datetime, days: int, seconds: int) -> None:
    found = queries.value(f"'{moment}'::TIMESTAMP_NTZ + INTERVAL '{days} days, {seconds} s'")
    assert found == moment + dt.timedelta(days=days, seconds=seconds)


@some
@given(moment=MOMENTS, size=st.integers(1, 90))
def test_slices_of_minutes_are_counted_from_1970(queries: SnowflakeQueries, moment: dt.datetime, size: int) -> None:
    epoch = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock
    length = dt.timedelta(minutes=size)
    start = epoch + (moment - epoch) // length * length
    found = queries.values(
        f"TIME_SLICE(t, {size}, 'MINUTE'), TIME_SLICE(t, {size}, 'MINUTE', 'END') "
        f"FROM (SELECT '{moment}'::TIMESTAMP_NTZ AS t)"
    )
    assert found == (start, start + length)
