"""What makes the process unhealthy, and what makes it unready."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.check_health import CheckHealth, Dependencies, HealthSettings
from mockhaus.application.probes import Check, Probe
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.host import DiskSpace, MemoryUse
from mockhaus_adapters.metadata_memory.configuration import MemoryConfigurationStore
from mockhaus_adapters.stage_memory.store import MemoryStageStore
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.host import FakeHost

BASE = ["engine", "metadata_store", "stage_store", "memory", "disk"]


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def needs(host: FakeHost) -> Iterator[Dependencies]:
    engine, stages = FakeEngine(), MemoryStageStore(FakeClock())
    yield Dependencies(
        engine=engine,
        catalog=CatalogService(engine),
        configuration=MemoryConfigurationStore(),
        stages=stages,
        host=host,
    )
    stages.close()


def health(needs: Dependencies, **background: Callable[[], bool]) -> CheckHealth:
    """The use case."""
    return CheckHealth(needs, background=background, clock=FakeClock())


def ready(needs: Dependencies) -> Mapping[str, Check]:
    """The checks of readiness by name."""
    return {check.name: check for check in health(needs).ready().checks}


def failing(*_arguments: object, **_options: object) -> object:
    """A dependency that does not work."""
    raise SnowflakeError(ErrorCode.STORAGE, detail="the disk is gone")


def test_readiness_has_a_check_by_name_for_everything_that_statements_need(needs: Dependencies) -> None:
    checks = ready(needs)
    assert list(checks) == BASE
    assert all(check.healthy for check in checks.values())


@pytest.mark.parametrize(
    ("part", "method", "name"),
    [
        ("engine", "open_session", "engine"),
        ("configuration", "get", "metadata_store"),
        ("stages", "put", "stage_store"),
        ("stages", "open", "stage_store"),
        ("host", "memory", "memory"),
        ("host", "disk", "disk"),
    ],
)
def test_what_fails_is_told_by_its_own_check_and_the_others_stay_healthy(
    needs: Dependencies, monkeypatch: pytest.MonkeyPatch, part: str, method: str, name: str
) -> None:
    monkeypatch.setattr(getattr(needs, part), method, failing)
    assert {check.name for check in ready(needs).values() if not check.healthy} == {name}


def test_an_engine_that_gives_a_connection_that_does_not_answer_is_unhealthy(
    needs: Dependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = needs.engine.open_session()
    session.close()
    monkeypatch.setattr(needs.engine, "open_session", lambda: session)
    assert ready(needs)["engine"].detail == "It does not answer."


def test_a_stage_store_that_gives_back_something_else_is_unhealthy(
    needs: Dependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs.stages, "open", lambda _location, _path: io.BytesIO(b"garbage"))
    assert ready(needs)["stage_store"].detail == "It does not give what it was given."


def test_the_check_of_the_stage_store_leaves_nothing_behind(needs: Dependencies) -> None:
    assert ready(needs)["stage_store"].healthy
    assert list(needs.stages.list("health")) == []


@pytest.mark.parametrize(
    ("use", "healthy", "detail"),
    [
        (MemoryUse(2**29, 2**30), True, "512 MiB of 1 GiB are in use."),
        (MemoryUse(2**29, None), True, "512 MiB are in use."),
        (MemoryUse(1_000, 1_024), False, "1000 bytes of 1 KiB are in use."),
    ],
)
def test_memory_is_unhealthy_above_a_share_of_what_there_is(
    needs: Dependencies, host: FakeHost, use: MemoryUse, *, healthy: bool, detail: str
) -> None:
    host.memory_use = use
    check = ready(needs)["memory"]
    assert (check.healthy, check.detail) == (healthy, detail)


def test_a_disk_with_less_than_the_setting_asks_for_is_unhealthy(needs: Dependencies, host: FakeHost) -> None:
    host.disk_space = DiskSpace(free=5 * 2**20, total=2**30)
    check = ready(needs)["disk"]
    assert (check.healthy, check.detail) == (False, "5 MiB are free, fewer than 100 MiB.")


def test_settings_can_be_taken_over_while_it_runs(needs: Dependencies, host: FakeHost) -> None:
    host.disk_space = DiskSpace(free=5 * 2**20, total=2**30)
    checking = health(needs)
    assert not checking.ready().healthy
    checking.configure(replace(HealthSettings(), min_free_disk_bytes=2**20))
    assert checking.ready().healthy


def test_the_process_lives_as_long_as_its_background_threads_do(needs: Dependencies) -> None:
    report = health(needs, journal=lambda: True, watchdog=lambda: False).live()
    assert [(check.name, check.healthy) for check in report.checks] == [("journal", True), ("watchdog", False)]
    assert report.checks[1].detail == "The thread has ended."


def test_whoever_asks_whether_the_process_lives_may_ask_for_more(needs: Dependencies) -> None:
    report = health(needs, journal=lambda: True).live([Probe("workers", lambda: "16 threads")])
    assert [(check.name, check.detail) for check in report.checks] == [("journal", ""), ("workers", "16 threads")]


def test_the_process_lives_though_everything_that_it_needs_is_gone(
    needs: Dependencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("engine", "catalog", "configuration", "stages", "host"):
        monkeypatch.setattr(type(needs), part, property(failing), raising=True)
    assert health(needs, journal=lambda: True).live().healthy


def test_the_last_readiness_can_be_read_without_checking(needs: Dependencies, host: FakeHost) -> None:
    checking = health(needs)
    assert checking.last_ready() == ()
    checking.ready()
    host.disk_space = DiskSpace(free=0, total=1)
    assert [check.healthy for check in checking.last_ready()] == [True] * len(BASE)
