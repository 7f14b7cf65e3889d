"""The collations of columns: their own, or the default of their table, schema or database.

Follows https://docs.snowflake.com/en/sql-reference/collation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mockhaus.application.handlers import properties, targets
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.collations import rules_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import ColumnDefinition, Options
from mockhaus.domain.types import DataType, Kind


def settled(
    run: StatementRun, table: QualifiedName, options: Options, definitions: Sequence[ColumnDefinition]
) -> list[ColumnDefinition]:
    """New columns with the collation that each is to have; a table given by its full name and its own properties."""
    if all(_text(item.type) is None or item.collation is not None for item in definitions):
        return [_checked(item) for item in definitions]
    inherited = _default(run, table, options)
    return [
        replace(item, collation=inherited) if _text(item.type) and item.collation is None else _checked(item)
        for item in definitions
    ]


def _text(data_type: DataType | None) -> DataType | None:
    return data_type if data_type is not None and data_type.kind is Kind.VARCHAR else None


def _checked(definition: ColumnDefinition) -> ColumnDefinition:
    if definition.collation and _text(definition.type) is None:
        detail = f"Column '{definition.name}' is of type {definition.type}, which has no collation"
        raise SnowflakeError(ErrorCode.INVALID_COLUMN_DEFINITION, detail=detail)
    rules_of(definition.collation or "")
    return definition


def _default(run: StatementRun, table: QualifiedName, options: Options) -> str:
    database, schema, _ = table.parts
    found = targets.schema_at(run.names(), database, schema)
    levels = (options, found.schema.options, found.database.database.options)
    return next((dict(level)[properties.COLLATION] for level in levels if properties.COLLATION in dict(level)), "")


def check_unchanged(column: Column, wanted: DataType, collation: str | None) -> None:
    """Refuse a new type with another collation than the column has."""
    if (collation or "").lower() != column.collation.lower():
        raise SnowflakeError(
            ErrorCode.COLUMN_COLLATION_CHANGE,
            column_name=column.name,
            old=described(column.type, column.collation),
            new=described(wanted, collation or ""),
        )


def described(data_type: DataType, collation: str) -> str:
    """A type with its collation, as DESCRIBE shows it."""
    return f"{data_type} COLLATE '{collation}'" if collation else str(data_type)
