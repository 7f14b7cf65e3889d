"""Where the files of a stage are found in the REST API."""

from __future__ import annotations

import urllib.parse

from mockhaus.application.stage_files import parse_location
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote, stored_name
from mockhaus_adapters.cli_click.client.protocol import Context

_PARTS = 3
_USERS = "/api/v1/stages/~/files"


def files_of(location: str, context: Context) -> tuple[str, str]:
    """The URL path of a stage's files, and the path of the location below its stage.

    What the location leaves out is the context's; NO_CURRENT_DATABASE where that does not say it either.
    """
    found = parse_location(location)
    name = found.name or found.table
    if name is None:
        return _USERS, found.path
    if len(name.parts) < _PARTS and context.database is None:
        raise SnowflakeError(ErrorCode.NO_CURRENT_DATABASE, operation="a call on a stage")
    around = (context.database or "", context.schema or "PUBLIC")[: _PARTS - len(name.parts)]
    parts = [*map(stored_name, around), *name.parts]
    mark = "" if found.table is None else "%"
    quoted = "/".join(urllib.parse.quote(part, safe="") for part in _segments(parts, mark))
    return f"/api/v1/stages/{quoted}/files", found.path


def _segments(parts: list[str], mark: str) -> list[str]:
    *containers, own = map(always_quote, parts)
    return [*containers, mark + own]
