"""What the headers of a request must say: who sends it, with what, and what they take as an answer."""

from __future__ import annotations

import falcon
import falcon.asgi

from mockhaus.domain.account.tokens import TokenKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError

_SCHEME = "bearer "
_TOKEN_TYPE = "X-Snowflake-Authorization-Token-Type"  # noqa: S105 - the name of a header


def check_headers(request: falcon.asgi.Request) -> None:
    """Refuse a request without a User-Agent, or whose sender does not take JSON."""
    if not request.get_header("User-Agent"):
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="The header User-Agent is missing.")
    accepted = request.get_header("Accept")
    if accepted is None or not request.client_accepts(falcon.MEDIA_JSON):
        raise SnowflakeError(ErrorCode.ACCEPT_UNSUPPORTED, value=accepted or "null")


def check_content_type(request: falcon.asgi.Request) -> None:
    """Status 415 for a body that is not said to be JSON; one of which nothing is said is taken for it."""
    given = (request.content_type or falcon.MEDIA_JSON).partition(";")[0].strip().lower()
    if given != falcon.MEDIA_JSON:
        raise falcon.HTTPUnsupportedMediaType(description=f"The media type {given} is not supported.")


def token_of(request: falcon.asgi.Request) -> tuple[str, TokenKind | None]:
    """The bearer token, and its kind where the request says it; BEARER_MISSING where there is none."""
    header = request.get_header("Authorization") or ""
    token = header[len(_SCHEME) :].strip()
    if not header.lower().startswith(_SCHEME) or not token:
        raise SnowflakeError(ErrorCode.BEARER_MISSING)
    return token, _kind(request.get_header(_TOKEN_TYPE))


def _kind(given: str | None) -> TokenKind | None:
    if not given:
        return None
    try:
        return TokenKind(given.strip().upper())
    except ValueError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"The token type {given} is not known.") from error
