"""What a statement may do to other statements and sessions: cancel them, end them, undo their transactions."""

from __future__ import annotations

from mockhaus.application.manage_sessions import ManageSessions
from mockhaus.application.running import RunningStatements
from mockhaus.application.session import TransactionOf
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.policy.roles import ACCOUNTADMIN
from mockhaus.domain.sessions.context import SessionContext


class SessionControl:
    """Acts in the name of a session's context: upon what is its user's own, or upon all as ACCOUNTADMIN. Thread-safe.

    NOT_AUTHORIZED where that is not so.
    """

    def __init__(self, running: RunningStatements, sessions: ManageSessions) -> None:
        self._running = running
        self._sessions = sessions

    def is_running(self, query_id: str, by: SessionContext) -> bool:
        """Whether a statement of the context's user runs now."""
        found = self._running.find(query_id)
        return found is not None and found.record.user == by.user

    def cancel_query(self, query_id: str, by: SessionContext) -> bool:
        """Stop a statement; whether it runs."""
        found = self._running.find(query_id)
        if found is None:
            return False
        _check(by, found.record.user, "query", query_id)
        found.cancel()
        return True

    def cancel_queries(self, session_id: str, by: SessionContext, *, but: str) -> int:
        """Stop whatever a session runs, but for one query id; how many statements that are.

        SESSION_NOT_FOUND where there is no such session.
        """
        _check(by, self._sessions.get(session_id).user, "session", session_id)
        return self._cancel(session_id, but)

    def _cancel(self, session_id: str, but: str) -> int:
        running = [item for item in self._running.list() if item.record.session_id == session_id]
        found = [item for item in running if item.record.query_id != but]
        for item in found:
            item.cancel()
        return len(found)

    def close_session(self, session_id: str, by: SessionContext) -> None:
        """End a session; SESSION_NOT_FOUND where there is none."""
        _check(by, self._sessions.get(session_id).user, "session", session_id)
        self._sessions.close(session_id, "ended by SYSTEM$ABORT_SESSION")

    def transactions(self, by: SessionContext, *, everybodys: bool) -> list[TransactionOf]:
        """The open transactions of the context's user, or everybody's, the oldest first.

        NOT_AUTHORIZED where everybody's are asked for by anyone but ACCOUNTADMIN.
        """
        if everybodys and by.role != ACCOUNTADMIN:
            raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind="account", name=by.account)
        found = self._sessions.open_transactions()
        return [item for item in found if everybodys or item.user == by.user]

    def transaction(self, transaction_id: int, by: SessionContext) -> TransactionOf | None:
        """An open transaction, or one that a session which is still open has ended, if it is the context's to see."""
        found = [item for item in self._sessions.transactions() if item.transaction.id == transaction_id]
        return next((item for item in found if by.role == ACCOUNTADMIN or item.user == by.user), None)

    def abort_transaction(self, transaction_id: int, by: SessionContext, *, but: str) -> bool:
        """Undo an open transaction, stopping what its session runs but for one query id; whether there is one."""
        found = self._sessions.in_transaction(transaction_id)
        if found is None:
            return False
        _check(by, found.user, "transaction", str(transaction_id))
        self._cancel(found.session_id, but)
        return self._sessions.abort_transaction(found.session_id, transaction_id)


def _check(by: SessionContext, user: str, kind: str, name: str) -> None:
    if by.user != user and by.role != ACCOUNTADMIN:
        raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind=kind, name=name)
