"""Staged files at the URLs that SQL makes: file URLs, scoped URLs and presigned URLs.

Follows https://docs.snowflake.com/en/user-guide/data-load-unstructured-rest-api; presigned URLs answer as cloud storage
does.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import BinaryIO

import falcon
import falcon.asgi

from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.file_urls import FILES, PRESIGNED, Purpose
from mockhaus.domain.identifiers import QualifiedName, always_quote
from mockhaus_adapters.http_falcon.ranges import requested_range
from mockhaus_adapters.http_falcon.rest.callers import Callers
from mockhaus_adapters.http_falcon.rest.operations import Access
from mockhaus_adapters.http_falcon.workers import Workers

FILES_ROUTE = f"{FILES}/{{place:path}}"
PRESIGNED_ROUTE = f"{PRESIGNED}/{{token}}/{{name:path}}"

_CHUNK = 1 << 20
_PARTS_OF_SCOPED = 2
_PARTS_OF_STAGE = 3
_XML = "application/xml"
_REFUSALS = {
    ErrorCode.FILE_URL_INVALID: (falcon.HTTP_403, "SignatureDoesNotMatch"),
    ErrorCode.FILE_URL_EXPIRED: (falcon.HTTP_403, "AccessDenied"),
    ErrorCode.FILE_NOT_FOUND: (falcon.HTTP_404, "NoSuchKey"),
    ErrorCode.STAGE_PATH: (falcon.HTTP_404, "NoSuchKey"),
}

Open = Callable[[], BinaryIO]


class _Content:
    """Answers with a file that a function opens, or with the part of it that a Range header asks for."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def answer(self, request: falcon.asgi.Request, response: falcon.asgi.Response, open_file: Open) -> None:
        content, size = await self._workers.run(lambda: _sized(open_file()))
        try:
            part = requested_range(request.get_header("Range"), size)
        except BaseException:
            content.close()
            raise
        if part is not None:
            response.status = falcon.HTTP_206
            response.content_range = (part.start, part.stop - 1, size, "bytes")
        wanted = range(size) if part is None else part
        response.content_type = "application/octet-stream"
        response.set_header("Accept-Ranges", "bytes")
        response.set_header("X-Content-Type-Options", "nosniff")
        response.content_length = len(wanted)
        if request.method == "HEAD":
            content.close()
            return
        response.stream = self._chunks(content, wanted)

    async def _chunks(self, content: BinaryIO, wanted: range) -> AsyncIterator[bytes]:
        with content:
            content.seek(wanted.start)
            for start in range(wanted.start, wanted.stop, _CHUNK):
                yield await self._workers.run(partial(content.read, min(_CHUNK, wanted.stop - start)))


def _sized(content: BinaryIO) -> tuple[BinaryIO, int]:
    try:
        size = content.seek(0, io.SEEK_END)
        content.seek(0)
    except BaseException:
        content.close()
        raise
    return content, size


class FilesResource:
    """GET and HEAD /api/files/…: file URLs, for roles that may use the stage, and scoped URLs, for their user."""

    def __init__(self, use_cases: UseCases, workers: Workers, callers: Callers) -> None:
        self._use_cases = use_cases
        self._callers = callers
        self._content = _Content(workers)

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, place: str) -> None:
        """The file, or a part of it."""
        caller = await self._callers.caller(request, Access.USER)
        parts = place.split("/")
        if len(parts) == _PARTS_OF_SCOPED:
            user = caller.user if caller.proven else None
            await self._content.answer(
                request, response, lambda: self._use_cases.stages.open_signed(parts[1], Purpose.SCOPED, user)
            )
            return
        if len(parts) <= _PARTS_OF_STAGE:
            raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=place)
        stage = QualifiedName(tuple(parts[:_PARTS_OF_STAGE]))
        location = f"@{stage}/{'/'.join(parts[_PARTS_OF_STAGE:])}"
        context = SessionRequest() if caller.user is None else SessionRequest(user=always_quote(caller.user))
        await self._content.answer(
            request,
            response,
            lambda: self._use_cases.stages.open(location, session_id=caller.session_id, context=context),
        )

    on_head = on_get


class PresignedFilesResource:
    """GET and HEAD of presigned URLs: the URL is all that a client needs. Errors are XML, as those of S3."""

    def __init__(self, use_cases: UseCases, workers: Workers) -> None:
        self._use_cases = use_cases
        self._content = _Content(workers)

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, token: str, name: str) -> None:
        """The file, or a part of it."""
        del name  # it is for whoever reads or saves the URL
        try:
            await self._content.answer(
                request, response, lambda: self._use_cases.stages.open_signed(token, Purpose.PRESIGNED)
            )
        except SnowflakeError as error:
            if error.error not in _REFUSALS:
                raise
            response.status, code = _REFUSALS[error.error]
            response.content_type = _XML
            response.text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code></Error>'

    on_head = on_get
