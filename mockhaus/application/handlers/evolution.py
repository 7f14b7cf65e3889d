"""CREATE OR ALTER TABLE where the table exists: what must be altered for it to be as defined.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-table#label-create-or-alter-table-syntax: columns that
the definition leaves out are dropped, new ones are added behind the others, the rest is altered in place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from mockhaus.application import authorization
from mockhaus.application.handlers import alter_tables, columns, properties
from mockhaus.application.handlers.alter_tables import Change
from mockhaus.application.names import FoundObject
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import Column, ConstraintKind, ObjectKind, Persistence, Table
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import (
    AddColumns,
    AddConstraint,
    AlterColumn,
    ClusterBy,
    ColumnDefinition,
    CreateTable,
    DropColumns,
    DropConstraint,
    SetProperties,
    TableAction,
    UnsetProperties,
)

_KEPT = frozenset({"CHANGE_TRACKING"})
"""What is not unset where a definition leaves it out."""


def alter_to(run: StatementRun, statement: CreateTable, found: FoundObject) -> Outcome:
    """Alter an existing table to a definition. The caller holds the table's lock."""
    if statement.query is not None or statement.like is not None or statement.clone is not None:
        raise unsupported("CREATE OR ALTER TABLE with AS, LIKE or CLONE")
    table = cast("Table", found.item)
    authorization.require_owner(run, table, ObjectKind.TABLE, found.name)
    if (table.persistence is Persistence.TEMPORARY) != (statement.persistence is Persistence.TEMPORARY):
        raise unsupported("CREATE OR ALTER TABLE that changes the table's kind")
    columns.check_unique(definition.name for definition in statement.columns)
    with run.changing():
        change = Change(run, found.name, found.database.database, table)
        alter_tables.apply_actions(change, _actions(run, statement, found.name, table))
        alter_tables.keep(change)
    return status(f"Table {table.name} successfully created.")


def _actions(run: StatementRun, statement: CreateTable, name: QualifiedName, table: Table) -> Iterator[TableAction]:
    present = {column.name: column for column in table.visible_columns}
    wanted = {definition.name for definition in statement.columns}
    added = tuple(definition for definition in statement.columns if definition.name not in present)
    if added:
        yield AddColumns(added)
    dropped = tuple(name for name in present if name not in wanted)
    if dropped:
        yield DropColumns(dropped)
    yield from _constraint_actions(statement, table)
    for definition in statement.columns:
        if definition.name in present:
            in_key = _in_primary_key(statement, definition)
            yield from _column_actions(run, definition, name, present[definition.name], in_key)
    yield UnsetProperties(_absent(statement, table))
    yield SetProperties((*statement.options, (properties.COMMENT, statement.comment)))
    if properties.clustering_key(statement.cluster_by) != table.cluster_by:
        yield ClusterBy(statement.cluster_by)


def _absent(statement: CreateTable, table: Table) -> tuple[str, ...]:
    """The properties that a definition leaves out, and that do not stay as they are then."""
    given = {name for name, _ in statement.options} | _KEPT
    return tuple(name for name in (properties.RETENTION, *dict(table.options)) if name not in given)


def _in_primary_key(statement: CreateTable, definition: ColumnDefinition) -> bool:
    inline = any(item.kind is ConstraintKind.PRIMARY_KEY for item in definition.constraints)
    return inline or any(
        item.kind is ConstraintKind.PRIMARY_KEY and definition.name in item.columns for item in statement.constraints
    )


def _constraint_actions(statement: CreateTable, table: Table) -> Iterator[TableAction]:
    present = {column.name for column in table.visible_columns}
    definitions = statement.constraints + columns.inline_constraints(
        definition for definition in statement.columns if definition.name in present
    )
    for constraint in table.constraints:
        if set(constraint.columns) <= {definition.name for definition in statement.columns}:
            yield DropConstraint(constraint.name)
    for wanted in definitions:
        yield AddConstraint(wanted)


def _column_actions(
    run: StatementRun,
    definition: ColumnDefinition,
    table: QualifiedName,
    column: Column,
    in_key: bool,  # noqa: FBT001 - a fact of the column
) -> Iterator[TableAction]:
    wanted = definition.type
    collation = column.collation if definition.collation is None else definition.collation
    retyped = wanted is not None and wanted.with_nullable(True) != column.type.with_nullable(True)
    if retyped or collation.lower() != column.collation.lower():
        yield AlterColumn(name=column.name, type=wanted, collation=collation)
    nullable = wanted is None or (wanted.nullable and not in_key)
    if nullable != column.type.nullable and not in_key:
        yield AlterColumn(name=column.name, nullable=nullable)
    if definition.comment != column.comment:
        yield AlterColumn(name=column.name, comment=definition.comment)
    if definition.default is None and column.default is not None:
        yield AlterColumn(name=column.name, drop_default=True)
    elif columns.default_of(run, table, definition) != column.default:
        yield AlterColumn(name=column.name, default=definition.default)
