"""The statements that run now, so that they can be found and stopped from outside."""

from __future__ import annotations

import threading

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord
from mockhaus.ports.engine import EngineSession

_INSIST_SECONDS = 0.05
_INSISTENCE = 40


class RunningStatement:
    """A statement between its start and its end. Stopping it never hits a later statement of its session.

    The engine may be told to stop in the moment before it begins: it is told again until the statement has ended, or
    for two seconds. By then whatever the statement does has asked `check`.
    """

    def __init__(self, record: QueryRecord, engine: EngineSession) -> None:
        self.record = record
        self.version: int | None = None  # where it stands among row versions, once it did its work
        self._engine = engine
        self._lock = threading.Lock()
        self._stop: SnowflakeError | None = None
        self._ended = threading.Event()

    def cancel(self) -> None:
        """Stop it because somebody asked."""
        self._interrupt(SnowflakeError(ErrorCode.CANCELLED))

    def time_out(self, seconds: float) -> None:
        """Stop it because its time is over."""
        self._interrupt(SnowflakeError(ErrorCode.TIMEOUT, seconds=f"{seconds:g}"))

    def _interrupt(self, reason: SnowflakeError) -> None:
        with self._lock:
            if self._ended.is_set() or self._stop is not None:
                return
            self._stop = reason
            self._engine.interrupt()
        threading.Thread(target=self._insist, name="mockhaus-cancel", daemon=True).start()

    def _insist(self) -> None:
        for _ in range(_INSISTENCE):
            if self._ended.wait(_INSIST_SECONDS):
                return
            with self._lock:
                if not self._ended.is_set():
                    self._engine.interrupt()

    def check(self) -> None:
        """Raise the reason, where the statement was told to stop."""
        if self._stop is not None:
            raise self._stop

    def reason(self, error: SnowflakeError) -> SnowflakeError:
        """The error to report: why the statement was stopped, where that is what ended it."""
        if error.error is ErrorCode.CANCELLED and self._stop is not None:
            return self._stop
        return error

    def end(self) -> None:
        """Say that nothing of the statement runs any more."""
        with self._lock:
            self._ended.set()


class RunningStatements:
    """The running statements by query id. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._statements: dict[str, RunningStatement] = {}

    def add(self, statement: RunningStatement) -> None:
        """A statement starts."""
        with self._lock:
            self._statements[statement.record.query_id] = statement

    def remove(self, statement: RunningStatement) -> None:
        """A statement ended."""
        statement.end()
        with self._lock:
            self._statements.pop(statement.record.query_id, None)

    def find(self, query_id: str) -> RunningStatement | None:
        """A running statement, or None."""
        with self._lock:
            return self._statements.get(query_id)

    def list(self) -> list[RunningStatement]:
        """All that run now."""
        with self._lock:
            return list(self._statements.values())

    def cancel_session(self, session_id: str) -> None:
        """Stop whatever a session runs."""
        for statement in self.list():
            if statement.record.session_id == session_id:
                statement.cancel()
