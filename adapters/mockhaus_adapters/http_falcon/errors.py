"""Errors as HTTP answers. Nothing that a client sends is answered with a 5xx status: drivers would try it again."""

from __future__ import annotations

import falcon
import falcon.asgi

from mockhaus.domain.errors import Category, ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.driver import envelope as driver_envelope
from mockhaus_adapters.http_falcon.envelope import dump, error_body
from mockhaus_adapters.http_falcon.faults import unexpected
from mockhaus_adapters.http_falcon.request_ids import HEADER
from mockhaus_adapters.http_falcon.resource_api import envelope as resource_api_envelope
from mockhaus_adapters.http_falcon.sql_api import envelope as sql_api_envelope

_UNAUTHORIZED = 401
_NOT_FOUND = 404
_CHALLENGE = 'Basic realm="Mockhaus", charset="UTF-8", Bearer realm="Mockhaus"'
_STATUS_OF_CODE = {
    ErrorCode.SESSION_NOT_FOUND: 404,
    ErrorCode.QUERY_NOT_FOUND: 404,
    ErrorCode.FILE_NOT_FOUND: 404,
    ErrorCode.RESULT_NOT_FOUND: 404,
    ErrorCode.TIMEOUT: 408,
    ErrorCode.POOL_EXHAUSTED: 429,
    ErrorCode.TOO_MANY_SESSIONS: 429,
    ErrorCode.RESULT_TOO_LARGE: 413,
    ErrorCode.LOGIN_MISSING: _UNAUTHORIZED,
    ErrorCode.LOGIN_FAILED: _UNAUTHORIZED,
    ErrorCode.LOGIN_LOCKED: _UNAUTHORIZED,
    ErrorCode.USER_DISABLED: _UNAUTHORIZED,
    ErrorCode.TOKEN_INVALID: _UNAUTHORIZED,
    ErrorCode.TOKEN_EXPIRED: _UNAUTHORIZED,
    ErrorCode.BEARER_MISSING: _UNAUTHORIZED,
    ErrorCode.JWT_INVALID: _UNAUTHORIZED,
    ErrorCode.OAUTH_TOKEN_INVALID: _UNAUTHORIZED,
    ErrorCode.ACCESS_TOKEN_INVALID: _UNAUTHORIZED,
}
_STATUS_OF_CATEGORY = {
    Category.PRIVILEGE: 403,
    Category.CONFLICT: 409,
    Category.LIMIT: 409,
    Category.INTERNAL: 422,
}
_REFUSED = 400
_SQL_API = "/api/v2/statements"
_RESOURCE_API = "/api/v2/"


def status_of(error: SnowflakeError, *, of_path: bool = False) -> int:
    """The HTTP status of an error: always 4xx. `of_path` says that what is named is named by the path."""
    if of_path and error.error.category is Category.NAME:
        return _NOT_FOUND
    return _STATUS_OF_CODE.get(error.error) or _STATUS_OF_CATEGORY.get(error.error.category, _REFUSED)


async def on_snowflake_error(
    request: falcon.asgi.Request, response: falcon.asgi.Response, error: SnowflakeError, params: dict[str, object]
) -> None:
    """An error of the core."""
    of_sql_api = request.path.startswith(_SQL_API)
    of_path = bool(params) and "query_id" not in params  # what is said of a statement names things in its text
    response.status = sql_api_envelope.status_of(error) if of_sql_api else status_of(error, of_path=of_path)
    response.data = dump(sql_api_envelope.failure(error) if of_sql_api else error_body(error))
    response.content_type = falcon.MEDIA_JSON
    if response.status_code == _UNAUTHORIZED and not of_sql_api:
        response.set_header("WWW-Authenticate", _CHALLENGE)


async def on_unexpected_error(
    request: falcon.asgi.Request, response: falcon.asgi.Response, error: Exception, params: dict[str, object]
) -> None:
    """A fault of Mockhaus outside of a statement: logged, and told without details."""
    await on_snowflake_error(request, response, unexpected(request, error), params)


def serialize_http_error(request: falcon.asgi.Request, response: falcon.asgi.Response, error: falcon.HTTPError) -> None:
    """Falcon's own refusals (no such route, wrong method) in the envelope of whoever asks: REST, or a driver."""
    refusal = SnowflakeError(ErrorCode.INVALID_REQUEST, detail=error.description or error.title or "refused")
    response.content_type = falcon.MEDIA_JSON
    if not request.path.startswith("/api/"):
        response.data = driver_envelope.failure(refusal)
    elif request.path.startswith(_RESOURCE_API) and not request.path.startswith(_SQL_API):
        response.data = dump(resource_api_envelope.failure(refusal, response.get_header(HEADER)))
    elif not request.path.startswith(_SQL_API):
        response.data = dump(error_body(refusal))
    elif not isinstance(error, falcon.HTTPMethodNotAllowed):  # Snowflake says no more than its status
        response.data = dump(sql_api_envelope.failure(refusal))
