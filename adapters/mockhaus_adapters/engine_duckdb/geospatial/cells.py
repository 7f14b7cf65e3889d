"""H3 cells: their numbers, texts, places and neighbours.

A cell is a whole number of 63 bits, or its hexadecimal text. Lists of cells are answered as canonical ARRAY text.
"""

from __future__ import annotations

import json
import math
import string
from collections.abc import Callable, Iterable
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import pyarrow as pa
import shapely
from h3 import H3BaseException

from mockhaus_adapters.engine_duckdb.geospatial.columns import (
    bytes_of_degrees,
    complete,
    degrees_of_points,
    plain,
    planar_shapes,
    rounded,
    spread,
)
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError, Values

_FINEST = 15
_CELL_BITS = 63
_NO_CELLS = (None, "\x7fu")
_MOST_CELLS = 1_000_000
"""So many cells fill an ARRAY of the largest size."""

Cell = int | str
Cells = list[int]
Function = Callable[..., Any]


class ResolutionError(ValueError):
    """A resolution that H3 does not have; the text is a whole Snowflake error."""

    def __init__(self, resolution: int) -> None:
        super().__init__(
            f"100410 (P0000): Invalid H3 resolution value: {resolution}. "
            f"Resolution must be between 0 (coarsest) and {_FINEST} (finest)."
        )


# Arguments and results


def number_of(text: str) -> int:
    """The number of a cell given as hexadecimal digits."""
    number = int(text, 16) if text and not text.strip(string.hexdigits) else -1
    if not 0 <= number < 1 << _CELL_BITS:
        raise GeoArgumentError(f"Invalid H3 cell ID: {text}")
    return number


def _checked(cell: Cell) -> int:
    number = number_of(cell) if isinstance(cell, str) else cell
    if number < 0 or not h3.is_valid_cell(number):
        raise GeoArgumentError(f"Invalid H3 cell ID: {cell}")
    return number


def checked_resolution(value: int) -> int:
    """A resolution that H3 has."""
    if not 0 <= value <= _FINEST:
        raise ResolutionError(value)
    return value


def _like(given: Cell, cell: int) -> Cell:
    """A cell as another one is given. Alone, its text has capital letters."""
    return f"{cell:X}" if isinstance(given, str) else cell


def numbers(cells: Iterable[int]) -> str:
    """An ARRAY of cells as numbers."""
    return f"[{','.join(map(str, cells))}]"


def texts(cells: Iterable[int]) -> str:
    """An ARRAY of cells as texts."""
    return json.dumps([f"{cell:x}" for cell in cells], separators=(",", ":"))


def _listed(array: str, kind: type[Cell]) -> list[int]:
    """The cells of an ARRAY."""
    cells = json.loads(array)
    for cell in cells:
        if type(cell) is not kind:
            raise GeoArgumentError(f"Invalid H3 cell ID: {'NULL' if cell in _NO_CELLS else cell}")
    return [_checked(cell) for cell in cells]


def by_row(function: Function, result: pa.DataType) -> Function:
    """A columnar function that computes row by row; NULL where an argument is NULL."""

    def run(*columns: pa.ChunkedArray) -> pa.Array:
        mask = complete(columns)
        rows = zip(*(plain(column, mask).tolist() for column in columns), strict=True)
        found = np.fromiter((_computed(function, row) for row in rows), dtype=object, count=int(mask.sum()))
        return spread(found, mask, result)

    return run


def _computed(function: Function, row: tuple[Any, ...]) -> Any:  # noqa: ANN401 - as the function
    try:
        return function(*row)
    except H3BaseException as error:
        raise GeoArgumentError(f"H3 operation failed: {str(error) or type(error).__name__}") from error


def tried(function: Function) -> Function:
    """A function that answers None where a cell or a calculation is wrong."""

    def run(*arguments: Any) -> Any:  # noqa: ANN401 - as the function
        try:
            return function(*arguments)
        except (H3BaseException, GeoArgumentError):
            return None

    return run


# Single cells


def _latlng_to_cell(latitude: float, longitude: float, resolution: int) -> int:
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise GeoArgumentError("H3 coordinates must be finite numbers")
    return int(h3.latlng_to_cell(latitude, longitude, checked_resolution(resolution)))


def _parent(cell: Cell, resolution: int) -> Cell:
    return _like(cell, h3.cell_to_parent(_checked(cell), checked_resolution(resolution)))


def _int_to_string(cell: int) -> str:
    if cell < 0:
        raise GeoArgumentError(f"Invalid H3 cell ID: {cell}")
    return f"{cell:X}"


def _is_valid(cell: Cell) -> bool:
    try:
        return bool(_checked(cell))
    except GeoArgumentError:
        return False


def _distance(first: Cell, second: Cell) -> int:
    return int(h3.grid_distance(_checked(first), _checked(second)))


latlng_to_cell = by_row(_latlng_to_cell, pa.int64())
cell_to_parent = by_row(_parent, pa.int64())
text_to_parent = by_row(_parent, pa.string())
int_to_string = by_row(_int_to_string, pa.string())
string_to_int = by_row(number_of, pa.int64())
resolution_of = by_row(lambda cell: h3.get_resolution(_checked(cell)), pa.int64())
is_pentagon = by_row(lambda cell: h3.is_pentagon(_checked(cell)), pa.bool_())
is_valid_cell = by_row(_is_valid, pa.bool_())
grid_distance = by_row(_distance, pa.int64())
try_grid_distance = by_row(tried(_distance), pa.int64())


# Places


def point_to_cell(points: pa.ChunkedArray, resolutions: pa.ChunkedArray) -> pa.Array:
    """The cells of points at a resolution."""
    mask = complete([points, resolutions])
    degrees = degrees_of_points(points, mask)
    if degrees is None:  # not only points, or some have a height
        shapes = planar_shapes(points, mask)
        degrees = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    if np.isnan(degrees).any():
        raise GeoArgumentError("H3_POINT_TO_CELL takes points only")
    rows = zip(degrees.tolist(), plain(resolutions, mask).tolist(), strict=True)
    cells = (_latlng_to_cell(latitude, longitude, resolution) for (longitude, latitude), resolution in rows)
    return spread(np.fromiter(cells, dtype=np.int64, count=len(degrees)), mask, pa.int64())


def outlines(cells: list[int]) -> Values:
    """The polygons of cells."""
    boundaries = [h3.cell_to_boundary(cell) for cell in cells]
    places = [point for boundary in boundaries for point in boundary]
    owners = np.repeat(np.arange(len(cells)), [len(boundary) for boundary in boundaries])
    degrees = np.array(places, dtype=float).reshape(-1, 2)[:, ::-1]
    return np.asarray(shapely.polygons(shapely.linearrings(degrees, indices=owners)), dtype=object)


def _centres(cells: list[int]) -> Values:
    degrees = np.array([h3.cell_to_latlng(cell) for cell in cells], dtype=float).reshape(-1, 2)[:, ::-1]
    return np.asarray(shapely.points(degrees), dtype=object)


def _shapes(make: Callable[[list[int]], Values]) -> Function:
    def run(column: pa.ChunkedArray) -> pa.Array:
        mask = complete([column])
        shapes = make([_checked(cell) for cell in plain(column, mask).tolist()])
        return spread(bytes_of_degrees(rounded(shapes)), mask, pa.binary())

    return run


cell_to_boundary = _shapes(outlines)
cell_to_point = _shapes(_centres)


# Lists of cells


def _children(cell: Cell, resolution: int) -> Cells:
    number = _checked(cell)
    refuse_many(h3.cell_to_children_size(number, checked_resolution(resolution)))
    return list(h3.cell_to_children(number, resolution))


def _disk(cell: Cell, distance: int) -> Cells:
    if distance < 0:
        raise GeoArgumentError(f"Invalid H3 grid distance: {distance}")
    refuse_many(3 * distance * (distance + 1) + 1)
    return list(h3.grid_disk(_checked(cell), distance))


def _path(first: Cell, second: Cell) -> Cells:
    return list(h3.grid_path_cells(_checked(first), _checked(second)))


def _uncompacted(cells: list[int], resolution: int) -> Cells:
    checked_resolution(resolution)
    refuse_many(sum(h3.cell_to_children_size(cell, resolution) for cell in cells))
    return list(h3.uncompact_cells(cells, resolution))


def refuse_many(number: float) -> None:
    """Raise for more cells than an ARRAY holds."""
    if number > _MOST_CELLS:
        raise GeoArgumentError("The array of H3 cells exceeds the largest size of an ARRAY")


def _around(function: Function) -> Function:
    """A function of cells that answers a list of such as they are given."""

    def run(cell: Cell, *others: Any) -> str | None:  # noqa: ANN401 - as the function
        found = function(cell, *others)
        show = texts if isinstance(cell, str) else numbers
        return None if found is None else show(found)

    return by_row(run, pa.string())


def shown(show: Callable[[Iterable[int]], str], function: Function) -> Function:
    """A columnar function that shows the cells that another one answers."""

    def run(*arguments: Any) -> str | None:  # noqa: ANN401 - as the function
        found = function(*arguments)
        return None if found is None else show(found)

    return by_row(run, pa.string())


cell_to_children = _around(_children)
grid_disk = _around(_disk)
grid_path = _around(_path)
try_grid_path = _around(tried(_path))
compact_cells = shown(numbers, lambda array: h3.compact_cells(_listed(array, int)))
compact_texts = shown(texts, lambda array: h3.compact_cells(_listed(array, str)))
uncompact_cells = shown(numbers, lambda array, resolution: _uncompacted(_listed(array, int), resolution))
uncompact_texts = shown(texts, lambda array, resolution: _uncompacted(_listed(array, str), resolution))
