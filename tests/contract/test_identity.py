from __future__ import annotations

import datetime as dt
import uuid

import pytest

from mockhaus.ports.identity import IdentitySource
from mockhaus_adapters.clock_system import SystemClock
from mockhaus_adapters.identity_random import RandomIdentity
from tests.contract.identity_contract import IdentityContract
from tests.fakes.clock import START, FakeClock
from tests.fakes.identity import CountingIdentity


class TestRandomIdentity(IdentityContract):
    @pytest.fixture
    def identity(self) -> IdentitySource:
        return RandomIdentity(SystemClock())

    def test_a_query_id_carries_the_milliseconds_of_its_time(self) -> None:
        made = uuid.UUID(RandomIdentity(FakeClock(START)).query_id())
        assert made.int >> 80 == int(START.timestamp() * 1000)

    def test_a_query_id_is_a_version_7_uuid(self, identity: IdentitySource) -> None:
        made = uuid.UUID(identity.query_id())
        assert (made.version, made.variant) == (7, uuid.RFC_4122)

    def test_query_ids_go_on_growing_when_the_clock_steps_back(self) -> None:
        clock = FakeClock()
        identity = RandomIdentity(clock)
        before = identity.query_id()
        clock.set(START - dt.timedelta(hours=1))
        assert identity.query_id() > before

    def test_query_ids_go_on_growing_past_4096_in_a_millisecond(self) -> None:
        identity = RandomIdentity(FakeClock())
        made = [identity.query_id() for _ in range(10_000)]
        assert made == sorted(set(made))

    def test_two_sources_at_the_same_time_make_different_query_ids(self) -> None:
        first, second = (RandomIdentity(FakeClock()) for _ in range(2))
        assert first.query_id() != second.query_id()


class TestCountingIdentity(IdentityContract):
    @pytest.fixture
    def identity(self) -> IdentitySource:
        return CountingIdentity()

    def test_counts_from_one(self, identity: IdentitySource) -> None:
        assert identity.session_id() == "1"
        assert identity.query_id() == "00000000-0000-7000-8000-000000000001"
