"""The query of COPY INTO a location, with the partition of each row behind its columns."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.statements import CopyIntoLocation
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.translate import Output, plan_tree


def unload_plan(statement: CopyIntoLocation, text: str, context: TranslationContext) -> QueryPlan:
    """The plan for the engine. The partition, where there is one, is its last column."""
    tree = statement.query.tree
    if statement.partition is not None:
        rows = exp.Subquery(this=tree.copy(), alias=exp.TableAlias(this=exp.Identifier(this="MH$ROWS", quoted=True)))
        tree = exp.Select(expressions=[exp.Star(), statement.partition.tree.copy()], from_=exp.From(this=rows))
    return plan_tree(tree, text, context, output=Output.ENGINE)
