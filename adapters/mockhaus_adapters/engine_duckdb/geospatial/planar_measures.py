"""Distances, lengths, areas and centres on a plane; and what only the places of vertices decide, on the sphere too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.columns import geometry_bytes, of_points, planar, simple_parts
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError, Values
from mockhaus_adapters.engine_duckdb.geospatial.sphere import angles_between, vertices

_POINT = GeometryType.POINT
_LINES = (GeometryType.LINESTRING, GeometryType.MULTILINESTRING, GeometryType.LINEARRING)
_POLYGONS = (GeometryType.POLYGON, GeometryType.MULTIPOLYGON)
_BLOCK = 512
_TURN = 2 * np.pi

_Measure = Callable[[Any], Any]


# Distances


distance_on_plane = planar(shapely.distance, pa.float64(), shapes=2)


def _hausdorff(left: Values, right: Values) -> Values:
    return np.array([_farthest(first, second) for first, second in zip(left, right, strict=True)], dtype=float)


def _farthest(left: shapely.Geometry, right: shapely.Geometry) -> float:
    """The greatest of all angles from a vertex of one shape to the nearest of the other, in degrees."""
    first, second = vertices(left), vertices(right)
    if not len(first) or not len(second):
        return float("nan")
    chord = max(_longest_to_nearest(first, second), _longest_to_nearest(second, first))
    return float(np.degrees(2 * np.arcsin(min(1.0, chord / 2))))


def _longest_to_nearest(points: Values, others: Values) -> float:
    """The greatest distance through the unit sphere from a point to the nearest of the others."""
    blocks = (points[start : start + _BLOCK] for start in range(0, len(points), _BLOCK))
    return max(
        float(np.linalg.norm(block[:, None, :] - others[None, :, :], axis=2).min(axis=1).max()) for block in blocks
    )


hausdorff_distance = of_points(
    lambda left, right: np.degrees(angles_between(left, right)),
    pa.float64(),
    planar(_hausdorff, pa.float64(), shapes=2),
)


# Sums over the parts of shapes


def _on_plane(measure: _Measure, types: tuple[GeometryType, ...]) -> _Measure:
    """A measure of GEOS for shapes of some types, the sum over such parts of a collection, 0 for other shapes."""

    def compute(shapes: Values) -> Values:
        found = shapely.get_type_id(shapes)
        values = np.where(np.isin(found, types), measure(shapes), 0.0)
        for place in np.flatnonzero(found == GeometryType.GEOMETRYCOLLECTION):
            parts = simple_parts(shapes[place])
            values[place] = measure(parts[np.isin(shapely.get_type_id(parts), types)]).sum()
        return values

    return planar(compute, pa.float64())


length_on_plane = _on_plane(shapely.length, _LINES)
perimeter_on_plane = _on_plane(shapely.length, _POLYGONS)
area_on_plane = _on_plane(shapely.area, _POLYGONS)


# Directions


def _points_only(*columns: Values) -> None:
    for shapes in columns:
        if (shapely.get_type_id(shapes) != _POINT).any():
            raise GeoArgumentError("ST_AZIMUTH takes points only")


def _azimuth_on_sphere(origins: Values, targets: Values) -> Values:
    (start, start_north), (end, end_north) = _radians(origins), _radians(targets)
    east = np.sin(end - start) * np.cos(end_north)
    north = np.cos(start_north) * np.sin(end_north) - np.sin(start_north) * np.cos(end_north) * np.cos(end - start)
    return _clockwise(east, north)


def _azimuth_on_plane(origins: Values, targets: Values) -> Values:
    return _clockwise(shapely.get_x(targets) - shapely.get_x(origins), shapely.get_y(targets) - shapely.get_y(origins))


def _radians(points: Values) -> tuple[Values, Values]:
    return np.radians(shapely.get_x(points)), np.radians(shapely.get_y(points))


def _clockwise(east: Values, north: Values) -> Values:
    """The angle from north, from 0 to less than a turn; NaN where there is no direction."""
    angle = np.arctan2(east, north) % _TURN
    angle[angle >= _TURN] = 0.0  # of an angle that is just below 0
    return np.where((east == 0) & (north == 0), np.nan, angle)


azimuth_on_sphere = planar(_azimuth_on_sphere, pa.float64(), shapes=2, check=_points_only)
azimuth_on_plane = planar(_azimuth_on_plane, pa.float64(), shapes=2, check=_points_only)


# Centres


centroid_on_plane = planar(lambda shapes: geometry_bytes(shapely.centroid(shapes)), pa.binary())
