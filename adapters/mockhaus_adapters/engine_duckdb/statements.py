"""Engine statements: one at a time, of the kinds that a caller may run, with the parameters that they name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import duckdb

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import CountedInstant
from mockhaus.domain.results import Value

READING = frozenset({duckdb.StatementType.SELECT})
COUNTED = frozenset(
    {
        duckdb.StatementType.INSERT,
        duckdb.StatementType.UPDATE,
        duckdb.StatementType.DELETE,
        duckdb.StatementType.MERGE_INTO,
    }
)
WRITING = (
    READING
    | COUNTED
    | {duckdb.StatementType.CREATE, duckdb.StatementType.ALTER, duckdb.StatementType.DROP, duckdb.StatementType.COPY}
)


def prepare(
    connection: duckdb.DuckDBPyConnection, sql: str, allowed: frozenset[duckdb.StatementType]
) -> duckdb.Statement:
    """The one statement of a text; INTERNAL where it is none, several, or of a kind that is not allowed."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type not in allowed:
        raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
    return statements[0]


def named(
    statement: duckdb.Statement, parameters: Mapping[str, Value], own: Mapping[str, int] = MappingProxyType({})
) -> dict[str, Any]:
    """The parameters that a statement names, as the engine takes them, with the engine's own; INTERNAL without one."""
    try:
        return {name: own[name] if name in own else bound(parameters[name]) for name in statement.named_parameters}
    except KeyError as error:
        raise SnowflakeError(ErrorCode.INTERNAL, query_id="?") from error


def bound(value: Value) -> Any:  # noqa: ANN401 - what the driver takes
    """A value as the engine takes it: an aware datetime as a TIMESTAMP_TZ, the rest as it is."""
    if isinstance(value, CountedInstant):
        return {"utc": value.utc, "tz": value.tz}
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        return value
    offset = value.utcoffset() or dt.timedelta()
    return {"utc": value.astimezone(dt.UTC).replace(tzinfo=None), "tz": offset // dt.timedelta(minutes=1)}
