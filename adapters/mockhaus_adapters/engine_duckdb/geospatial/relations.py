"""Whether shapes touch, contain or cover one another.

The edges and vertices of a shape belong to it. A shape contains another when it covers it and their insides meet.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import shapely
import spherely

from mockhaus_adapters.engine_duckdb.geospatial.columns import (
    COLLECTION,
    Columnar,
    of_points,
    planar,
    spherical,
)
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError, Values
from mockhaus_adapters.engine_duckdb.geospatial.sphere import angles_between

_Relation = Callable[[Values, Values], Values]


def _no_collections(*columns: Values) -> None:
    for shapes in columns:
        if (shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION).any():
            _refuse_collection()


def _refuse_collection() -> None:
    raise GeoArgumentError("Relations of shapes are not defined for a GeometryCollection or FeatureCollection")


def _on_plane(relation: _Relation) -> Columnar:
    return planar(relation, pa.bool_(), shapes=2, check=_no_collections)


def _on_sphere(relation: _Relation) -> Columnar:
    computed = spherical(relation, pa.bool_(), shapes=2)

    def run(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
        for column in (left, right):
            if any(text is not None and text[1] == COLLECTION for text in column.to_numpy()):
                _refuse_collection()
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
intersects_on_plane = _on_plane(shapely.intersects)
disjoint_on_plane = _on_plane(shapely.disjoint)
contains_on_plane = _on_plane(shapely.contains)
covers_on_plane = _on_plane(shapely.covers)
within_distance_on_sphere = of_points(
    _points_within_distance, pa.bool_(), spherical(_within_distance, pa.bool_(), shapes=2)
)
