"""The rest of a large result, part by part, at URLs that carry their own permission.

A driver fetches them without its token, perhaps after its session has ended, so each URL is signed: it opens one part
of one result, for as long as the server runs and keeps the result.
"""

from __future__ import annotations

import enum
import hashlib
import hmac
import ipaddress
import zlib
from dataclasses import dataclass

import falcon
import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.encoding import arrow, json_rows
from mockhaus_adapters.http_falcon.encoding.arrow_columns import Layout
from mockhaus_adapters.http_falcon.workers import Workers

_FAST = 1
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class ChunkFormat(enum.Enum):
    """The formats of results."""

    ARROW = "arrow"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ChunkEncoding:
    """How the rows of a part are encoded.

    `indent` is the session's JSON_INDENT when the statement ran; `layout`, for Arrow, is the one of all parts.
    """

    format: ChunkFormat
    indent: int
    layout: Layout = ()

    def __str__(self) -> str:
        """As it stands in URLs."""
        return f"{self.format.value}-{self.indent}-{'.'.join(map(str, self.layout))}"

    @classmethod
    def read(cls, text: str) -> ChunkEncoding:
        """From a URL that was made of one."""
        name, indent, layout = text.split("-")
        return cls(ChunkFormat(name), int(indent), tuple(map(int, filter(None, layout.split(".")))))


class ChunkSigner:
    """Signs parts of results with a secret of the process."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def sign(self, query_id: str, part: int, encoding: str) -> str:
        """The signature of a part in an encoding."""
        text = f"{query_id}/{part}/{encoding}"
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    def holds(self, query_id: str, part: int, encoding: str, signature: str) -> bool:
        """Whether a signature is the part's own."""
        return hmac.compare_digest(self.sign(query_id, part, encoding).encode(), signature.encode())


@dataclass(frozen=True, slots=True)
class ChunkUrls:
    """Makes the URLs of parts, below the address by which the client reaches the server."""

    signer: ChunkSigner
    base_url: str

    def url(self, query_id: str, part: int, encoding: ChunkEncoding) -> str:
        """The absolute URL of a part."""
        signature = self.signer.sign(query_id, part, str(encoding))
        return f"{self.base_url}/results/{query_id}/{part}/{encoding}/{signature}"


class ChunkResource:
    """GET /results/{query_id}/{part}/{encoding}/{signature}."""

    def __init__(self, use_cases: UseCases, workers: Workers, signer: ChunkSigner) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._signer = signer

    async def on_get(
        self,
        request: falcon.asgi.Request,
        response: falcon.asgi.Response,
        *,
        query_id: str,
        part: int,
        encoding: str,
        signature: str,
    ) -> None:
        """The rows of the part; zipped for clients on other machines that take it so. 403 where it is not signed."""
        if not self._signer.holds(query_id, part, encoding, signature):
            raise falcon.HTTPForbidden(description="the signature is not the result's")
        zipped = _far(request) and "gzip" in request.get_header("Accept-Encoding", default="")
        response.data = await self._workers.run(
            lambda: self._read(query_id, part, ChunkEncoding.read(encoding), zipped=zipped)
        )
        response.content_type = "application/octet-stream"
        if zipped:
            response.set_header("Content-Encoding", "gzip")

    def _read(self, query_id: str, part: int, encoding: ChunkEncoding, *, zipped: bool) -> bytes:
        kept = self._use_cases.submissions.kept(query_id)
        if encoding.format is ChunkFormat.ARROW:
            body = arrow.encode(kept.columns, kept.arrow(part), encoding.layout, indent=encoding.indent)
        else:
            body = json_rows.chunk(kept.columns, kept.rows(part), indent=encoding.indent)
        return _zip(body) if zipped else body


def _far(request: falcon.asgi.Request) -> bool:
    """Whether the client is on another machine: on the same one, packing costs more than it saves."""
    try:
        return not ipaddress.ip_address(request.remote_addr).is_loopback
    except ValueError:
        return True


def _zip(body: bytes) -> bytes:
    packing = zlib.compressobj(_FAST, wbits=_GZIP_WINDOW)
    return packing.compress(body) + packing.flush()
