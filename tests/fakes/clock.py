"""A clock that stands still until it is told to go on."""

from __future__ import annotations

import datetime as dt

from mockhaus.ports.clock import Clock

START = dt.datetime(2024, 2, 29, 12, 30, 45, 123456, tzinfo=dt.UTC)


class FakeClock(Clock):
    """Time as set by the test."""

    def __init__(self, at: dt.datetime = START) -> None:
        self._now = at
        self._elapsed = 0.0

    def now(self) -> dt.datetime:
        return self._now

    def elapsed(self) -> float:
        return self._elapsed

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += dt.timedelta(seconds=seconds)
        self._elapsed += seconds

    def set(self, at: dt.datetime) -> None:
        """Set the wall clock, backwards too; no time passes."""
        self._now = at
