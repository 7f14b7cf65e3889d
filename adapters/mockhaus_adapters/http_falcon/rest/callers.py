"""Who calls an operation, by the Authorization header: `Basic` with name and password, or `Bearer` with a token.

A bearer token is a session's, as POST /api/v1/login gives it, or a key-pair JWT.
"""

from __future__ import annotations

import binascii
from base64 import b64decode

import falcon.asgi

from mockhaus.application.identify_callers import Identified
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.options import Options
from mockhaus_adapters.http_falcon.rest.calls import Caller
from mockhaus_adapters.http_falcon.rest.operations import Access
from mockhaus_adapters.http_falcon.sql_api.headers import token_of
from mockhaus_adapters.http_falcon.workers import Workers

_BASIC, _BEARER = "basic", "bearer"


class Callers:
    """Finds out who calls."""

    def __init__(self, use_cases: UseCases, workers: Workers, options: Options) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._options = options

    async def caller(self, request: falcon.asgi.Request, access: Access) -> Caller:
        """The caller of a request, whom its context tells from then on as `user`; an error where they may not call."""
        found = await self._caller(request, access)
        request.context.user = found.user
        return found

    async def _caller(self, request: falcon.asgi.Request, access: Access) -> Caller:
        if not self._use_cases.callers.asks:
            found = await self._identified(request)
            return Caller(user=found.user, session_id=found.session_id) if found else Caller()
        if access is Access.ANYBODY or (access is Access.MONITOR and self._options.open_monitoring):
            return Caller(administrator=False)
        found = await self._identified(request)
        if found is None:
            raise SnowflakeError(ErrorCode.LOGIN_MISSING)
        administrator = self._use_cases.callers.is_administrator(found.user)
        if access is Access.ADMINISTRATOR and not administrator:
            raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind="account", name=found.user)
        return Caller(user=found.user, administrator=administrator, proven=True, session_id=found.session_id)

    async def _identified(self, request: falcon.asgi.Request) -> Identified | None:
        """The user whom the header names; None where it names none."""
        scheme, _, value = (request.get_header("Authorization") or "").strip().partition(" ")
        if scheme.lower() == _BASIC:
            return await self._by_password(value.strip(), request.remote_addr or "")
        if scheme.lower() == _BEARER:
            token, kind = token_of(request)
            return await self._workers.run_errand(lambda: self._use_cases.callers.by_token(token, kind))
        return None

    async def _by_password(self, value: str, address: str) -> Identified:
        name, password = _name_and_password(value)
        found = self._use_cases.callers.remembered(name, password)
        if found is not None:
            return found
        return await self._workers.run_log_in(lambda: self._use_cases.callers.by_password(name, password, address))


def _name_and_password(value: str) -> tuple[str, str]:
    """What Basic says, as RFC 7617 has it; LOGIN_FAILED where it says nothing of the kind."""
    try:
        text = b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise SnowflakeError(ErrorCode.LOGIN_FAILED) from error
    name, colon, password = text.partition(":")
    if not (name and colon):
        raise SnowflakeError(ErrorCode.LOGIN_FAILED)
    return name, password
