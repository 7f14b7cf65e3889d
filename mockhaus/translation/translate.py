"""From a query or expression to a plan for the engine."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import partial

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Fragment
from mockhaus.domain.types import ResultColumn
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.rendering import engine_sql
from mockhaus.translation.select import Naming, derived, query
from mockhaus.translation.walk import Translated, Walker


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
    tree = exp.Select(expressions=[fragment.tree.copy()])
    return _plan(tree, fragment.text, context, Output.ENGINE)


def plan_tree(tree: exp.Expr, text: str, context: TranslationContext, *, output: Output = Output.DISPLAY) -> QueryPlan:
    """The plan of a query given as a tree; `text` is what its positions refer to. The tree is left as it is."""
    return _plan(tree.copy(), text, context, output)


def _plan(tree: exp.Expr, text: str, context: TranslationContext, output: Output) -> QueryPlan:
    walk = Walker(context, text, derived)
    display = output is Output.DISPLAY
    naming = Naming.FREE if display else Naming.POSITIONAL
    translated, sql = _guarded(partial(_translate, walk, tree, naming, display))
    return QueryPlan(
        sql,
        tuple(ResultColumn(column.name, column.type) for column in translated.columns),
        tuple(walk.findings.accesses),
        tuple(walk.findings.provided),
        walk.findings.volatile,
    )


def _translate(walk: Walker, tree: exp.Expr, naming: Naming, display: bool) -> tuple[Translated, str]:  # noqa: FBT001 - bound by partial
    translated = query(walk, tree, naming, display=display)
    return translated, engine_sql(translated.node)


def _guarded(work: Callable[[], tuple[Translated, str]]) -> tuple[Translated, str]:
    try:
        return work()
    except RecursionError as error:
        raise SnowflakeError(ErrorCode.PARSE_FAILED, detail="statement is nested too deeply") from error
