"""The envelope of every answer: `data`, `code`, `message`, `success`. SQL's errors are answers too, with status 200."""

from __future__ import annotations

import functools
from typing import Any

import orjson

from mockhaus.domain.errors import Category, SnowflakeError
from mockhaus.domain.sessions.definitions.definition import ParameterValue
from mockhaus.domain.sessions.parameters import SessionParameters, reported

_KEPT = 256
_COMPILATION = frozenset({Category.SYNTAX, Category.NAME, Category.SEMANTIC, Category.UNSUPPORTED, Category.PRIVILEGE})


def success(data: object, *, code: str | None = None, message: str | None = None) -> bytes:
    """An answer that went well."""
    return orjson.dumps({"data": data, "code": code, "message": message, "success": True})


def failure(error: SnowflakeError) -> bytes:
    """An answer that tells an error: its code, SQLSTATE, query id, and its place in the text."""
    position = error.position
    data: dict[str, Any] = {
        "internalError": False,
        "errorCode": error.code,
        "sqlState": error.sqlstate,
        "age": 0,
        "line": position.line if position else -1,
        "pos": position.column if position else -1,
        "type": "COMPILATION" if error.error.category in _COMPILATION else "EXECUTION",
        "queryId": error.query_id,
    }
    return orjson.dumps({"data": data, "code": error.code, "message": error.message, "success": False})


def parameters_of(parameters: SessionParameters) -> orjson.Fragment:
    """The list of parameters that an answer carries."""
    return orjson.Fragment(_listed(reported(parameters)))


@functools.lru_cache(maxsize=_KEPT)
def _listed(found: tuple[tuple[str, ParameterValue], ...]) -> bytes:
    return orjson.dumps([{"name": name, "value": value} for name, value in found])
