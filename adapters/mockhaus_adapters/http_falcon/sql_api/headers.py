"""What the headers of a request must say: who sends it, with what, and what they take as an answer."""

from __future__ import annotations

from dataclasses import dataclass

import falcon
import falcon.asgi

from mockhaus.domain.account.tokens import TokenKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError

_SCHEME = "bearer "
_TOKEN_TYPE = "X-Snowflake-Authorization-Token-Type"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a request says of its sender: nothing of it is proven."""

    token: str
    kind: TokenKind | None
    client: str
    address: str | None


def card_of(request: falcon.asgi.Request) -> Card:
    """The card of a request whose headers are in order, or why they are not."""
    client = _checked_client(request)
    token, kind = token_of(request)
    return Card(token=token, kind=kind, client=client, address=request.remote_addr)


def _checked_client(request: falcon.asgi.Request) -> str:
    """The program that sends a request and takes JSON."""
    client = request.get_header("User-Agent")
    if not client:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="The header User-Agent is missing.")
    accepted = request.get_header("Accept")
    if accepted is None or not request.client_accepts(falcon.MEDIA_JSON):
        raise SnowflakeError(ErrorCode.ACCEPT_UNSUPPORTED, value=accepted or "null")
    return client


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
