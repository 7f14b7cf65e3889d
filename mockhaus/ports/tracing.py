"""The port to a collector of traces: statements that ended, each with the phases that its time went to."""

from __future__ import annotations

import datetime as dt
import enum
from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from mockhaus.domain.history.record import QueryRecord


class TracePhase(enum.Enum):
    """A part of a statement's way. A phase may come more than once, and there may be moments between phases."""

    RECEIVE = "receive"
    """From the request's arrival until the statement begins: the wait for a thread and for the session."""
    PARSE = "parse"
    TRANSLATE = "translate"
    """A plan is made, or found among those that are kept."""
    LOCK = "lock"
    """A lock is taken, which may mean to wait for other sessions."""
    EXECUTE = "execute"
    FETCH = "fetch"
    """The rows are read and made into the answer, until the result is closed."""


@dataclass(frozen=True, slots=True)
class TracedPhase:
    """A phase: when it began, in seconds after the trace did, and how many seconds it took."""

    phase: TracePhase
    began: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedStatement:
    """A statement that ended.

    The trace began when the statement's request arrived, which is before the statement itself did. `parent` is the W3C
    `traceparent` that the request came with, as it was sent. `plan_kept` tells whether every plan was found among those
    that are kept; None where there was none to make. Secrets in the record's text are masked.
    """

    record: QueryRecord
    began_at: dt.datetime
    seconds: float
    phases: tuple[TracedPhase, ...]
    plan_kept: bool | None = None
    parent: str | None = None


class Tracer(Protocol):
    """Takes what ended. Thread-safe. It is told on the statement's own thread: it neither waits nor raises."""

    @property
    @abstractmethod
    def on(self) -> bool:
        """Whether it wants to be told; nothing is measured for one that does not."""

    @abstractmethod
    def ended(self, statement: TracedStatement) -> None:
        """Take a statement. One too many is dropped."""

    @abstractmethod
    def close(self) -> None:
        """Hand on what was taken, within a few seconds, and let go of the rest. Closing twice is allowed."""
