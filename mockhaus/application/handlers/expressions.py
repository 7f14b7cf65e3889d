"""Expressions that DDL and SET evaluate or keep."""

from __future__ import annotations

import re

from mockhaus.application import authorization, information_schema
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, fold
from mockhaus.domain.sessions.context import Variable
from mockhaus.domain.statements import Fragment
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.translate import plan_expression, plan_query

_PART = r'"(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*'
_NEXT_VALUE = re.compile(rf"\s*((?:(?:{_PART})\s*\.\s*){{1,3}})nextval\s*\Z", re.IGNORECASE)


def default_text(run: StatementRun, fragment: Fragment) -> str:
    """The text of a column's default, valid in any context: it was translated, and a sequence has its full name."""
    plan_expression(fragment, run.translation())
    found = _NEXT_VALUE.match(fragment.text)
    if found is None:
        return fragment.text
    context = run.session.context
    written = QualifiedName(name_parts(found[1]))
    return f"{run.names().complete(written, context.database, context.schema)}.NEXTVAL"


def name_parts(text: str) -> tuple[str, ...]:
    """The stored parts of a qualified name as written."""
    return tuple(_stored(part) for part in re.findall(_PART, text))


def _stored(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else fold(part, quoted=False)


def evaluate(run: StatementRun, fragment: Fragment) -> tuple[Variable, ...]:
    """An expression's value now; the values of the one row, where it is a query of several columns."""
    plan = _plan(run, fragment)
    authorization.authorize(run, plan.accesses)
    for name in plan.provided:
        run.session.engine.provide(information_schema.rows(name, run))
    rows = run.session.engine.query(plan.sql, plan.columns, run.bind_values)
    try:
        found = rows.fetch(2)
    finally:
        rows.close()
    if len(found) > 1:
        raise SnowflakeError(ErrorCode.SUBQUERY_MANY_ROWS)
    values = found[0] if found else (None,) * len(plan.columns)
    return tuple(Variable(column.type, value) for column, value in zip(plan.columns, values, strict=True))


def _plan(run: StatementRun, fragment: Fragment) -> QueryPlan:
    """A query in parentheses is a query, anything else an expression."""
    if re.match(r"\(\s*(select|with)\b", fragment.text, re.IGNORECASE):
        return plan_query(fragment, run.translation())
    return plan_expression(fragment, run.translation())
