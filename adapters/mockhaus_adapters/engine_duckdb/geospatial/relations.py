"""Whether shapes touch, contain or cover one another on the sphere.

The edges and vertices of a shape belong to it. A shape contains another when it covers it and their insides meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import spherely

from mockhaus_adapters.engine_duckdb.geospatial.caps import Placed, placed
from mockhaus_adapters.engine_duckdb.geospatial.columns import Columnar, Mask, complete, plain, spread
from mockhaus_adapters.engine_duckdb.geospatial.planar_relations import refuse_collection
from mockhaus_adapters.engine_duckdb.geospatial.shapes import Values

_Relation = Callable[..., Values]


def _on_sphere(relation: _Relation, *, of_distant: bool = False) -> Columnar:
    """A relation of two columns, and what it is for shapes that are far from one another."""

    def run(*columns: pa.ChunkedArray) -> pa.Array:
        left, right, mask = _placed(columns)
        if left.has_collections or right.has_collections:
            refuse_collection()
        return _related(relation, left, right, left.near(right), mask, of_distant=of_distant)

    return run


def _placed(columns: Sequence[pa.ChunkedArray]) -> tuple[Placed, Placed, Mask]:
    """The shapes of two columns in the rows without NULL, and which rows of all these are."""
    mask = complete(columns)
    left, right = (placed(column, mask) for column in columns[:2])
    return left, right, mask


def _related(
    relation: _Relation, left: Placed, right: Placed, near: Values, mask: Mask, *, of_distant: bool
) -> pa.Array:
    valid = left.valid & right.valid
    found = np.full(len(valid), of_distant, dtype=object)
    found[~valid] = None
    if len(near):
        found[near] = relation(left.shapes(near), right.shapes(near))
    return spread(found, mask, pa.bool_())


def _intersects(left: Values, right: Values) -> Values:
    """S2 gives each vertex of a polygon to one of its neighbours: what only touches is asked for apart."""
    found = np.asarray(spherely.intersects(left, right))
    apart = ~found
    found[apart] = spherely.touches(left[apart], right[apart])
    return found


def _contains(left: Values, right: Values) -> Values:
    found = np.asarray(spherely.covers(left, right))
    found[found] = ~np.asarray(spherely.touches(left[found], right[found]))
    return found


def within_distance_on_sphere(*columns: pa.ChunkedArray) -> pa.Array:
    """Whether shapes are no further apart than a distance in metres."""
    left, right, mask = _placed(columns)
    distances = plain(columns[2], mask)
    near = left.near(right, distances / spherely.EARTH_RADIUS_METERS)

    def within(one: Values, other: Values) -> Values:
        return np.asarray(spherely.distance(one, other) <= distances[near])

    return _related(within, left, right, near, mask, of_distant=False)


intersects_on_sphere = _on_sphere(_intersects)
disjoint_on_sphere = _on_sphere(lambda left, right: ~_intersects(left, right), of_distant=True)
contains_on_sphere = _on_sphere(_contains)
covers_on_sphere = _on_sphere(lambda left, right: np.asarray(spherely.covers(left, right)))
