"""Shapes with fewer or more vertices on the sphere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
import spherely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.columns import (
    bytes_of_degrees,
    geometry_bytes,
    planar,
    rounded,
)
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError, Values
from mockhaus_adapters.engine_duckdb.geospatial.sphere import angles, degrees_of, directions
from mockhaus_adapters.engine_duckdb.geospatial.spherical_columns import geographies

RADIUS = float(spherely.EARTH_RADIUS_METERS)
_RING_VERTICES = 4
_NEAR_A_POLE = 89.999_999
_DEEPEST = 16
_MOST_TRIALS = 40
_MERCATOR_SHARE = 0.85
"""How much of the tolerance the middle of an edge may take, so that the whole edge stays within it."""


# With fewer vertices on the sphere


def _simplified(shapes: Values, tolerances: Values, preserved: Values) -> Values:
    """Simpler shapes, with smaller tolerances where they cross themselves; None of invalid ones."""
    found = np.full(len(shapes), None, dtype=object)
    angle, places = tolerances / RADIUS, np.flatnonzero(_are_valid(shapes))
    for _ in range(_MOST_TRIALS):
        for place in places:
            simpler = _simpler(shapes[place], angle[place], kept=bool(preserved[place]))
            found[place] = shapely.set_srid(simpler, shapely.get_srid(shapes[place]))
        places = places[~_are_valid(found[places])]
        angle[places] /= 2
        if not len(places):
            break
    found[places] = shapes[places]
    return bytes_of_degrees(found)


def _are_valid(shapes: Values) -> Values:
    """Which shapes are valid on the sphere; those are not that cross themselves."""
    return np.asarray(spherely.is_geography(geographies(geometry_bytes(shapes))), dtype=bool)


def _simpler(shape: shapely.Geometry, tolerance: float, *, kept: bool) -> shapely.Geometry:
    kind = shapely.get_type_id(shape)
    if kind in (GeometryType.POINT, GeometryType.MULTIPOINT):
        return shape
    if kind == GeometryType.LINESTRING:
        return _simpler_line(shape, tolerance, kept=kept)
    if kind == GeometryType.POLYGON:
        return _simpler_polygon(shape, tolerance, kept=kept)
    parts = [_simpler(part, tolerance, kept=kept) for part in shapely.get_parts(shape)]
    return _gathered(parts, GeometryType(kind))


def _gathered(parts: list[Any], kind: GeometryType) -> shapely.Geometry:
    kinds = set(shapely.get_type_id(parts))
    if kind == GeometryType.MULTILINESTRING and kinds == {GeometryType.LINESTRING}:
        return shapely.multilinestrings(parts)
    if kind == GeometryType.MULTIPOLYGON and kinds == {GeometryType.POLYGON}:
        return shapely.multipolygons(parts)
    return shapely.geometrycollections(parts)


def _simpler_line(line: shapely.Geometry, tolerance: float, *, kept: bool) -> shapely.Geometry:
    degrees = shapely.get_coordinates(line)
    if not kept and _is_small(degrees, tolerance):
        return shapely.points(degrees[0])
    return shapely.linestrings(degrees[_needed(directions(degrees), tolerance)])


def _simpler_polygon(polygon: shapely.Geometry, tolerance: float, *, kept: bool) -> shapely.Geometry:
    shell = shapely.get_coordinates(shapely.get_exterior_ring(polygon))
    if not kept and _is_small(shell, tolerance):
        return shapely.points(shell[0])
    holes = [shapely.get_coordinates(hole) for hole in polygon.interiors]
    rings = [_simpler_ring(hole, tolerance) for hole in holes if kept or not _is_small(hole, tolerance)]
    return shapely.polygons(_simpler_ring(shell, tolerance), rings or None)


def _simpler_ring(degrees: Values, tolerance: float) -> Values:
    """The ring, halved at the vertex that is farthest from its first so that either half is a line."""
    points = directions(degrees)
    opposite = int(np.argmax(np.linalg.norm(points - points[0], axis=1)))
    first, second = points[: opposite + 1], points[opposite:]
    needed = np.concatenate([_needed(first, tolerance)[:-1], _needed(second, tolerance) + opposite])
    return degrees[needed] if len(needed) >= _RING_VERTICES else degrees


def _is_small(degrees: Values, tolerance: float) -> bool:
    """Whether all vertices lie within the tolerance of the first."""
    points = directions(degrees)
    return bool((np.linalg.norm(points - points[0], axis=1) <= 2 * np.sin(tolerance / 2)).all())


def _needed(points: Values, tolerance: float) -> Values:
    """The vertices that are kept, after Ramer, Douglas and Peucker."""
    needed = {0, len(points) - 1}
    open_ends = [(0, len(points) - 1)]
    while open_ends:
        start, end = open_ends.pop()
        if end - start > 1:
            away = _from_arc(points[start + 1 : end], points[start], points[end])
            farthest = int(np.argmax(away))
            if away[farthest] > tolerance:
                middle = start + 1 + farthest
                needed.add(middle)
                open_ends += [(start, middle), (middle, end)]
    return np.array(sorted(needed))


def _from_arc(points: Values, start: Values, end: Values) -> Values:
    """The angles between points and the arc of a great circle."""
    to_ends = np.minimum(angles(points, start), angles(points, end))
    normal = np.cross(start, end)
    length = float(np.linalg.norm(normal))
    if not length:
        return to_ends
    normal = normal / length
    beside = (np.cross(normal, start) @ points.T > 0) & (np.cross(end, normal) @ points.T > 0)
    return np.where(beside, np.arcsin(np.clip(np.abs(points @ normal), 0, 1)), to_ends)


simplified_on_sphere = planar(_simplified, pa.binary())


# With more vertices on the sphere


def _interpolated(shapes: Values, tolerances: Values) -> Values:
    if not (tolerances > 0).all():
        raise GeoArgumentError("ST_INTERPOLATE takes a tolerance above 0 only")
    found = [
        _with_more_vertices(shape, tolerance / RADIUS) if is_valid else None
        for shape, tolerance, is_valid in zip(shapes, tolerances, _are_valid(shapes), strict=True)
    ]
    return bytes_of_degrees(rounded(np.array(found, dtype=object)))


def _with_more_vertices(shape: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    kind = shapely.get_type_id(shape)
    if kind in (GeometryType.POINT, GeometryType.MULTIPOINT):
        return shape
    if kind == GeometryType.LINESTRING:
        return shapely.linestrings(_with_more(shapely.get_coordinates(shape), tolerance))
    if kind == GeometryType.POLYGON:
        shell, *holes = (_with_more(shapely.get_coordinates(ring), tolerance) for ring in shapely.get_rings(shape))
        return shapely.set_srid(shapely.polygons(shell, holes or None), shapely.get_srid(shape))
    parts = [_with_more_vertices(part, tolerance) for part in shapely.get_parts(shape)]
    return _gathered(parts, GeometryType(kind))


def _with_more(degrees: Values, tolerance: float) -> Values:
    """The vertices of a line, and more, so that straight edges on Mercator's map stay within the tolerance."""
    points = directions(degrees)
    found = [degrees[0]]
    for start, end, vertex in zip(points, points[1:], degrees[1:], strict=False):
        shares = list(_shares(start, end, tolerance, 0.0, 1.0, 0))
        found += [degrees_of(_between(start, end, share)) for share in shares]
        found.append(vertex)
    return np.array(found)


def _shares(start: Values, end: Values, tolerance: float, low: float, high: float, depth: int) -> Iterator[float]:
    """Where along the chord of an edge vertices are needed, between two shares of it."""
    middle = (low + high) / 2
    if depth < _DEEPEST and _bend(start, end, low, middle, high) > tolerance * _MERCATOR_SHARE:
        yield from _shares(start, end, tolerance, low, middle, depth + 1)
        yield middle
        yield from _shares(start, end, tolerance, middle, high, depth + 1)


def _bend(start: Values, end: Values, low: float, middle: float, high: float) -> float:
    """How far the middle of an arc is from the straight line on Mercator's map, as an angle on the sphere."""
    between = _between(start, end, middle)
    first, last = degrees_of(_between(start, end, low)), degrees_of(_between(start, end, high))
    origin, point, target = _mercator(first, first), _mercator(degrees_of(between), first), _mercator(last, first)
    along = target - origin
    share = np.clip((point - origin) @ along / max(along @ along, np.finfo(float).tiny), 0, 1)
    nearest = _unmapped(origin + share * along, first)
    return float(angles(between[None, :], nearest)[0])


def _between(start: Values, end: Values, share: float) -> Values:
    point = start + share * (end - start)
    return np.asarray(point / max(float(np.linalg.norm(point)), np.finfo(float).tiny))


def _mercator(degrees: Values, origin: Values) -> Values:
    """A place on the map in radians, less than half a turn from another one."""
    east = (degrees[0] - origin[0] + 180) % 360 - 180
    sine = np.sin(np.radians(np.clip(degrees[1], -_NEAR_A_POLE, _NEAR_A_POLE)))
    return np.array([np.radians(east), np.arctanh(sine)])


def _unmapped(place: Values, origin: Values) -> Values:
    """The direction of a place on the map."""
    latitude = np.arcsin(np.tanh(place[1]))
    return np.asarray(directions(np.array([[np.degrees(place[0]) + origin[0], np.degrees(latitude)]]))[0])


interpolated = planar(_interpolated, pa.binary())
