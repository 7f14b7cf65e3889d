"""A bounded pool of engine sessions for calls that bring no session of their own."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.engine import Engine, EngineSession


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """How full the pool is."""

    size: int
    in_use: int
    idle: int


class EnginePool:
    """Lends engine sessions, at most `size` at a time. Thread-safe.

    One that comes back unfit (temporary objects, changed settings, a broken connection) is closed, not lent again.
    One that came back fit is asked for its health before it is lent, unless that was within `trusted_seconds`: asking
    costs as much as a small statement.
    """

    def __init__(self, engine: Engine, *, size: int, wait_seconds: float, trusted_seconds: float = 0) -> None:
        self._engine = engine
        self._size = size
        self._wait_seconds = wait_seconds
        self._trusted_seconds = trusted_seconds
        self._idle: list[tuple[EngineSession, float]] = []
        self._in_use = 0
        self._changed = threading.Condition()

    def borrow(self) -> EngineSession:
        """A session that was healthy a moment ago; POOL_EXHAUSTED where none became free in time."""
        deadline = time.monotonic() + self._wait_seconds
        with self._changed:
            while self._in_use >= self._size:
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise SnowflakeError(ErrorCode.POOL_EXHAUSTED, seconds=f"{self._wait_seconds:g}", size=self._size)
                self._changed.wait(remaining)
            self._in_use += 1
            candidate = self._idle.pop() if self._idle else None
        try:
            return self._healthy(candidate)
        except BaseException:
            self._leave()
            raise

    def _healthy(self, candidate: tuple[EngineSession, float] | None) -> EngineSession:
        if candidate is not None:
            session, returned_at = candidate
            if time.monotonic() - returned_at < self._trusted_seconds or session.healthy():
                return session
            session.close()
        return self._engine.open_session()

    def give_back(self, session: EngineSession, *, fit: bool) -> None:
        """Return a session; `fit` says that it may be lent again."""
        try:
            if fit:
                with self._changed:
                    self._idle.append((session, time.monotonic()))
            else:
                session.close()
        finally:
            self._leave()

    def _leave(self) -> None:
        with self._changed:
            self._in_use -= 1
            self._changed.notify()

    def figures(self) -> PoolFigures:
        """How full the pool is now."""
        with self._changed:
            return PoolFigures(self._size, self._in_use, len(self._idle))

    def close(self) -> None:
        """Close the idle sessions."""
        with self._changed:
            idle, self._idle = self._idle, []
        for session, _ in idle:
            session.close()
