"""Expressions that DDL and SET evaluate or keep."""

from __future__ import annotations

import re

from mockhaus.application import authorization, defaults
from mockhaus.application.precision import attempted, first_precision
from mockhaus.application.provided import provide, release
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.sessions.context import Variable
from mockhaus.domain.statements import Fragment
from mockhaus.domain.types import NUMERIC, TIMESTAMPS, DataType, Kind
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.precision import Precision
from mockhaus.translation.translate import plan_expression, plan_query

_NOT_OF_TEXT = NUMERIC | TIMESTAMPS | {Kind.BOOLEAN, Kind.DATE, Kind.TIME}
"""Kinds of columns that take no text as their default: one is never converted, not even where it could be."""


def default_text(run: StatementRun, fragment: Fragment, table: QualifiedName, column: str, of: DataType | None) -> str:
    """The text of a default of a column of a table, given by its full name. It is translated, so it is valid."""
    plan = attempted(run, lambda precision: plan_expression(fragment, run.translation(precision)), first_precision(run))
    if of is not None and of.kind in _NOT_OF_TEXT and plan.columns[0].type.kind is Kind.VARCHAR:
        detail = f"Default value data type does not match data type for column {column}"
        raise SnowflakeError(ErrorCode.INVALID_COLUMN_DEFINITION, detail=detail)
    sequence = defaults.sequence_of(fragment.text)
    if sequence is None:
        return fragment.text
    context = run.session.context
    return defaults.kept(run.names().complete(sequence, context.database, context.schema), table)


def evaluate(run: StatementRun, fragment: Fragment) -> tuple[Variable, ...]:
    """An expression's value now; the values of the one row, where it is a query of several columns."""
    return attempted(run, lambda precision: _evaluated(run, fragment, precision), first_precision(run))


def _evaluated(run: StatementRun, fragment: Fragment, precision: Precision) -> tuple[Variable, ...]:
    plan = _plan(run, fragment, precision)
    authorization.authorize(run, plan.accesses)
    provide(run, plan.provided)
    rows = run.session.engine.query(plan.sql, plan.columns, run.parameters())
    try:
        found = rows.fetch(2)
    finally:
        rows.close()
        release(run, plan.provided)
    if len(found) > 1:
        raise SnowflakeError(ErrorCode.SUBQUERY_MANY_ROWS)
    values = found[0] if found else (None,) * len(plan.columns)
    return tuple(
        Variable(column.type.with_collation(None), value) for column, value in zip(plan.columns, values, strict=True)
    )


def _plan(run: StatementRun, fragment: Fragment, precision: Precision) -> QueryPlan:
    """A query in parentheses is a query, anything else an expression."""
    if re.match(r"\(\s*(select|with)\b", fragment.text, re.IGNORECASE):
        return plan_query(fragment, run.translation(precision))
    return plan_expression(fragment, run.translation(precision))
