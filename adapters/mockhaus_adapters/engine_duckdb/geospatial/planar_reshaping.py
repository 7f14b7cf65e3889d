"""Shapes with fewer vertices, and shapes around shapes, on a plane."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.columns import geometry_bytes, planar
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError, Values

_QUARTER_SEGMENTS = 8


def _buffered(shapes: Values, distances: Values) -> Values:
    around = shapely.buffer(shapes, distances, quad_segs=_QUARTER_SEGMENTS)
    return geometry_bytes(np.array([_multipolygon(shape) for shape in around], dtype=object))


def _multipolygon(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    return shapely.set_srid(shapely.multipolygons(parts[~shapely.is_empty(parts)]), shapely.get_srid(shape))


def _no_collections(shapes: Values) -> None:
    if (shapely.get_type_id(shapes) == GeometryType.GEOMETRYCOLLECTION).any():
        raise GeoArgumentError("ST_SIMPLIFY of a GEOMETRY is not defined for a GeometryCollection")


buffered = planar(_buffered, pa.binary())
simplified_on_plane = planar(
    lambda shapes, tolerances: geometry_bytes(shapely.simplify(shapes, tolerances)), pa.binary(), check=_no_collections
)
