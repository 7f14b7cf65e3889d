"""Snowflake's date and time format models, applied to Python values for display.

Follows https://docs.snowflake.com/en/sql-reference/date-time-input-output#about-the-elements-used-in-input-and-output-formats.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from mockhaus.domain.nanoseconds import beyond_microseconds

Temporal = dt.date | dt.time | dt.datetime
Formatter = Callable[[Temporal], str]

_ELEMENT = re.compile(
    r'"(?P<literal>[^"]*)"|(?P<element>YYYY|YY|MMMM|MON|MM|DD|DY|HH24|HH12|HH|AM|PM|MI|SS|FF[0-9]?|TZHTZM|TZH:TZM|TZH|TZM|TZD)'
    r"|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _offset(value: Temporal) -> tuple[str, int, int]:
    found = value.utcoffset() if isinstance(value, dt.datetime) else None
    minutes = int(found.total_seconds() // 60) if found else 0
    hours, rest = divmod(abs(minutes), 60)
    return ("-" if minutes < 0 else "+", hours, rest)


def _hour(value: Temporal) -> int:
    return value.hour if isinstance(value, dt.datetime | dt.time) else 0


def _part(name: str) -> Callable[[Temporal], int]:
    return lambda value: int(getattr(value, name, 0))


def _padded(name: str) -> Formatter:
    part = _part(name)
    return lambda value: f"{part(value):02d}"


def _zone(separator: str) -> Formatter:
    def write(value: Temporal) -> str:
        sign, hours, minutes = _offset(value)
        return f"{sign}{hours:02d}{separator}{minutes:02d}"

    return write


def _weekday(value: Temporal) -> str:
    return _DAYS[value.weekday()] if isinstance(value, dt.date) else ""


_ELEMENTS: dict[str, Formatter] = {
    "YYYY": lambda value: f"{_part('year')(value):04d}",
    "YY": lambda value: f"{_part('year')(value) % 100:02d}",
    "MM": _padded("month"),
    "MON": lambda value: _MONTHS[max(_part("month")(value), 1) - 1][:3],
    "MMMM": lambda value: _MONTHS[max(_part("month")(value), 1) - 1],
    "DD": _padded("day"),
    "DY": _weekday,
    "HH24": _padded("hour"),
    "HH": _padded("hour"),
    "HH12": lambda value: f"{(_hour(value) - 1) % 12 + 1:02d}",
    "AM": lambda value: "AM" if _hour(value) < 12 else "PM",  # noqa: PLR2004 - noon
    "PM": lambda value: "AM" if _hour(value) < 12 else "PM",  # noqa: PLR2004 - noon
    "MI": _padded("minute"),
    "SS": _padded("second"),
    "TZHTZM": _zone(""),
    "TZH:TZM": _zone(":"),
    "TZH": lambda value: _zone("")(value)[:3],
    "TZM": lambda value: f"{_offset(value)[2]:02d}",
    "TZD": lambda value: (value.tzname() or "") if isinstance(value, dt.datetime) else "",
}


def _fraction(digits: int) -> Formatter:
    return lambda value: f"{_part('microsecond')(value):06d}{beyond_microseconds(value):03d}"[:digits]


def _writer(found: re.Match[str]) -> Formatter:
    if found["element"] is None:
        literal = found["literal"] if found["literal"] is not None else found["other"]
        return lambda _: literal
    element = found["element"].upper()
    if element.startswith("FF"):
        return _fraction(int(element[2:] or 9))
    return _ELEMENTS[element]


@lru_cache(maxsize=256)
def formatter(model: str) -> Formatter:
    """A function that prints a date, time or timestamp by a format model. Parts that a value lacks print as 0."""
    writers = tuple(_writer(found) for found in _ELEMENT.finditer(model))
    return lambda value: "".join(write(value) for write in writers)
