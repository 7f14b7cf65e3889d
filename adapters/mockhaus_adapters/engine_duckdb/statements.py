"""Engine statements: one at a time, of the kinds that a caller may run, with the parameters that they name."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from mockhaus.domain.errors import ErrorCode, SnowflakeError
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


def named(statement: duckdb.Statement, parameters: Mapping[str, Value]) -> dict[str, Value]:
    """The parameters that a statement names; INTERNAL where one is missing."""
    try:
        return {name: parameters[name] for name in statement.named_parameters}
    except KeyError as error:
        raise SnowflakeError(ErrorCode.INTERNAL, query_id="?") from error
