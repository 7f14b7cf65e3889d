"""INSERT: VALUES, queries, DEFAULT, OVERWRITE.

Follows https://docs.snowflake.com/en/sql-reference/sql/insert.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Fragment, Insert
from mockhaus.domain.types import NULL, SEMI_STRUCTURED, Kind
from mockhaus.translation import literal_rows, versions
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.dml import value_lists
from mockhaus.translation.dml.common import (
    Target,
    assigned,
    cell,
    check_count,
    default_value,
    find_target,
    named_columns,
    older_rows,
    omitted_columns,
    output_types,
    over,
    select,
    write_plan,
)
from mockhaus.translation.plan import Access, LockMode, QueryPlan, WritePlan
from mockhaus.translation.translate import Output, plan_tree

_NO_VALUES = (exp.Query, exp.Window, exp.AggFunc)
_Row = tuple[Fragment | None, ...]


def plan_insert(
    statement: Insert, context: TranslationContext, text: str, *, in_transaction: bool = False
) -> WritePlan:
    """The plan of INSERT. OVERWRITE within a transaction deletes row by row: the catalog waits for COMMIT."""
    target = find_target(statement.target, context)
    statement = with_binary_binds(statement, context)
    columns = _columns(statement, target)
    queries, sources, parameters = _rows(statement, target, columns, context, text)
    stored = (*columns, *omitted_columns(target.table, columns))
    rows = " UNION ALL ".join(queries)
    if not statement.overwrite:
        steps = versions.insert(target.table, target.attachment, stored, rows)
        lock = LockMode.INSERT
    elif in_transaction:
        added = versions.insert(target.table, target.attachment, stored, rows)
        steps = (*added, *versions.delete(target.table, target.attachment, older_rows(target)))
        lock = LockMode.DELETE
    else:
        steps = versions.overwrite(target.table, target.attachment, stored, rows)
        lock = LockMode.EXCLUSIVE
    needed = (Access.INSERT, Access.DELETE) if statement.overwrite else (Access.INSERT,)
    return write_plan(
        target,
        steps,
        (versions.INSERTED,),
        lock,
        [target.access(access) for access in needed],
        sources=sources,
        seals=lock is LockMode.EXCLUSIVE and not target.table.temporary,
        parameters=parameters,
    )


def with_binary_binds(statement: Insert, context: TranslationContext) -> Insert:
    """The INSERT with each bound text that is the value of a BINARY column read as one.

    No other text becomes BINARY by itself.
    """
    if statement.values is None or not any(kind.kind is Kind.VARCHAR for kind in context.binds.values()):
        return statement
    columns = _columns(statement, find_target(statement.target, context))
    places = {place for place, column in enumerate(columns) if column.type.kind is Kind.BINARY}
    if not places:
        return statement
    rows = tuple(
        tuple(_read_as_binary(item, context) if place in places else item for place, item in enumerate(row))
        for row in statement.values
    )
    return replace(statement, values=rows)


def _read_as_binary(item: Fragment | None, context: TranslationContext) -> Fragment | None:
    if item is None or not isinstance(item.tree, exp.Placeholder):
        return item
    bound = context.binds.get(f"p{item.tree.name}", NULL)
    return Fragment(item.text, exp.ToBinary(this=item.tree.copy())) if bound.kind is Kind.VARCHAR else item


def _columns(statement: Insert, target: Target) -> tuple[Column, ...]:
    if statement.columns is None:
        return target.table.visible_columns
    return named_columns(target.table, statement.columns)


def _rows(
    statement: Insert, target: Target, columns: Sequence[Column], context: TranslationContext, text: str
) -> tuple[list[str], list[QueryPlan], dict[str, str]]:
    """Queries of the rows, the plans that they were made of, the values of their own parameters."""
    parameters: dict[str, str] = {}
    if statement.values is not None:
        return *_value_rows(statement.values, target, columns, context, text), parameters
    if statement.literals is not None:
        plan, parameters = literal_rows.query(statement.literals)
    else:
        assert statement.source is not None  # noqa: S101 - one of the two is given
        plan = plan_tree(statement.source.tree, text, context, output=Output.ENGINE)
    check_count(len(columns), len(plan.columns))
    return [_stored_rows(plan, target, columns, columns, context)], [plan], parameters


def _value_rows(
    rows: Sequence[_Row], target: Target, columns: Sequence[Column], context: TranslationContext, text: str
) -> tuple[list[str], list[QueryPlan]]:
    """The rows of VALUES; those with DEFAULT in the same places are one query."""
    groups: dict[tuple[int, ...], list[_Row]] = {}
    for row in rows:
        check_count(len(columns), len(row))
        groups.setdefault(_defaults(row), []).append(row)
    queries, sources = [], []
    for defaults, same in groups.items():
        given = [column for place, column in enumerate(columns) if place not in defaults]
        cells = [[item for item in row if item is not None] for row in same]
        plan = value_lists.plan(cells) or _general_values(cells, context, text)
        queries.append(_stored_rows(plan, target, given, columns, context))
        sources.append(plan)
    return queries, sources


def _general_values(cells: Sequence[Sequence[Fragment]], context: TranslationContext, text: str) -> QueryPlan:
    """The query of rows of expressions; no queries, windows, aggregates or semi-structured values stand in VALUES."""
    for row in cells:
        for item in row:
            if isinstance(item.tree, _NO_VALUES) or item.tree.find(*_NO_VALUES):
                raise SnowflakeError(ErrorCode.INVALID_VALUES_EXPRESSION, expression=item.text)
    plan = plan_tree(_values(cells), text, context, output=Output.ENGINE)
    for item, data_type in zip(cells[0], output_types(plan), strict=False):
        if data_type.kind in SEMI_STRUCTURED and not isinstance(item.tree, exp.Placeholder):
            raise SnowflakeError(ErrorCode.INVALID_VALUES_EXPRESSION, expression=item.text)
    return plan


def _defaults(row: _Row) -> tuple[int, ...]:
    return tuple(place for place, item in enumerate(row) if item is None)


def _values(rows: Sequence[Sequence[Fragment]]) -> exp.Expr:
    """A query of value rows. Rows of nothing but DEFAULT still need a column to be counted by."""
    trees = [[cell.tree.copy() for cell in row] or [exp.Null()] for row in rows]
    if len(trees) == 1:
        return select(trees[0], None, (), None)
    values = exp.Values(expressions=[exp.Tuple(expressions=row) for row in trees])
    return exp.Select(expressions=[exp.Star()], from_=exp.From(this=values))


def _stored_rows(
    plan: QueryPlan,
    target: Target,
    given: Sequence[Column],
    listed: Sequence[Column],
    context: TranslationContext,
) -> str:
    """A query whose outputs are what the listed columns, and then those left out, are to store.

    `given` are the columns that the plan's outputs are for; the other listed ones are DEFAULT.
    """
    types = output_types(plan)
    values = {
        column.name: assigned(cell(place), types[place - 1], column, context)
        for place, column in enumerate(given, start=1)
    }
    outputs = [
        values.get(column.name) or default_value(target, column, context)
        for column in (*listed, *omitted_columns(target.table, listed))
    ]
    return over(plan, outputs)
