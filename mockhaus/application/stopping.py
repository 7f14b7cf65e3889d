"""Ending a request's work from another thread than its own."""

from __future__ import annotations

import threading

from mockhaus.application.running import RunningStatement
from mockhaus.domain.errors import ErrorCode, SnowflakeError


class Stopping:
    """Ends what one thread does, statement by statement, when another one says so. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._current: RunningStatement | None = None

    def begin(self, statement: RunningStatement) -> None:
        """A statement begins, to be cancelled by `stop`; CANCELLED where that was said already."""
        with self._lock:
            self.check()
            self._current = statement

    def check(self) -> None:
        """CANCELLED where the work is to end."""
        if self._stopped:
            raise SnowflakeError(ErrorCode.CANCELLED)

    def stop(self) -> None:
        """Let the work end: the statement that runs is cancelled, and none begins after it."""
        with self._lock:
            self._stopped = True
            current = self._current
        if current is not None:
            current.cancel()
