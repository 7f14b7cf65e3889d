"""Which expansion belongs to an aggregate call: by node class, or by name where the parser leaves it unnamed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from mockhaus.translation.functions import (
    aggregates,
    bitmaps,
    geospatial_relations,
    geospatial_shapes,
    object_aggregates,
    sketches,
    vectors,
)
from mockhaus.translation.functions.aggregation import Expansion

_BY_NODE: Mapping[type[exp.Expr], Expansion] = {
    **aggregates.EXPANSIONS,
    **bitmaps.EXPANSIONS,
    **object_aggregates.EXPANSIONS,
    **sketches.EXPANSIONS,
}
_BY_NAME: Mapping[str, Expansion] = {
    **bitmaps.NAMED_EXPANSIONS,
    **geospatial_relations.NAMED_EXPANSIONS,
    **geospatial_shapes.NAMED_EXPANSIONS,
    **object_aggregates.NAMED_EXPANSIONS,
    **sketches.NAMED_EXPANSIONS,
    **vectors.NAMED_EXPANSIONS,
}


_OF_EACH_ROW: Mapping[str, int] = {"ST_COLLECT": 2}
"""Aggregates that are functions of each row where they have so many arguments."""


def expansion_of(function: exp.Expr) -> Expansion | None:
    """The expansion of an aggregate call; None for any other node."""
    if isinstance(function, exp.Anonymous):
        name = function.name.upper()
        return None if len(function.expressions) == _OF_EACH_ROW.get(name) else _BY_NAME.get(name)
    return _BY_NODE.get(type(function))
