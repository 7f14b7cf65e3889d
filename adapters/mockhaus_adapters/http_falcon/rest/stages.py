"""Files on stages of names and of tables: upload, list, download, remove."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, BinaryIO, ClassVar, Literal

from pydantic import Field

from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import quote, stored_name
from mockhaus.ports.stages import StagedFile
from mockhaus_adapters.http_falcon.ranges import requested_range
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Example, Operation, PathModel, QueryModel, Streamed, Success
from mockhaus_adapters.http_falcon.uploads import receive

_CHUNK = 1 << 20
BINARY = "application/octet-stream"
_OF_TABLE = "%"


class StagePath(PathModel):
    """A stage by its name."""

    database: Annotated[str, Field(description="An identifier, quotes included.")]
    schema_: Annotated[str, Field(alias="schema", description="An identifier, quotes included.")]
    stage: Annotated[
        str, Field(description="An identifier, quotes included; that of a table behind a `%` for its own.")
    ]

    def location(self, path: str) -> str:
        """The location of a path on the stage."""
        name = self.stage.removeprefix(_OF_TABLE)
        mark = _OF_TABLE if name != self.stage else ""
        database, schema, own = (quote(stored_name(item)) for item in (self.database, self.schema_, name))
        return f"@{database}.{schema}.{mark}{own}/{path}"


class StagedFilePath(StagePath):
    """A file by its path on a stage."""

    path: Annotated[str, Field(description="The file's path on the stage; it may have slashes.")]


class PrefixQuery(QueryModel):
    """Which files."""

    prefix: Annotated[str, Field(description="What the paths begin with.")] = ""


class UploadQuery(QueryModel):
    """How to store a file."""

    overwrite: Annotated[bool, Field(description="Whether to replace a file that is there.")] = True
    compress: Annotated[bool, Field(description="Store it as gzip, with .gz behind its name.")] = False


@dataclass(frozen=True, kw_only=True)
class StagedFileDocument:
    """A file on a stage."""

    path: str
    size: Annotated[int, Field(description="In bytes.")]
    md5: Annotated[str, Field(description="The MD5 of its content, in hex.")]
    modified_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class StagedFiles(Success):
    """Files, ordered by path."""

    data: list[StagedFileDocument]


@dataclass(frozen=True, kw_only=True)
class FileStored(Success):
    """The file that was stored."""

    STATUS: ClassVar[int] = 201

    file: StagedFileDocument
    skipped: Literal[False] = False


@dataclass(frozen=True, kw_only=True)
class FileSkipped(Success):
    """Nothing was stored: a file is there, and was not to be replaced."""

    file: None = None
    skipped: Literal[True] = True


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Success):
    """The file that was removed."""

    path: str


@dataclass(frozen=True, slots=True)
class _Opened:
    content: BinaryIO
    size: int


async def list_files(call: Call, *, path: StagePath, query: PrefixQuery) -> StagedFiles:
    """The files of a stage."""
    return await listed(call, path.location(query.prefix))


async def upload_file(call: Call, *, path: StagedFilePath, query: UploadQuery) -> FileStored | FileSkipped:
    """Store the body as a file."""
    return await uploaded(call, path.location(path.path), query)


async def download_file(call: Call, *, path: StagedFilePath) -> Streamed:
    """The file's content, or a part of it."""
    return await downloaded(call, path.location(path.path))


async def remove_file(call: Call, *, path: StagedFilePath) -> FileRemoved:
    """Remove a file."""
    return await removed(call, path.location(path.path), path.path)


async def listed(call: Call, location: str) -> StagedFiles:
    """The files below a location."""
    files = await call.rest.workers.run(lambda: call.rest.use_cases.stages.list(location, **_place(call)))
    return StagedFiles(data=[_document(item) for item in files])


async def uploaded(call: Call, location: str, query: UploadQuery) -> FileStored | FileSkipped:
    """The body, stored."""
    with await receive(call.request, call.rest.limits.upload_bytes) as content:
        stored = await call.rest.workers.run(
            lambda: call.rest.use_cases.stages.put(
                location, content, overwrite=query.overwrite, compress=query.compress, **_place(call)
            )
        )
    return FileSkipped() if stored is None else FileStored(file=_document(stored))


async def downloaded(call: Call, location: str) -> Streamed:
    """A file's content, or a part of it."""
    found = await call.rest.workers.run(lambda: _opened(call, location))
    try:
        part = requested_range(call.request.get_header("Range"), found.size)
    except BaseException:
        found.content.close()
        raise
    if part is not None:
        call.response.content_range = (part.start, part.stop - 1, found.size, "bytes")
    wanted = range(found.size) if part is None else part
    return Streamed(
        content=_chunks(call, found.content, wanted),
        media_type=BINARY,
        length=len(wanted),
        status=200 if part is None else 206,
        headers={"Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff"},
    )


async def removed(call: Call, location: str, path: str) -> FileRemoved:
    """A file, removed."""
    if not await call.rest.workers.run(lambda: call.rest.use_cases.stages.remove(location, **_place(call))):
        raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=path)
    return FileRemoved(path=path)


def _place(call: Call) -> dict[str, Any]:
    """In whose name files are worked with."""
    return {"session_id": call.caller.session_id, "context": call.in_their_name(SessionRequest())}


def _opened(call: Call, location: str) -> _Opened:
    content = call.rest.use_cases.stages.open(location, **_place(call))
    try:
        size = content.seek(0, io.SEEK_END)
        content.seek(0)
    except BaseException:
        content.close()
        raise
    return _Opened(content, size)


async def _chunks(call: Call, content: BinaryIO, wanted: range) -> AsyncIterator[bytes]:
    with content:
        content.seek(wanted.start)
        for start in range(wanted.start, wanted.stop, _CHUNK):
            yield await call.rest.workers.run(partial(content.read, min(_CHUNK, wanted.stop - start)))


def _document(item: StagedFile) -> StagedFileDocument:
    return StagedFileDocument(path=item.path, size=item.size, md5=item.md5, modified_at=item.modified_at)


_TAG = "stages"
_STAGE = {"database": "SHOP", "schema": "PUBLIC", "stage": "UPLOADS"}
_GREETINGS = {**_STAGE, "path": "greetings.csv"}
_NEW = {**_STAGE, "path": "in/new.csv"}
_FILE = {
    "path": "greetings.csv",
    "size": 12,
    "md5": "757228086dc1e621e37bed30e0b73e17",
    "modified_at": "2026-01-31T12:00:00.000000Z",
}
NEW_FILE = {**_FILE, "path": "in/new.csv", "size": 4, "md5": "3ecfad755fa825f7a17c5526ec44e651"}
ORDERS_FILE = {**_FILE, "path": "orders.csv", "size": 6, "md5": "2445aa809627289bda96efa927883428"}
_FILES = "/api/v1/stages/{database}/{schema}/{stage}/files"
_FILE_PATH = _FILES + "/{path:path}"

OPERATIONS = (
    Operation(
        method="GET",
        path=_FILES,
        name="listFiles",
        tag=_TAG,
        summary="List the files of a stage",
        handler=list_files,
        examples=(
            Example(summary="All", path=_STAGE, answer={"success": True, "data": [_FILE]}),
            Example(summary="Some", path=_STAGE, query={"prefix": "nothing/"}, answer={"success": True, "data": []}),
            Example(
                summary="Those of a table's stage",
                path={**_STAGE, "stage": "%ORDERS"},
                answer={"success": True, "data": [ORDERS_FILE]},
            ),
        ),
        errors=(404,),
    ),
    Operation(
        method="PUT",
        path=_FILE_PATH,
        name="uploadFile",
        tag=_TAG,
        summary="Upload a file to a stage",
        description="The body is the file. It is stored whole or not at all.",
        handler=upload_file,
        upload=True,
        examples=(
            Example(
                summary="A new file",
                path=_NEW,
                content="1,2\n",
                status=201,
                answer={"success": True, "file": NEW_FILE, "skipped": False},
            ),
            Example(
                summary="A file that is there",
                path=_GREETINGS,
                query={"overwrite": "false"},
                content="1,2\n",
                answer={"success": True, "file": None, "skipped": True},
            ),
        ),
        errors=(404,),
    ),
    Operation(
        method="GET",
        path=_FILE_PATH,
        name="downloadFile",
        tag=_TAG,
        summary="Download a file of a stage",
        description="With a Range header, that part of it and status 206.",
        handler=download_file,
        media=(BINARY,),
        examples=(Example(summary="A file", path=_GREETINGS),),
        errors=(404, 416),
    ),
    Operation(
        method="DELETE",
        path=_FILE_PATH,
        name="removeFile",
        tag=_TAG,
        summary="Remove a file from a stage",
        handler=remove_file,
        examples=(Example(summary="A file", path=_GREETINGS, answer={"success": True, "path": "greetings.csv"}),),
        errors=(404,),
    ),
)
"""Operations on staged files."""
