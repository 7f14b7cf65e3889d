"""The envelope of every answer: `data`, `code`, `message`, `success`. SQL's errors are answers too, with status 200."""

from __future__ import annotations

import functools
from typing import Any

import orjson

from mockhaus.domain.errors import Category, SnowflakeError
from mockhaus.domain.sessions.definitions.definition import ParameterValue
from mockhaus.domain.sessions.parameters import SessionParameters, reported

_KEPT = 256
_READ_FROM_RESULTS = frozenset(
    {
        "BINARY_OUTPUT_FORMAT",
        "CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ",
        "CLIENT_MEMORY_LIMIT",
        "CLIENT_PREFETCH_THREADS",
        "CLIENT_RESULT_CHUNK_SIZE",
        "DATE_OUTPUT_FORMAT",
        "JS_TREAT_INTEGER_AS_BIGINT",
        "TIMESTAMP_LTZ_OUTPUT_FORMAT",
        "TIMESTAMP_NTZ_OUTPUT_FORMAT",
        "TIMESTAMP_OUTPUT_FORMAT",
        "TIMESTAMP_TZ_OUTPUT_FORMAT",
        "TIMEZONE",
        "TIME_OUTPUT_FORMAT",
    }
)
"""What JDBC, Node.js and the Python connector take from each result alone, or else have a default of their own for."""
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
    """Every parameter, as a login and what may change one are answered."""
    return orjson.Fragment(_listed(reported(parameters)))


def parameters_of_result(parameters: SessionParameters) -> orjson.Fragment:
    """The parameters of an answer that changes none: what clients read from each, and what the session has set."""
    return orjson.Fragment(_listed_for_result(parameters))


@functools.lru_cache(maxsize=_KEPT)
def _listed_for_result(parameters: SessionParameters) -> bytes:
    every = reported(parameters)
    return _listed(
        tuple((name, value) for name, value in every if name in _READ_FROM_RESULTS or parameters.is_set(name))
    )


@functools.lru_cache(maxsize=_KEPT)
def _listed(found: tuple[tuple[str, ParameterValue], ...]) -> bytes:
    return orjson.dumps([{"name": name, "value": value} for name, value in found])
