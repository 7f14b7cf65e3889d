"""Shapes made of the points of two or more others, on the sphere. Empty results are NULL."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
import spherely
from shapely import GeometryType

from mockhaus_adapters.engine_duckdb.geospatial.columns import (
    Columnar,
    bytes_of_degrees,
    geographies,
    geography_bytes,
    spherical,
    spread,
)
from mockhaus_adapters.engine_duckdb.geospatial.shapes import Values

_Combination = Callable[[Any, Any], Any]


def _of_two(combine: _Combination) -> Columnar:
    def compute(left: Values, right: Values) -> Values:
        return geography_bytes(np.asarray(combine(left, right), dtype=object))

    return spherical(compute, pa.binary(), shapes=2)


def _of_all(combine: _Combination) -> Columnar:
    """A function of lists of GEOGRAPHY."""

    def run(lists: pa.ChunkedArray) -> pa.Array:
        values = np.array([_combined(combine, found) for found in lists.to_pylist()] or [None], dtype=object)
        return spread(values[: len(lists)], np.ones(len(lists), dtype=bool), pa.binary())

    return run


def _combined(combine: _Combination, texts: list[bytes | None] | None) -> bytes | None:
    """None where there is no shape, and where one is invalid."""
    shapes = geographies(np.array(texts or [], dtype=object))
    if not len(shapes) or any(shape is None for shape in shapes):
        return None
    whole = np.array([_in_halves(combine, list(shapes))], dtype=object)
    found: bytes | None = _merged(geography_bytes(whole))[0]
    return found


def _in_halves(combine: _Combination, shapes: list[Any]) -> Any:  # noqa: ANN401 - S2's own
    """The combination of all, which costs less where the pieces are of like size."""
    while len(shapes) > 1:
        pairs = zip(shapes[::2], shapes[1::2], strict=False)
        shapes = [combine(left, right) for left, right in pairs] + shapes[len(shapes) & ~1 :]
    return reduce(combine, shapes[1:], shapes[0])


def _merged(texts: Values) -> Values:
    """Shapes without the edges of lines that S2 keeps as often as they were given."""
    shapes = shapely.from_wkb(texts)
    for place, shape in enumerate(shapes):
        if _has_lines(shape):
            shapes[place] = shapely.set_srid(_with_merged_lines(shape), shapely.get_srid(shape))
            texts[place] = bytes_of_degrees(shapes[place : place + 1])[0]
    return texts


def _has_lines(shape: shapely.Geometry | None) -> bool:
    parts = shapely.get_parts(shape) if shape is not None else ()
    return any(shapely.get_type_id(part) == GeometryType.MULTILINESTRING for part in [shape, *parts])


def _with_merged_lines(shape: shapely.Geometry) -> shapely.Geometry:
    if shapely.get_type_id(shape) == GeometryType.GEOMETRYCOLLECTION:
        return shapely.geometrycollections([_with_merged_lines(part) for part in shapely.get_parts(shape)])
    return _merged_lines(shape) if shapely.get_type_id(shape) == GeometryType.MULTILINESTRING else shape


def _merged_lines(lines: shapely.Geometry) -> shapely.Geometry:
    edges: dict[frozenset[tuple[float, ...]], tuple[tuple[float, ...], tuple[float, ...]]] = {}
    for line in shapely.get_parts(lines):
        points = [tuple(point) for point in shapely.get_coordinates(line)]
        for start, end in pairwise(points):
            edges.setdefault(frozenset((start, end)), (start, end))
    return shapely.line_merge(shapely.multilinestrings([list(edge) for edge in edges.values()]), directed=False)


def union(left: pa.ChunkedArray, right: pa.ChunkedArray) -> pa.Array:
    """The points of either shape."""
    found = _of_two(spherely.union)(left, right)
    return pa.array(_merged(found.to_numpy(zero_copy_only=False)), pa.binary(), from_pandas=True)


intersection = _of_two(spherely.intersection)
difference = _of_two(spherely.difference)
symmetric_difference = _of_two(spherely.symmetric_difference)
union_of_all = _of_all(spherely.union)
intersection_of_all = _of_all(spherely.intersection)
