"""Files on named stages: upload, list, download, remove."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, BinaryIO

import falcon
import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import quote, stored_name
from mockhaus.ports.stages import StagedFile
from mockhaus_adapters.http_falcon.envelope import dump
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.uploads import receive
from mockhaus_adapters.http_falcon.workers import Workers

_CHUNK = 1 << 20


def _location(database: str, schema: str, stage: str, path: str) -> str:
    names = ".".join(quote(stored_name(name)) for name in (database, schema, stage))
    return f"@{names}/{path}"


class StageFilesResource:
    """GET /api/v1/stages/{database}/{schema}/{stage}/files[?prefix=]. Names are identifiers, quotes included."""

    def __init__(self, use_cases: UseCases, workers: Workers) -> None:
        self._use_cases = use_cases
        self._workers = workers

    async def on_get(
        self, request: falcon.asgi.Request, response: falcon.asgi.Response, database: str, schema: str, stage: str
    ) -> None:
        """The files of the stage, ordered by path."""
        location = _location(database, schema, stage, request.get_param("prefix", default=""))
        files = await self._workers.run(lambda: self._use_cases.stages.list(location))
        _answer(response, {"data": [_file(item) for item in files]})


class StageFileResource:
    """PUT, GET and DELETE /api/v1/stages/{database}/{schema}/{stage}/files/{path}."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits

    async def on_put(
        self,
        request: falcon.asgi.Request,
        response: falcon.asgi.Response,
        *,
        database: str,
        schema: str,
        stage: str,
        path: str,
    ) -> None:
        """Store the body as a file. `overwrite=false` keeps one that is there; `compress=true` stores it as gzip."""
        location = _location(database, schema, stage, path)
        overwrite = request.get_param_as_bool("overwrite", default=True)
        compress = request.get_param_as_bool("compress", default=False)
        with await receive(request, self._limits.upload_bytes) as content:
            stored = await self._workers.run(
                lambda: self._use_cases.stages.put(location, content, overwrite=overwrite, compress=compress)
            )
        response.status = 201 if stored else 200
        _answer(response, {"file": _file(stored) if stored else None, "skipped": stored is None})

    async def on_get(
        self,
        _request: falcon.asgi.Request,
        response: falcon.asgi.Response,
        *,
        database: str,
        schema: str,
        stage: str,
        path: str,
    ) -> None:
        """The file's content."""
        location = _location(database, schema, stage, path)
        content = await self._workers.run(lambda: self._use_cases.stages.open(location))
        response.content_type = "application/octet-stream"
        response.stream = self._chunks(content)

    async def _chunks(self, content: BinaryIO) -> AsyncIterator[bytes]:
        with content:
            while chunk := await self._workers.run(lambda: content.read(_CHUNK)):
                yield chunk

    async def on_delete(
        self,
        _request: falcon.asgi.Request,
        response: falcon.asgi.Response,
        *,
        database: str,
        schema: str,
        stage: str,
        path: str,
    ) -> None:
        """Remove the file."""
        location = _location(database, schema, stage, path)
        if not await self._workers.run(lambda: self._use_cases.stages.remove(location)):
            raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path)
        _answer(response, {"path": path})


def _answer(response: falcon.asgi.Response, body: dict[str, Any]) -> None:
    response.data = dump({"success": True, **body})
    response.content_type = falcon.MEDIA_JSON


def _file(item: StagedFile) -> dict[str, Any]:
    return {"path": item.path, "size": item.size, "md5": item.md5, "modified_at": item.modified_at}
