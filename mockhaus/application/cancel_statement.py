"""Use case: stop a running statement."""

from __future__ import annotations

from mockhaus.application.running import RunningStatements
from mockhaus.domain.errors import ErrorCode, SnowflakeError


class CancelStatement:
    """Cancels by query id. Thread-safe."""

    def __init__(self, running: RunningStatements) -> None:
        self._running = running

    def __call__(self, query_id: str) -> None:
        """Stop the statement; QUERY_NOT_FOUND where no such statement runs now."""
        found = self._running.find(query_id)
        if found is None:
            raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id=query_id)
        found.cancel()
