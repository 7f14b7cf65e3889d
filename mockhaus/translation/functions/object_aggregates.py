"""OBJECT_AGG: an OBJECT of the keys and values of a group.

Follows https://docs.snowflake.com/en/sql-reference/functions/object_agg. DISTINCT leaves one of several equal pairs;
two different values for one key are an error with it, too.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from mockhaus.domain.types import OBJECT
from mockhaus.translation.functions.aggregation import (
    Argument,
    Expansion,
    Over,
    aggregate,
    aggregate_rule,
    named_aggregate,
)
from mockhaus.translation.functions.building import arguments_of, call
from mockhaus.translation.functions.signatures import as_text, coerce_argument, returns_value
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.rules import FunctionRules, NodeRules, Walk


def _object_agg(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    distinct = node.this if isinstance(node.this, exp.Distinct) else None
    given = arguments_of(node, "this", "expression", "expressions") if distinct is None else distinct.expressions
    key, value = given
    entry = call("mh_entry", coerce_argument(node, key, as_text, walk), encoded(value, walk.type_of(value)))
    return call("mh_object_agg", over(aggregate("list", Argument(entry, distinct=distinct is not None))))


EXPANSIONS: Mapping[type[exp.Expr], Expansion] = {exp.ObjectAgg: _object_agg}
NAMED_EXPANSIONS: Mapping[str, Expansion] = {"OBJECTAGG": _object_agg}

NODES: NodeRules = {exp.ObjectAgg: aggregate_rule(returns_value(OBJECT), _object_agg)}
NAMED: FunctionRules = {"OBJECTAGG": named_aggregate(returns_value(OBJECT), _object_agg, 2, 2)}
