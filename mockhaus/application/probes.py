"""Probes of health: questions that are asked side by side, each with so many seconds to be answered.

A probe that hangs does not hang whoever asks: it is unhealthy. It goes on in a thread of its own, is not begun a second
time as long as it runs, and nobody waits for it again.
"""

from __future__ import annotations

import datetime as dt
import enum
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mockhaus.domain.errors import SnowflakeError
from mockhaus.ports.clock import Clock

_log = logging.getLogger(__name__)


class HealthState(enum.Enum):
    """What a check found."""

    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a probe found: its state, how long it took in milliseconds, when it began (UTC), and a word on it.

    `detail` is for whoever asks: it names nothing of the machine. The log has the causes.
    """

    name: str
    state: HealthState
    duration_ms: float
    checked_at: dt.datetime
    detail: str = ""

    @property
    def healthy(self) -> bool:
        """Whether all was well."""
        return self.state is HealthState.HEALTHY


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The checks of one moment, in a fixed order."""

    checks: tuple[Check, ...]

    @property
    def state(self) -> HealthState:
        """Healthy where every check is."""
        return HealthState.HEALTHY if all(check.healthy for check in self.checks) else HealthState.UNHEALTHY

    @property
    def healthy(self) -> bool:
        """Whether every check is healthy."""
        return self.state is HealthState.HEALTHY


class UnhealthyError(Exception):
    """What a probe raises where something is not as it should be; its text is the check's detail."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question by name. The answer is the detail of a healthy check; an error says that it is unhealthy."""

    name: str
    ask: Callable[[], str]


@dataclass(frozen=True, slots=True)
class _Answer:
    state: HealthState
    seconds: float
    detail: str
    cause: Exception | None = None


class _Run:
    """A probe being asked, on its own thread."""

    def __init__(self, probe: Probe, clock: Clock) -> None:
        self._probe = probe
        self._clock = clock
        self._began_at, self._began = clock.now(), clock.elapsed()
        self._answered = threading.Event()
        self._answer = _Answer(HealthState.UNHEALTHY, 0.0, "")
        threading.Thread(target=self._ask, name="mockhaus-health", daemon=True).start()

    @property
    def over(self) -> bool:
        """Whether it was answered."""
        return self._answered.is_set()

    def _ask(self) -> None:
        self._answer = _asked(self._probe, self._clock)
        self._answered.set()

    def result(self, seconds: float) -> tuple[Check, Exception | None]:
        """The check and what went wrong, once it is answered or has had so many seconds since it began."""
        left = self._began + seconds - self._clock.elapsed()
        if self.over or self._answered.wait(max(left, 0)):
            return self._check(self._answer), self._answer.cause
        taken = self._clock.elapsed() - self._began
        return self._check(_Answer(HealthState.UNHEALTHY, taken, f"It did not answer within {seconds:g} s.")), None

    def _check(self, answer: _Answer) -> Check:
        return Check(
            name=self._probe.name,
            state=answer.state,
            duration_ms=answer.seconds * 1_000,
            checked_at=self._began_at,
            detail=answer.detail,
        )


def _asked(probe: Probe, clock: Clock) -> _Answer:
    began = clock.elapsed()
    cause: Exception | None = None
    state = HealthState.UNHEALTHY
    try:
        detail = probe.ask()
        state = HealthState.HEALTHY
    except UnhealthyError as error:
        detail = str(error)
    except SnowflakeError as error:
        cause, detail = error, f"It failed with error {error.code}."
    except Exception as error:  # noqa: BLE001 - whoever asks must hear of it
        cause, detail = error, "It failed unexpectedly."
    return _Answer(state, clock.elapsed() - began, detail, cause)


class Probing:
    """Asks probes. Thread-safe. Whoever asks while a probe runs is told what that one finds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}
        self._last: dict[str, Check] = {}

    def __call__(self, probes: Sequence[Probe], seconds: float) -> HealthReport:
        """What they find, after so many seconds at the most."""
        results = [run.result(seconds) for run in self._begun(probes)]
        with self._lock:
            before, self._last = self._last, {check.name: check for check, _ in results}
        for check, cause in results:
            _tell_change(before.get(check.name), check, cause)
        return HealthReport(tuple(check for check, _ in results))

    def last(self) -> tuple[Check, ...]:
        """What the probes found when they were last asked; nothing before that."""
        with self._lock:
            return tuple(self._last.values())

    def _begun(self, probes: Sequence[Probe]) -> list[_Run]:
        with self._lock:
            self._runs = {name: run for name, run in self._runs.items() if not run.over}
            for probe in probes:
                if probe.name not in self._runs:
                    self._runs[probe.name] = _Run(probe, self._clock)
            return [self._runs[probe.name] for probe in probes]


def _tell_change(before: Check | None, check: Check, cause: Exception | None) -> None:
    """Log what became unhealthy, with its cause, or healthy again."""
    if check.state is (before.state if before else HealthState.HEALTHY):
        return
    if check.healthy:
        _log.info("healthy again: %s", check.name)
    else:
        _log.warning("unhealthy: %s: %s", check.name, check.detail, exc_info=cause)
