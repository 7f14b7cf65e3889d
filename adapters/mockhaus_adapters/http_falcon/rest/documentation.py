"""The document of the API, and a page to browse it with: all that the page needs is in an installed package."""

from __future__ import annotations

import functools
import importlib.metadata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from mockhaus_adapters.http_falcon.envelope import dump
from mockhaus_adapters.http_falcon.rest import openapi
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Access, Example, Operation, PathModel, Streamed

_HTML = "text/html; charset=utf-8"
_PACKAGE = "offapi"
_MEDIA = {
    "swagger_bundle.js": "text/javascript",
    "swagger_preset.js": "text/javascript",
    "swagger_style.css": "text/css",
}
_OWN_THINGS_ONLY = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
_PAGE = b"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mockhaus REST API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/v1/docs/swagger_style.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/v1/docs/swagger_bundle.js"></script>
<script src="/api/v1/docs/page.js"></script>
</body>
</html>
"""
_SCRIPT = b"""SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
"""


class AssetPath(PathModel):
    """A file of the page."""

    asset: Annotated[
        Literal["page.js", "swagger_bundle.js", "swagger_style.css"], Field(description="The file's name.")
    ]


async def get_openapi(call: Call) -> Streamed:
    """The document."""
    operations, version = call.rest.operations, call.rest.version
    written = await call.rest.workers.run_errand(lambda: dump(openapi.document(operations, version)))
    return _whole(written, "application/json")


async def get_docs(_call: Call) -> Streamed:
    """The page."""
    return Streamed(
        content=_once(_PAGE),
        media_type=_HTML,
        length=len(_PAGE),
        headers={"Content-Security-Policy": _OWN_THINGS_ONLY},
    )


async def get_docs_asset(call: Call, *, path: AssetPath) -> Streamed:
    """A file that the page needs."""
    if path.asset == "page.js":
        return _whole(_SCRIPT, "text/javascript")
    content = await call.rest.workers.run_errand(_file(path.asset).read_bytes)
    return Streamed(
        content=_once(content),
        media_type=_MEDIA[path.asset],
        length=len(content),
        headers={"Cache-Control": "max-age=86400"},
    )


@functools.cache
def _file(name: str) -> Path:
    return Path(str(importlib.metadata.distribution(_PACKAGE).locate_file(f"{_PACKAGE}/{name}")))


def _whole(content: bytes, media_type: str) -> Streamed:
    return Streamed(content=_once(content), media_type=media_type, length=len(content))


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


_TAG = "documentation"

OPERATIONS = (
    Operation(
        method="GET",
        path="/api/v1/openapi.json",
        name="getOpenapi",
        tag=_TAG,
        summary="This document",
        handler=get_openapi,
        access=Access.ANYBODY,
        media=("application/json",),
        examples=(Example(summary="The document"),),
    ),
    Operation(
        method="GET",
        path="/api/v1/docs",
        name="getDocs",
        tag=_TAG,
        summary="A page to browse this document and to try the calls",
        description="It needs no network: its scripts and styles are installed with the server.",
        handler=get_docs,
        access=Access.ANYBODY,
        media=("text/html",),
        examples=(Example(summary="The page"),),
    ),
    Operation(
        method="GET",
        path="/api/v1/docs/{asset}",
        name="getDocsAsset",
        tag=_TAG,
        summary="A script or style of the page",
        handler=get_docs_asset,
        access=Access.ANYBODY,
        media=("text/css", "text/javascript"),
        examples=(Example(summary="The style", path={"asset": "swagger_style.css"}),),
    ),
)
"""Operations that describe the API."""
