"""What shapes consist of: coordinates, bounds, points, dimensions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
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
    return _numbers(shapely.get_x(_only(column, GeometryType.POINT, "ST_X", "Point")))


def y(column: pa.ChunkedArray) -> pa.Array:
    """The Y of points."""
    return _numbers(shapely.get_y(_only(column, GeometryType.POINT, "ST_Y", "Point")))


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
    found = mapped([shapes], lambda shape: sphere_bounds(shape)[_place_of(edge)])
    return pa.array(found, pa.float64(), from_pandas=True)


def _place_of(edge: pa.ChunkedArray) -> int:
    return _EDGES.index(edge[0].as_py())


def sphere_bounds(shape: shapely.Geometry) -> tuple[float, float, float, float]:
    """West, south, east and north of a shape; 180 degrees both ways where it meets the antimeridian."""
    if _is_inside_out(shape):
        return -_HALF, -_POLE, _HALF, _POLE
    parts = _simple_parts(shape)
    if not parts:
        return np.nan, np.nan, np.nan, np.nan
    bounds = np.array([_bounds(part) for part in parts])
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    if east == _HALF or west == -_HALF:
        west, east = -_HALF, _HALF
    return float(west), float(south), float(east), float(north)


def _is_inside_out(shape: shapely.Geometry) -> bool:
    """Whether it is a polygon on the left of its ring, which is the larger part of the sphere."""
    if shapely.get_srid(shape) != GEOGRAPHY_SRID or shapely.get_type_id(shape) != GeometryType.POLYGON:
        return False
    return not shapely.is_ccw(shapely.get_exterior_ring(shape))


def _simple_parts(shape: shapely.Geometry) -> list[shapely.Geometry]:
    if shapely.get_type_id(shape) > GeometryType.POLYGON:
        return [part for inner in shapely.get_parts(shape) for part in _simple_parts(inner)]
    return [] if shapely.is_empty(shape) else [shape]


def _bounds(shape: shapely.Geometry) -> tuple[float, float, float, float]:
    outline = shapely.get_exterior_ring(shape) if shapely.get_type_id(shape) == GeometryType.POLYGON else shape
    degrees = shapely.get_coordinates(outline)
    west, east, turns = _longitudes(degrees[:, 0])
    south, north = _latitudes(degrees)
    if turns:
        over_north = degrees[:, 1].mean() >= 0
        return -_HALF, south if over_north else -_POLE, _HALF, _POLE if over_north else north
    return west, south, east, north


def _longitudes(longitudes: Values) -> tuple[float, float, bool]:
    """West and east of a path, and whether it goes round a pole; an arc goes the shorter way round."""
    steps = np.diff(longitudes)
    shorter = (steps + _HALF) % _FULL - _HALF
    if (np.abs(steps) > _HALF).any():
        return -_HALF, _HALF, abs(float(shorter.sum())) > _HALF
    return float(longitudes.min()), float(longitudes.max()), False


def _latitudes(degrees: Values) -> tuple[float, float]:
    """South and north of a path: arcs of great circles rise over their ends."""
    south, north = float(degrees[:, 1].min()), float(degrees[:, 1].max())
    places = validity.directions(degrees)
    for first, last in pairwise(places):
        normal = np.cross(first, last)
        top = np.cross(np.cross(normal, [0.0, 0.0, 1.0]), normal)
        length = float(np.linalg.norm(top))
        if not length:
            continue
        top = -top if top[2] < 0 else top
        height = float(np.degrees(np.arctan2(top[2], np.hypot(top[0], top[1]))))
        if _between(top, first, last, normal):
            north = max(north, height)
        if _between(-top, first, last, normal):
            south = min(south, -height)
    return south, north


def _between(place: Values, first: Values, last: Values, normal: Values) -> bool:
    return bool(np.dot(np.cross(first, place), normal) > 0 and np.dot(np.cross(place, last), normal) > 0)


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
