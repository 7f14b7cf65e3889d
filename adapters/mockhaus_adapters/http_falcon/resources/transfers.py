"""Staged files behind presigned URLs, as drivers carry out PUT and GET."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from functools import partial
from typing import IO, BinaryIO

import falcon
import falcon.asgi

from mockhaus.application.plan_cache import BoundedCache
from mockhaus.application.use_cases import UseCases
from mockhaus.ports.stages import StagedFile
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.ranges import requested_range
from mockhaus_adapters.http_falcon.transfers import ExpiredUrl, Grant, Purpose, Signer
from mockhaus_adapters.http_falcon.uploads import receive
from mockhaus_adapters.http_falcon.workers import Workers

_CHUNK = 1 << 20
_DIGESTS = 10_000
_MET_URLS = 100_000
_DIGEST = "x-goog-meta-sfc-digest"
_GENERATION = "x-goog-if-generation-match"
_NONE_YET = "0"
_GZIP = b"\x1f\x8b"
_GZIP_SUFFIX = ".gz"
_UPLOADS = (Purpose.UPLOAD, Purpose.COMPRESSING_UPLOAD)
_DOWNLOADS = (Purpose.DOWNLOAD,)


@dataclass(frozen=True, slots=True)
class _Download:
    """An open file at its start, with its size and the SHA-256 of its content in base64, as drivers compare it."""

    content: BinaryIO
    size: int
    md5: str
    digest: str


class SpentUrls:
    """Which URLs of uploads have done their work: a URL is good for one file, and asked about once.

    The Python connector 5 goes on to the next file of a pattern with the URL of the one before, and asks for the
    file's own only if that is refused: without this it would skip files, or write them over each other.
    """

    def __init__(self) -> None:
        self._met: BoundedCache[str, str] = BoundedCache(_MET_URLS)

    def check(self, token: str, method: str) -> None:
        """ExpiredUrl where the URL was used up, or where it is asked about once more."""
        met = self._met.get(token)
        if met is None or (met, method) == ("HEAD", "PUT"):
            return
        self._met.put(token, "PUT")
        raise ExpiredUrl("this URL was used")

    def answered(self, token: str, method: str) -> None:
        """The URL was put to, or the answer was that its file is there."""
        self._met.put(token, method)


class TransferResource:
    """PUT, HEAD and GET /stage-files/{token}/{name}. The URL is all that a client needs, as with cloud storage.

    That of an upload may be put to, and asked by HEAD whether the file is there; that of a download may be read.
    """

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits, signer: Signer) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits
        self._signer = signer
        self._spent = SpentUrls()
        self._digests: BoundedCache[tuple[str, int], str] = BoundedCache(_DIGESTS)

    async def on_put(self, request: falcon.asgi.Request, response: falcon.asgi.Response, token: str, name: str) -> None:
        """Store the body as the file, in the place of one that is there; 412 if only a new one was to be made."""
        grant = self._grant(token, name, _UPLOADS)
        self._spent.check(token, request.method)
        overwrite = _overwrites(request)
        with await receive(request, self._limits.upload_bytes) as content:
            path = _path_of(grant, content)
            stored = await self._workers.run(
                lambda: self._use_cases.stages.put_at(grant.location, path, content, overwrite=overwrite)
            )
        self._spent.answered(token, request.method)
        if stored is None:
            raise falcon.HTTPPreconditionFailed(description=f"{grant.name} is there already")
        response.set_header("ETag", f'"{stored.md5}"')

    async def on_head(
        self, request: falcon.asgi.Request, response: falcon.asgi.Response, token: str, name: str
    ) -> None:
        """Whether the file is there, its size and digest; 404 where it is not."""
        grant = self._signer.grant(token, name)
        if grant.purpose in _UPLOADS:
            self._spent.check(token, request.method)
        found = await self._workers.run(lambda: self._opened(grant))
        found.content.close()
        if grant.purpose in _UPLOADS:
            self._spent.answered(token, request.method)
        _describe(response, found)
        response.content_length = found.size

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, token: str, name: str) -> None:
        """The file, or the part of it that a Range header asks for; 404 where it is not there."""
        grant = self._grant(token, name, _DOWNLOADS)
        found = await self._workers.run(lambda: self._opened(grant))
        try:
            part = requested_range(request.get_header("Range"), found.size)
        except BaseException:
            found.content.close()
            raise
        _describe(response, found)
        if part is not None:
            response.status = falcon.HTTP_206
            response.content_range = (part.start, part.stop - 1, found.size, "bytes")
        wanted = range(found.size) if part is None else part
        response.content_length = len(wanted)
        response.stream = self._chunks(found.content, wanted)

    def _grant(self, token: str, name: str, purposes: Collection[Purpose]) -> Grant:
        grant = self._signer.grant(token, name)
        if grant.purpose not in purposes:
            raise falcon.HTTPForbidden(description="this URL is not for this method")
        return grant

    def _opened(self, grant: Grant) -> _Download:
        file, content = self._use_cases.stages.open_at(grant.location, _expected_path(grant))
        try:
            size = content.seek(0, io.SEEK_END)
            return _Download(content, size, file.md5, self._digest(file, content, size))
        except BaseException:
            content.close()
            raise

    def _digest(self, file: StagedFile, content: BinaryIO, size: int) -> str:
        """The content's digest, computed once for each content; the content is at its start afterwards."""
        content.seek(0)
        known = self._digests.get((file.md5, size)) if size == file.size else None
        if known is not None:
            return known
        found = base64.b64encode(hashlib.file_digest(content, "sha256").digest()).decode()  # type: ignore[arg-type]
        content.seek(0)
        if size == file.size:
            self._digests.put((file.md5, size), found)
        return found

    async def _chunks(self, content: BinaryIO, wanted: range) -> AsyncIterator[bytes]:
        with content:
            content.seek(wanted.start)
            for start in range(wanted.start, wanted.stop, _CHUNK):
                yield await self._workers.run(partial(content.read, min(_CHUNK, wanted.stop - start)))


def _expected_path(grant: Grant) -> str:
    """The file's path, before its content is known."""
    return f"{grant.path}{_GZIP_SUFFIX}" if grant.purpose is Purpose.COMPRESSING_UPLOAD else grant.path


def _path_of(grant: Grant, content: IO[bytes]) -> str:
    """The path of a file with this content, which is at its start before and afterwards."""
    begins = content.read(len(_GZIP))
    content.seek(0)
    return _expected_path(grant) if begins == _GZIP else grant.path


def _overwrites(request: falcon.asgi.Request) -> bool:
    """Whether a file that is there may be replaced. The only condition that is kept is that there is none yet."""
    wanted = request.get_header(_GENERATION)
    if wanted not in (None, _NONE_YET):
        raise falcon.HTTPPreconditionFailed(description=f"no file is of generation {wanted}")
    return wanted is None


def _describe(response: falcon.asgi.Response, found: _Download) -> None:
    response.content_type = "application/octet-stream"
    response.set_header("Accept-Ranges", "bytes")
    response.set_header("ETag", f'"{found.md5}"')
    response.set_header(_DIGEST, found.digest)
