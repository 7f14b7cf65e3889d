"""Logging in, renewing tokens, signs of life, logging out."""

from __future__ import annotations

from typing import Any

import falcon.asgi

from mockhaus.application.log_in import Login
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.server import RELEASE
from mockhaus.domain.sessions.context import SessionContext
from mockhaus_adapters.http_falcon.bodies import read_limited
from mockhaus_adapters.http_falcon.driver import envelope
from mockhaus_adapters.http_falcon.driver.answering import DriverResource
from mockhaus_adapters.http_falcon.driver.models import LoginBody, LoginData, RenewalBody
from mockhaus_adapters.http_falcon.driver.requests import given, parse, read_short_body, token_of

_KEY_PAIR = "SNOWFLAKE_JWT"
_PASSWORD_AUTHENTICATORS = frozenset({"", "SNOWFLAKE"})
_HEALTH_CHECK_SECONDS = 45


class LoginResource(DriverResource):
    """POST /session/v1/login-request."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Open a session; its place may be named in the query string."""
        await self._answer(response, self._login(request))

    async def _login(self, request: falcon.asgi.Request) -> bytes:
        data = parse(LoginBody, await read_short_body(request, self._limits.body_bytes)).data
        session = SessionRequest(
            database=given(request, "databaseName"),
            schema=given(request, "schemaName"),
            warehouse=given(request, "warehouse"),
            role=given(request, "roleName"),
            parameters=data.session_parameters or {},
            client=f"{data.client_app_id} {data.client_app_version}".strip(),
            address=request.remote_addr,
            lenient=True,
        )
        return await self._workers.run_log_in(lambda: self._open(data, session))

    def _open(self, data: LoginData, session: SessionRequest) -> bytes:
        login = self._logged_in(data, session)
        context = self._use_cases.sessions.context(login.session.session_id)
        return envelope.success(_login_data(login, context))

    def _logged_in(self, data: LoginData, session: SessionRequest) -> Login:
        kind = (data.authenticator or "").upper()
        if kind == _KEY_PAIR:
            return self._use_cases.log_in.with_key_pair(data.token or "", session)
        if kind not in _PASSWORD_AUTHENTICATORS:
            raise unsupported(f"authenticator {kind}")
        return self._use_cases.log_in(data.login_name or "", data.password, session)


def _login_data(login: Login, context: SessionContext) -> dict[str, Any]:
    return {
        "masterToken": login.master_token,
        "token": login.token,
        "validityInSeconds": login.validity.token,
        "masterValidityInSeconds": login.validity.master_token,
        "displayUserName": context.user,
        "serverVersion": RELEASE,
        "firstLogin": False,
        "remMeToken": None,
        "remMeValidityInSeconds": 0,
        "healthCheckInterval": _HEALTH_CHECK_SECONDS,
        "newClientForUpgrade": None,
        "sessionId": int(login.session.session_id),
        "parameters": envelope.parameters_of(context.parameters),
        "sessionInfo": {
            "databaseName": context.database,
            "schemaName": context.schema,
            "warehouseName": context.warehouse,
            "roleName": context.role,
        },
        "idToken": None,
        "idTokenValidityInSeconds": 0,
        "mfaToken": None,
        "mfaTokenValidityInSeconds": 0,
        "responseData": None,
    }


class TokenResource(DriverResource):
    """POST /session/token-request."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Exchange a master token for new tokens."""
        await self._answer(response, self._renew(request))

    async def _renew(self, request: falcon.asgi.Request) -> bytes:
        body = parse(RenewalBody, await read_short_body(request, self._limits.body_bytes))
        if body.request_type.upper() != "RENEW":
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"requestType {body.request_type} is not known")
        login = self._use_cases.log_in.renew(token_of(request))
        return envelope.success(
            {
                "sessionToken": login.token,
                "validityInSecondsST": login.validity.token,
                "masterToken": login.master_token,
                "validityInSecondsMT": login.validity.master_token,
                "sessionId": int(login.session.session_id),
            }
        )


class HeartbeatResource(DriverResource):
    """POST /session/heartbeat."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Keep the session alive."""
        await self._answer(response, self._keep_alive(request))

    async def _keep_alive(self, request: falcon.asgi.Request) -> bytes:
        self._use_cases.log_in.keep_alive(token_of(request))
        return envelope.success(None)


class SessionResource(DriverResource):
    """POST /session?delete=true."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Close the session."""
        await self._answer(response, self._log_out(request))

    async def _log_out(self, request: falcon.asgi.Request) -> bytes:
        if not request.get_param_as_bool("delete", default=False):
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="delete=true is all that /session does")
        token = token_of(request)
        await self._workers.run_at_once(lambda: self._use_cases.log_in.log_out(token))
        return envelope.success(None)


class TelemetryResource(DriverResource):
    """POST /telemetry/send: taken, and not looked at."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Take it."""
        await self._answer(response, self._take(request))

    async def _take(self, request: falcon.asgi.Request) -> bytes:
        await read_limited(request, self._limits.body_bytes)
        return envelope.success("Log Received")
