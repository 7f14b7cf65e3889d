from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import pytest

from mockhaus.ports.clock import Clock
from mockhaus_adapters.clock_system import SystemClock
from tests.contract.clock_contract import ClockContract
from tests.fakes.clock import FakeClock


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()

    @pytest.fixture
    def pass_time(self, clock: Clock) -> Callable[[float], None]:
        return time.sleep

    def test_shows_the_time_of_the_machine(self, clock: Clock) -> None:
        assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


class TestFakeClock(ClockContract):
    @pytest.fixture
    def clock(self) -> FakeClock:
        return FakeClock()

    @pytest.fixture
    def pass_time(self, clock: FakeClock) -> Callable[[float], None]:
        return clock.advance

    def test_shows_the_time_that_was_set(self, clock: FakeClock) -> None:
        at = dt.datetime(1999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
        clock.set(at)
        assert clock.now() == at
