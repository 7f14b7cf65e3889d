"""Format models, with the examples of Snowflake's documentation."""

from __future__ import annotations

import datetime as dt

import pytest

from mockhaus.domain.output_formats import formatter
from mockhaus.domain.rendering import render_float, renderer
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import DATE, TIMESTAMP_LTZ, TIMESTAMP_NTZ, TIMESTAMP_TZ

AFTERNOON = dt.datetime(2024, 3, 5, 14, 7, 9, 123456)  # noqa: DTZ001 - TIMESTAMP_NTZ has no zone


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("YYYY-MM-DD HH24:MI:SS.FF3", "2024-03-05 14:07:09.123"),
        ("YYYY-MM-DD HH24:MI:SS.FF", "2024-03-05 14:07:09.123456000"),
        ("DD-MON-YY", "05-Mar-24"),
        ("DY, MMMM DD", "Tue, March 05"),
        ("HH12:MI AM", "02:07 PM"),
        ('YYYY-MM-DD"T"HH24:MI', "2024-03-05T14:07"),
        ("yyyy/mm/dd", "2024/03/05"),
    ],
)
def test_elements_print_as_documented(model: str, text: str) -> None:
    assert formatter(model)(AFTERNOON) == text


def test_midnight_is_twelve_on_a_twelve_hour_clock() -> None:
    assert formatter("HH12:MI AM")(dt.time(0, 5)) == "12:05 AM"


def test_offsets_print_with_and_without_a_colon() -> None:
    moment = AFTERNOON.replace(tzinfo=dt.timezone(-dt.timedelta(hours=7, minutes=30)))

    assert formatter("TZHTZM|TZH:TZM")(moment) == "-0730|-07:30"


def test_timestamps_without_a_format_of_their_own_take_the_common_one() -> None:
    moment = AFTERNOON.replace(tzinfo=dt.timezone(dt.timedelta(hours=2)))

    assert renderer(TIMESTAMP_TZ, SessionParameters())(moment) == "2024-03-05 14:07:09.123 +0200"


def test_local_time_is_shown_in_the_sessions_zone() -> None:
    moment = dt.datetime(2024, 7, 1, 12, 0, tzinfo=dt.UTC)
    parameters = SessionParameters().setting("TIMEZONE", "Europe/Lisbon")

    assert renderer(TIMESTAMP_LTZ, parameters)(moment) == "2024-07-01 13:00:00.000 +0100"


def test_a_set_format_replaces_the_default() -> None:
    parameters = SessionParameters().setting("DATE_OUTPUT_FORMAT", "DD.MM.YYYY")

    assert renderer(DATE, parameters)(dt.date(2024, 3, 5)) == "05.03.2024"
    assert renderer(TIMESTAMP_NTZ, parameters)(AFTERNOON) == "2024-03-05 14:07:09.123"


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (0.1, "0.1"), (float("nan"), "NaN"), (float("-inf"), "-inf")])
def test_floats_print_without_a_needless_fraction(value: float, text: str) -> None:
    assert render_float(value) == text
