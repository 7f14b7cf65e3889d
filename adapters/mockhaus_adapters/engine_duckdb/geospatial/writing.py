"""Shapes as WKT, WKB and GeoJSON.

WKT has the shortest digits that name a number. GeoJSON prints a number of more than nine decimals as a FLOAT in a
document: 16 digits and an exponent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import shapely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.shapes import (
    GEOGRAPHY_SRID,
    NAMES,
    Values,
    column_of,
    mapped,
    shapes_of,
)

_PRINTED_DECIMALS = 9


# -- WKT and WKB --------------------------------------------------------------------------------------------------


def wkt(shape: shapely.Geometry) -> str:
    """A shape as Snowflake prints it: `POINTZ(1 2 3)`, `LINESTRING(0 0,1 1)`."""
    return _without_blanks(str(shapely.to_wkt(shape, rounding_precision=-1, output_dimension=3)))


def _without_blanks(text: str) -> str:
    return text.replace(", ", ",").replace(" Z ", "Z").replace(" (", "(").replace("ZEMPTY", "Z EMPTY")


def as_wkt(column: pa.ChunkedArray) -> pa.Array:
    """WKT."""
    texts = shapely.to_wkt(shapes_of(column), rounding_precision=-1, output_dimension=3)
    return pa.array(mapped([texts], _without_blanks), pa.string())


def geography_as_ewkt(column: pa.ChunkedArray) -> pa.Array:
    """EWKT of GEOGRAPHY, whose SRID is always 4326."""
    return pa.array(mapped([shapes_of(column)], lambda shape: f"SRID={GEOGRAPHY_SRID};{wkt(shape)}"), pa.string())


def geometry_as_ewkt(column: pa.ChunkedArray) -> pa.Array:
    """EWKT of GEOMETRY."""
    shapes = shapes_of(column)
    return pa.array(mapped([shapes], lambda shape: f"SRID={shapely.get_srid(shape)};{wkt(shape)}"), pa.string())


def as_wkb(column: pa.ChunkedArray) -> pa.Array:
    """WKB without an SRID."""
    return column_of(shapely.set_srid(shapes_of(column), 0))


def geography_as_ewkb(column: pa.ChunkedArray) -> pa.Array:
    """EWKB of GEOGRAPHY, whose SRID is always 4326."""
    return column_of(shapely.set_srid(shapes_of(column), GEOGRAPHY_SRID))


def geometry_as_ewkb(column: pa.ChunkedArray) -> pa.Array:
    """EWKB of GEOMETRY, with an SRID also where it is 0."""
    return pa.array(mapped([shapes_of(column)], _ewkb), pa.binary())


def _ewkb(shape: shapely.Geometry) -> bytes:
    srid = int(shapely.get_srid(shape))
    written = bytes(shapely.to_wkb(shapely.set_srid(shape, srid or 1), include_srid=True, byte_order=1))
    return written if srid else written[:5] + bytes(4) + written[9:]


# -- GeoJSON ------------------------------------------------------------------------------------------------------


def as_geojson(column: pa.ChunkedArray) -> pa.Array:
    """GeoJSON, its keys in order."""
    shapes = shapes_of(column)
    kinds = shapely.get_type_id(shapes)
    if (kinds == GeometryType.POINT).all() and not (shapely.has_z(shapes) | shapely.is_empty(shapes)).any():
        return pa.array(_points(shapes), pa.string())
    return pa.array(mapped([shapes], geojson), pa.string())


def _points(points: Values) -> list[str]:
    """The documents of points without heights."""
    places = shapely.get_coordinates(points).tolist()
    name = NAMES[GeometryType.POINT]
    return [f'{{"coordinates":[{_number(x)},{_number(y)}],"type":"{name}"}}' for x, y in places]


def geojson(shape: shapely.Geometry) -> str:
    """A shape as a GeoJSON document."""
    kind = shapely.get_type_id(shape)
    name = f'"type":"{NAMES[kind]}"'
    if kind == GeometryType.GEOMETRYCOLLECTION:
        return f'{{"geometries":[{",".join(map(geojson, shapely.get_parts(shape)))}],{name}}}'
    return f'{{"coordinates":{_COORDINATES[kind](shape)},{name}}}'


def _list(items: Any) -> str:  # noqa: ANN401 - any texts
    return f"[{','.join(items)}]"


def _number(value: float) -> str:
    if round(value, _PRINTED_DECIMALS) != value:
        return f"{value:.15e}"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)  # noqa: PLR2004 - whole digits


def _place(coordinates: Values) -> str:
    return _list(map(_number, coordinates.tolist()))


def _places(shape: shapely.Geometry) -> str:
    return _list(map(_place, shapely.get_coordinates(shape, include_z=bool(shapely.has_z(shape)))))


def _point(shape: shapely.Geometry) -> str:
    found = shapely.get_coordinates(shape, include_z=bool(shapely.has_z(shape)))
    return _place(found[0]) if len(found) else "[]"


def _rings(shape: shapely.Geometry) -> str:
    return _list(map(_places, shapely.get_rings(shape)))


def _parts_by(write: Callable[[shapely.Geometry], str]) -> Callable[[shapely.Geometry], str]:
    return lambda shape: _list(map(write, shapely.get_parts(shape)))


_COORDINATES: dict[int, Callable[[shapely.Geometry], str]] = {
    GeometryType.POINT: _point,
    GeometryType.LINESTRING: _places,
    GeometryType.POLYGON: _rings,
    GeometryType.MULTIPOINT: _parts_by(_point),
    GeometryType.MULTILINESTRING: _parts_by(_places),
    GeometryType.MULTIPOLYGON: _parts_by(_rings),
}
