"""Geohashes: texts of up to twenty digits of five bits, which halve longitude and latitude in turn."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.inspecting import sphere_bounds
from mockhaus_adapters.engine_duckdb.geospatial.shapes import (
    GEOGRAPHY_SRID,
    GeoArgumentError,
    GeoInputError,
    Values,
    mapped,
    shape_column,
    shapes_of,
    values_of,
)

_DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz"
_PLACES = {digit: place for place, digit in enumerate(_DIGITS)}
_BITS = 5
_LONGEST = 20
_SPAN = ((-180.0, 180.0), (-90.0, 90.0))

Span = tuple[float, float]


def _precision(value: int) -> int:
    if not 1 <= value <= _LONGEST:
        raise GeoArgumentError(f"Geohash precision {value} is not between 1 and {_LONGEST}")
    return value


# -- from places --------------------------------------------------------------------------------------------------


def _encoded(longitude: float, latitude: float, precision: int) -> str:
    spans, values = list(_SPAN), (longitude, latitude)
    bits = 0
    for turn in range(precision * _BITS):
        axis = turn % 2
        low, high = spans[axis]
        middle = (low + high) / 2
        upper = values[axis] >= middle
        spans[axis] = (middle, high) if upper else (low, middle)
        bits = bits << 1 | upper
    shifts = range((precision - 1) * _BITS, -1, -_BITS)
    return "".join(_DIGITS[bits >> shift & (len(_DIGITS) - 1)] for shift in shifts)


def of_geography(column: pa.ChunkedArray, precision: pa.ChunkedArray) -> pa.Array:
    """The geohash of a point, or what the corners of the bounds of another shape share."""
    return pa.array(mapped([shapes_of(column), values_of(precision)], _of_round), pa.string())


def of_geometry(column: pa.ChunkedArray, precision: pa.ChunkedArray) -> pa.Array:
    """The same of shapes with SRID 4326."""
    return pa.array(mapped([shapes_of(column), values_of(precision)], _of_flat), pa.string())


def _of_round(shape: shapely.Geometry, precision: int) -> str | None:
    if shapely.get_type_id(shape) == GeometryType.POINT:
        return _shared(shapely.bounds(shape), precision)
    return _shared(np.array(sphere_bounds(shape)), precision)


def _of_flat(shape: shapely.Geometry, precision: int) -> str | None:
    srid = shapely.get_srid(shape)
    if srid != GEOGRAPHY_SRID:
        raise GeoArgumentError(f"Function ST_GEOHASH: SRID {srid} is not {GEOGRAPHY_SRID}")
    return _shared(shapely.bounds(shape), precision)


def _shared(bounds: Values, precision: int) -> str | None:
    _precision(precision)
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = map(float, bounds)
    first, last = _encoded(west, south, precision), _encoded(east, north, precision)
    same = next((place for place, pair in enumerate(zip(first, last, strict=True)) if pair[0] != pair[1]), precision)
    return first[:same]


# -- to places ----------------------------------------------------------------------------------------------------


def _decoded(geohash: str) -> tuple[Span, Span]:
    """The longitudes and the latitudes of a geohash."""
    spans = list(_SPAN)
    digits = [_PLACES.get(digit) for digit in geohash.lower()[:_LONGEST]]
    if not digits or None in digits:
        raise GeoInputError(f"Invalid geohash: '{geohash}'")
    bits = [digit >> shift & 1 for digit in digits if digit is not None for shift in range(_BITS - 1, -1, -1)]
    for turn, upper in enumerate(bits):
        low, high = spans[turn % 2]
        middle = (low + high) / 2
        spans[turn % 2] = (middle, high) if upper else (low, middle)
    return spans[0], spans[1]


def box(column: pa.ChunkedArray, precision: pa.ChunkedArray) -> pa.Array:
    """The polygon that a geohash, or its first digits, stand for."""
    return shape_column(mapped([values_of(column), values_of(precision)], _box))


def _box(geohash: str, precision: int) -> shapely.Geometry:
    (west, east), (south, north) = _decoded(geohash[: _precision(precision)])
    return shapely.polygons([(west, south), (west, north), (east, north), (east, south), (west, south)])


def centre(column: pa.ChunkedArray) -> pa.Array:
    """The point in the middle of a geohash."""
    return shape_column(mapped([values_of(column)], _centre))


def _centre(geohash: str) -> shapely.Geometry:
    (west, east), (south, north) = _decoded(geohash)
    return shapely.points((west + east) / 2, (south + north) / 2)
