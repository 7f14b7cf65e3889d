"""H3 cells: H3_*.

Follows https://docs.snowflake.com/en/sql-reference/data-types-geospatial and the pages of the functions. A cell is an
INTEGER or a text of hexadecimal digits.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.types import ARRAY, BOOLEAN, GEOGRAPHY, INTEGER, VARCHAR, DataType, Kind
from mockhaus.translation.functions.building import call, cast
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.geospatial_arguments import as_geography
from mockhaus.translation.functions.geospatial_measures import as_distance
from mockhaus.translation.functions.signatures import (
    Coercion,
    argument_types,
    as_integer,
    as_text,
    coerced,
    named,
    returns_nullable,
)
from mockhaus.translation.rules import FunctionRule, FunctionRules, RewriteRule, TypeRule, Walk

_NUMBERS = frozenset({Kind.NUMBER, Kind.FLOAT})
_SHAPE = returns_nullable(GEOGRAPHY)
_CELL = returns_nullable(INTEGER)
_TEXT = returns_nullable(VARCHAR)
_CELLS = returns_nullable(ARRAY)
_TRUTH = returns_nullable(BOOLEAN)


# Arguments


def _as_small_integer(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """A resolution, or a number of steps."""
    value = as_integer(node, source, walk)
    return None if value is None else cast(value, "INTEGER")


def _as_array(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    if source.kind is Kind.NULL:
        return cast(node, "VARCHAR")
    if source.kind is Kind.VARIANT:
        return cast_node(node, source, ARRAY, walk)
    return node if source.kind is Kind.ARRAY else None


def _are_texts(operands: Sequence[DataType]) -> bool | None:
    """Whether cells are given as texts; None where they are given in several ways, or in another one."""
    kinds = {operand.kind for operand in operands} - {Kind.NULL}
    if kinds == {Kind.VARCHAR}:
        return True
    return False if kinds <= _NUMBERS else None


# Rules


def _of_cells(name: str, result: TypeRule, *others: Coercion, cells: int = 1) -> FunctionRule:
    """A function of cells, numbers or texts, whose engine function for texts has a name that says so."""
    return FunctionRule(result, _by_form(f"mh_h3_{name}", f"mh_h3_{name}_text", cells, others), cells + len(others))


def _by_form(number_name: str, text_name: str, cells: int, others: Sequence[Coercion]) -> RewriteRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        arguments = node.expressions
        are_texts = _are_texts([walk.type_of(argument) for argument in arguments[:cells]])
        if are_texts is None:
            raise argument_types(node, arguments, walk)
        coercions = [*[as_text if are_texts else as_integer] * cells, *others]
        return call(text_name if are_texts else number_name, *coerced(node, arguments, coercions, walk))

    return rewrite


def _like_the_cell(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return VARCHAR if _are_texts(operands[:1]) else INTEGER


def _as_text(name: str, *coercions: Coercion) -> FunctionRule:
    """A function whose cell is answered as text."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        return call("mh_h3_int_to_string", call(name, *coerced(node, node.expressions, coercions, walk)))

    return FunctionRule(_TEXT, rewrite, len(coercions))


def _shape_to_cells(name: str) -> FunctionRule:
    return named(f"mh_h3_{name}", _CELLS, as_geography, _as_small_integer)


_PLACE = (as_distance, as_distance, _as_small_integer)
_POINT = (as_geography, _as_small_integer)

NAMED: FunctionRules = {
    "H3_CELL_TO_BOUNDARY": _of_cells("cell_to_boundary", _SHAPE),
    "H3_CELL_TO_CHILDREN": named("mh_h3_cell_to_children", _CELLS, as_integer, _as_small_integer),
    "H3_CELL_TO_CHILDREN_STRING": named("mh_h3_cell_to_children_text", _CELLS, as_text, _as_small_integer),
    "H3_CELL_TO_PARENT": FunctionRule(
        _like_the_cell, _by_form("mh_h3_cell_to_parent", "mh_h3_text_to_parent", 1, (_as_small_integer,)), 2
    ),
    "H3_CELL_TO_POINT": _of_cells("cell_to_point", _SHAPE),
    "H3_COMPACT_CELLS": named("mh_h3_compact_cells", _CELLS, _as_array),
    "H3_COMPACT_CELLS_STRINGS": named("mh_h3_compact_texts", _CELLS, _as_array),
    "H3_COVERAGE": _shape_to_cells("coverage"),
    "H3_COVERAGE_STRINGS": _shape_to_cells("coverage_texts"),
    "H3_GET_RESOLUTION": _of_cells("resolution_of", _CELL),
    "H3_GRID_DISK": _of_cells("grid_disk", _CELLS, _as_small_integer),
    "H3_GRID_DISTANCE": _of_cells("grid_distance", _CELL, cells=2),
    "H3_GRID_PATH": _of_cells("grid_path", _CELLS, cells=2),
    "H3_INT_TO_STRING": named("mh_h3_int_to_string", _TEXT, as_integer),
    "H3_IS_PENTAGON": _of_cells("is_pentagon", _TRUTH),
    "H3_IS_VALID_CELL": _of_cells("is_valid_cell", _TRUTH),
    "H3_LATLNG_TO_CELL": named("mh_h3_latlng_to_cell", _CELL, *_PLACE),
    "H3_LATLNG_TO_CELL_STRING": _as_text("mh_h3_latlng_to_cell", *_PLACE),
    "H3_POINT_TO_CELL": named("mh_h3_point_to_cell", _CELL, *_POINT),
    "H3_POINT_TO_CELL_STRING": _as_text("mh_h3_point_to_cell", *_POINT),
    "H3_POLYGON_TO_CELLS": _shape_to_cells("polygon_to_cells"),
    "H3_POLYGON_TO_CELLS_STRINGS": _shape_to_cells("polygon_to_texts"),
    "H3_STRING_TO_INT": named("mh_h3_string_to_int", _CELL, as_text),
    "H3_TRY_COVERAGE": _shape_to_cells("try_coverage"),
    "H3_TRY_COVERAGE_STRINGS": _shape_to_cells("try_coverage_texts"),
    "H3_TRY_GRID_DISTANCE": _of_cells("try_grid_distance", _CELL, cells=2),
    "H3_TRY_GRID_PATH": _of_cells("try_grid_path", _CELLS, cells=2),
    "H3_TRY_POLYGON_TO_CELLS": _shape_to_cells("try_polygon_to_cells"),
    "H3_TRY_POLYGON_TO_CELLS_STRINGS": _shape_to_cells("try_polygon_to_texts"),
    "H3_UNCOMPACT_CELLS": named("mh_h3_uncompact_cells", _CELLS, _as_array, _as_small_integer),
    "H3_UNCOMPACT_CELLS_STRINGS": named("mh_h3_uncompact_texts", _CELLS, _as_array, _as_small_integer),
}
