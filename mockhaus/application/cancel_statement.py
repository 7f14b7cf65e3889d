"""Use case: stop statements that run or wait."""

from __future__ import annotations

from collections.abc import Callable

from mockhaus.application.running import RunningStatements
from mockhaus.application.submissions import SubmitStatements
from mockhaus.domain.errors import ErrorCode, SnowflakeError


def _anybodys(_user: str) -> bool:
    return True


class CancelStatement:
    """Cancels by query id or by session. Thread-safe."""

    def __init__(self, running: RunningStatements, submissions: SubmitStatements) -> None:
        self._running = running
        self._submissions = submissions

    def __call__(self, query_id: str, is_allowed: Callable[[str], bool] = _anybodys) -> None:
        """Stop the statement; QUERY_NOT_FOUND where none such of an allowed user runs or waits now."""
        submission = self._submissions.get(query_id)
        if submission is not None and not submission.done and is_allowed(submission.user):
            self._submissions.cancel(submission)
            return
        found = self._running.find(query_id)
        if found is None or not is_allowed(found.record.user):
            raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id=query_id)
        found.cancel()

    def session(self, session_id: str) -> None:
        """Stop whatever the session runs now; nothing is nothing to stop."""
        self._running.cancel_session(session_id)
