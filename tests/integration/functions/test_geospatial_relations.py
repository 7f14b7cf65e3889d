"""Relations and combinations of shapes, against determinants and the algebra of sets."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
import spherely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb.geospatial import combinations, measures, planar_relations, relations
from tests.support.shape_columns import column, shapes, texts

_Place = tuple[float, float]
_RELATIONS = (
    relations.intersects_on_sphere,
    relations.contains_on_sphere,
    relations.covers_on_sphere,
    planar_relations.intersects_on_plane,
    planar_relations.contains_on_plane,
    planar_relations.covers_on_plane,
)
_SQUARE = "POLYGON((0 0,1 0,1 1,0 1,0 0))"
_INVALID = "POLYGON((0 0,1 1,1 0,0 1,0 0))"

_places = st.tuples(st.floats(-40, 40), st.floats(-40, 40))


def _triangle(corners: list[_Place]) -> str:
    return f"POLYGON(({', '.join(f'{x!r} {y!r}' for x, y in [*corners, corners[0]])}))"


def _box(left: float, low: float, width: float, height: float) -> str:
    right, high = left + width, low + height
    return f"POLYGON(({left} {low},{right} {low},{right} {high},{left} {high},{left} {low}))"


def _unit(place: _Place) -> tuple[float, float, float]:
    longitude, latitude = map(math.radians, place)
    ring = math.cos(latitude)
    return ring * math.cos(longitude), ring * math.sin(longitude), math.sin(latitude)


def _turn(a: _Place, b: _Place, c: _Place) -> float:
    """Which side of the great circle from a to b has c."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = map(_unit, (a, b, c))
    return (ay * bz - az * by) * cx + (az * bx - ax * bz) * cy + (ax * by - ay * bx) * cz


def _only(found: pa.Array) -> object:
    (value,) = found.to_pylist()
    return value


def _area(found: pa.Array) -> float:
    (value,) = measures.area_on_sphere(pa.chunked_array([found])).to_pylist()
    return value or 0.0


class TestRelations:
    @given(st.lists(_places, min_size=3, max_size=3), _places)
    @settings(max_examples=200, deadline=None)
    def test_a_triangle_contains_what_is_on_the_same_side_of_all_its_arcs(
        self, corners: list[_Place], place: _Place
    ) -> None:
        a, b, c = corners
        sides = [_turn(a, b, place), _turn(b, c, place), _turn(c, a, place), _turn(a, b, c)]
        assume(all(abs(side) > 1e-9 for side in sides))
        expected = all(side > 0 for side in sides) or all(side < 0 for side in sides)
        triangle, point = shapes(_triangle(corners)), shapes(f"POINT({place[0]!r} {place[1]!r})")
        assert _only(relations.contains_on_sphere(triangle, point)) is expected
        assert _only(relations.covers_on_sphere(triangle, point)) is expected
        assert _only(relations.intersects_on_sphere(triangle, point)) is expected
        assert _only(relations.disjoint_on_sphere(triangle, point)) is not expected

    @pytest.mark.parametrize(
        ("other", "found"),
        [
            (_SQUARE, [True] * 6),
            ("POINT(0 0)", [True, False, True] * 2),
            ("POINT(1 1)", [True, False, True] * 2),
            ("LINESTRING(0 0,1 0)", [True, False, True] * 2),
            ("LINESTRING(0 0,0.5 0.5)", [True, True, True] * 2),
            ("POLYGON((1 0,2 0,2 1,1 1,1 0))", [True, False, False] * 2),
            ("POINT(5 5)", [False] * 6),
            ("POINT EMPTY", [False] * 6),
        ],
    )
    def test_edges_belong_to_a_shape_but_not_to_its_inside(self, other: str, found: list[bool]) -> None:
        assert [_only(relate(shapes(_SQUARE), shapes(other))) for relate in _RELATIONS] == found

    def test_a_line_covers_its_ends_but_does_not_contain_them(self) -> None:
        line, end = shapes("LINESTRING(0 0,1 0)"), shapes("POINT(1 0)")
        assert _only(relations.covers_on_sphere(line, end)) is True
        assert _only(relations.contains_on_sphere(line, end)) is False

    @pytest.mark.parametrize("relate", [*_RELATIONS, relations.disjoint_on_sphere, planar_relations.disjoint_on_plane])
    def test_relations_are_not_defined_for_collections(self, relate: object) -> None:
        assert callable(relate)
        with pytest.raises(ValueError, match=r"100132 .P0000.: .*GeometryCollection"):
            relate(shapes(_SQUARE), shapes("GEOMETRYCOLLECTION(POINT(1 1))"))

    def test_nothing_is_known_of_null_and_invalid_shapes(self) -> None:
        found = relations.intersects_on_sphere(shapes(None, _INVALID, _SQUARE), shapes(_SQUARE, _SQUARE, _SQUARE))
        assert found.to_pylist() == [None, None, True]

    def test_the_nearest_points_are_within_a_distance(self) -> None:
        found = relations.within_distance_on_sphere(
            shapes("POINT(0 0)", "POINT(0 0)", "POINT(0 0)", None),
            shapes("LINESTRING(1 0,2 0)", "LINESTRING(1 0,2 0)", "POINT(0 0)", "POINT(0 0)"),
            column(111_196.0, 111_195.0, 0.0, 1.0),
        )
        assert found.to_pylist() == [True, False, True, None]

    def test_shapes_of_different_srids_have_no_relation(self) -> None:
        with pytest.raises(ValueError, match="Incompatible SRID: 1 and 2"):
            planar_relations.intersects_on_plane(shapes(_SQUARE, srid=1), shapes(_SQUARE, srid=2))


class TestFarShapes:
    """What is told by the caps that shapes lie in is what the shapes say."""

    _SHAPES = (
        "POINT(170 10)",
        "LINESTRING(170 0,-170 0)",
        "MULTIPOINT(0 89,180 89)",
        "POLYGON((-20 80,100 80,-140 80,-20 80))",
        "POLYGON((0 0,120 0,0 60,0 0))",
        "LINESTRING(-60 0,60 0)",
        "MULTIPOLYGON(((0 0,1 0,0 1,0 0)),((90 0,91 0,90 1,90 0)))",
        "LINESTRING(0 -80,0 80)",
        "POINT(0 90)",
        "POINT EMPTY",
    )

    @pytest.mark.parametrize("left", _SHAPES)
    def test_all_pairs_are_related_as_s2_says(self, left: str) -> None:
        others = list(self._SHAPES)
        one, other = shapes(*[left] * len(others)), shapes(*others)
        with_s2 = [spherely.from_wkt(text) for text in others]
        distances = [float(spherely.distance(spherely.from_wkt(left), found)) for found in with_s2]
        meets = [distance < 1e-6 for distance in distances]
        assert relations.intersects_on_sphere(one, other).to_pylist() == meets
        assert relations.disjoint_on_sphere(one, other).to_pylist() == [not found for found in meets]
        for metres in (1_000.0, 1_000_000.0, 10_000_000.0):
            within = relations.within_distance_on_sphere(one, other, column(*[metres] * len(others))).to_pylist()
            assert within == [distance <= metres for distance in distances]

    def test_the_larger_part_of_the_sphere_meets_what_is_far_from_its_edge(self) -> None:
        large = shapes("POLYGON((0 0,0 1,1 1,1 0,0 0))", srid=4326)
        assert relations.contains_on_sphere(large, shapes("POINT(180 0)")).to_pylist() == [True]
        assert relations.contains_on_sphere(large, shapes("POINT(0.5 0.5)")).to_pylist() == [False]


class TestCombinations:
    @given(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9), st.integers(1, 9)),
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9), st.integers(1, 9)),
    )
    @settings(max_examples=60, deadline=None)
    def test_the_areas_of_combinations_add_up(
        self, one: tuple[int, int, int, int], other: tuple[int, int, int, int]
    ) -> None:
        left, right = shapes(_box(*one)), shapes(_box(*other))
        areas = [_area(column.chunk(0)) for column in (left, right)]
        common = _area(combinations.intersection(left, right))
        tolerance = sum(areas) * 1e-9
        assert _area(combinations.union(left, right)) == pytest.approx(sum(areas) - common, abs=tolerance)
        assert _area(combinations.difference(left, right)) == pytest.approx(areas[0] - common, abs=tolerance)
        apart = _area(combinations.symmetric_difference(left, right))
        # a sliver between two geodesics that begin at one corner may be lost where an edge is shared
        assert apart == pytest.approx(sum(areas) - 2 * common, rel=5e-3, abs=2 * tolerance)

    @pytest.mark.parametrize(
        ("one", "other"),
        [((1, 3, 2, 4), (1, 2, 5, 3)), ((5, 3, 8, 9), (6, 4, 7, 8)), ((9, 4, 2, 1), (9, 1, 6, 8))],
    )
    def test_what_areas_with_edges_on_one_line_do_not_share_leaves_out_what_they_share(
        self, one: tuple[int, int, int, int], other: tuple[int, int, int, int]
    ) -> None:
        left, right = shapes(_box(*one)), shapes(_box(*other))
        both = sum(_area(column.chunk(0)) for column in (left, right))
        apart = both - 2 * _area(combinations.intersection(left, right))
        assert _area(combinations.symmetric_difference(left, right)) == pytest.approx(apart, rel=5e-3)

    def test_empty_combinations_are_null(self) -> None:
        left, right = shapes(_SQUARE, _SQUARE), shapes("POINT(5 5)", _SQUARE)
        assert texts(combinations.intersection(left, right))[0] is None
        assert texts(combinations.difference(left, right))[1] is None
        assert texts(combinations.symmetric_difference(left, right))[1] is None

    def test_a_shape_of_more_than_half_the_sphere_stays_that(self) -> None:
        north = shapes("POLYGON((0 -1,90 -1,180 -1,-90 -1,0 -1))", srid=4326)
        quarter = shapes("POLYGON((0 -10,90 -10,90 0,0 0,0 -10))")
        whole = combinations.union(north, quarter)
        assert _area(whole) > 2 * math.pi * 6_371_010**2

    def test_lines_that_are_given_twice_are_united(self) -> None:
        left, right = shapes("LINESTRING(0 0,0 1)"), shapes("LINESTRING(0 2,0 1,0 0)")
        assert texts(combinations.union(left, right)) == ["LINESTRING (0 2, 0 1, 0 0)"]

    def test_all_shapes_of_a_list_are_combined(self) -> None:
        boxes = [shapes(_box(left, 0, 2, 1)).chunk(0).to_pylist()[0] for left in range(5)]
        lists = pa.chunked_array([pa.array([boxes, boxes[:2], [], None], pa.list_(pa.binary()))])
        united = measures.area_on_sphere(pa.chunked_array([combinations.union_of_all(lists)])).to_pylist()
        (row,) = measures.area_on_sphere(shapes("POLYGON((0 0,6 0,6 1,5 1,4 1,3 1,2 1,1 1,0 1,0 0))")).to_pylist()
        assert united[0] == pytest.approx(row, rel=1e-3)
        assert united[2:] == [None, None]
        assert texts(combinations.intersection_of_all(lists))[0] is None
        assert texts(combinations.intersection_of_all(lists))[1] is not None
