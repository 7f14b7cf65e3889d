"""Distances, lengths, areas and centres on the sphere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
import spherely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.columns import (
    COLLECTION,
    complete,
    geometry_bytes,
    of_points,
    planar_shapes,
    simple_parts,
    spread,
)
from mockhaus_adapters.engine_duckdb.geospatial.sphere import angles_between
from mockhaus_adapters.engine_duckdb.geospatial.spherical_columns import geographies, geography_bytes, spherical

_Measure = Callable[[Any], Any]


# Distances


distance_on_sphere = of_points(
    lambda left, right: spherely.EARTH_RADIUS_METERS * angles_between(left, right),
    pa.float64(),
    spherical(spherely.distance, pa.float64(), shapes=2),
)
# Sums over the parts of shapes


def _on_sphere(measure: _Measure) -> _Measure:
    """A measure of S2, which is wrong for collections: the sum over their parts."""

    def run(column: pa.ChunkedArray) -> pa.Array:
        mask = complete([column])
        texts = column.filter(pa.array(mask)).to_numpy()
        shapes = geographies(texts)
        values = np.full(len(shapes), np.nan)
        valid = spherely.is_geography(shapes)
        values[valid] = measure(shapes[valid])
        for place in np.flatnonzero(valid):
            if texts[place][1] == COLLECTION:
                parts = geographies(shapely.to_wkb(simple_parts(shapely.from_wkb(texts[place]))))
                values[place] = np.sum(measure(parts)) if len(parts) else 0.0
        return spread(values, mask, pa.float64())

    return run


length_on_sphere = _on_sphere(spherely.length)
perimeter_on_sphere = _on_sphere(spherely.perimeter)
area_on_sphere = _on_sphere(spherely.area)
# Centres


def centroid_on_sphere(column: pa.ChunkedArray) -> pa.Array:
    """The centre of the parts of the highest dimension; NULL of an empty or invalid shape."""
    mask = complete([column])
    shapes = planar_shapes(column, mask)
    for place in np.flatnonzero(shapely.get_type_id(shapes) == GeometryType.GEOMETRYCOLLECTION):
        shapes[place] = _of_highest_dimension(shapes[place])
    mask[np.flatnonzero(mask)[shapely.is_empty(shapes)]] = False
    found = geographies(geometry_bytes(shapes[~shapely.is_empty(shapes)]))
    values = np.full(len(found), None, dtype=object)
    valid = spherely.is_geography(found)
    values[valid] = geography_bytes(spherely.centroid(found[valid]))
    return spread(values, mask, pa.binary())


def _of_highest_dimension(shape: shapely.Geometry) -> shapely.Geometry:
    parts = simple_parts(shape)
    dimensions = shapely.get_dimensions(parts)
    kept = parts[dimensions == dimensions.max(initial=-1)]
    return shapely.geometrycollections(kept) if len(kept) != 1 else kept[0]
