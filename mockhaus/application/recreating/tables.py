"""CREATE TABLE as GET_DDL writes it: constraints behind the columns, without the names that Snowflake makes up."""

from __future__ import annotations

from collections.abc import Iterator

from mockhaus.application import defaults
from mockhaus.application.recreating.pieces import comment, literal, name, qualified, words
from mockhaus.domain.catalog.objects import Column, Constraint, ConstraintKind, Identity, Persistence, Table

_MADE_UP = "SYS_CONSTRAINT_"
_KINDS = {Persistence.TRANSIENT: "TRANSIENT TABLE", Persistence.TEMPORARY: "TEMPORARY TABLE"}
_ORDER = (ConstraintKind.UNIQUE, ConstraintKind.PRIMARY_KEY, ConstraintKind.FOREIGN_KEY)
_ACTIONS = ("MATCH", "ON UPDATE", "ON DELETE")
_LINEAR = "LINEAR"


def table_text(table: Table, written: str, database: str, schema: str) -> str:
    """The statement for a table of that place, under the name as it is to be written."""
    kind = _KINDS.get(table.persistence, "TABLE")
    cluster = f"cluster by {table.cluster_by.removeprefix(_LINEAR)}" if table.cluster_by else ""
    elements = [*(_column(item, database, schema) for item in table.visible_columns), *_constraints(table)]
    listed = ",\n".join(f"\t{element}" for element in elements)
    end = f"\n){comment(table.comment)}\n;" if table.comment else "\n);"
    return f"create or replace {kind} {words(written, cluster)}{'' if cluster else ' '}(\n{listed}{end}"


def _column(column: Column, database: str, schema: str) -> str:
    default = defaults.shown(column.default, database, schema)
    return words(
        name(column.name),
        str(column.type),
        f"COLLATE {literal(column.collation)}" if column.collation else "",
        "" if column.type.nullable else "NOT NULL",
        f"DEFAULT {default}" if default else "",
        "" if column.identity is None else _identity(column.identity),
        f"COMMENT {literal(column.comment)}" if column.comment else "",
    )


def _identity(identity: Identity) -> str:
    order = "order" if identity.ordered else "noorder"
    return f"autoincrement start {identity.start} increment {identity.increment} {order}"


def _constraints(table: Table) -> Iterator[str]:
    for kind in _ORDER:
        yield from (_constraint(item) for item in table.constraints if item.kind is kind)


def _constraint(constraint: Constraint) -> str:
    options = dict(constraint.options)
    return words(
        "" if constraint.name.startswith(_MADE_UP) else f"constraint {name(constraint.name)}",
        constraint.kind.value.lower(),
        f"({', '.join(map(name, constraint.columns))})",
        _reference(constraint),
        *(f"{action.lower()} {options[action].lower()}" for action in _ACTIONS if action in options),
        "rely" if options.get("RELY") == "TRUE" else "",
    )


def _reference(constraint: Constraint) -> str:
    if not constraint.referenced_table:
        return ""
    columns = ",".join(map(name, constraint.referenced_columns))
    return f"references {qualified(constraint.referenced_table)}" + (f"({columns})" if columns else "")
