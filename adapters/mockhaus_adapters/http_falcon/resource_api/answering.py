"""What the resources share: who calls, work on a thread, errors as answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import falcon
import falcon.asgi
import orjson

from mockhaus.application.manage_objects import Caller
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus_adapters.http_falcon.driver.requests import read_body
from mockhaus_adapters.http_falcon.driver.requests import token_of as session_token_of
from mockhaus_adapters.http_falcon.faults import unexpected
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.request_ids import HEADER
from mockhaus_adapters.http_falcon.resource_api import envelope
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.resource_types import Request
from mockhaus_adapters.http_falcon.sql_api.headers import token_of
from mockhaus_adapters.http_falcon.workers import Workers

_WITH_BODY = frozenset({"POST", "PUT"})
_SESSION_TOKEN = "snowflake token="  # noqa: S105 - the beginning of a header
_ROLE = "X-Snowflake-Role"
_WAREHOUSE = "X-Snowflake-Warehouse"


Work = Callable[[Calls, Request], object]


class ApiResource:
    """A resource of the API."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits

    async def _answer(self, request: falcon.asgi.Request, response: falcon.asgi.Response, work: Work) -> None:
        """What the work yields on a thread, as JSON, or the error that it raises."""
        response.content_type = falcon.MEDIA_JSON
        response.data = orjson.dumps(await self._told(request, response, self._do(request, work)))

    async def _do(self, request: falcon.asgi.Request, work: Work) -> object:
        caller = await self._workers.run_errand(lambda: _caller(self._use_cases, request))
        body = await read_body(request, self._limits.body_bytes) if request.method in _WITH_BODY else b""
        calls, asked = Calls(self._use_cases.objects, caller), Request(_parameters(request), body)
        return await self._workers.run(lambda: work(calls, asked))

    @staticmethod
    async def _told(request: falcon.asgi.Request, response: falcon.asgi.Response, answer: Awaitable[object]) -> object:
        try:
            return await answer
        except SnowflakeError as error:
            told = error
        except falcon.HTTPError:
            raise
        except Exception as error:  # noqa: BLE001 - a 5xx would make clients try again
            told = unexpected(request, error)
        response.status = envelope.status_of(told)
        return envelope.failure(told, response.get_header(HEADER))


def _caller(use_cases: UseCases, request: falcon.asgi.Request) -> Caller:
    """Whose a request is: a session's, by its token, or a user's without one, by a bearer token."""
    context = SessionRequest(role=_context(request, _ROLE), warehouse=_context(request, _WAREHOUSE))
    if request.get_header("Authorization", default="").lower().startswith(_SESSION_TOKEN):
        bearer = use_cases.log_in.bearer(session_token_of(request))
        return Caller(session_id=bearer.session_id, context=context)
    token, kind = token_of(request)
    return Caller(
        context=SessionRequest(
            user=always_quote(use_cases.log_in.caller(token, kind)),
            role=context.role,
            warehouse=context.warehouse,
            client=request.get_header("User-Agent") or "",
            address=request.remote_addr,
        )
    )


def _context(request: falcon.asgi.Request, header: str) -> str | None:
    text = request.get_header(header)
    return always_quote(identifier(text)) if text else None


def _parameters(request: falcon.asgi.Request) -> Parameters:
    """The query string; of a parameter that is given twice the last counts."""
    return Parameters({name: value[-1] if isinstance(value, list) else value for name, value in request.params.items()})
