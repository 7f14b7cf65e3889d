"""What functions of shapes and cells take and answer."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.fakes.names import StaticNames
from tests.unit.translation.translating import plan

_COLUMNS = {
    "G": "GEOGRAPHY",
    "P": "GEOMETRY",
    "I": "INT",
    "F": "FLOAT",
    "S": "VARCHAR(20)",
    "V": "VARIANT",
    "A": "ARRAY",
}
_NAMES = StaticNames({"T": _COLUMNS})


def _type(expression: str) -> str:
    return str(plan(f"SELECT {expression} FROM t", names=_NAMES).columns[0].type)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ST_DISTANCE(g, g)", "FLOAT"),
        ("ST_DISTANCE(p, NULL)", "FLOAT"),
        ("ST_AREA(p)", "FLOAT"),
        ("ST_DWITHIN(g, g, s)", "BOOLEAN"),
        ("ST_CONTAINS(p, p)", "BOOLEAN"),
        ("ST_WITHIN(NULL, g)", "BOOLEAN"),
        ("ST_CENTROID(g)", "GEOGRAPHY"),
        ("ST_CENTROID(p)", "GEOMETRY"),
        ("ST_CENTROID(NULL)", "GEOGRAPHY"),
        ("ST_SIMPLIFY(g, 1, TRUE)", "GEOGRAPHY"),
        ("ST_SIMPLIFY(p, 1)", "GEOMETRY"),
        ("ST_BUFFER(p, i)", "GEOMETRY"),
        ("ST_INTERPOLATE(g)", "GEOGRAPHY"),
        ("ST_UNION(g, g)", "GEOGRAPHY"),
        ("ST_UNION_AGG(g)", "GEOGRAPHY"),
        ("ST_INTERSECTION_AGG(DISTINCT g)", "GEOGRAPHY"),
        ("H3_CELL_TO_PARENT(i, 1)", "NUMBER(38,0)"),
        ("H3_CELL_TO_PARENT(s, 1)", "VARCHAR(16777216)"),
        ("H3_GRID_DISK(s, 1)", "ARRAY"),
        ("H3_CELL_TO_POINT(s)", "GEOGRAPHY"),
        ("H3_LATLNG_TO_CELL(f, f, i)", "NUMBER(38,0)"),
        ("H3_LATLNG_TO_CELL_STRING(f, f, i)", "VARCHAR(16777216)"),
        ("H3_IS_VALID_CELL(NULL)", "BOOLEAN"),
        ("H3_COMPACT_CELLS(v)", "ARRAY"),
        ("H3_COVERAGE(g, 1)", "ARRAY"),
    ],
)
def test_results(expression: str, expected: str) -> None:
    assert _type(expression) == expected


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("ST_DISTANCE(g, p)", "'ST_DISTANCE': (GEOGRAPHY, GEOMETRY)"),
        ("ST_DISTANCE(g, s)", "'ST_DISTANCE': (GEOGRAPHY, VARCHAR(20))"),
        ("ST_INTERSECTS(p, g)", "'ST_INTERSECTS': (GEOMETRY, GEOGRAPHY)"),
        ("ST_COVEREDBY(v, g)", "'ST_COVEREDBY': (VARIANT, GEOGRAPHY)"),
        ("ST_DWITHIN(p, p, 1)", "'ST_DWITHIN': (GEOMETRY, GEOMETRY, NUMBER(1,0))"),
        ("ST_HAUSDORFFDISTANCE(p, p)", "'ST_HAUSDORFFDISTANCE': (GEOMETRY, GEOMETRY)"),
        ("ST_BUFFER(g, 1)", "'ST_BUFFER': (GEOGRAPHY, NUMBER(1,0))"),
        ("ST_BUFFER(p, a)", "'ST_BUFFER': (GEOMETRY, ARRAY)"),
        ("ST_SIMPLIFY(p, 1, TRUE)", "'ST_SIMPLIFY': (GEOMETRY, NUMBER(1,0), BOOLEAN)"),
        ("ST_INTERPOLATE(p)", "'ST_INTERPOLATE': (GEOMETRY)"),
        ("ST_UNION(p, p)", "'ST_UNION': (GEOMETRY, GEOMETRY)"),
        ("H3_POINT_TO_CELL(p, 1)", "'H3_POINT_TO_CELL': (GEOMETRY, NUMBER(1,0))"),
        ("H3_GRID_PATH(i, s)", "'H3_GRID_PATH': (NUMBER(38,0), VARCHAR(20))"),
        ("H3_CELL_TO_POINT(v)", "'H3_CELL_TO_POINT': (VARIANT)"),
        ("H3_COMPACT_CELLS(s)", "'H3_COMPACT_CELLS': (VARCHAR(20))"),
    ],
)
def test_arguments_of_other_types_are_refused(expression: str, shown: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        _type(expression)
    assert caught.value.error is ErrorCode.ARGUMENT_TYPES
    assert shown in caught.value.message


def test_union_of_geometry_in_an_aggregate_is_refused() -> None:
    with pytest.raises(SnowflakeError) as caught:
        _type("ST_UNION_AGG(p)")
    assert caught.value.error is ErrorCode.ARGUMENT_TYPES
