"""What every clock promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from mockhaus.ports.clock import Clock


class ClockContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def clock(self) -> Clock:
        raise NotImplementedError(f"{type(self).__name__} must provide the clock fixture")

    @pytest.fixture
    def pass_time(self, clock: Clock) -> Callable[[float], None]:
        """Let that many seconds pass on the clock, at least."""
        raise NotImplementedError(f"{type(self).__name__} must provide the pass_time fixture")

    def test_now_is_aware_and_in_utc(self, clock: Clock) -> None:
        assert clock.now().tzinfo is dt.UTC

    def test_now_moves_on_with_time(self, clock: Clock, pass_time: Callable[[float], None]) -> None:
        before = clock.now()
        pass_time(0.02)
        assert clock.now() > before

    def test_elapsed_measures_the_seconds_that_passed(self, clock: Clock, pass_time: Callable[[float], None]) -> None:
        before = clock.elapsed()
        pass_time(0.02)
        assert clock.elapsed() - before >= 0.019

    def test_elapsed_never_goes_back(self, clock: Clock) -> None:
        readings = [clock.elapsed() for _ in range(1000)]
        assert readings == sorted(readings)
