"""Errors and statuses as the SQL API tells them."""

from __future__ import annotations

from typing import Any

from mockhaus.domain.errors import Category, ErrorCode, SnowflakeError

STATEMENTS = "/api/v2/statements"

_IN_PROGRESS = "333334"
_IN_PROGRESS_MESSAGE = (
    "Asynchronous execution in progress. Use provided query id to perform query monitoring and management."
)
_UNAUTHORIZED = frozenset(
    {
        ErrorCode.JWT_INVALID,
        ErrorCode.OAUTH_TOKEN_INVALID,
        ErrorCode.ACCESS_TOKEN_INVALID,
        ErrorCode.USER_DISABLED,
    }
)
_REFUSED_ROLES = frozenset(
    {
        ErrorCode.DEFAULT_ROLE_NOT_GRANTED,
        ErrorCode.LOGIN_ROLE_NOT_GRANTED,
        ErrorCode.LOGIN_ROLE_NOT_PERMITTED,
    }
)
_BARE = _UNAUTHORIZED | _REFUSED_ROLES | {ErrorCode.PAYLOAD_INVALID, ErrorCode.BEARER_MISSING}
"""Told by code and message alone."""
_STATUSES = {
    **dict.fromkeys(_UNAUTHORIZED, 401),
    **dict.fromkeys(_REFUSED_ROLES, 400),
    ErrorCode.EMPTY_STATEMENT: 400,
    ErrorCode.QUERY_NOT_FOUND: 400,
    ErrorCode.TIMEOUT: 408,
    ErrorCode.TOO_MANY_REQUESTS: 429,
}


def status_of(error: SnowflakeError) -> int:
    """The HTTP status of an error: 422 for what a statement does wrong."""
    if error.error.category is Category.REQUEST:
        return 400
    return _STATUSES.get(error.error, 422)


def failure(error: SnowflakeError) -> dict[str, Any]:
    """QueryFailureStatus: what went wrong, and of which statement."""
    found: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.error in _BARE:
        return found
    return {**found, "sqlState": error.sqlstate, "statementHandle": error.query_id}


def in_progress(handle: str) -> dict[str, Any]:
    """QueryStatus of a statement that waits or runs."""
    return {
        "code": _IN_PROGRESS,
        "message": _IN_PROGRESS_MESSAGE,
        "statementHandle": handle,
        "statementStatusUrl": f"{STATEMENTS}/{handle}",
    }


def cancelled(handle: str) -> dict[str, Any]:
    """CancelStatus."""
    told = SnowflakeError(ErrorCode.CANCELLED)
    return {
        "code": told.code,
        "sqlState": told.sqlstate,
        "message": told.message,
        "statementHandle": handle,
        "statementStatusUrl": f"{STATEMENTS}/{handle}",
    }
