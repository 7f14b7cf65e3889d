"""Relations and combinations of shapes: computed by a package that is loaded when one is first called."""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions.geospatial_later import columnar
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction


def _relations() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import relations  # noqa: PLC0415 - start-up stays light

    return relations


def _on_plane() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import planar_relations  # noqa: PLC0415 - as above

    return planar_relations


def _combinations() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import combinations  # noqa: PLC0415 - as above

    return combinations


_TWO, _LIST = ("BLOB", "BLOB"), ("BLOB[]",)
_RELATIONS = ("intersects", "disjoint", "contains", "covers")
_COMBINATIONS = (
    ("union", _TWO),
    ("intersection", _TWO),
    ("difference", _TWO),
    ("symmetric_difference", _TWO),
    ("union_of_all", _LIST),
    ("intersection_of_all", _LIST),
)

FUNCTIONS: tuple[ScalarFunction, ...] = (
    *(columnar(_relations, f"mh_geography_{name}", f"{name}_on_sphere", _TWO, "BOOLEAN") for name in _RELATIONS),
    *(columnar(_on_plane, f"mh_geometry_{name}", f"{name}_on_plane", _TWO, "BOOLEAN") for name in _RELATIONS),
    columnar(
        _relations,
        "mh_geography_within_distance",
        "within_distance_on_sphere",
        ("BLOB", "BLOB", "DOUBLE"),
        "BOOLEAN",
    ),
    *(columnar(_combinations, f"mh_geography_{name}", name, arguments, "BLOB") for name, arguments in _COMBINATIONS),
)
