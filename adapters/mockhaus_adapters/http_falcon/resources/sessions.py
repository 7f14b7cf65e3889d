"""Sessions: create, list, look at, close."""

from __future__ import annotations

from typing import Any

import falcon
import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus_adapters.http_falcon.bodies import read_limited
from mockhaus_adapters.http_falcon.envelope import dump
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.models import SessionBody, read_body
from mockhaus_adapters.http_falcon.workers import Workers


class SessionsResource:
    """POST and GET /api/v1/sessions."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Create a session."""
        body = read_body(SessionBody, await read_limited(request, self._limits.body_bytes))
        record = await self._workers.run_errand(lambda: self._use_cases.sessions.create(body.request()))
        response.status = 201
        _answer(response, _body(record))

    async def on_get(self, _request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """The open sessions, the newest first."""
        records = await self._workers.run_errand(self._use_cases.sessions.list)
        _answer(response, {"data": [_body(record) for record in records]})


class SessionResource:
    """GET and DELETE /api/v1/sessions/{session_id}."""

    def __init__(self, use_cases: UseCases, workers: Workers) -> None:
        self._use_cases = use_cases
        self._workers = workers

    async def on_get(self, _request: falcon.asgi.Request, response: falcon.asgi.Response, session_id: str) -> None:
        """One open session."""
        _answer(response, _body(self._use_cases.sessions.get(session_id)))

    async def on_delete(self, _request: falcon.asgi.Request, response: falcon.asgi.Response, session_id: str) -> None:
        """Close a session."""
        await self._workers.run_at_once(lambda: self._use_cases.sessions.close(session_id))
        _answer(response, {"session_id": session_id})


class SessionCancelResource:
    """POST /api/v1/sessions/{session_id}/cancel."""

    def __init__(self, use_cases: UseCases) -> None:
        self._use_cases = use_cases

    async def on_post(self, _request: falcon.asgi.Request, response: falcon.asgi.Response, session_id: str) -> None:
        """Stop whatever the session runs now; the session stays open."""
        record = self._use_cases.sessions.get(session_id)
        self._use_cases.cancel.session(record.session_id)
        _answer(response, {"session_id": record.session_id})


def _answer(response: falcon.asgi.Response, body: dict[str, Any]) -> None:
    response.data = dump({"success": True, **body})
    response.content_type = falcon.MEDIA_JSON


def _body(record: SessionRecord) -> dict[str, Any]:
    return {
        "session_id": record.session_id,
        "user": record.user,
        "role": record.role,
        "database": record.database,
        "schema": record.schema,
        "warehouse": record.warehouse,
        "client": record.client,
        "created_at": record.created_at,
        "last_used_at": record.last_used_at,
    }
