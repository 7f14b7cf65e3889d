"""The query of CREATE TABLE … AS SELECT: its plan, the columns that it makes, its rows on their way into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from mockhaus.application import authorization
from mockhaus.application.handlers import columns, pivoting
from mockhaus.application.handlers.creation import Target
from mockhaus.application.provided import provide
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import Column, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import ColumnDefinition, CreateTable, Fragment
from mockhaus.domain.types import ResultColumn
from mockhaus.translation.dml.common import assigned, cell, over
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.precision import Precision
from mockhaus.translation.translate import Output, plan_query


def select(run: StatementRun, query: Fragment, precision: Precision) -> QueryPlan:
    """The plan of a query whose rows stay in the engine; authorized, and what it reads of the core's is provided."""
    planner = partial(plan_query, query, output=Output.ENGINE)
    plan, _ = pivoting.plan(run, planner, run.translation(precision))
    authorization.authorize(run, plan.accesses)
    provide(run, plan.provided)
    return plan


def target_columns(
    run: StatementRun, target: Target, statement: CreateTable, result: Sequence[ResultColumn]
) -> tuple[Column, ...]:
    """The columns of a table made by a query, named and typed anew where the statement lists columns."""
    definitions = statement.columns
    if not definitions:
        return columns.of_query([item.name for item in result], [item.type for item in result])
    if len(definitions) != len(result):
        raise SnowflakeError(ErrorCode.INVALID_COLUMN_DEFINITION, detail="Invalid column definition list")
    derived = columns.of_query([item.name for item in definitions], [item.type for item in result])
    typed = [_typed(definition, column) for definition, column in zip(definitions, derived, strict=True)]
    return columns.build(run, target.name, target.id, typed, options=statement.options)


def _typed(definition: ColumnDefinition, column: Column) -> ColumnDefinition:
    """A definition with the type, and the collation, that the query gives it where it names none."""
    if definition.type is not None:
        return definition
    given = definition.collation if definition.collation is not None else column.collation
    return replace(definition, type=column.type, collation=given)


def coerced(run: StatementRun, table: Table, plan: QueryPlan, precision: Precision) -> str:
    """Engine SQL of the plan's rows with the types of the table's columns."""
    context = run.translation(replace(precision, wide=table.wide))
    values = [
        assigned(cell(place), result.type, column, context)
        for place, (result, column) in enumerate(zip(plan.columns, table.columns, strict=True), 1)
    ]
    return over(plan, values)
