"""Shapes read, printed, made and taken apart: by a package that is loaded when one of these is first called."""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions.geospatial_later import Loader, columnar
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction


def _reading() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import reading  # noqa: PLC0415 - start-up stays light

    return reading


def _writing() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import writing  # noqa: PLC0415 - start-up stays light

    return writing


def _making() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import making  # noqa: PLC0415 - start-up stays light

    return making


def _inspecting() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import inspecting  # noqa: PLC0415 - start-up stays light

    return inspecting


def _geohashes() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import geohashes  # noqa: PLC0415 - start-up stays light

    return geohashes


_FLAGS = ("BOOLEAN", "BOOLEAN")
"""Whether invalid shapes are allowed, and whether faults are NULL."""
_SHAPE, _TWO, _NUMBERS = ("BLOB",), ("BLOB", "BLOB"), ("DOUBLE", "DOUBLE")
_TABLE: tuple[tuple[str, Loader, str, tuple[str, ...], str], ...] = (
    ("mh_geography_of_text", _reading, "to_geography", ("VARCHAR", "VARCHAR", *_FLAGS), "BLOB"),
    ("mh_geography_of_bytes", _reading, "to_geography", ("BLOB", "VARCHAR", *_FLAGS), "BLOB"),
    ("mh_geography_of_geometry", _reading, "geography_of_geometry", ("BLOB", *_FLAGS), "BLOB"),
    ("mh_geometry_of_text", _reading, "to_geometry", ("VARCHAR", "VARCHAR", "INTEGER", *_FLAGS), "BLOB"),
    ("mh_geometry_of_bytes", _reading, "to_geometry", ("BLOB", "VARCHAR", "INTEGER", *_FLAGS), "BLOB"),
    ("mh_geometry_of_geography", _reading, "geometry_of_geography", ("BLOB", "INTEGER", *_FLAGS), "BLOB"),
    ("mh_geo_wkt", _writing, "as_wkt", _SHAPE, "VARCHAR"),
    ("mh_geo_wkb", _writing, "as_wkb", _SHAPE, "BLOB"),
    ("mh_geo_json", _writing, "as_geojson", _SHAPE, "VARCHAR"),
    ("mh_geography_ewkt", _writing, "geography_as_ewkt", _SHAPE, "VARCHAR"),
    ("mh_geometry_ewkt", _writing, "geometry_as_ewkt", _SHAPE, "VARCHAR"),
    ("mh_geography_ewkb", _writing, "geography_as_ewkb", _SHAPE, "BLOB"),
    ("mh_geometry_ewkb", _writing, "geometry_as_ewkb", _SHAPE, "BLOB"),
    ("mh_geography_point", _making, "geography_point", _NUMBERS, "BLOB"),
    ("mh_geometry_point", _making, "geometry_point", _NUMBERS, "BLOB"),
    ("mh_geography_line", _making, "geography_line", _TWO, "BLOB"),
    ("mh_geometry_line", _making, "geometry_line", _TWO, "BLOB"),
    ("mh_geography_polygon", _making, "geography_polygon", _SHAPE, "BLOB"),
    ("mh_geometry_polygon", _making, "geometry_polygon", _SHAPE, "BLOB"),
    ("mh_geography_oriented", _making, "oriented_polygon", _SHAPE, "BLOB"),
    ("mh_geography_collect", _making, "collected", _TWO, "BLOB"),
    ("mh_geography_collect_all", _making, "all_collected", ("BLOB[]",), "BLOB"),
    ("mh_geometry_with_srid", _making, "with_another_srid", ("BLOB", "INTEGER"), "BLOB"),
    ("mh_geometry_transform", _making, "transformed", ("BLOB", "INTEGER", "INTEGER"), "BLOB"),
    ("mh_geo_x", _inspecting, "x", _SHAPE, "DOUBLE"),
    ("mh_geo_y", _inspecting, "y", _SHAPE, "DOUBLE"),
    ("mh_geography_bound", _inspecting, "bound_on_sphere", ("BLOB", "VARCHAR"), "DOUBLE"),
    ("mh_geometry_bound", _inspecting, "bound_on_plane", ("BLOB", "VARCHAR"), "DOUBLE"),
    ("mh_geography_envelope", _inspecting, "envelope_on_sphere", _SHAPE, "BLOB"),
    ("mh_geometry_envelope", _inspecting, "envelope_on_plane", _SHAPE, "BLOB"),
    ("mh_geo_points", _inspecting, "points", _SHAPE, "BIGINT"),
    ("mh_geo_dimension", _inspecting, "dimension", _SHAPE, "BIGINT"),
    ("mh_geo_srid", _inspecting, "srid", _SHAPE, "BIGINT"),
    ("mh_geography_is_valid", _inspecting, "geography_is_valid", _SHAPE, "BOOLEAN"),
    ("mh_geometry_is_valid", _inspecting, "geometry_is_valid", _SHAPE, "BOOLEAN"),
    ("mh_geo_point_of_line", _inspecting, "point_of_line", ("BLOB", "BIGINT", "VARCHAR"), "BLOB"),
    ("mh_geography_geohash", _geohashes, "of_geography", ("BLOB", "BIGINT"), "VARCHAR"),
    ("mh_geometry_geohash", _geohashes, "of_geometry", ("BLOB", "BIGINT"), "VARCHAR"),
    ("mh_geohash_box", _geohashes, "box", ("VARCHAR", "BIGINT"), "BLOB"),
    ("mh_geohash_centre", _geohashes, "centre", ("VARCHAR",), "BLOB"),
)

FUNCTIONS: tuple[ScalarFunction, ...] = tuple(
    columnar(load, name, python_name, arguments, result) for name, load, python_name, arguments, result in _TABLE
)
