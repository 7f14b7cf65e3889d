"""Use case: stop running statements."""

from __future__ import annotations

from mockhaus.application.running import RunningStatements
from mockhaus.domain.errors import ErrorCode, SnowflakeError


class CancelStatement:
    """Cancels by query id or by session. Thread-safe."""

    def __init__(self, running: RunningStatements) -> None:
        self._running = running

    def __call__(self, query_id: str) -> None:
        """Stop the statement; QUERY_NOT_FOUND where no such statement runs now."""
        found = self._running.find(query_id)
        if found is None:
            raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id=query_id)
        found.cancel()

    def session(self, session_id: str) -> None:
        """Stop whatever the session runs now; nothing is nothing to stop."""
        self._running.cancel_session(session_id)
