"""Logging in for a session with a token, and out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Access, Example, Operation, Success
from mockhaus_adapters.http_falcon.rest.sessions import SESSION_EXAMPLE, SessionBody, SessionDocument, session_fields
from mockhaus_adapters.http_falcon.sql_api.headers import token_of


class LoginBody(SessionBody):
    """Who logs in, and the session to open."""

    user: Annotated[str, Field(description="The login name.")]
    password: Annotated[str | None, Field(description="Not needed where `auth.mode` is `open`.")] = None


@dataclass(frozen=True, kw_only=True)
class LoginAnswer(SessionDocument, Success):
    """The session that was opened, with the token that stands for it."""

    token: Annotated[str, Field(description="To send as `Authorization: Bearer …`.")]
    validity_seconds: Annotated[int, Field(description="How long it is good for without a sign of life.")]


@dataclass(frozen=True, kw_only=True)
class LoggedInSession(Success):
    """The session that the token stands for, or stood for."""

    session_id: str


async def log_in(call: Call, *, body: LoginBody) -> LoginAnswer:
    """Open a session."""
    asked = replace(body.request(), address=call.request.remote_addr)
    login = await call.rest.workers.run_log_in(lambda: call.rest.use_cases.log_in(body.user, body.password, asked))
    return LoginAnswer(**session_fields(login.session), token=login.token, validity_seconds=login.validity.token)


async def keep_alive(call: Call) -> LoggedInSession:
    """Let the token last anew."""
    session_id, token = _token(call)
    call.rest.use_cases.log_in.keep_alive(token)
    return LoggedInSession(session_id=session_id)


async def log_out(call: Call) -> LoggedInSession:
    """Close the session."""
    session_id, token = _token(call)
    await call.rest.workers.run_at_once(lambda: call.rest.use_cases.log_in.log_out(token))
    return LoggedInSession(session_id=session_id)


def _token(call: Call) -> tuple[str, str]:
    """The session whose token the call brought, and the token."""
    if call.caller.session_id is None:
        raise SnowflakeError(ErrorCode.BEARER_MISSING)
    return call.caller.session_id, token_of(call.request)[0]


_TAG = "login"
_ANSWER = {
    **SESSION_EXAMPLE,
    "success": True,
    "token": "ywYJRVQ8Q5xGyy2TLEv4KYHvb4s2eyT5g2l2bQ1Xh5M",
    "validity_seconds": 3600,
}

_MISSING = {
    "success": False,
    "error": {
        "code": "390146",
        "sqlstate": "08001",
        "message": "Bearer token is missing in the HTTP request header.",
        "query_id": None,
        "line": None,
        "position": None,
    },
}

OPERATIONS = (
    Operation(
        method="POST",
        path="/api/v1/login",
        name="logIn",
        tag=_TAG,
        summary="Open a session and get a token for it",
        description="Calls that bring the token work in that session, unless they name another one.",
        handler=log_in,
        access=Access.ANYBODY,
        examples=(
            Example(
                summary="With a password",
                body={"user": "mockhaus", "password": "secret", "database": "SHOP"},
                answer=_ANSWER,
            ),
        ),
        errors=(401, 403, 404, 429),
    ),
    Operation(
        method="POST",
        path="/api/v1/login/renew",
        name="keepAlive",
        tag=_TAG,
        summary="Let the token and its session last anew",
        handler=keep_alive,
        examples=(Example(summary="Without a token", status=401, answer=_MISSING),),
    ),
    Operation(
        method="POST",
        path="/api/v1/logout",
        name="logOut",
        tag=_TAG,
        summary="Close the session of the token",
        handler=log_out,
        examples=(Example(summary="Without a token", status=401, answer=_MISSING),),
    ),
)
"""Operations on logins."""
