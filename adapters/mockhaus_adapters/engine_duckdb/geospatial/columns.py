"""Arrow columns of shapes as arrays of GEOS's objects, and results as Arrow columns again.

A GEOGRAPHY is WKB in degrees; with an SRID in it, the rings of its polygons have the inside on their left, and without
one a polygon is the smaller of the two parts that a ring makes of the sphere. A GEOMETRY is EWKB.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError, Values

Mask = NDArray[np.bool_]
Columnar = Callable[..., pa.Array]

COLLECTION = 7
_DECIMALS = 14
_POINT = np.array([1, 1, 0, 0, 0], np.uint8)
_POINT_BYTES = len(_POINT) + 16
_HALF_A_TURN = 180


# From Arrow


def complete(columns: Sequence[pa.ChunkedArray]) -> Mask:
    """The rows where no column is NULL."""
    mask = np.ones(len(columns[0]), dtype=bool)
    for column in columns:
        if column.null_count:
            mask &= column.is_valid().to_numpy()
    return mask


def plain(column: pa.ChunkedArray, mask: Mask) -> Values:
    """The values of a column in the rows of a mask."""
    return np.asarray(_kept(column, mask).to_numpy(zero_copy_only=False))


def degrees_of_points(column: pa.ChunkedArray, mask: Mask) -> Values | None:
    """Longitudes and latitudes of a column that has nothing but points in the rows of a mask; None of another one."""
    array = _joined(_kept(column, mask))
    _, offsets, values = array.buffers()
    if array.type != pa.binary() or values is None:
        return None
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    if (np.diff(ends) != _POINT_BYTES).any():
        return None
    rows = np.frombuffer(values, np.uint8)[ends[0] : ends[-1]].reshape(-1, _POINT_BYTES)
    if (rows[:, : len(_POINT)] != _POINT).any():
        return None
    return rows[:, len(_POINT) :].copy().view("<f8")


def planar_shapes(column: pa.ChunkedArray, mask: Mask) -> Values:
    """The shapes of a column for GEOS, of which one object stands for all that are equal."""
    different, places = distinct(column, mask)
    shapes = shapely.from_wkb(different)
    if len(shapes) < len(places):
        shapely.prepare(shapes)
    return np.asarray(shapes[places])


def _kept(column: pa.ChunkedArray, mask: Mask) -> pa.ChunkedArray:
    return column if mask.all() else column.filter(pa.array(mask))


def _joined(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def distinct(column: pa.ChunkedArray, mask: Mask) -> tuple[Values, Values]:
    """The different values of a column without NULLs, and for each row the place of its value."""
    encoded = _joined(_kept(column, mask)).dictionary_encode()
    return encoded.dictionary.to_numpy(zero_copy_only=False), encoded.indices.to_numpy(zero_copy_only=False)


# To Arrow


def spread(values: Values, mask: Mask, result: pa.DataType) -> pa.Array:
    """An Arrow column with those values in the rows of a mask, and NULL in the others and where one is None or NaN."""
    missing = ~mask
    if values.dtype.kind == "f":
        missing[mask] = ~np.isfinite(values)
    wide = np.zeros(len(mask), dtype=values.dtype)
    wide[mask] = values
    return pa.array(wide, result, mask=missing, from_pandas=True)


def planar(
    compute: Callable[..., Values], result: pa.DataType, shapes: int = 1, check: Callable[..., None] | None = None
) -> Columnar:
    """A function of columns of which the first are GEOMETRY; `check` sees their shapes and raises."""

    def run(*columns: pa.ChunkedArray) -> pa.Array:
        mask = complete(columns)
        arguments = [planar_shapes(column, mask) for column in columns[:shapes]]
        _refuse_different_srids(arguments)
        if check:
            check(*arguments)
        others = [plain(column, mask) for column in columns[shapes:]]
        return spread(compute(*arguments, *others), mask, result)

    return run


def of_points(compute: Callable[..., Values], result: pa.DataType, others: Columnar) -> Columnar:
    """A function of two columns of GEOGRAPHY, computed on degrees where both have points only, and else by `others`."""

    def run(*columns: pa.ChunkedArray) -> pa.Array:
        mask = complete(columns)
        left, right = (degrees_of_points(column, mask) for column in columns[:2])
        if left is None or right is None:
            return others(*columns)
        return spread(compute(left, right, *(plain(column, mask) for column in columns[2:])), mask, result)

    return run


def _refuse_different_srids(shapes: Sequence[Values]) -> None:
    for other in shapes[1:]:
        first_srids, other_srids = shapely.get_srid(shapes[0]), shapely.get_srid(other)
        for place in np.flatnonzero(first_srids != other_srids)[:1]:
            raise GeoArgumentError(f"Incompatible SRID: {first_srids[place]} and {other_srids[place]}")


# Shapes to bytes


def geometry_bytes(shapes: Values) -> Values:
    """GEOMETRY values of GEOS's shapes."""
    return np.asarray(shapely.to_wkb(shapes, include_srid=True, byte_order=1), dtype=object)


def bytes_of_degrees(shapes: Values) -> Values:
    """GEOGRAPHY values of GEOS's shapes in degrees; None for empty ones."""
    found = geometry_bytes(shapes)
    found[shapely.is_empty(shapes)] = None
    return found


def rounded(shapes: Values) -> Values:
    """Shapes in degrees to the fourteen decimals that are kept, between 180 degrees west and east."""
    return np.asarray(shapely.transform(shapes, _rounded_degrees), dtype=object)


def _rounded_degrees(coordinates: Values) -> Values:
    degrees = np.round(coordinates, _DECIMALS) + 0.0
    beyond = np.abs(degrees[:, 0]) > _HALF_A_TURN
    degrees[beyond, 0] = np.round((degrees[beyond, 0] + 180) % 360 - 180, _DECIMALS)
    return degrees


# Parts


def simple_parts(shape: shapely.Geometry) -> Values:
    """The points, lines and polygons that a shape consists of."""
    parts = np.array([shape], dtype=object)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    return parts
