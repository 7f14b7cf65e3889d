"""What the SQL API takes as a request's only statement: its session ends with the request, and no client copies files.

Follows https://docs.snowflake.com/en/developer-guide/sql-api/intro#limitations-of-the-sql-api, but for ALTER SESSION,
which Snowflake lets through although nothing is left of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mockhaus.domain import statements
from mockhaus.domain.catalog.objects import Persistence
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Statement

_REFUSED: Mapping[type[Statement], str] = MappingProxyType(
    {
        statements.Begin: "TRANSACTION_BEGIN",
        statements.Commit: "TRANSACTION_COMMIT",
        statements.Rollback: "TRANSACTION_ROLLBACK",
        statements.Use: "USE",
        statements.SetVariables: "SET",
        statements.UnsetVariables: "UNSET",
        statements.PutFiles: "PUT",
        statements.GetFiles: "GET",
    }
)
_TEMPORARY: Mapping[type[Statement], str] = MappingProxyType(
    {
        statements.CreateTable: "CREATE_TEMPORARY_TABLE",
        statements.CreateView: "CREATE_TEMPORARY_VIEW",
        statements.CreateStage: "CREATE_TEMPORARY_STAGE",
        statements.CreateFileFormat: "CREATE_TEMPORARY_FILE_FORMAT",
    }
)


def check_single(statement: Statement) -> None:
    """COMMAND_UNSUPPORTED for what the SQL API takes only among several statements, or not at all."""
    refused = _TEMPORARY if _is_temporary(statement) else _REFUSED
    command = refused.get(type(statement))
    if command is not None:
        raise SnowflakeError(ErrorCode.COMMAND_UNSUPPORTED, command=command)


def _is_temporary(statement: Statement) -> bool:
    match statement:
        case statements.CreateTable():
            return statement.persistence is Persistence.TEMPORARY
        case statements.CreateView() | statements.CreateStage() | statements.CreateFileFormat():
            return statement.temporary
    return False
