"""What shapes consist of: coordinates, bounds, points, dimensions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial import validity
from mockhaus_adapters.engine_duckdb.geospatial.shapes import (
    GEOGRAPHY_SRID,
    GeoArgumentError,
    Values,
    column_of,
    mapped,
    missing,
    shape_column,
    shapes_of,
    values_of,
)

_EDGES = ("xmin", "ymin", "xmax", "ymax")
_HALF, _FULL, _POLE = 180.0, 360.0, 90.0


def _numbers(values: Values) -> pa.Array:
    """A column of numbers, NULL for those that are none."""
    return pa.array(values, pa.float64(), from_pandas=True)


# -- coordinates --------------------------------------------------------------------------------------------------


def x(column: pa.ChunkedArray) -> pa.Array:
    """The X of points."""
    return _coordinate(_only(column, GeometryType.POINT, "ST_X", "Point"), 0)


def y(column: pa.ChunkedArray) -> pa.Array:
    """The Y of points."""
    return _coordinate(_only(column, GeometryType.POINT, "ST_Y", "Point"), 1)


def _coordinate(points: Values, axis: int) -> pa.Array:
    """A coordinate of each point, NULL for empty ones."""
    coordinates, owners = shapely.get_coordinates(points, return_index=True)
    found = np.full(len(points), np.nan)
    found[owners] = coordinates[:, axis]
    return _numbers(found)


def _only(column: pa.ChunkedArray, kind: GeometryType, function: str, name: str) -> Values:
    shapes = shapes_of(column)
    if (shapely.get_type_id(shapes[~missing(shapes)]) != kind).any():
        raise GeoArgumentError(f"Function {function}: a shape is no {name}")
    return shapes


def bound_on_plane(column: pa.ChunkedArray, edge: pa.ChunkedArray) -> pa.Array:
    """An edge of the bounds of shapes: xmin, ymin, xmax or ymax."""
    return _numbers(shapely.bounds(shapes_of(column))[:, _place_of(edge)]) if len(column) else _numbers(np.array([]))


def bound_on_sphere(column: pa.ChunkedArray, edge: pa.ChunkedArray) -> pa.Array:
    """The same on the sphere, where edges of shapes are arcs of great circles; NULL for invalid polygons."""
    shapes = shapes_of(column)
    for place in validity.faults_on_sphere(shapes):
        shapes[place] = None
    return _numbers(bounds_on_sphere(shapes)[:, _place_of(edge)] if len(column) else np.array([]))


def _place_of(edge: pa.ChunkedArray) -> int:
    return _EDGES.index(edge[0].as_py())


def sphere_bounds(shape: shapely.Geometry) -> tuple[float, float, float, float]:
    """West, south, east and north of a shape; 180 degrees both ways where it meets the antimeridian."""
    west, south, east, north = bounds_on_sphere(np.array([shape], dtype=object))[0].tolist()
    return west, south, east, north


def bounds_on_sphere(shapes: Values) -> Values:
    """The same of many: NaN for those that are empty or None."""
    parts, owners = _simple_parts(shapes)
    found = np.full((len(shapes), 4), np.nan)
    bounds = _bounds(parts)
    for axis, merge in enumerate((np.fmin, np.fmin, np.fmax, np.fmax)):
        merge.at(found[:, axis], owners, bounds[:, axis])
    at_the_end = (found[:, 0] == -_HALF) | (found[:, 2] == _HALF)
    found[at_the_end, 0], found[at_the_end, 2] = -_HALF, _HALF
    for place in np.flatnonzero(shapely.get_srid(shapes) == GEOGRAPHY_SRID):
        if _is_inside_out(shapes[place]):
            found[place] = -_HALF, -_POLE, _HALF, _POLE
    return found


def _is_inside_out(shape: shapely.Geometry) -> bool:
    """Whether it is a polygon on the left of its ring, which is the larger part of the sphere."""
    if shapely.get_type_id(shape) != GeometryType.POLYGON:
        return False
    return not shapely.is_ccw(shapely.get_exterior_ring(shape))


def _simple_parts(shapes: Values) -> tuple[Values, Values]:
    """The points, lines and polygons that shapes consist of, and the places of the shapes that they are of."""
    parts, owners = shapes, np.arange(len(shapes))
    while (shapely.get_type_id(parts) > GeometryType.POLYGON).any():
        parts, places = shapely.get_parts(parts, return_index=True)
        owners = owners[places]
    kept = ~missing(parts) & ~shapely.is_empty(parts)
    return parts[kept], owners[kept]


def _bounds(parts: Values) -> Values:
    """The bounds of points, lines and polygons."""
    rings = shapely.get_exterior_ring(parts)
    degrees, owners = shapely.get_coordinates(np.where(missing(rings), parts, rings), return_index=True)
    found = np.array(shapely.bounds(parts)).reshape(-1, 4)
    first = np.flatnonzero(owners[:-1] == owners[1:])
    edges = owners[first]
    steps = degrees[first + 1, 0] - degrees[first, 0]
    long = np.abs(steps) > _HALF
    found[edges[long], 0], found[edges[long], 2] = -_HALF, _HALF
    _widen(found, edges, validity.directions(degrees), first)
    turns = np.bincount(edges, (steps + _HALF) % _FULL - _HALF, len(parts))
    heights = np.bincount(owners, degrees[:, 1], len(parts))
    around = np.isin(np.arange(len(parts)), edges[long]) & (np.abs(turns) > _HALF)
    found[around & (heights >= 0), 3] = _POLE
    found[around & (heights < 0), 1] = -_POLE
    return found


def _widen(bounds: Values, edges: Values, places: Values, first: Values) -> None:
    """Widen bounds by the arcs of great circles that rise over their ends."""
    starts, ends = places[first], places[first + 1]
    normals = np.cross(starts, ends)
    tops = np.cross(np.cross(normals, [0.0, 0.0, 1.0]), normals)
    tops[tops[:, 2] < 0] *= -1
    heights = np.degrees(np.arctan2(tops[:, 2], np.hypot(tops[:, 0], tops[:, 1])))
    over, under = _between(tops, starts, ends, normals), _between(-tops, starts, ends, normals)
    np.maximum.at(bounds[:, 3], edges[over], heights[over])
    np.minimum.at(bounds[:, 1], edges[under], -heights[under])


def _between(places: Values, starts: Values, ends: Values, normals: Values) -> Values:
    before = np.einsum("ij,ij->i", np.cross(starts, places), normals)
    behind = np.einsum("ij,ij->i", np.cross(places, ends), normals)
    return np.asarray((before > 0) & (behind > 0))


# -- envelopes ----------------------------------------------------------------------------------------------------


def envelope_on_plane(column: pa.ChunkedArray) -> pa.Array:
    """The rectangle around shapes; a point or line around what is flat."""
    return shape_column(mapped([shapes_of(column)], _flat_envelope))


def _flat_envelope(shape: shapely.Geometry) -> shapely.Geometry:
    west, south, east, north = shapely.bounds(shape)
    if np.isnan(west):
        return shape
    if west == east and south == north:
        found = shapely.points(west, south)
    elif west == east or south == north:
        found = shapely.linestrings([(west, south), (east, north)])
    else:
        found = _rectangle(west, south, east, north)
    return shapely.set_srid(found, shapely.get_srid(shape))


def envelope_on_sphere(column: pa.ChunkedArray) -> pa.Array:
    """The rectangle of degrees around shapes; a point or a piece of a meridian is its own."""
    return shape_column(mapped([shapes_of(column)], _round_envelope))


def _round_envelope(shape: shapely.Geometry) -> shapely.Geometry | None:
    west, south, east, north = sphere_bounds(shape)
    if not np.isfinite(west):
        return None
    if shapely.get_type_id(shape) == GeometryType.POINT or west == east:
        return shape
    return _rectangle(west, south, east, north)


def _rectangle(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    return shapely.polygons([(west, south), (east, south), (east, north), (west, north), (west, south)])


# -- parts --------------------------------------------------------------------------------------------------------


def _counted(count: Callable[[Values], Values]) -> Callable[[pa.ChunkedArray], pa.Array]:
    def run(column: pa.ChunkedArray) -> pa.Array:
        shapes = shapes_of(column)
        return pa.array(count(shapes), pa.int64(), mask=missing(shapes))

    return run


points = _counted(shapely.get_num_coordinates)
dimension = _counted(lambda shapes: np.maximum(shapely.get_dimensions(shapes), 0))
srid = _counted(shapely.get_srid)


def geography_is_valid(column: pa.ChunkedArray) -> pa.Array:
    """Whether shapes are valid on the sphere."""
    shapes = shapes_of(column)
    valid = np.ones(len(shapes), dtype=bool)
    valid[list(validity.faults_on_sphere(shapes))] = False
    return pa.array(valid, pa.bool_(), mask=missing(shapes))


def geometry_is_valid(column: pa.ChunkedArray) -> pa.Array:
    """Whether shapes are valid on a plane."""
    shapes = shapes_of(column)
    return pa.array(shapely.is_valid(shapes), pa.bool_(), mask=missing(shapes))


def point_of_line(column: pa.ChunkedArray, place: pa.ChunkedArray, function: pa.ChunkedArray) -> pa.Array:
    """A point of lines by its place, from 1, or from the end where that is negative."""
    name = function[0].as_py() if len(function) else ""
    shapes = _only(column, GeometryType.LINESTRING, name, "LineString")
    return column_of(np.array([*mapped([shapes, values_of(place)], _point_at), None], dtype=object)[:-1])


def _point_at(line: shapely.Geometry, place: int) -> Any:  # noqa: ANN401 - a shape
    count = int(shapely.get_num_points(line))
    if not 1 <= abs(place) <= count:
        raise GeoArgumentError(f"Function ST_POINTN: index {place} is out of bounds, the line has {count} points")
    point = shapely.get_point(line, place - 1 if place > 0 else place)
    return shapely.set_srid(point, shapely.get_srid(line))
