"""Signed URLs of staged files, one for each path of a query's rows."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from mockhaus.domain.file_urls import SCOPED_SECONDS, FileGrant, Purpose, presigned_url, scoped_url
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_CACHED = 64


@lru_cache(maxsize=_CACHED)
def _read(text: str) -> Any:  # noqa: ANN401 - JSON of the core's own making
    return json.loads(text)


def presigned(signing: str | None, stage: str | None, path: str | None, seconds: int | None) -> str | None:
    """A URL for everybody, for so many seconds. The stage is its full name and folder, as a JSON array."""
    if signing is None or stage is None or path is None or seconds is None:
        return None
    found = _read(signing)
    grant = _grant(Purpose.PRESIGNED, found, stage, path, seconds)
    return presigned_url(found["base"], grant, bytes.fromhex(found["key"]))


def scoped(signing: str | None, stage: str | None, path: str | None) -> str | None:
    """A URL for the user of the query."""
    if signing is None or stage is None or path is None:
        return None
    found = _read(signing)
    grant = _grant(Purpose.SCOPED, found, stage, path, SCOPED_SECONDS)
    return scoped_url(found["base"], grant, found["query_id"], bytes.fromhex(found["key"]))


def _grant(purpose: Purpose, found: Any, stage: str, path: str, seconds: int) -> FileGrant:  # noqa: ANN401 - as above
    *name, folder = _read(stage)
    return FileGrant(purpose, tuple(name), folder, path.lstrip("/"), found["user"], found["now"] + seconds)


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_sign_presigned", presigned, ("VARCHAR", "VARCHAR", "VARCHAR", "BIGINT"), "VARCHAR"),
    ScalarFunction("mh_scoped_url", scoped, ("VARCHAR", "VARCHAR", "VARCHAR"), "VARCHAR"),
)
