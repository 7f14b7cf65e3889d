"""The H3 cells in shapes, and those that cover shapes."""

from __future__ import annotations

import math
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import shapely
import spherely

from mockhaus_adapters.engine_duckdb.geospatial.cells import (
    Cells,
    checked_resolution,
    numbers,
    outlines,
    refuse_many,
    shown,
    texts,
    tried,
)
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError
from mockhaus_adapters.engine_duckdb.geospatial.spherical_columns import geographies


def _inside(shape: bytes, resolution: int) -> Cells:
    """The cells whose centres lie in a polygon with straight edges on the map."""
    polygon = shapely.from_wkb(shape)
    if shapely.get_type_id(polygon) != shapely.GeometryType.POLYGON:
        raise GeoArgumentError("H3_POLYGON_TO_CELLS takes a polygon only")
    refuse_many(_expected(_on_sphere(shape), checked_resolution(resolution)))
    shell, *holes = ([(y, x) for x, y in shapely.get_coordinates(ring)[:-1]] for ring in shapely.get_rings(polygon))
    return list(h3.h3shape_to_cells(h3.LatLngPoly(shell, *holes), resolution))


def _on_sphere(shape: bytes) -> Any:  # noqa: ANN401 - S2's own
    (found,) = geographies(np.array([shape], dtype=object))
    if found is None:
        raise GeoArgumentError("The shape is invalid")
    return found


def _expected(shape: Any, resolution: int) -> float:  # noqa: ANN401 - S2's own
    """About how many cells have the area of a shape."""
    return float(spherely.area(shape, radius=1)) / (4 * math.pi) * int(h3.get_num_cells(resolution))


def _covering(shape: bytes, resolution: int) -> Cells:
    """The cells that a shape meets, from cell to neighbour beginning at the vertices of its parts."""
    whole = _on_sphere(shape)
    refuse_many(_expected(whole, checked_resolution(resolution)))
    vertices = shapely.get_coordinates(shapely.from_wkb(shape))
    candidates = {h3.latlng_to_cell(latitude, longitude, resolution) for longitude, latitude in vertices}
    seen, met = set(candidates), []
    while candidates:
        reached = _met(whole, sorted(candidates))
        met += reached
        refuse_many(len(met))
        candidates = {neighbour for cell in reached for neighbour in h3.grid_disk(cell, 1)} - seen
        seen |= candidates
    return met


def _met(shape: Any, cells: list[int]) -> list[int]:  # noqa: ANN401 - S2's own
    """Those of some cells that a shape meets."""
    meets = np.asarray(spherely.intersects(geographies(shapely.to_wkb(outlines(cells))), shape))
    return [cell for cell, found in zip(cells, meets, strict=True) if found]


polygon_to_cells = shown(numbers, _inside)
polygon_to_texts = shown(texts, _inside)
try_polygon_to_cells = shown(numbers, tried(_inside))
try_polygon_to_texts = shown(texts, tried(_inside))
coverage = shown(numbers, _covering)
coverage_texts = shown(texts, _covering)
try_coverage = shown(numbers, tried(_covering))
try_coverage_texts = shown(texts, tried(_covering))
