"""What finished statements came to, counted since the process began, by kind of statement.

Counting is on every statement's way, so it does next to nothing: how figures are told is left to who asks for them.
"""

from __future__ import annotations

import enum
import math
import threading
from bisect import bisect_left
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mockhaus.domain.history.record import QueryRecord, QueryStatus

BOUNDS_MS = (0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
"""The upper bounds of the ranges that durations are counted in."""
RECENT = 1_000
"""The statements of each kind whose durations are kept one by one."""


class Phase(enum.Enum):
    """A part of a statement's time. TOTAL is from its start to the end of its result, without QUEUE."""

    QUEUE = "queue"
    COMPILE = "compile"
    EXECUTE = "execute"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Durations:
    """How often something took how long: by range, the last above all bounds; and the sum in milliseconds."""

    counts: tuple[int, ...]
    sum_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KindFigures:
    """The finished statements of one kind."""

    kind: str
    statements: Mapping[QueryStatus, int]
    rows_produced: int
    rows_changed: int
    bytes_produced: int
    phases: Mapping[Phase, Durations]
    recent_ms: tuple[float, ...]
    """The whole durations of the last ones, in rising order."""

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.statements.values())

    @property
    def failed(self) -> int:
        """How many of them did not succeed."""
        return self.count - self.statements.get(QueryStatus.SUCCESS, 0)


def percentile(rising: Sequence[float], share: float) -> float | None:
    """The least value that this share of the values (0 to 1) does not exceed; None where there is no value."""
    return rising[max(math.ceil(share * len(rising)) - 1, 0)] if rising else None


class _Phase:
    """The durations of one phase, as they are counted."""

    __slots__ = ("counts", "sum_ms")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS_MS) + 1)
        self.sum_ms = 0.0

    def add(self, milliseconds: float) -> None:
        self.counts[bisect_left(BOUNDS_MS, milliseconds)] += 1
        self.sum_ms += milliseconds

    def figures(self) -> Durations:
        return Durations(tuple(self.counts), self.sum_ms)


class _Kind:
    """The statements of one kind, as they are counted."""

    __slots__ = (
        "bytes_produced",
        "compile",
        "execute",
        "queue",
        "recent",
        "rows_changed",
        "rows_produced",
        "statements",
        "total",
    )

    def __init__(self) -> None:
        self.statements = dict.fromkeys((QueryStatus.SUCCESS, QueryStatus.FAIL, QueryStatus.INCIDENT), 0)
        self.rows_produced = 0
        self.rows_changed = 0
        self.bytes_produced = 0
        self.queue, self.compile, self.execute, self.total = _Phase(), _Phase(), _Phase(), _Phase()
        self.recent: deque[float] = deque(maxlen=RECENT)

    def add(self, record: QueryRecord) -> None:
        self.statements[record.status] += 1
        self.rows_produced += record.rows_produced
        self.rows_changed += record.rows_changed
        self.bytes_produced += record.bytes_produced
        self.queue.add(record.queue_ms)
        self.compile.add(record.compile_ms)
        self.execute.add(record.execute_ms)
        self.total.add(record.total_ms)
        self.recent.append(record.total_ms)

    def figures(self, kind: str) -> KindFigures:
        phases = {
            Phase.QUEUE: self.queue,
            Phase.COMPILE: self.compile,
            Phase.EXECUTE: self.execute,
            Phase.TOTAL: self.total,
        }
        return KindFigures(
            kind=kind,
            statements=dict(self.statements),
            rows_produced=self.rows_produced,
            rows_changed=self.rows_changed,
            bytes_produced=self.bytes_produced,
            phases={phase: durations.figures() for phase, durations in phases.items()},
            recent_ms=tuple(sorted(self.recent)),
        )


class StatementFigures:
    """Counts finished statements. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: dict[str, _Kind] = {}

    def finished(self, record: QueryRecord) -> None:
        """A statement ended."""
        with self._lock:
            kind = self._kinds.get(record.kind)
            if kind is None:
                kind = self._kinds[record.kind] = _Kind()
            kind.add(record)

    def figures(self) -> tuple[KindFigures, ...]:
        """The statements so far, by kind in the order of its name."""
        with self._lock:
            return tuple(kind.figures(name) for name, kind in sorted(self._kinds.items()))
