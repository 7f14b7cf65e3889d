"""H3 cells: computed by a package that is loaded when a function is first called.

A function of cells has a twin whose name ends in `_text` for cells given as hexadecimal texts.
"""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions.geospatial_later import columnar
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction


def _cells() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import cells  # noqa: PLC0415 - start-up stays light

    return cells


def _coverage() -> object:
    from mockhaus_adapters.engine_duckdb.geospatial import coverage  # noqa: PLC0415 - as above

    return coverage


_CELL, _TEXT = "BIGINT", "VARCHAR"
_OF_A_CELL = (
    ("cell_to_boundary", (_CELL,), "BLOB"),
    ("cell_to_point", (_CELL,), "BLOB"),
    ("cell_to_children", (_CELL, "INTEGER"), "VARCHAR"),
    ("grid_disk", (_CELL, "INTEGER"), "VARCHAR"),
    ("grid_path", (_CELL, _CELL), "VARCHAR"),
    ("try_grid_path", (_CELL, _CELL), "VARCHAR"),
    ("grid_distance", (_CELL, _CELL), "BIGINT"),
    ("try_grid_distance", (_CELL, _CELL), "BIGINT"),
    ("resolution_of", (_CELL,), "BIGINT"),
    ("is_pentagon", (_CELL,), "BOOLEAN"),
    ("is_valid_cell", (_CELL,), "BOOLEAN"),
)
_OTHERS = (
    ("latlng_to_cell", ("DOUBLE", "DOUBLE", "INTEGER"), "BIGINT"),
    ("point_to_cell", ("BLOB", "INTEGER"), "BIGINT"),
    ("cell_to_parent", (_CELL, "INTEGER"), "BIGINT"),
    ("text_to_parent", (_TEXT, "INTEGER"), "VARCHAR"),
    ("int_to_string", (_CELL,), "VARCHAR"),
    ("string_to_int", (_TEXT,), "BIGINT"),
    ("compact_cells", ("VARCHAR",), "VARCHAR"),
    ("compact_texts", ("VARCHAR",), "VARCHAR"),
    ("uncompact_cells", ("VARCHAR", "INTEGER"), "VARCHAR"),
    ("uncompact_texts", ("VARCHAR", "INTEGER"), "VARCHAR"),
)
_OF_SHAPES = (
    "polygon_to_cells",
    "polygon_to_texts",
    "try_polygon_to_cells",
    "try_polygon_to_texts",
    "coverage",
    "coverage_texts",
    "try_coverage",
    "try_coverage_texts",
)


def _given_as_text(arguments: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_TEXT if argument == _CELL else argument for argument in arguments)


FUNCTIONS: tuple[ScalarFunction, ...] = (
    *(
        columnar(_cells, f"mh_h3_{name}", name, arguments, result)
        for name, arguments, result in (*_OF_A_CELL, *_OTHERS)
    ),
    *(
        columnar(_cells, f"mh_h3_{name}_text", name, _given_as_text(arguments), result)
        for name, arguments, result in _OF_A_CELL
    ),
    *(columnar(_coverage, f"mh_h3_{name}", name, ("BLOB", "INTEGER"), "VARCHAR") for name in _OF_SHAPES),
)
