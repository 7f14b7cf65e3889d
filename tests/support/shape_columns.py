"""Arrow columns of shapes from WKT, as the engine hands them to its functions, and back."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import shapely


def shapes(*texts: str | None, srid: int = 0) -> pa.ChunkedArray:
    """A column of shapes of WKT, NULL for None."""
    found = [None if text is None else shapely.set_srid(shapely.from_wkt(text), srid) for text in texts]
    return pa.chunked_array([pa.array(shapely.to_wkb(found, include_srid=True).tolist(), pa.binary())])


def column(*values: Any) -> pa.ChunkedArray:
    """A column of plain values."""
    return pa.chunked_array([pa.array(values)])


def texts(found: pa.Array, decimals: int = 9) -> list[str | None]:
    """The WKT of a column of shapes, coordinates rounded."""
    return [
        None if value is None else shapely.to_wkt(shapely.from_wkb(value), rounding_precision=decimals)
        for value in found.to_pylist()
    ]


def shape(found: pa.Array) -> shapely.Geometry:
    """The only shape of a column."""
    (value,) = found.to_pylist()
    return shapely.from_wkb(value)
