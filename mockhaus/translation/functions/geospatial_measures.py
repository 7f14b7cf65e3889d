"""Distances, lengths, areas, directions and centres of shapes, and shapes remade: ST_DISTANCE, ST_AREA, ST_BUFFER….

Follows https://docs.snowflake.com/en/sql-reference/functions-geospatial. GEOGRAPHY is measured in metres on a sphere,
GEOMETRY in the units of its coordinates on a plane.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.types import FLOAT, GEOGRAPHY, GEOMETRY, DataType, Kind
from mockhaus.translation.functions.building import arguments_of, boolean, call, cast, integer
from mockhaus.translation.functions.geospatial_arguments import (
    as_geography,
    either,
    of_shapes,
    returns_shape,
    shape_function,
)
from mockhaus.translation.functions.signatures import argument_types, as_boolean, as_float, coerced, returns_nullable
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

_NUMBER = returns_nullable(FLOAT)
_PLANAR_ARGUMENTS = 2
"""Of ST_SIMPLIFY for GEOMETRY."""
_TOLERANCE = 10
"""Metres that ST_INTERPOLATE may be off where the statement names no tolerance."""


def as_distance(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """A DOUBLE, of NULL too."""
    value = as_float(node, source, walk)
    return None if value is None else cast(value, "DOUBLE")


def _distance(node: exp.Expr, walk: Walk) -> exp.Expr:
    return of_shapes(node, arguments_of(node, "this", "expression"), either("distance"), 2, (), walk)


def _simplify(node: exp.Expr, walk: Walk) -> exp.Expr:
    """PRESERVE_COLLAPSED is for GEOGRAPHY only."""
    arguments = node.expressions
    if walk.type_of(arguments[0]).kind is Kind.GEOMETRY:
        if len(arguments) > _PLANAR_ARGUMENTS:
            raise argument_types(node, arguments, walk)
        return of_shapes(node, arguments, {Kind.GEOMETRY: "mh_geometry_simplify"}, 1, (as_distance,), walk)
    coercions = (as_geography, as_distance, as_boolean)
    values = [*coerced(node, arguments, coercions, walk), boolean(value=False)]
    return call("mh_geography_simplify", *values[:3])


def _interpolate(node: exp.Expr, walk: Walk) -> exp.Expr:
    values = [*coerced(node, node.expressions, (as_geography, as_distance), walk), cast(integer(_TOLERANCE), "DOUBLE")]
    return call("mh_geography_interpolate", *values[:2])


NODES: NodeRules = {exp.StDistance: NodeRule(_NUMBER, _distance)}
NAMED: FunctionRules = {
    "ST_AREA": shape_function(either("area"), _NUMBER),
    "ST_AZIMUTH": shape_function(either("azimuth"), _NUMBER, shapes=2),
    "ST_BUFFER": shape_function({Kind.GEOMETRY: "mh_geometry_buffer"}, returns_nullable(GEOMETRY), as_distance),
    "ST_CENTROID": shape_function(either("centroid"), returns_shape()),
    "ST_HAUSDORFFDISTANCE": shape_function({Kind.GEOGRAPHY: "mh_geography_hausdorff_distance"}, _NUMBER, shapes=2),
    "ST_INTERPOLATE": FunctionRule(returns_nullable(GEOGRAPHY), _interpolate, 1, 2),
    "ST_LENGTH": shape_function(either("length"), _NUMBER),
    "ST_PERIMETER": shape_function(either("perimeter"), _NUMBER),
    "ST_SIMPLIFY": FunctionRule(returns_shape(), _simplify, 2, 3),
}
