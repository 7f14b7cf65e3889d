"""Falcon's resources, made of operations: each reads a request as the operation's models say, and answers."""

from __future__ import annotations

import urllib.parse
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import falcon
import falcon.asgi
import pydantic
from pydantic import BaseModel

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.bodies import read_limited
from mockhaus_adapters.http_falcon.envelope import dump
from mockhaus_adapters.http_falcon.models import problems_of, read_body
from mockhaus_adapters.http_falcon.rest.callers import Callers
from mockhaus_adapters.http_falcon.rest.calls import Call, Rest
from mockhaus_adapters.http_falcon.rest.operations import BodyModel, Dumped, Operation, Streamed, Success

_READ_AT_ONCE = 64 * 2**10
"""The largest body that is read on the event loop; a larger one would keep other requests waiting."""
_UNREADABLE = "\ufffd"
M = TypeVar("M", bound=BaseModel)
_Application = falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response]


def add_operations(app: _Application, rest: Rest, callers: Callers, operations: Sequence[Operation]) -> None:
    """Serve operations."""
    by_path: dict[str, dict[str, Served]] = {}
    for operation in operations:
        by_path.setdefault(operation.path, {})[operation.method] = Served(operation, rest, callers)
    for path, methods in by_path.items():
        app.add_route(path, _resource(methods))


class Served:
    """An operation that answers requests."""

    def __init__(self, operation: Operation, rest: Rest, callers: Callers) -> None:
        self._rest = rest
        self._callers = callers
        self._handler = operation.handler
        self._access = operation.access
        self._path_model = operation.path_model
        self._query_model = operation.query_model
        self._body_model = operation.body_model

    async def __call__(
        self, request: falcon.asgi.Request, response: falcon.asgi.Response, fields: Mapping[str, str]
    ) -> None:
        """Answer a request."""
        _check_path(request)
        caller = await self._callers.caller(request, self._access)
        call = Call(rest=self._rest, request=request, response=response, caller=caller)
        _send(await self._handler(call, **await self._parts(request, fields)), response)

    async def _parts(self, request: falcon.asgi.Request, fields: Mapping[str, str]) -> dict[str, BaseModel]:
        parts: dict[str, BaseModel] = {}
        if self._path_model is not None:
            parts["path"] = _fitting(self._path_model, fields)
        if self._query_model is not None:
            parts["query"] = _fitting(self._query_model, request.params)
        elif request.params:
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="the call has no parameters in its query string")
        if self._body_model is not None:
            parts["body"] = await self._body(request, self._body_model)
        return parts

    async def _body(self, request: falcon.asgi.Request, model: type[BodyModel]) -> BodyModel:
        body = await read_limited(request, self._rest.limits.body_bytes)
        if len(body) <= _READ_AT_ONCE:
            return read_body(model, body)
        return await self._rest.workers.run(lambda: read_body(model, body))


def _check_path(request: falcon.asgi.Request) -> None:
    """Refuse a path whose bytes are no text: the server gives the same sign for all that it cannot read."""
    if _UNREADABLE not in request.path:
        return
    try:
        urllib.parse.unquote_to_bytes(request.scope["raw_path"]).decode()
    except UnicodeDecodeError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="the path is not UTF-8") from error


def _fitting(model: type[M], values: Mapping[str, Any]) -> M:
    try:
        return model.model_validate(dict(values))
    except pydantic.ValidationError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=problems_of(error)) from error


def _send(answer: object, response: falcon.asgi.Response) -> None:
    match answer:
        case Dumped():
            response.status, response.data = answer.status, answer.data
            response.content_type = falcon.MEDIA_JSON
        case Streamed():
            response.status, response.content_type = answer.status, answer.media_type
            response.set_headers(dict(answer.headers))
            if answer.length is not None:
                response.content_length = answer.length
            response.stream = answer.content
        case Success():
            response.status, response.data = answer.STATUS, dump(answer)
            response.content_type = falcon.MEDIA_JSON
        case _:
            raise TypeError(f"{type(answer)} is no answer")


def _resource(methods: Mapping[str, Served]) -> object:
    """A resource as Falcon wants it: an object with a method for each HTTP method."""
    return type("RestResource", (), {f"on_{method.lower()}": _responder(of) for method, of in methods.items()})()


def _responder(served: Served) -> Any:  # noqa: ANN401 - whatever Falcon calls
    async def respond(
        _self: object, request: falcon.asgi.Request, response: falcon.asgi.Response, **fields: str
    ) -> None:
        await served(request, response, fields)

    return respond
