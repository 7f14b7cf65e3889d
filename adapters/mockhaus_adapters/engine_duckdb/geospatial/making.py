"""Shapes made of numbers and of other shapes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import shapely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial import validity
from mockhaus_adapters.engine_duckdb.geospatial.reading import rounded, with_srid, wrong_degrees
from mockhaus_adapters.engine_duckdb.geospatial.shapes import (
    GEOGRAPHY_SRID,
    LINES,
    GeoArgumentError,
    GeoInputError,
    Values,
    column_of,
    mapped,
    missing,
    refuse_different_srids,
    shape_column,
    shapes_of,
    values_of,
)

_FEWEST_OF_A_RING = 4
_COLLECTIONS = {
    GeometryType.POINT: shapely.multipoints,
    GeometryType.LINESTRING: shapely.multilinestrings,
    GeometryType.POLYGON: shapely.multipolygons,
}


# -- points -------------------------------------------------------------------------------------------------------


def _points(x: pa.ChunkedArray, y: pa.ChunkedArray) -> tuple[Values, Values]:
    """The places of points, and the points: None where a coordinate is NULL."""
    places = np.column_stack([column.to_numpy().astype(float) for column in (x, y)])
    absent = x.is_null().to_numpy() | y.is_null().to_numpy()
    points = np.asarray(shapely.points(np.where(absent[:, None], 0.0, places)), dtype=object)
    points[absent] = None
    return places, points


def geography_point(x: pa.ChunkedArray, y: pa.ChunkedArray) -> pa.Array:
    """A point of a longitude and a latitude."""
    places, points = _points(x, y)
    present = ~missing(points)
    inside = (np.abs(places[:, 0]) <= 180) & (np.abs(places[:, 1]) <= 90)  # noqa: PLR2004 - degrees
    for longitude, latitude in places[present & ~inside]:
        raise GeoInputError(wrong_degrees(longitude, latitude))
    return column_of(rounded(points))


def geometry_point(x: pa.ChunkedArray, y: pa.ChunkedArray) -> pa.Array:
    """A point of two coordinates."""
    places, points = _points(x, y)
    present = ~missing(points)
    for pair in places[present & ~np.isfinite(places).all(axis=1)]:
        raise GeoInputError(f"Invalid coordinates: {pair[0]}, {pair[1]}")
    return column_of(rounded(points))


# -- lines and polygons -------------------------------------------------------------------------------------------


def _line(left: shapely.Geometry, right: shapely.Geometry) -> shapely.Geometry:
    for shape in (left, right):
        if shapely.get_type_id(shape) not in LINES:
            raise GeoArgumentError("Function ST_MAKELINE: a shape is no Point, MultiPoint or LineString")
    srid = refuse_different_srids("ST_MAKELINE", left, right)
    deep = bool(shapely.has_z(left) and shapely.has_z(right))
    parts = [shapely.get_coordinates(shape, include_z=deep) for shape in (left, right)]
    coordinates = np.concatenate(parts)
    if len(coordinates) < 2:  # noqa: PLR2004 - the ends of a line
        raise GeoArgumentError("Function ST_MAKELINE: a line has two points or more")
    return shapely.set_srid(shapely.linestrings(coordinates), srid)


def geography_line(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    """A line through the points of two shapes, in their order."""
    return shape_column(mapped([shapes_of(left), shapes_of(right)], _line))


def geometry_line(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    """The same on a plane, where it must be valid."""
    lines = np.array([*mapped([shapes_of(left), shapes_of(right)], _line), None], dtype=object)[:-1]
    _refuse("Geometry", validity.faults_on_plane(lines))
    return column_of(lines)


def _refuse(name: str, faults: dict[int, str]) -> None:
    for fault in faults.values():
        raise GeoInputError(f"{name} validation failed: {fault}")


def _ring(line: shapely.Geometry) -> shapely.Geometry:
    coordinates = shapely.get_coordinates(line, include_z=bool(shapely.has_z(line)))
    if shapely.get_type_id(line) != GeometryType.LINESTRING:
        raise GeoArgumentError("A polygon is made of a LineString")
    if len(coordinates) < _FEWEST_OF_A_RING or (coordinates[0] != coordinates[-1]).any():
        raise GeoArgumentError("A polygon is made of a LineString whose last point is its first")
    return shapely.set_srid(shapely.polygons(coordinates), shapely.get_srid(line))


def _polygons(column: pa.ChunkedArray) -> Values:
    return np.array([*mapped([shapes_of(column)], _ring), None], dtype=object)[:-1]


def geography_polygon(column: pa.ChunkedArray) -> pa.Array:
    """The polygon within a ring: the smaller part that it makes of the sphere."""
    polygons = _polygons(column)
    _refuse("Geography", validity.faults_on_sphere(polygons))
    return column_of(polygons)


def geometry_polygon(column: pa.ChunkedArray) -> pa.Array:
    """The polygon within a ring."""
    polygons = _polygons(column)
    _refuse("Geometry", validity.faults_on_plane(polygons))
    return column_of(polygons)


def oriented_polygon(column: pa.ChunkedArray) -> pa.Array:
    """The polygon on the left of a ring, which may be the larger part of the sphere."""
    polygons = _polygons(column)
    _refuse("Geography", validity.faults_on_sphere(polygons))
    return column_of(shapely.set_srid(polygons, GEOGRAPHY_SRID))


# -- collections --------------------------------------------------------------------------------------------------


def _collection(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    kinds = {int(shapely.get_type_id(shape)) for shape in shapes}
    collector = _COLLECTIONS.get(GeometryType(kinds.pop())) if len(kinds) == 1 else None
    return (collector or shapely.geometrycollections)(shapes)


def collected(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    """Two shapes as one."""
    return shape_column(mapped([shapes_of(left), shapes_of(right)], lambda *pair: _collection(pair)))


def all_collected(column: pa.ChunkedArray) -> pa.Array:
    """The shapes of a list as one; the shape itself where it is alone."""
    found = [None if blobs is None else _all(shapely.from_wkb(blobs)) for blobs in column.to_pylist()]
    return shape_column(found)


def _all(shapes: Values) -> shapely.Geometry:
    return shapes[0] if len(shapes) == 1 else _collection(list(shapes))


# -- SRIDs --------------------------------------------------------------------------------------------------------


def with_another_srid(column: pa.ChunkedArray, srid: pa.ChunkedArray) -> pa.Array:
    """The same shape with another SRID."""
    return shape_column(mapped([shapes_of(column), values_of(srid)], with_srid))


def transformed(column: pa.ChunkedArray, source: pa.ChunkedArray, target: pa.ChunkedArray) -> pa.Array:
    """Shapes in another system of coordinates; `source` is -1 where a shape's own SRID tells it."""
    return shape_column(mapped([shapes_of(column), values_of(source), values_of(target)], _transformed))


def _transformed(shape: shapely.Geometry, source: int, target: int) -> shapely.Geometry:
    transformer = _transformer(int(shapely.get_srid(shape)) if source < 0 else source, target)

    def moved(coordinates: Values) -> Values:
        return np.column_stack(transformer.transform(*coordinates.T))

    return shapely.set_srid(rounded(shapely.transform(shape, moved, include_z=bool(shapely.has_z(shape)))), target)


@cache
def _transformer(source: int, target: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - loaded when first called
    from pyproj import Transformer  # noqa: PLC0415 - start-up stays light
    from pyproj.exceptions import CRSError  # noqa: PLC0415 - as above

    try:
        return Transformer.from_crs(source, target, always_xy=True)
    except CRSError as error:
        raise GeoArgumentError(
            f"Function ST_TRANSFORM: no system of coordinates for SRID {source} or {target}"
        ) from error
