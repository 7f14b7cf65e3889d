"""Times and timestamps with nanoseconds as Python values."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockhaus.domain.nanoseconds import (
    FineDatetime,
    beyond_microseconds,
    fine_datetime,
    fine_time,
    from_nanoseconds,
    nanoseconds,
    time_from_nanoseconds,
)
from mockhaus.domain.output_formats import formatter

_DAY = 86_400_000_000_000
_FIRST, _LAST = -62_135_596_800_000_000_000, 253_402_300_799_999_999_999
_MOMENT = dt.datetime(2024, 1, 1, 0, 0, 0, 123_456)  # noqa: DTZ001 - a clock


@given(count=st.integers(_FIRST, _LAST))
def test_a_timestamp_of_a_count_has_that_count(count: int) -> None:
    assert nanoseconds(from_nanoseconds(count)) == count


@given(count=st.integers(_FIRST + 2 * _DAY, _LAST - 2 * _DAY), minutes=st.integers(-1439, 1439))
def test_an_instant_has_the_same_count_in_any_zone(count: int, minutes: int) -> None:
    assert nanoseconds(from_nanoseconds(count, dt.timezone(dt.timedelta(minutes=minutes)))) == count


@given(count=st.integers(0, _DAY - 1))
def test_a_time_of_a_count_has_that_count(count: int) -> None:
    assert nanoseconds(time_from_nanoseconds(count)) == count


def test_whole_microseconds_make_plain_values() -> None:
    assert type(from_nanoseconds(1_000)) is dt.datetime
    assert type(time_from_nanoseconds(1_000)) is dt.time


def test_nanoseconds_stay_where_the_zone_changes() -> None:
    moved = fine_datetime(_MOMENT.replace(tzinfo=dt.UTC), 789).astimezone(dt.timezone(dt.timedelta(hours=2)))
    assert (moved.hour, moved.beyond) == (2, 789)


def test_nanoseconds_stay_where_a_field_is_replaced() -> None:
    assert fine_datetime(_MOMENT, 789).replace(tzinfo=dt.UTC).beyond == 789


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (fine_datetime(_MOMENT, 1), fine_datetime(_MOMENT, 1), True),
        (fine_datetime(_MOMENT, 1), fine_datetime(_MOMENT, 2), False),
        (fine_datetime(_MOMENT, 1), _MOMENT, False),
        (fine_datetime(_MOMENT, 0), _MOMENT, True),
        (fine_time(dt.time(1), 1), fine_time(dt.time(1), 1), True),
        (fine_time(dt.time(1), 1), dt.time(1), False),
    ],
)
def test_values_are_equal_where_all_nine_digits_are(one: object, other: object, equal: bool) -> None:  # noqa: FBT001
    assert (one == other, other == one) == (equal, equal)
    assert not equal or hash(one) == hash(other)


def test_other_values_have_nothing_beyond_microseconds() -> None:
    assert [beyond_microseconds(value) for value in (_MOMENT, None, "x", FineDatetime(2024, 1, 1))] == [0] * 4


@pytest.mark.parametrize(
    ("model", "text"), [("FF", "123456789"), ("FF9", "123456789"), ("FF7", "1234567"), ("FF3", "123")]
)
def test_a_format_prints_as_many_digits_as_it_asks_for(model: str, text: str) -> None:
    assert formatter(model)(fine_datetime(_MOMENT, 789)) == text
