"""The log of slow statements."""

from __future__ import annotations

import logging

from mockhaus.domain.history.record import QueryRecord

_log = logging.getLogger(__name__)


class SlowStatements:
    """Logs each statement that took long, with its query id. Its text is in the history, not in the log."""

    def __init__(self, seconds: float | None = None) -> None:
        self._milliseconds = float("inf")
        self.configure(seconds)

    def configure(self, seconds: float | None) -> None:
        """Log what takes at least so many seconds from now on; None logs nothing."""
        self._milliseconds = float("inf") if seconds is None else seconds * 1_000

    def finished(self, record: QueryRecord) -> None:
        """A statement ended."""
        if record.total_ms < self._milliseconds:
            return
        fields = {
            "query_id": record.query_id,
            "kind": record.kind,
            "status": record.status.value,
            "user": record.user,
            "session_id": record.session_id,
            "queue_ms": round(record.queue_ms, 1),
            "compile_ms": round(record.compile_ms, 1),
            "execute_ms": round(record.execute_ms, 1),
        }
        _log.warning("a statement took %.3f s", record.total_ms / 1_000, extra=fields)
