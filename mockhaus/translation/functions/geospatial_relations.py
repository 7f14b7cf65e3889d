"""Whether shapes meet, and shapes made of the points of others: ST_INTERSECTS, ST_DWITHIN, ST_UNION, ST_UNION_AGG….

Follows https://docs.snowflake.com/en/sql-reference/functions-geospatial.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from mockhaus.domain.types import BOOLEAN, GEOGRAPHY, Kind
from mockhaus.translation.functions.aggregation import (
    Argument,
    Expansion,
    Over,
    collected,
    named_aggregate,
)
from mockhaus.translation.functions.building import call
from mockhaus.translation.functions.geospatial_arguments import (
    EngineNames,
    as_geography,
    either,
    of_shapes,
    shape_function,
)
from mockhaus.translation.functions.geospatial_measures import as_distance
from mockhaus.translation.functions.signatures import coerce_argument, returns_nullable
from mockhaus.translation.rules import FunctionRule, FunctionRules, Walk

_TRUTH = returns_nullable(BOOLEAN)
_GEOGRAPHY = returns_nullable(GEOGRAPHY)


def _turned(names: EngineNames) -> FunctionRule:
    """A relation that another one computes with its arguments exchanged."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        computed = of_shapes(node, node.expressions, names, 2, (), walk)
        return call(computed.name, *reversed(computed.expressions))

    return FunctionRule(_TRUTH, rewrite, 2)


def _combination(name: str) -> FunctionRule:
    return shape_function({Kind.GEOGRAPHY: f"mh_geography_{name}"}, _GEOGRAPHY, shapes=2)


def _of_all(name: str) -> Expansion:
    """An aggregate of all shapes, to which it is the same how often one comes."""

    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        (argument,) = node.expressions
        given = argument.expressions[0] if isinstance(argument, exp.Distinct) else argument
        return call(name, over(collected(Argument(coerce_argument(node, given, as_geography, walk)))))

    return expand


NAMED_EXPANSIONS: Mapping[str, Expansion] = {
    "ST_INTERSECTION_AGG": _of_all("mh_geography_intersection_of_all"),
    "ST_UNION_AGG": _of_all("mh_geography_union_of_all"),
}

NAMED: FunctionRules = {
    "ST_CONTAINS": shape_function(either("contains"), _TRUTH, shapes=2),
    "ST_COVEREDBY": _turned(either("covers")),
    "ST_COVERS": shape_function(either("covers"), _TRUTH, shapes=2),
    "ST_DIFFERENCE": _combination("difference"),
    "ST_DISJOINT": shape_function(either("disjoint"), _TRUTH, shapes=2),
    "ST_DWITHIN": shape_function({Kind.GEOGRAPHY: "mh_geography_within_distance"}, _TRUTH, as_distance, shapes=2),
    "ST_INTERSECTION": _combination("intersection"),
    "ST_INTERSECTS": shape_function(either("intersects"), _TRUTH, shapes=2),
    "ST_SYMDIFFERENCE": _combination("symmetric_difference"),
    "ST_UNION": _combination("union"),
    "ST_WITHIN": _turned(either("contains")),
    **{name: named_aggregate(_GEOGRAPHY, expansion, 1) for name, expansion in NAMED_EXPANSIONS.items()},
}
