"""Places of the sphere as points one unit from its middle."""

from __future__ import annotations

import numpy as np
import shapely

from mockhaus_adapters.engine_duckdb.geospatial.shapes import Values


def directions(degrees: Values) -> Values:
    """The points of longitudes and latitudes."""
    longitude, latitude = np.radians(degrees).T
    ring = np.cos(latitude)
    return np.column_stack([ring * np.cos(longitude), ring * np.sin(longitude), np.sin(latitude)])


def vertices(shape: shapely.Geometry) -> Values:
    """The points of all vertices of a shape in degrees."""
    return directions(shapely.get_coordinates(shape))


def degrees_of(point: Values) -> Values:
    """The longitude and the latitude of a point."""
    return np.degrees([np.arctan2(point[1], point[0]), np.arctan2(point[2], np.hypot(point[0], point[1]))])


def angles_between(left: Values, right: Values) -> Values:
    """The angles between the places of two columns of longitudes and latitudes."""
    return angles(directions(left), directions(right))


def angles(points: Values, other: Values) -> Values:
    """The angles between points and another one, or one for each; exact for small ones too."""
    return np.asarray(2 * np.arcsin(np.clip(np.linalg.norm(points - other, axis=1) / 2, 0, 1)))
