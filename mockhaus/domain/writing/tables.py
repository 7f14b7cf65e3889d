"""CREATE TABLE and ALTER of objects of databases."""

from __future__ import annotations

from mockhaus.domain.catalog.objects import ConstraintKind, Persistence
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.statements import (
    AlterObject,
    ColumnDefinition,
    ConstraintDefinition,
    CreateTable,
    IdentityDefinition,
    RenameTo,
    SwapWith,
    TableAction,
)
from mockhaus.domain.writing.pieces import clone, comment, created, full_name, literal, names, properties, when, words

_ACTIONS = {RenameTo: "RENAME TO", SwapWith: "SWAP WITH"}


def create_table(statement: CreateTable) -> str:
    """CREATE TABLE in its forms."""
    lifetime = "" if statement.persistence is Persistence.PERMANENT else statement.persistence.value
    return words(
        created(statement.mode, "TABLE", full_name(statement.name), lifetime=lifetime),
        "" if statement.like is None else f"LIKE {full_name(statement.like)}",
        clone(statement.clone, statement.clone_at),
        _elements(statement),
        when(statement.cluster_by, f"CLUSTER BY {statement.cluster_by}"),
        properties(statement.options),
        when(statement.copy_grants, "COPY GRANTS"),
        comment(statement.comment),
        "" if statement.query is None else f"AS {statement.query.text}",
    )


def _elements(statement: CreateTable) -> str:
    elements = [*map(_column, statement.columns), *map(_constraint, statement.constraints)]
    return f"({', '.join(elements)})" if elements else ""


def _column(column: ColumnDefinition) -> str:
    return words(
        always_quote(column.name),
        "" if column.type is None else str(column.type),
        "" if column.collation is None else f"COLLATE {literal(column.collation)}",
        when(column.type is not None and not column.type.nullable, "NOT NULL"),
        "" if column.default is None else f"DEFAULT {column.default.text}",
        "" if column.identity is None else _identity(column.identity),
        *map(_inline, column.constraints),
        when(column.comment, f"COMMENT {literal(column.comment)}"),
    )


def _identity(identity: IdentityDefinition) -> str:
    order = "ORDER" if identity.ordered else "NOORDER"
    return f"AUTOINCREMENT START {identity.start} INCREMENT {identity.increment} {order}"


def _inline(constraint: ConstraintDefinition) -> str:
    foreign = constraint.kind is ConstraintKind.FOREIGN_KEY
    return words(_named(constraint), "" if foreign else constraint.kind.value, _references(constraint))


def _constraint(constraint: ConstraintDefinition) -> str:
    return words(_named(constraint), constraint.kind.value, names(constraint.columns), _references(constraint))


def _named(constraint: ConstraintDefinition) -> str:
    return "" if constraint.name is None else f"CONSTRAINT {always_quote(constraint.name)}"


def _references(constraint: ConstraintDefinition) -> str:
    """What a foreign key refers to. The options of constraints change nothing, and nobody gives any."""
    if constraint.referenced_table is None:
        return ""
    columns = constraint.referenced_columns
    return words("REFERENCES", full_name(constraint.referenced_table), when(columns, names(columns)))


def alter_object(statement: AlterObject) -> str:
    """ALTER of an object: RENAME TO and SWAP WITH."""
    if_exists = when(statement.if_exists, "IF EXISTS")
    actions = " ".join(map(_action, statement.actions))
    return words("ALTER", statement.kind.value, if_exists, full_name(statement.name), actions)


def _action(action: TableAction) -> str:
    if isinstance(action, RenameTo | SwapWith):
        return f"{_ACTIONS[type(action)]} {full_name(action.name)}"
    raise unsupported(f"ALTER with {type(action).__name__}")
