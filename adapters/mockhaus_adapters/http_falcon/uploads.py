"""Uploads: a request's body on its way to a thread, in bounded memory and within a limit."""

from __future__ import annotations

import asyncio
import tempfile
from typing import IO

import falcon
import falcon.asgi

_IN_MEMORY = 8 * 2**20


async def receive(request: falcon.asgi.Request, limit: int) -> IO[bytes]:
    """The body as a file at its start, on disk where it is large; whoever gets it closes it.

    Status 413 where it is larger than `limit`.
    """
    loop = asyncio.get_running_loop()
    content = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    size = 0
    try:
        async for part in request.stream:
            size += len(part)
            if size > limit:
                raise falcon.HTTPContentTooLarge(description=f"the file is larger than {limit} bytes")
            await loop.run_in_executor(None, content.write, part)
        content.seek(0)
    except BaseException:
        content.close()
        raise
    return content
