"""Shapes made of the points of two or more others, on the sphere. Empty results are NULL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
import spherely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.columns import Columnar, bytes_of_degrees, simple_parts, spread
from mockhaus_adapters.engine_duckdb.geospatial.shapes import Values
from mockhaus_adapters.engine_duckdb.geospatial.spherical_columns import geographies, in_degrees, spherical

_Combination = Callable[[Any, Any], Any]

_AREA = 2
_TIDY = (GeometryType.POINT, GeometryType.MULTIPOINT, GeometryType.POLYGON, GeometryType.MULTIPOLYGON)


def _of_two(combine: _Combination) -> Columnar:
    def compute(left: Values, right: Values) -> Values:
        found = in_degrees(np.asarray(combine(left, right), dtype=object))
        areas = (spherely.get_dimension(left) == _AREA) & (spherely.get_dimension(right) == _AREA)
        return _settled(bytes_of_degrees(_tidied(found, areas)))

    return spherical(compute, pa.binary(), shapes=2)


def _of_all(combine: _Combination) -> Columnar:
    """A function of lists of GEOGRAPHY."""

    def run(lists: pa.ChunkedArray) -> pa.Array:
        found = (_combined(combine, texts) for texts in lists.to_pylist())
        values = np.fromiter(found, dtype=object, count=len(lists))
        return spread(values, np.ones(len(lists), dtype=bool), pa.binary())

    return run


def _combined(combine: _Combination, texts: list[bytes | None] | None) -> bytes | None:
    """None where there is no shape, and where one is invalid."""
    shapes = geographies(np.array(texts or [], dtype=object))
    if not len(shapes) or not spherely.is_geography(shapes).all():
        return None
    areas = bool((spherely.get_dimension(shapes) == _AREA).all())
    whole = in_degrees(np.array([_in_halves(combine, list(shapes))], dtype=object))
    found: bytes | None = _settled(bytes_of_degrees(_tidied(whole, np.array([areas]))))[0]
    return found


def _in_halves(combine: _Combination, shapes: list[Any]) -> Any:  # noqa: ANN401 - S2's own
    """The combination of all, which costs less where the pieces are of like size."""
    while len(shapes) > 1:
        pairs = zip(shapes[::2], shapes[1::2], strict=False)
        shapes = [combine(left, right) for left, right in pairs] + shapes[len(shapes) & ~1 :]
    return shapes[0]


# S2 leaves edges behind where shapes have an edge in common, and keeps an edge of lines as often as it was given.


def _tidied(shapes: Values, areas: Values) -> Values:
    """Shapes without what has no length, and without lines where they are made of areas only."""
    for place in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), _TIDY)):
        parts = list(_kept(shapes[place], only_areas=bool(areas[place])))
        tidy = parts[0] if len(parts) == 1 else shapely.geometrycollections(parts)
        shapes[place] = shapely.set_srid(tidy, shapely.get_srid(shapes[place]))
    return shapes


def _kept(shape: shapely.Geometry, *, only_areas: bool) -> Iterator[shapely.Geometry]:
    """Points, lines and polygons, each kind as one shape."""
    parts = simple_parts(shape)
    dimensions = shapely.get_dimensions(parts)
    points, lines, polygons = (parts[dimensions == dimension] for dimension in range(_AREA + 1))
    if len(points) and not only_areas:
        yield points[0] if len(points) == 1 else shapely.multipoints(points)
    if len(lines) and not only_areas and (edges := _edges(lines)):
        yield _line(edges)
    if len(polygons):
        yield polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)


def _line(edges: list[list[tuple[float, ...]]]) -> shapely.Geometry:
    return shapely.line_merge(shapely.multilinestrings(edges)) if len(edges) > 1 else shapely.linestrings(edges[0])


def _edges(lines: Values) -> list[list[tuple[float, ...]]]:
    """The edges of lines, each once."""
    found: dict[frozenset[tuple[float, ...]], list[tuple[float, ...]]] = {}
    for line in lines:
        for start, end in pairwise(map(tuple, shapely.get_coordinates(line).tolist())):
            if start != end:
                found.setdefault(frozenset((start, end)), [start, end])
    return list(found.values())


def _settled(texts: Values) -> Values:
    """Shapes that rounding made invalid, by edges that are the same now, without these edges."""
    given = np.array([text is not None for text in texts], dtype=bool)
    wrong = np.flatnonzero(given)[~spherely.is_geography(geographies(texts[given]))]
    for place in wrong:
        shape = shapely.make_valid(shapely.from_wkb(texts[place]), method="structure", keep_collapsed=False)
        parts = simple_parts(shape)
        whole = shapely.multipolygons(parts[shapely.get_dimensions(parts) == _AREA])
        texts[place] = bytes_of_degrees(np.array([_simplest(whole)]))[0]
    return texts


def _simplest(polygons: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(polygons)
    return parts[0] if len(parts) == 1 else polygons


union = _of_two(spherely.union)
intersection = _of_two(spherely.intersection)
difference = _of_two(spherely.difference)
symmetric_difference = _of_two(spherely.symmetric_difference)
union_of_all = _of_all(spherely.union)
intersection_of_all = _of_all(spherely.intersection)
