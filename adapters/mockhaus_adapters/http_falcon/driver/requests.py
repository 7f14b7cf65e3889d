"""Reading what drivers send: bodies, perhaps gzipped, and the token that says whose a request is."""

from __future__ import annotations

import asyncio
import zlib
from typing import TypeVar

import falcon.asgi
import orjson
import pydantic
from pydantic import BaseModel

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.bodies import read_limited

Model = TypeVar("Model", bound=BaseModel)

_PREFIX = "snowflake token="
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_SHORT_BYTES = 2**20
_LONG_ZIPPED_BYTES = 8 * 2**10
"""From here on a body is unzipped on a thread, not to keep other requests waiting."""


async def read_body(request: falcon.asgi.Request, limit: int) -> bytes:
    """The body as sent, or unzipped; INVALID_REQUEST where it is larger than `limit` bytes or no gzip."""
    body = await read_limited(request, limit)
    encoding = request.get_header("Content-Encoding", default="").strip().lower()
    if not body or encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"the content encoding {encoding} is not known")
    if len(body) > _LONG_ZIPPED_BYTES:
        return await asyncio.to_thread(unzip, body, limit)
    return unzip(body, limit)


async def read_short_body(request: falcon.asgi.Request, limit: int) -> bytes:
    """As `read_body`, of what is never long: anybody may send it, and it is read at once."""
    return await read_body(request, min(limit, _SHORT_BYTES))


def unzip(body: bytes, limit: int) -> bytes:
    """The content of a gzip body of at most `limit` bytes; no more than that is ever unpacked."""
    unpacking = zlib.decompressobj(_GZIP_WINDOW)
    try:
        found = unpacking.decompress(body, limit + 1)
    except zlib.error as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="the body is not gzip") from error
    if len(found) > limit:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"the body is larger than {limit} bytes")
    if not unpacking.eof:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="the body is not whole")
    return found


def parse(model: type[Model], body: bytes) -> Model:
    """A body as its model; INVALID_REQUEST says what is wrong and where. An empty body is an empty object."""
    try:
        return model.model_validate(orjson.loads(body or b"{}"))
    except orjson.JSONDecodeError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="the body is not JSON") from error
    except pydantic.ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'body'}: {item['msg']}" for item in error.errors())
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=problems) from error


def token_of(request: falcon.asgi.Request) -> str:
    """The token of the Authorization header; TOKEN_INVALID where there is none."""
    header = request.get_header("Authorization", default="")
    if not header.lower().startswith(_PREFIX):
        raise SnowflakeError(ErrorCode.TOKEN_INVALID)
    return header[len(_PREFIX) :].strip().strip('"')


def given(request: falcon.asgi.Request, name: str) -> str | None:
    """A parameter of the query string; an empty one is not given."""
    return request.get_param(name) or None
