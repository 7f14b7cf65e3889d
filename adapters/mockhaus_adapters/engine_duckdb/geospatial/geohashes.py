"""Geohashes: texts of up to twenty digits of five bits, which halve longitude and latitude in turn."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.inspecting import bounds_on_sphere
from mockhaus_adapters.engine_duckdb.geospatial.shapes import (
    GEOGRAPHY_SRID,
    GeoArgumentError,
    GeoInputError,
    Values,
    mapped,
    missing,
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


def _encoded(longitudes: Values, latitudes: Values) -> list[str]:
    """Geohashes of all digits."""
    spans = [np.full((2, len(longitudes)), np.array(span)[:, None]) for span in _SPAN]
    digits = np.zeros((len(longitudes), _LONGEST), dtype=np.uint8)
    for turn in range(_LONGEST * _BITS):
        (low, high), values = spans[turn % 2], (longitudes, latitudes)[turn % 2]
        middle = (low + high) / 2
        upper = values >= middle
        spans[turn % 2] = np.where(upper, [middle, high], [low, middle])
        digits[:, turn // _BITS] = digits[:, turn // _BITS] << 1 | upper
    letters = np.frombuffer(_DIGITS.encode(), dtype=np.uint8)[digits]
    return [row.tobytes().decode() for row in letters]


def of_geography(column: pa.ChunkedArray, precision: pa.ChunkedArray) -> pa.Array:
    """The geohash of a point, or what the corners of the bounds of another shape share."""
    shapes = shapes_of(column)
    bounds = bounds_on_sphere(shapes)
    points = shapely.get_type_id(shapes) == GeometryType.POINT
    bounds[points] = np.array(shapely.bounds(shapes)).reshape(-1, 4)[points]
    return _shared(bounds, values_of(precision))


def of_geometry(column: pa.ChunkedArray, precision: pa.ChunkedArray) -> pa.Array:
    """The same of shapes with SRID 4326."""
    shapes = shapes_of(column)
    for srid in shapely.get_srid(shapes[~missing(shapes)]):
        if srid != GEOGRAPHY_SRID:
            raise GeoArgumentError(f"Function ST_GEOHASH: SRID {srid} is not {GEOGRAPHY_SRID}")
    return _shared(np.array(shapely.bounds(shapes)).reshape(-1, 4), values_of(precision))


def _prefix(one: str, other: str) -> str:
    """What both begin with."""
    pairs = enumerate(zip(one, other, strict=True))
    return one[: next((place for place, (first, second) in pairs if first != second), len(one))]


def _shared(bounds: Values, precisions: Values) -> pa.Array:
    """What the geohashes of the corners of bounds share; NULL where there are no bounds."""
    corners = np.nan_to_num(bounds)
    first = _encoded(corners[:, 0], corners[:, 1])
    same = (corners[:, :2] == corners[:, 2:]).all()
    pairs = zip(first, first if same else _encoded(corners[:, 2], corners[:, 3]), strict=True)
    found = [
        None if precision is None or np.isnan(west) else _prefix(*pair)[: _precision(precision)]
        for pair, west, precision in zip(pairs, bounds[:, 0], precisions, strict=True)
    ]
    return pa.array(found, pa.string())


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
