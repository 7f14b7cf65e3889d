"""Following statements through their phases, for a tracer that wants to be told.

While tracing is off a statement is followed by `Phases`, whose methods do nothing.
"""

from __future__ import annotations

import datetime as dt
from contextvars import ContextVar
from itertools import pairwise

from mockhaus.domain.history.record import QueryRecord
from mockhaus.ports.clock import Clock
from mockhaus.ports.tracing import TracedPhase, TracedStatement, TracePhase, Tracer


class NoTracer(Tracer):
    """The tracer of who wants no traces."""

    @property
    def on(self) -> bool:
        """See the port."""
        return False

    def ended(self, statement: TracedStatement) -> None:
        """See the port."""

    def close(self) -> None:
        """See the port."""


class _Arrival:
    """A request's arrival: the trace that it belongs to, and its time, which counts for its first statement."""

    __slots__ = ("_at", "parent")

    def __init__(self, at: float, parent: str | None) -> None:
        self._at: float | None = at
        self.parent = parent

    def take(self) -> float | None:
        at, self._at = self._at, None
        return at


_ARRIVAL: ContextVar[_Arrival | None] = ContextVar("mockhaus_arrival", default=None)


class Arrivals:
    """Notes when requests arrive, and which traces they belong to. `wanted` says whether anybody wants to know."""

    def __init__(self, tracer: Tracer, clock: Clock) -> None:
        self.wanted = tracer.on
        self._clock = clock

    def note(self, traceparent: str | None) -> None:
        """A request has just arrived, whose statements this task or thread runs, or others that it hands work on to."""
        _ARRIVAL.set(_Arrival(self._clock.elapsed(), traceparent))


class Phases:
    """Follows no statement."""

    __slots__ = ()

    def enter(self, phase: TracePhase | None) -> TracePhase | None:
        """A phase begins, and ends the one before, which is returned; None begins nothing."""

    def plan(self, *, kept: bool) -> None:
        """A plan was found among those that are kept, or was made."""

    def ended(self, record: QueryRecord) -> None:
        """The statement ended."""


NOT_FOLLOWED = Phases()


def follow(tracer: Tracer, clock: Clock, queued: float) -> Phases:
    """The phases of a statement that begins now to be parsed, and waited `queued` seconds for its session."""
    return _FollowedPhases(tracer, clock, queued) if tracer.on else NOT_FOLLOWED


class _FollowedPhases(Phases):
    """Follows one statement, on one thread at a time."""

    __slots__ = ("_began", "_clock", "_marks", "_now", "_parent", "_plan_kept", "_tracer")

    def __init__(self, tracer: Tracer, clock: Clock, queued: float) -> None:
        arrival = _ARRIVAL.get()
        arrived = arrival.take() if arrival else None
        began = clock.elapsed()
        self._tracer = tracer
        self._clock = clock
        self._parent = arrival.parent if arrival else None
        self._began = began - queued if arrived is None else arrived
        self._plan_kept: bool | None = None
        self._now: TracePhase | None = TracePhase.PARSE
        self._marks: list[tuple[TracePhase | None, float]] = [(TracePhase.PARSE, began)]
        if self._began < began:
            self._marks.insert(0, (TracePhase.RECEIVE, self._began))

    def enter(self, phase: TracePhase | None) -> TracePhase | None:
        before, self._now = self._now, phase
        if before is not phase:
            self._marks.append((phase, self._clock.elapsed()))
        return before

    def plan(self, *, kept: bool) -> None:
        self._plan_kept = kept and self._plan_kept is not False

    def ended(self, record: QueryRecord) -> None:
        self.enter(None)
        seconds = self._clock.elapsed() - self._began
        statement = TracedStatement(
            record=record,
            began_at=self._clock.now() - dt.timedelta(seconds=seconds),
            seconds=seconds,
            phases=tuple(
                TracedPhase(phase, began - self._began, ended - began)
                for (phase, began), (_, ended) in pairwise(self._marks)
                if phase is not None
            ),
            plan_kept=self._plan_kept,
            parent=self._parent,
        )
        self._tracer.ended(statement)
