"""Errors as the API tells them."""

from __future__ import annotations

from typing import Any

from mockhaus.domain.errors import Category, ErrorCode, SnowflakeError

_UNAUTHORIZED = frozenset(
    {
        ErrorCode.TOKEN_INVALID,
        ErrorCode.TOKEN_EXPIRED,
        ErrorCode.BEARER_MISSING,
        ErrorCode.JWT_INVALID,
        ErrorCode.OAUTH_TOKEN_INVALID,
        ErrorCode.ACCESS_TOKEN_INVALID,
        ErrorCode.USER_DISABLED,
        ErrorCode.SESSION_NOT_FOUND,
    }
)
_STATUSES = {
    **dict.fromkeys(_UNAUTHORIZED, 401),
    ErrorCode.TIMEOUT: 408,
    ErrorCode.POOL_EXHAUSTED: 429,
    ErrorCode.TOO_MANY_SESSIONS: 429,
}
_STATUS_OF_CATEGORY = {
    Category.NAME: 404,
    Category.PRIVILEGE: 403,
    Category.CONFLICT: 409,
    Category.LIMIT: 409,
    Category.INTERNAL: 422,
}
_REFUSED = 400


def status_of(error: SnowflakeError) -> int:
    """The HTTP status of an error: always 4xx, as clients try again where it is 5xx."""
    return _STATUSES.get(error.error) or _STATUS_OF_CATEGORY.get(error.error.category, _REFUSED)


def failure(error: SnowflakeError, request_id: str | None) -> dict[str, Any]:
    """ErrorResponse; `error_code` is the older name of `code`."""
    return {"message": error.message, "code": error.code, "error_code": error.code, "request_id": request_id}
