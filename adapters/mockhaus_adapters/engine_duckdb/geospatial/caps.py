"""Columns of GEOGRAPHY as shapes in caps of the sphere: whether caps are apart is told much sooner than by the shapes.

In a join each shape comes back with every row of the other side, chunk by chunk: those that were met last are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
import spherely

from mockhaus_adapters.engine_duckdb.geospatial.columns import COLLECTION, Mask, degrees_of_points, distinct
from mockhaus_adapters.engine_duckdb.geospatial.shapes import Values
from mockhaus_adapters.engine_duckdb.geospatial.sphere import angles, directions
from mockhaus_adapters.engine_duckdb.geospatial.spherical_columns import geographies

_MOST_KEPT = 4096
_LONGEST_KEPT = 65_536
_MARGIN, _EMPTY = 1e-9, -10.0
_WIDEST = 1.4
"""The angle from which on a cap may not hold the inside of a shape; a quarter of a turn is 1.57."""

_Known = tuple[Any, Values, float]
"""A shape of S2, None where it is invalid, the middle of its cap, and the angle from there that the cap reaches."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The shapes of some rows."""

    middles: Values
    reaches: Values
    """The angles that caps reach from their middles; less than nothing for empty shapes."""
    valid: Values
    shapes: Callable[[Values], Values]
    """S2's shapes of some of the rows, by their places."""
    has_collections: bool = False

    def near(self, other: Placed, further: Values | float = 0.0) -> Values:
        """The rows where both shapes are valid and their caps no further apart than an angle."""
        reached = angles(self.middles, other.middles) <= self.reaches + other.reaches + further
        return np.flatnonzero(self.valid & other.valid & reached)


def placed(column: pa.ChunkedArray, mask: Mask) -> Placed:
    """The shapes of a column in the rows of a mask, none of which is NULL."""
    degrees = degrees_of_points(column, mask)
    if degrees is None or np.isnan(degrees).any():
        return _placed(*distinct(column, mask))
    nothing, all_valid = np.zeros(len(degrees)), np.ones(len(degrees), dtype=bool)
    return Placed(directions(degrees), nothing, all_valid, lambda rows: _points(degrees[rows]))


def _points(degrees: Values) -> Values:
    return np.asarray(spherely.points(degrees[:, 0], degrees[:, 1]))


def _placed(texts: Values, places: Values) -> Placed:
    known = _known(texts)
    shapes = np.fromiter((shape for shape, _, _ in known), dtype=object, count=len(known))
    middles = np.array([middle for _, middle, _ in known]).reshape(-1, 3)
    reaches = np.array([reach for _, _, reach in known])
    return Placed(
        middles[places],
        reaches[places],
        np.asarray(spherely.is_geography(shapes), dtype=bool)[places],
        lambda rows: np.asarray(shapes[places[rows]]),
        has_collections=any(text[1] == COLLECTION for text in texts),
    )


_kept: dict[bytes, _Known] = {}
"""By their WKB; other threads may empty it at any time."""


def _known(texts: Values) -> list[_Known]:
    found = {text: known for text in texts if (known := _kept.get(text))}
    missing = np.array([text for text in texts if text not in found], dtype=object)
    new = dict(zip(missing, _capped(missing), strict=True))
    if len(_kept) + len(new) > _MOST_KEPT:
        _kept.clear()
    if len(new) <= _MOST_KEPT:
        _kept.update({text: known for text, known in new.items() if len(text) <= _LONGEST_KEPT})
    found.update(new)
    return [found[text] for text in texts]


def _capped(texts: Values) -> list[_Known]:
    """New shapes in their caps."""
    if not len(texts):
        return []
    planar = shapely.from_wkb(texts)
    coordinates, owners = shapely.get_coordinates(planar, return_index=True)
    vertices = directions(coordinates)
    middles = np.column_stack([np.bincount(owners, axis, minlength=len(texts)) for axis in vertices.T])
    middles = middles / np.maximum(np.linalg.norm(middles, axis=1), np.finfo(float).tiny)[:, None]
    reaches = np.full(len(texts), _EMPTY)
    np.maximum.at(reaches, owners, angles(vertices, middles[owners]))
    reaches[(reaches > _WIDEST) | ((reaches >= 0) & (shapely.get_srid(planar) > 0))] = np.pi
    return list(zip(geographies(texts), middles, reaches + _MARGIN * (reaches >= 0), strict=True))
