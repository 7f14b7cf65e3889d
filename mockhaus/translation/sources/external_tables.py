"""External tables in FROM: their columns are expressions over the records of registered files.

Follows https://docs.snowflake.com/en/user-guide/tables-external-intro.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Column, ExternalTable, ObjectKind
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import DataType
from mockhaus.translation.coercion import as_boolean
from mockhaus.translation.context import Relation, RelationColumn
from mockhaus.translation.external import (
    FILE_COLUMNS,
    PLACE,
    RECORD_COLUMNS,
    VALUE_COLUMN,
    ExternalRows,
    files_relation,
)
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.scope import OutputColumn, Scope, ScopeColumn, Source, identifier
from mockhaus.translation.sources.building import alias_name, engine_alias, source_of
from mockhaus.translation.sources.external_fields import document_of, expression_tree, needed_fields
from mockhaus.translation.sources.partition_conditions import partition_conditions
from mockhaus.translation.walk import Walker

_RECORDS = "mh_records"


@dataclass(frozen=True, slots=True)
class Computed:
    """A virtual column's value, of the type that its expression has."""

    node: exp.Expr
    type: DataType


def external_table(walk: Walker, node: exp.Table, relation: Relation) -> tuple[exp.Expr, Source]:
    """The rows of an external table. Files that a condition on partition columns rules out are not read."""
    table = relation.external
    assert table is not None  # noqa: S101 - the caller saw to it
    walk.reads(ObjectKind.EXTERNAL_TABLE, relation.name, table.owner)
    walk.mark_volatile()
    fields = needed_fields(node, table.columns)
    asked = ExternalRows(relation.name, _selection(walk, node, relation, table), fields)
    walk.findings.provided[asked.provided] = None
    select, columns = projection(walk, relation.name, table.columns, asked.relation, RECORD_COLUMNS)
    source = source_of(walk, node, columns, relation.name.name)
    if alias_name(node) is None:
        source.qualifiers = relation.name.qualifiers
    source.columns += _hidden(source.relation, RECORD_COLUMNS[1:])
    return exp.Subquery(this=select, alias=engine_alias(source.relation)), source


def _hidden(relation: str, columns: Sequence[RelationColumn]) -> list[ScopeColumn]:
    return [ScopeColumn(column.name, column.engine_name, relation, column.type, hidden=True) for column in columns]


def projection(
    walk: Walker, name: QualifiedName, columns: Sequence[Column], relation: str, over: Sequence[RelationColumn]
) -> tuple[exp.Select, list[OutputColumn]]:
    """A query of columns, and of those over which they are computed, over a provided relation."""
    hidden = [column for column in over if column.hidden]
    items = [
        exp.Alias(this=_value(walk, name, column, over), alias=identifier(column.engine_name)) for column in columns
    ]
    items += [
        exp.Alias(this=item.reference(), alias=identifier(item.engine_name)) for item in _hidden(_RECORDS, hidden)
    ]
    table = exp.Table(
        this=exp.Var(this=physical.relation(physical.TEMPORARY_ATTACHMENT, relation)), alias=engine_alias(_RECORDS)
    )
    listed = [OutputColumn(column.name, column.engine_name, column.type.with_nullable(True)) for column in columns]
    return exp.Select(expressions=items, from_=exp.From(this=table)), listed


def _value(walk: Walker, table: QualifiedName, column: Column, over: Sequence[RelationColumn]) -> exp.Expr:
    if column.expression is None:
        return _hidden(_RECORDS, over)[0].reference()
    found = computed(walk, table, column.expression, _with_document(column.expression, over))
    return cast_node(found.node, found.type, column.type, walk)


def _with_document(text: str, over: Sequence[RelationColumn]) -> Sequence[RelationColumn]:
    """The columns over which an expression is computed, VALUE with no more than the fields that it needs."""
    document = document_of(text)
    if document is None:
        return over
    return [replace(item, engine_name=document[0]) if item is VALUE_COLUMN else item for item in over]


def computed(walk: Walker, table: QualifiedName, text: str, over: Sequence[RelationColumn]) -> Computed:
    """The value of a virtual column's expression, whose names mean columns of the records alone."""
    tree = expression_tree(text)
    with walk.inside_view(table, text, *table.qualifiers):
        columns = [ScopeColumn(item.name, item.engine_name, _RECORDS, item.type, hidden=item.hidden) for item in over]
        walk.scope.add(Source(None, _RECORDS, columns))
        if refused := tree.find(exp.Query, exp.AggFunc, exp.Window):
            raise walk.unsupported("a query, aggregate or window in a virtual column", refused)
        holder = exp.Paren(this=tree)
        node = walk.expression(holder)
        return Computed(node, walk.type_of(node))


def _selection(walk: Walker, node: exp.Table, relation: Relation, table: ExternalTable) -> str:
    """Engine SQL of the places of the files that conditions on partition columns leave; empty for all."""
    partitions = [column for column in table.columns if column.name in table.partition_columns]
    conditions = partition_conditions(node, [column.name for column in partitions], alias_name(node), relation.name)
    if not conditions:
        return ""
    files = files_relation(relation.name)
    select, columns = projection(walk, relation.name, partitions, files, FILE_COLUMNS)
    select.append("expressions", exp.Column(this=identifier(PLACE), table=identifier(_RECORDS)))
    with walk.inside(Scope()) as scope:
        name = alias_name(node) or relation.name.name
        listed = [ScopeColumn(item.name, item.engine_name, _RECORDS, item.type) for item in columns]
        scope.add(Source(name, _RECORDS, listed, relation.name.qualifiers))
        translated = [as_boolean(walk.expression(exp.Paren(this=item.copy())), walk) for item in conditions]
    outer = exp.Select(
        expressions=[exp.Column(this=identifier(PLACE))],
        from_=exp.From(this=exp.Subquery(this=select, alias=engine_alias(_RECORDS))),
    ).where(*translated, copy=False)
    return engine_sql(outer)
