"""Which shapes are valid: on a plane by the rules of OGC, on a sphere by the same rules for arcs of great circles.

Seen from the middle of the sphere, arcs of great circles are straight lines on a plane that touches it (the gnomonic
projection). So what lies within a half of the sphere is judged on the plane that touches it in the middle of the shape.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.shapes import Values, missing

_HORIZON = 0.01
"""The least cosine of the angle between a vertex and the middle that is projected: beyond, places are far off."""
_POLAR = 0.9
_SAME = 1e-15
_OPPOSITE = 1e-15


def faults_on_plane(shapes: Values) -> dict[int, str]:
    """What is wrong with those of the shapes that are not valid, by their places."""
    wrong = np.flatnonzero(~missing(shapes) & ~shapely.is_valid(shapes))
    return {int(place): str(shapely.is_valid_reason(shapes[place])) for place in wrong}


def faults_on_sphere(shapes: Values) -> dict[int, str]:
    """The same for shapes of degrees."""
    places = np.flatnonzero(shapely.get_dimensions(shapes) > 0)
    if not len(places):
        return {}
    judged, valid = _judged_in_halves(shapes[places])
    found: dict[int, str] = {}
    for place in places[~judged | ~valid]:
        fault = _fault(shapes[place])
        if fault:
            found[int(place)] = fault
    return found


def _judged_in_halves(shapes: Values) -> tuple[Values, Values]:
    """Which shapes lie within a half of the sphere, and which of these are valid there."""
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    places = directions(coordinates)
    middles = np.zeros((len(shapes), 3))
    np.add.at(middles, owners, places)
    lengths = np.linalg.norm(middles, axis=1) / np.maximum(np.bincount(owners, minlength=len(shapes)), 1)
    middles /= np.maximum(np.linalg.norm(middles, axis=1), _SAME)[:, None]
    depths = np.einsum("ij,ij->i", places, middles[owners])
    least = np.full(len(shapes), np.inf)
    np.minimum.at(least, owners, depths)
    near = (lengths > _HORIZON) & (least > _HORIZON) & np.isfinite(least)
    valid = np.zeros(len(shapes), dtype=bool)
    if near.any():
        kept = near[owners]
        flat = _projected(places[kept], middles[owners[kept]], depths[kept])
        valid[near] = shapely.is_valid(shapely.set_coordinates(shapely.force_2d(shapes[near]), flat))
    return near, valid


def _fault(shape: shapely.Geometry) -> str:
    """What is wrong with a shape on the sphere; nothing where it is valid, or too wide to tell."""
    places = directions(shapely.get_coordinates(shape))
    if not len(places):
        return ""
    middle = places.mean(axis=0)
    length = float(np.linalg.norm(middle))
    if length > _HORIZON and (places @ (middle / length)).min() > _HORIZON:
        return _fault_in_half(shape, places, middle / length)
    if shapely.get_type_id(shape) > GeometryType.POLYGON:
        return next(filter(None, map(_fault, shapely.get_parts(shape))), "")
    return _fault_of_line(places) if shapely.get_type_id(shape) == GeometryType.LINESTRING else ""


def _fault_in_half(shape: shapely.Geometry, places: Values, middle: Values) -> str:
    middles = np.broadcast_to(middle, places.shape)
    projected = shapely.set_coordinates(shapely.force_2d(shape), _projected(places, middles, places @ middle))
    if shapely.is_valid(projected):
        return ""
    return str(shapely.is_valid_reason(projected)).partition("[")[0]


def _projected(places: Values, middles: Values, depths: Values) -> Values:
    """Places on the planes that touch the sphere in the middles."""
    poles = np.where(np.abs(middles[:, 2:]) < _POLAR, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    east = np.cross(poles, middles)
    east /= np.linalg.norm(east, axis=1)[:, None]
    north = np.cross(middles, east)
    axes = [np.einsum("ij,ij->i", places, axis) / depths for axis in (east, north)]
    return np.column_stack(axes)


def _fault_of_line(places: Values) -> str:
    steps, sums = np.diff(places, axis=0), places[1:] + places[:-1]
    if (np.abs(sums).max(axis=1) < _OPPOSITE).any():
        return "Antipodal vertices"
    return "Too few points in geometry component" if (np.abs(steps).max() < _SAME) else ""


def directions(degrees: Values) -> Values:
    """The places of the sphere, one unit from its middle."""
    longitude, latitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    ring = np.cos(latitude)
    return np.column_stack([ring * np.cos(longitude), ring * np.sin(longitude), np.sin(latitude)])
