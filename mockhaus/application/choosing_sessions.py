"""Which requests need not wait for what their session does."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager

from mockhaus.application.manage_sessions import ManageSessions, SessionRequest
from mockhaus.application.session import Session

_LEAVES_THE_SESSION = re.compile(
    r"\s*\(?\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE|MERGE|COPY|CALL\s+SYSTEM\$)\b[^;]*;?\s*\Z", re.IGNORECASE
)
"""Plainly one query, change of data or call of a system function."""
_CANCELS = re.compile(
    r"\s*(?:SELECT|CALL)\s+SYSTEM\$CANCEL_(?:ALL_QUERIES|QUERY)\s*\((?:[^();]|\(\s*\))*\)\s*;?\s*\Z", re.IGNORECASE
)
"""Plainly a cancellation, which must not wait for what it is to cancel."""


def session_for(
    sessions: ManageSessions, sql: str, session_id: str | None, context: SessionRequest, *, beside: bool
) -> AbstractContextManager[Session]:
    """The session in which a request's statements run. With `beside`, one that is plainly fit for it does not wait."""
    if session_id is not None and _CANCELS.match(sql):
        return sessions.beside(session_id, context, whatever_is_open=True)
    if session_id is not None and beside and _LEAVES_THE_SESSION.match(sql) and "->>" not in sql:
        return sessions.beside(session_id, context)
    return sessions.use(session_id, context)
