"""Measures of shapes, and shapes made of others: computed by a package that is loaded when one is first called."""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions.geospatial_later import columnar
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction


def _measures() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import measures  # noqa: PLC0415 - start-up stays light

    return measures


def _reshaping() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import reshaping  # noqa: PLC0415 - as above

    return reshaping


_SHAPE, _TWO = ("BLOB",), ("BLOB", "BLOB")
_NUMBERS = (
    ("mh_geography_distance", "distance_on_sphere", _TWO),
    ("mh_geometry_distance", "distance_on_plane", _TWO),
    ("mh_geography_hausdorff_distance", "hausdorff_distance", _TWO),
    ("mh_geography_azimuth", "azimuth_on_sphere", _TWO),
    ("mh_geometry_azimuth", "azimuth_on_plane", _TWO),
    ("mh_geography_length", "length_on_sphere", _SHAPE),
    ("mh_geometry_length", "length_on_plane", _SHAPE),
    ("mh_geography_perimeter", "perimeter_on_sphere", _SHAPE),
    ("mh_geometry_perimeter", "perimeter_on_plane", _SHAPE),
    ("mh_geography_area", "area_on_sphere", _SHAPE),
    ("mh_geometry_area", "area_on_plane", _SHAPE),
)
_CENTRES = (
    ("mh_geography_centroid", "centroid_on_sphere"),
    ("mh_geometry_centroid", "centroid_on_plane"),
)
_REMADE = (
    ("mh_geometry_buffer", "buffered", ("BLOB", "DOUBLE")),
    ("mh_geometry_simplify", "simplified_on_plane", ("BLOB", "DOUBLE")),
    ("mh_geography_simplify", "simplified_on_sphere", ("BLOB", "DOUBLE", "BOOLEAN")),
    ("mh_geography_interpolate", "interpolated", ("BLOB", "DOUBLE")),
)

FUNCTIONS: tuple[ScalarFunction, ...] = (
    *(columnar(_measures, name, python, arguments, "DOUBLE") for name, python, arguments in _NUMBERS),
    *(columnar(_measures, name, python, _SHAPE, "BLOB") for name, python in _CENTRES),
    *(columnar(_reshaping, name, python, arguments, "BLOB") for name, python, arguments in _REMADE),
)
