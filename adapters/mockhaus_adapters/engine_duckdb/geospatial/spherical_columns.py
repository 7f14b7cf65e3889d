"""Arrow columns of GEOGRAPHY as arrays of S2's objects, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
import spherely

from mockhaus_adapters.engine_duckdb.geospatial.columns import (
    Columnar,
    Mask,
    bytes_of_degrees,
    complete,
    distinct,
    plain,
    rounded,
    spread,
)
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GEOGRAPHY_SRID, Values

_TYPE_FLAGS = 4
_SRID_FLAG = 0x20


def spherical_shapes(column: pa.ChunkedArray, mask: Mask) -> Values:
    """The shapes of a column for S2, of which one object stands for all that are equal; None for invalid ones."""
    different, places = distinct(column, mask)
    return geographies(different)[places]


def geographies(texts: Values) -> Values:
    """S2's shapes of WKB; None for those that are invalid on a sphere."""
    found = np.full(len(texts), None, dtype=object)
    oriented = np.fromiter((bool(text[_TYPE_FLAGS] & _SRID_FLAG) for text in texts), dtype=bool, count=len(texts))
    for is_oriented in (False, True):
        places = np.flatnonzero(oriented == is_oriented)
        if len(places):
            found[places] = _parsed(texts[places], oriented=is_oriented)
    return found


def _parsed(texts: Values, *, oriented: bool) -> Values:
    try:
        return np.asarray(spherely.from_wkb(texts, oriented=oriented))
    except RuntimeError:
        return np.array([_parsed_alone(text, oriented=oriented) for text in texts], dtype=object)


def _parsed_alone(text: bytes, *, oriented: bool) -> Any:  # noqa: ANN401 - S2's own
    try:
        return spherely.from_wkb(text, oriented=oriented)
    except RuntimeError:
        return None


def spherical(compute: Callable[..., Values], result: pa.DataType, shapes: int = 1) -> Columnar:
    """A function of columns of which the first are GEOGRAPHY; NULL for invalid shapes."""

    def run(*columns: pa.ChunkedArray) -> pa.Array:
        mask = complete(columns)
        arguments = [spherical_shapes(column, mask) for column in columns[:shapes]]
        arguments += [plain(column, mask) for column in columns[shapes:]]
        valid = np.ones(len(arguments[0]), dtype=bool)
        for found in arguments[:shapes]:
            valid &= spherely.is_geography(found)
        if not valid.all():
            arguments = [argument[valid] for argument in arguments]
            mask[np.flatnonzero(mask)[~valid]] = False
        return spread(compute(*arguments), mask, result)

    return run


def geography_bytes(shapes: Values) -> Values:
    """GEOGRAPHY values of S2's shapes; None for empty ones."""
    return bytes_of_degrees(in_degrees(shapes))


def in_degrees(shapes: Values) -> Values:
    """GEOS's shapes of S2's. Vertices that are the same when rounded are left but once."""
    if not len(shapes):
        return shapes
    found = shapely.remove_repeated_points(rounded(_read_back(spherely.to_wkb(shapes))))
    large = spherely.area(shapes, radius=1) > 2 * np.pi
    found[large] = shapely.set_srid(found[large], GEOGRAPHY_SRID)
    return np.asarray(found, dtype=object)


def _read_back(texts: Values) -> Values:
    """GEOS's shapes of what S2 wrote: beyond 180 degrees it goes on, and so may not come back to where it began."""
    try:
        return np.asarray(shapely.from_wkb(texts))
    except shapely.GEOSException:
        return np.asarray(shapely.from_wkb(texts, on_invalid="fix"))
