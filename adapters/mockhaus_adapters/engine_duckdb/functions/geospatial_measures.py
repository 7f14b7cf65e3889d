"""Measures of shapes, and shapes made of others: computed by a package that is loaded when one is first called."""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions.geospatial_later import columnar
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction


def _on_sphere() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import measures  # noqa: PLC0415 - start-up stays light

    return measures


def _on_plane() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import planar_measures  # noqa: PLC0415 - as above

    return planar_measures


def _remade_on_sphere() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import reshaping  # noqa: PLC0415 - as above

    return reshaping


def _remade_on_plane() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import planar_reshaping  # noqa: PLC0415 - as above

    return planar_reshaping


_SHAPE, _TWO, _RESIZED = ("BLOB",), ("BLOB", "BLOB"), ("BLOB", "DOUBLE")
_TABLE = (
    (_on_sphere, "mh_geography_distance", "distance_on_sphere", _TWO, "DOUBLE"),
    (_on_plane, "mh_geometry_distance", "distance_on_plane", _TWO, "DOUBLE"),
    (_on_plane, "mh_geography_hausdorff_distance", "hausdorff_distance", _TWO, "DOUBLE"),
    (_on_plane, "mh_geography_azimuth", "azimuth_on_sphere", _TWO, "DOUBLE"),
    (_on_plane, "mh_geometry_azimuth", "azimuth_on_plane", _TWO, "DOUBLE"),
    (_on_sphere, "mh_geography_length", "length_on_sphere", _SHAPE, "DOUBLE"),
    (_on_plane, "mh_geometry_length", "length_on_plane", _SHAPE, "DOUBLE"),
    (_on_sphere, "mh_geography_perimeter", "perimeter_on_sphere", _SHAPE, "DOUBLE"),
    (_on_plane, "mh_geometry_perimeter", "perimeter_on_plane", _SHAPE, "DOUBLE"),
    (_on_sphere, "mh_geography_area", "area_on_sphere", _SHAPE, "DOUBLE"),
    (_on_plane, "mh_geometry_area", "area_on_plane", _SHAPE, "DOUBLE"),
    (_on_sphere, "mh_geography_centroid", "centroid_on_sphere", _SHAPE, "BLOB"),
    (_on_plane, "mh_geometry_centroid", "centroid_on_plane", _SHAPE, "BLOB"),
    (_remade_on_plane, "mh_geometry_buffer", "buffered", _RESIZED, "BLOB"),
    (_remade_on_plane, "mh_geometry_simplify", "simplified_on_plane", _RESIZED, "BLOB"),
    (_remade_on_sphere, "mh_geography_simplify", "simplified_on_sphere", (*_RESIZED, "BOOLEAN"), "BLOB"),
    (_remade_on_sphere, "mh_geography_interpolate", "interpolated", _RESIZED, "BLOB"),
)

FUNCTIONS: tuple[ScalarFunction, ...] = tuple(
    columnar(load, name, python, arguments, result) for load, name, python, arguments, result in _TABLE
)
