"""Times and timestamps of more than six fractional digits, as Python values.

They are what `datetime` has, cut to microseconds, and know the nanoseconds beyond: whoever does not ask for these
works with the value that is cut.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_CLOCK_EPOCH = _EPOCH.replace(tzinfo=None)
_MICROSECOND = dt.timedelta(microseconds=1)
_MINUTE = dt.timedelta(minutes=1)
_THOUSAND = 1000


class FineDatetime(dt.datetime):
    """A timestamp of nine fractional digits; `beyond` are its nanoseconds beyond whole microseconds, 0 to 999."""

    beyond: int = 0

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) is True and beyond_microseconds(other) == self.beyond

    def __hash__(self) -> int:
        return hash((super().__hash__(), self.beyond)) if self.beyond else super().__hash__()

    def replace(self, *arguments: Any, **changes: Any) -> FineDatetime:  # noqa: ANN401 - as the class above has it
        """See `datetime`; the nanoseconds beyond stay."""
        return fine_datetime(super().replace(*arguments, **changes), self.beyond)

    def astimezone(self, tz: dt.tzinfo | None = None) -> FineDatetime:
        """See `datetime`; the nanoseconds beyond stay."""
        return fine_datetime(super().astimezone(tz), self.beyond)


class FineTime(dt.time):
    """A time of day of nine fractional digits; `beyond` are its nanoseconds beyond whole microseconds, 0 to 999."""

    beyond: int = 0

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) is True and beyond_microseconds(other) == self.beyond

    def __hash__(self) -> int:
        return hash((super().__hash__(), self.beyond)) if self.beyond else super().__hash__()


@dataclass(frozen=True, slots=True)
class CountedInstant:
    """A timestamp with an offset: nanoseconds since 1970 in UTC, minutes."""

    utc: int
    tz: int


def fine_datetime(value: dt.datetime, beyond: int) -> FineDatetime:
    """A timestamp with so many nanoseconds beyond its microseconds."""
    day, clock = value.date(), value.timetz()
    found = FineDatetime.combine(day, clock)
    found.beyond = beyond
    return found


def with_beyond(value: dt.datetime, beyond: int) -> dt.datetime:
    """A timestamp with so many nanoseconds beyond its microseconds; as it is without any."""
    return fine_datetime(value, beyond) if beyond else value


def fine_time(value: dt.time, beyond: int) -> FineTime:
    """A time of day with so many nanoseconds beyond its microseconds."""
    found = FineTime(value.hour, value.minute, value.second, value.microsecond)
    found.beyond = beyond
    return found


def beyond_microseconds(value: object) -> int:
    """The nanoseconds of a date, time or timestamp beyond whole microseconds, 0 to 999."""
    return value.beyond if isinstance(value, FineDatetime | FineTime) else 0


def with_time_beyond(value: dt.time, beyond: int) -> dt.time:
    """A time of day with so many nanoseconds beyond its microseconds; as it is without any."""
    return fine_time(value, beyond) if beyond else value


def from_nanoseconds(count: int, zone: dt.tzinfo | None = None) -> dt.datetime:
    """The timestamp so many nanoseconds after 1970, in UTC and shown in `zone`; without one a clock's."""
    microseconds, beyond = divmod(count, _THOUSAND)
    if zone is None:
        value = _CLOCK_EPOCH + microseconds * _MICROSECOND
    else:
        value = (_EPOCH + microseconds * _MICROSECOND).astimezone(zone)
    return with_beyond(value, beyond)


def time_from_nanoseconds(count: int) -> dt.time:
    """The time of day so many nanoseconds after midnight."""
    microseconds, beyond = divmod(count, _THOUSAND)
    return with_time_beyond((_CLOCK_EPOCH + microseconds * _MICROSECOND).time(), beyond)


def nanoseconds(value: dt.datetime | dt.time) -> int:
    """Nanoseconds since 1970, of the instant, or of the clock where there is no zone; of a time since midnight."""
    if isinstance(value, dt.time):
        since = dt.timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
    else:
        since = value - (_EPOCH if value.tzinfo else _CLOCK_EPOCH)
    return since // _MICROSECOND * _THOUSAND + beyond_microseconds(value)


def offset_minutes(value: dt.datetime) -> int:
    """The offset from UTC in minutes."""
    return (value.utcoffset() or dt.timedelta()) // _MINUTE
