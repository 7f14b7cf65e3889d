"""Whether shapes touch, contain or cover one another on the sphere.

The edges and vertices of a shape belong to it. A shape contains another when it covers it and their insides meet.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import spherely

from mockhaus_adapters.engine_duckdb.geospatial.columns import COLLECTION, Columnar, of_points
from mockhaus_adapters.engine_duckdb.geospatial.planar_relations import refuse_collection
from mockhaus_adapters.engine_duckdb.geospatial.shapes import Values
from mockhaus_adapters.engine_duckdb.geospatial.sphere import angles_between
from mockhaus_adapters.engine_duckdb.geospatial.spherical_columns import spherical

_Relation = Callable[[Values, Values], Values]


def _on_sphere(relation: _Relation) -> Columnar:
    computed = spherical(relation, pa.bool_(), shapes=2)

    def run(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
        for column in (left, right):
            if any(text is not None and text[1] == COLLECTION for text in column.to_numpy()):
                refuse_collection()
        return computed(left, right)

    return run


def _intersects(left: Values, right: Values) -> Values:
    """S2 gives each vertex of a polygon to one of its neighbours: what only touches is asked for apart."""
    found = np.asarray(spherely.intersects(left, right))
    apart = ~found
    found[apart] = spherely.touches(left[apart], right[apart])
    return found


def _within_distance(left: Values, right: Values, distance: Values) -> Values:
    return np.asarray(spherely.distance(left, right) <= distance)


def _points_within_distance(left: Values, right: Values, distance: Values) -> Values:
    return np.asarray(spherely.EARTH_RADIUS_METERS * angles_between(left, right) <= distance)


def _contains(left: Values, right: Values) -> Values:
    found = np.asarray(spherely.covers(left, right))
    found[found] = ~np.asarray(spherely.touches(left[found], right[found]))
    return found


intersects_on_sphere = _on_sphere(_intersects)
disjoint_on_sphere = _on_sphere(lambda left, right: ~_intersects(left, right))
contains_on_sphere = _on_sphere(_contains)
covers_on_sphere = _on_sphere(lambda left, right: np.asarray(spherely.covers(left, right)))
within_distance_on_sphere = of_points(
    _points_within_distance, pa.bool_(), spherical(_within_distance, pa.bool_(), shapes=2)
)
