"""Files on the caller's own stage, which SQL calls `@~`: upload, list, download, remove."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from mockhaus_adapters.http_falcon.rest import stages
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Example, Operation, PathModel, Streamed
from mockhaus_adapters.http_falcon.rest.stages import (
    BINARY,
    FileRemoved,
    FileSkipped,
    FileStored,
    PrefixQuery,
    StagedFiles,
    UploadQuery,
)


class OwnFilePath(PathModel):
    """A file by its path on the stage."""

    path: Annotated[str, Field(description="The file's path on the stage; it may have slashes.")]

    @property
    def location(self) -> str:
        """Where it is."""
        return _location(self.path)


async def list_own_files(call: Call, *, query: PrefixQuery) -> StagedFiles:
    """The files of the stage."""
    return await stages.listed(call, _location(query.prefix))


async def upload_own_file(call: Call, *, path: OwnFilePath, query: UploadQuery) -> FileStored | FileSkipped:
    """Store the body as a file."""
    return await stages.uploaded(call, path.location, query)


async def download_own_file(call: Call, *, path: OwnFilePath) -> Streamed:
    """The file's content, or a part of it."""
    return await stages.downloaded(call, path.location)


async def remove_own_file(call: Call, *, path: OwnFilePath) -> FileRemoved:
    """Remove a file."""
    return await stages.removed(call, path.location, path.path)


def _location(path: str) -> str:
    return f"@~/{path}"


_TAG = "stages"
_FILES = "/api/v1/stages/~/files"
_FILE_PATH = _FILES + "/{path:path}"
_OWN: dict[str, Any] = {**stages.NEW_FILE, "path": "mine/own.csv"}
_PATH = {"path": _OWN["path"]}

OPERATIONS = (
    Operation(
        method="GET",
        path=_FILES,
        name="listOwnFiles",
        tag=_TAG,
        summary="List the files of the caller's own stage",
        description="The stage that SQL calls `@~`: each user has one.",
        handler=list_own_files,
        examples=(Example(summary="All", answer={"success": True, "data": [_OWN]}),),
    ),
    Operation(
        method="PUT",
        path=_FILE_PATH,
        name="uploadOwnFile",
        tag=_TAG,
        summary="Upload a file to the caller's own stage",
        description="The body is the file. It is stored whole or not at all.",
        handler=upload_own_file,
        upload=True,
        examples=(
            Example(
                summary="A file",
                path=_PATH,
                content="1,2\n",
                status=201,
                answer={"success": True, "file": _OWN, "skipped": False},
            ),
        ),
    ),
    Operation(
        method="GET",
        path=_FILE_PATH,
        name="downloadOwnFile",
        tag=_TAG,
        summary="Download a file of the caller's own stage",
        description="With a Range header, that part of it and status 206.",
        handler=download_own_file,
        media=(BINARY,),
        examples=(Example(summary="A file", path=_PATH),),
        errors=(404, 416),
    ),
    Operation(
        method="DELETE",
        path=_FILE_PATH,
        name="removeOwnFile",
        tag=_TAG,
        summary="Remove a file from the caller's own stage",
        handler=remove_own_file,
        examples=(Example(summary="A file", path=_PATH, answer={"success": True, **_PATH}),),
        errors=(404,),
    ),
)
"""Operations on files of the caller's own stage."""
