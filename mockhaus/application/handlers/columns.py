"""Columns and constraints of a table from their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from mockhaus.application.handlers import column_collations, expressions, targets
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import (
    Column,
    Constraint,
    ConstraintKind,
    ExternalTable,
    Identity,
    ObjectKind,
    Table,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName, engine_name
from mockhaus.domain.statements import ColumnDefinition, ConstraintDefinition, Options
from mockhaus.domain.types import DEFAULT_BINARY, DEFAULT_VARCHAR, NUMERIC, DataType, Kind, binary, varchar

T = TypeVar("T", Table, ExternalTable)


def build(
    run: StatementRun,
    table: QualifiedName,
    table_id: int,
    definitions: Sequence[ColumnDefinition],
    *,
    before: Sequence[Column] = (),
    options: Options = (),
) -> tuple[Column, ...]:
    """New columns of a table, given by full name and id, behind the ones that it has, hidden ones included.

    `options` are the table's properties, which may say what collation texts have.
    """
    check_unique([column.name for column in before if not column.hidden] + [item.name for item in definitions])
    taken = {column.engine_name for column in before}
    columns: list[Column] = []
    for ordinal, definition in enumerate(column_collations.settled(run, table, options, definitions), len(before) + 1):
        default = default_of(run, table, definition)
        column = _column(table_id, ordinal, definition, unique_engine_name(definition.name, taken), default)
        taken.add(column.engine_name)
        columns.append(column)
    return tuple(columns)


def default_of(run: StatementRun, table: QualifiedName, definition: ColumnDefinition) -> str | None:
    """The text of the default that a column of a table, given by its full name, is defined with; None without one."""
    given = definition.default
    return expressions.default_text(run, given, table, definition.name, definition.type) if given else None


def check_unique(names: Iterable[str]) -> None:
    """Refuse a name that occurs twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SnowflakeError(ErrorCode.DUPLICATE_COLUMN, name=name)
        seen.add(name)


def unique_engine_name(name: str, taken: Iterable[str]) -> str:
    """The engine's name of a new column, made different from those of columns that were dropped or renamed.

    A `^` that no capital letter follows occurs in no other name's engine name.
    """
    base = engine_name(name)
    used, candidate, number = {item.upper() for item in taken}, base, 1
    while candidate.upper() in used:
        number += 1
        candidate = f"{base}^{number}"
    return candidate


def _column(
    table_id: int, ordinal: int, definition: ColumnDefinition, physical_name: str, default: str | None
) -> Column:
    if definition.type is None:
        detail = f"Missing data type of column '{definition.name}'"
        raise SnowflakeError(ErrorCode.INVALID_COLUMN_DEFINITION, detail=detail)
    if definition.expression is not None:
        raise unsupported("virtual column")
    identity = definition.identity
    if identity is not None and definition.type.kind not in NUMERIC:
        detail = f"Identity column '{definition.name}' must be of a numeric type, not {definition.type}"
        raise SnowflakeError(ErrorCode.INVALID_COLUMN_DEFINITION, detail=detail)
    return Column(
        name=definition.name,
        type=definition.type,
        engine_name=physical_name,
        default=default,
        identity=None
        if identity is None
        else Identity(
            sequence=physical.identity_name(table_id, ordinal),
            start=identity.start,
            increment=identity.increment,
            ordered=identity.ordered,
        ),
        comment=definition.comment,
        collation=definition.collation or "",
    )


def of_query(names: Sequence[str], types: Sequence[DataType]) -> tuple[Column, ...]:
    """The columns of a table or view that a query defines."""
    check_unique(names)
    return tuple(
        Column(
            name=name,
            type=_stored_type(data_type.with_collation(None)),
            engine_name=engine_name(name),
            collation=data_type.collation.specification if data_type.collation else "",
        )
        for name, data_type in zip(names, types, strict=True)
    )


def _stored_type(data_type: DataType) -> DataType:
    """A query's type as a column: text and binary at most as long as their defaults, a bare NULL as text.

    The column takes NULL, also where the query gives none: NOT NULL is a constraint, and a query declares none.
    """
    if data_type.kind is Kind.NULL:
        return varchar()
    if data_type.kind is Kind.VARCHAR and data_type.length > DEFAULT_VARCHAR:
        return varchar()
    if data_type.kind is Kind.BINARY and data_type.length > DEFAULT_BINARY:
        return binary()
    return data_type.with_nullable(True)


def inline_constraints(definitions: Iterable[ColumnDefinition]) -> tuple[ConstraintDefinition, ...]:
    """The constraints that stand with columns, each on its column."""
    return tuple(
        replace(constraint, columns=constraint.columns or (definition.name,))
        for definition in definitions
        for constraint in definition.constraints
    )


def with_constraints(run: StatementRun, table: T, definitions: Iterable[ConstraintDefinition]) -> T:
    """A table with constraints added; the columns of its primary key take no NULL."""
    for definition in definitions:
        table = _with_constraint(run, table, definition)
    return table


def _with_constraint(run: StatementRun, table: T, definition: ConstraintDefinition) -> T:
    for name in definition.columns:
        position(table, name)
    if definition.kind is ConstraintKind.PRIMARY_KEY:
        if any(item.kind is ConstraintKind.PRIMARY_KEY for item in table.constraints):
            detail = f"primary key already exists for table '{table.name}'"
            raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)
        table = replace(table, columns=tuple(_not_null(column, definition) for column in table.columns))
    constraint = _constraint(run, table, definition)
    if any(item.name == constraint.name for item in table.constraints):
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=constraint.name)
    return replace(table, constraints=(*table.constraints, constraint))


def _not_null(column: Column, key: ConstraintDefinition) -> Column:
    if column.hidden or column.name not in key.columns:
        return column
    return replace(column, type=column.type.with_nullable(False))


def _constraint(run: StatementRun, table: Table | ExternalTable, definition: ConstraintDefinition) -> Constraint:
    referenced, columns = _reference(run, table, definition)
    return Constraint(
        name=definition.name or f"SYS_CONSTRAINT_{run.services.identity.query_id()}",
        kind=definition.kind,
        columns=definition.columns,
        referenced_table=referenced,
        referenced_columns=columns,
        options=definition.options,
    )


def _reference(
    run: StatementRun, table: Table | ExternalTable, definition: ConstraintDefinition
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if definition.referenced_table is None:
        return (), ()
    full = targets.full_name(run, definition.referenced_table, "CREATE TABLE")
    found = run.names().find(ObjectKind.TABLE, full)
    other = found.item if found else None
    if full.name == table.name and not isinstance(other, Table):
        other = table
    if not isinstance(other, Table | ExternalTable):
        raise targets.missing(ObjectKind.TABLE, definition.referenced_table)
    columns = definition.referenced_columns or _primary_key(other)
    for name in columns:
        position(other, name)
    return full.parts, columns


def _primary_key(table: Table | ExternalTable) -> tuple[str, ...]:
    return next((item.columns for item in table.constraints if item.kind is ConstraintKind.PRIMARY_KEY), ())


def position(table: Table | ExternalTable, name: str) -> int:
    """The place of a visible column among all columns; INVALID_IDENTIFIER where there is none."""
    for index, column in enumerate(table.columns):
        if column.name == name and not column.hidden:
            return index
    raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, name=name)
