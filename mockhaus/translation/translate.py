"""From a query or expression to a plan for the engine."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.statements import Fragment, PointInTime
from mockhaus.domain.types import ResultColumn
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.naming import Naming
from mockhaus.translation.plan import AskedMoment, QueryPlan
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.select import derived, query
from mockhaus.translation.sizes import has_few_rows
from mockhaus.translation.sources.past import asked_for
from mockhaus.translation.trees import copied
from mockhaus.translation.walk import Translated, Walker

T = TypeVar("T")

_PARTS = {"expressions", "from_", "where"}


class Output(enum.Enum):
    """What a plan's rows are for.

    DISPLAY gives VARIANT, OBJECT and ARRAY columns as the compact JSON that Snowflake prints. ENGINE leaves them as
    canonical values, and names the columns `c1`, `c2`, … so that the query can be wrapped.
    """

    DISPLAY = "display"
    ENGINE = "engine"


def plan_query(fragment: Fragment, context: TranslationContext, *, output: Output = Output.DISPLAY) -> QueryPlan:
    """The plan of a query. The fragment is left as it is."""
    return plan_tree(fragment.tree, fragment.text, context, output=output)


def plan_expression(fragment: Fragment, context: TranslationContext) -> QueryPlan:
    """The plan of a query with one row and one column: the expression's value."""
    tree = exp.Select(expressions=[copied(fragment.tree)])
    return _plan(tree, fragment.text, context, Output.ENGINE)


def plan_moment(point: PointInTime, context: TranslationContext) -> AskedMoment:
    """What CLONE … AT or BEFORE asks for."""
    walk = Walker(context, point.value.text, derived)
    return _guarded(partial(asked_for, walk, point.clause, point.kind, copied(point.value.tree)))


def plan_tree(tree: exp.Expr, text: str, context: TranslationContext, *, output: Output = Output.DISPLAY) -> QueryPlan:
    """The plan of a query given as a tree; `text` is what its positions refer to. The tree is left as it is."""
    return _plan(copied(tree), text, context, output)


def _plan(tree: exp.Expr, text: str, context: TranslationContext, output: Output) -> QueryPlan:
    walk = Walker(context, text, derived)
    display = output is Output.DISPLAY
    few_rows = has_few_rows(tree)
    naming = Naming.FREE if display else Naming.POSITIONAL
    translated, sql = _guarded(partial(_translate, walk, tree, naming, display))
    if not display:
        _refuse_calls(walk)
    return replace(_query_plan(walk, translated, sql), few_rows=few_rows)


def _query_plan(walk: Walker, translated: Translated, sql: str) -> QueryPlan:
    return QueryPlan(
        sql,
        tuple(ResultColumn(column.name, column.type) for column in translated.columns),
        tuple(walk.findings.accesses),
        tuple(walk.findings.provided),
        walk.findings.volatile,
        tuple(walk.findings.statement_values),
        tuple(walk.findings.calls),
        tables=tuple(walk.findings.tables),
    )


def _refuse_calls(walk: Walker) -> None:
    """Only a query that is a statement of its own calls system functions that act."""
    for call in walk.findings.calls:
        raise unsupported(f"{call.function} in this statement")


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A query in parts, where it is no more than outputs for those rows of one table that meet a condition.

    All is engine SQL that names the table by `alias`; `rows` are the table's, with columns as the plan takes them in.
    """

    alias: str
    outputs: tuple[str, ...]
    condition: str
    rows: str


def plan_rows(
    tree: exp.Expr, text: str, context: TranslationContext, *, taken_in: bool = False
) -> tuple[QueryPlan, TablePlan | None]:
    """The plan of a query given as a tree, for the engine, with its parts where a second run must find the same.

    Where the plan changes columns of the table as it takes them in, there are parts only if that is `taken_in`.
    """
    walk = Walker(context, text, derived)
    translated, parts, sql = _guarded(partial(_translate_rows, walk, copied(tree), taken_in))
    _refuse_calls(walk)
    return _query_plan(walk, translated, sql), parts


def _translate_rows(walk: Walker, tree: exp.Expr, taken_in: bool) -> tuple[Translated, TablePlan | None, str]:  # noqa: FBT001 - bound by partial
    translated = query(walk, tree, Naming.POSITIONAL, display=False)
    parts = None if walk.findings.volatile else _in_parts(translated.node, taken_in=taken_in)
    return translated, parts, engine_sql(translated.node)


def _in_parts(node: exp.Expr, *, taken_in: bool) -> TablePlan | None:
    if not isinstance(node, exp.Select) or {key for key, value in node.args.items() if value} - _PARTS:
        return None
    items = [item.this if isinstance(item, exp.Alias) else item for item in node.expressions]
    table, where = node.args["from_"].this, node.args.get("where")
    conditions = [where.this] if where else []
    if (
        not (isinstance(table, exp.Table) or (taken_in and _is_taken_in(table)))
        or not table.alias
        or any(isinstance(item, exp.Star) for item in items)
    ):
        return None
    if any(part.find(exp.Query) for part in (*items, *conditions)):
        return None
    outputs = tuple(engine_sql(item.copy()) for item in items)
    rows = table.copy()
    rows.set("alias", None)
    condition = engine_sql(conditions[0].copy()) if conditions else "TRUE"
    return TablePlan(always_quote(table.alias), outputs, condition, engine_sql(rows))


def _is_taken_in(table: exp.Expr) -> bool:
    """Whether an item of FROM is a table with some columns changed: no query of a user keeps its star."""
    rows = table.this if isinstance(table, exp.Subquery) else None
    return isinstance(rows, exp.Select) and len(rows.expressions) == 1 and isinstance(rows.expressions[0], exp.Star)


def _translate(walk: Walker, tree: exp.Expr, naming: Naming, display: bool) -> tuple[Translated, str]:  # noqa: FBT001 - bound by partial
    translated = query(walk, tree, naming, display=display)
    return translated, engine_sql(translated.node)


def _guarded(work: Callable[[], T]) -> T:
    try:
        return work()
    except RecursionError as error:
        raise SnowflakeError(ErrorCode.PARSE_FAILED, detail="statement is nested too deeply") from error
