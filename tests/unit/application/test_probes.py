from __future__ import annotations

import logging
import threading
import time

import pytest

from mockhaus.application.probes import HealthState, Probe, Probing, UnhealthyError
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.fakes.clock import START, FakeClock


class Steady(FakeClock):
    """A wall clock that stands, and seconds that pass."""

    def elapsed(self) -> float:
        return time.perf_counter()


@pytest.fixture
def probing() -> Probing:
    return Probing(Steady())


def failing(error: Exception) -> Probe:
    """A probe that raises."""

    def ask() -> str:
        raise error

    return Probe("it", ask)


def test_a_check_tells_its_name_its_state_its_time_and_the_answer(probing: Probing) -> None:
    (check,) = probing([Probe("it", lambda: "3 of 4")], 5).checks
    assert (check.name, check.state, check.detail) == ("it", HealthState.HEALTHY, "3 of 4")
    assert check.checked_at == START
    assert 0 <= check.duration_ms < 5_000


def test_a_report_has_the_order_of_the_probes(probing: Probing) -> None:
    report = probing([Probe(name, lambda: "") for name in ("b", "c", "a")], 5)
    assert [check.name for check in report.checks] == ["b", "c", "a"]
    assert report.healthy


def test_one_unhealthy_check_makes_a_report_unhealthy(probing: Probing) -> None:
    report = probing([Probe("well", lambda: ""), failing(UnhealthyError("too little"))], 5)
    assert report.state is HealthState.UNHEALTHY
    assert [(check.healthy, check.detail) for check in report.checks] == [(True, ""), (False, "too little")]


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (SnowflakeError(ErrorCode.STORAGE, detail="/var/secret is full"), "It failed with error 000605."),
        (OSError("/var/secret is full"), "It failed unexpectedly."),
    ],
)
def test_the_detail_of_an_error_names_nothing_of_the_machine(probing: Probing, error: Exception, detail: str) -> None:
    (check,) = probing([failing(error)], 5).checks
    assert (check.healthy, check.detail) == (False, detail)


class Stuck:
    """A probe that answers when it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.let_go = threading.Event()
        self.probe = Probe("stuck", self._ask)

    def _ask(self) -> str:
        self.begun += 1
        self.let_go.wait(10)
        return "at last"


def test_a_probe_that_hangs_is_unhealthy_when_its_time_is_over(probing: Probing) -> None:
    stuck = Stuck()
    well, late = probing([Probe("well", lambda: ""), stuck.probe], 0.05).checks
    assert well.healthy
    assert (late.healthy, late.detail) == (False, "It did not answer within 0.05 s.")
    assert 40 < late.duration_ms < 5_000
    stuck.let_go.set()


def test_a_probe_that_hangs_is_not_begun_again_and_nobody_waits_for_it_again(probing: Probing) -> None:
    stuck = Stuck()
    probing([stuck.probe], 0.05)
    began = time.perf_counter()
    for _ in range(20):
        assert not probing([stuck.probe], 0.05).healthy
    assert time.perf_counter() - began < 0.5
    assert stuck.begun == 1
    stuck.let_go.set()


def test_a_probe_that_hung_is_healthy_once_it_answers_again(probing: Probing) -> None:
    stuck = Stuck()
    probing([stuck.probe], 0.01)
    stuck.let_go.set()
    deadline = time.monotonic() + 5
    while not probing([stuck.probe], 1).healthy:
        assert time.monotonic() < deadline


def test_those_who_ask_at_the_same_time_share_an_answer(probing: Probing) -> None:
    stuck = Stuck()
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(probing([stuck.probe], 5).checks[0].detail)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    while not stuck.begun:
        time.sleep(0.001)
    time.sleep(0.05)
    stuck.let_go.set()
    for thread in threads:
        thread.join()
    assert (stuck.begun, found) == (1, ["at last"] * 8)


def test_the_last_checks_can_be_read_without_asking(probing: Probing) -> None:
    assert probing.last() == ()
    probing([Probe("gone", lambda: ""), Probe("it", lambda: "")], 5)
    probing([Probe("it", lambda: "second")], 5)
    assert [(check.name, check.detail) for check in probing.last()] == [("it", "second")]


def test_only_a_change_is_logged_and_with_its_cause(probing: Probing, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    cause = OSError("/var/secret is full")
    for probe in (Probe("it", lambda: ""), failing(cause), failing(cause), Probe("it", lambda: "")):
        probing([probe], 5)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "unhealthy: it: It failed unexpectedly."),
        ("INFO", "healthy again: it"),
    ]
    assert caplog.records[0].exc_info is not None
    assert caplog.records[0].exc_info[1] is cause
