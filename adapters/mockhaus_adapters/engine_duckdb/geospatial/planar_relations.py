"""Whether shapes touch, contain or cover one another on a plane."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pyarrow as pa
import shapely

from mockhaus_adapters.engine_duckdb.geospatial.columns import Columnar, planar
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError, Values

_Relation = Callable[[Values, Values], Values]


def _no_collections(*columns: Values) -> None:
    for shapes in columns:
        if (shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION).any():
            refuse_collection()


def refuse_collection() -> NoReturn:
    """Raise: what relations of collections would be is not defined."""
    raise GeoArgumentError("Relations of shapes are not defined for a GeometryCollection or FeatureCollection")


def _on_plane(relation: _Relation) -> Columnar:
    return planar(relation, pa.bool_(), shapes=2, check=_no_collections)


intersects_on_plane = _on_plane(shapely.intersects)
disjoint_on_plane = _on_plane(shapely.disjoint)
contains_on_plane = _on_plane(shapely.contains)
covers_on_plane = _on_plane(shapely.covers)
