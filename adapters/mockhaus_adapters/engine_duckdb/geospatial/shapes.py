"""Arrow columns of shapes as arrays of GEOS's objects, and back. NULL is None, and None stays None."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

Values = NDArray[Any]

GEOGRAPHY_SRID = 4326
NAMES = {
    shapely.GeometryType.POINT: "Point",
    shapely.GeometryType.LINESTRING: "LineString",
    shapely.GeometryType.POLYGON: "Polygon",
    shapely.GeometryType.MULTIPOINT: "MultiPoint",
    shapely.GeometryType.MULTILINESTRING: "MultiLineString",
    shapely.GeometryType.MULTIPOLYGON: "MultiPolygon",
    shapely.GeometryType.GEOMETRYCOLLECTION: "GeometryCollection",
}
"""The kinds of shapes that there are, as GeoJSON names them."""
LINES = frozenset({shapely.GeometryType.POINT, shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTIPOINT})
"""The kinds of shapes whose points make a line."""


class GeoInputError(ValueError):
    """What is no shape, or none that there may be; the text is a whole Snowflake error."""

    def __init__(self, message: str) -> None:
        super().__init__(f"100205 (P0000): {message}")


class GeoArgumentError(ValueError):
    """A shape that a function does not take; the text is a whole Snowflake error."""

    def __init__(self, message: str) -> None:
        super().__init__(f"100132 (P0000): {message}")


def values_of(column: pa.ChunkedArray) -> Values:
    """The values of a column as Python's, None for NULL."""
    return np.array([*column.to_pylist(), None], dtype=object)[:-1]


def shapes_of(column: pa.ChunkedArray) -> Values:
    """The shapes of a column of BLOBs."""
    return np.asarray(shapely.from_wkb(values_of(column)))


def missing(values: Values) -> NDArray[np.bool_]:
    """Which values are None."""
    return np.fromiter((value is None for value in values), dtype=bool, count=len(values))


def column_of(shapes: Values) -> pa.Array:
    """A column of BLOBs: WKB, with the SRID where a shape has one."""
    found = shapely.to_wkb(shapes, include_srid=True, byte_order=1, output_dimension=3)
    return pa.array(list(found), pa.binary())


def mapped(columns: Sequence[Values], made: Callable[..., Any]) -> list[Any]:
    """What is made of each row, None where any value is None."""
    rows = zip(*columns, strict=True)
    return [None if any(value is None for value in row) else made(*row) for row in rows]


def shape_column(found: Sequence[Any]) -> pa.Array:
    """A column of BLOBs of a list of shapes."""
    return column_of(np.array([*found, None], dtype=object)[:-1])


def refuse_different_srids(name: str, left: Any, right: Any) -> int:  # noqa: ANN401 - shapes
    """The SRID that both shapes have."""
    first, second = int(shapely.get_srid(left)), int(shapely.get_srid(right))
    if first != second:
        raise GeoArgumentError(f"Function {name}: incompatible SRIDs {first} and {second}")
    return first
