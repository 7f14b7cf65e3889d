"""Shapes with fewer and more vertices, and buffers, against their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
import spherely
from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb.geospatial import planar_reshaping, reshaping
from tests.support.shape_columns import column, shape, shapes, texts

_LINE = "LINESTRING(-122.306067 37.55412,-122.32328 37.561801,-122.325879 37.586852)"
_TRIANGLE = "POLYGON((2.365837 48.862456,-76.992874 39.009046,-16.091194 18.013997,2.365837 48.862456))"
_ON_THE_WAY = [(0.2362767764, 49.398305615), (-26.256075742, 52.3609375), (-37.102080178, 29.729270906)]
"""Some of the vertices that the page of ST_INTERPOLATE prints between those of the triangle."""

_walks = st.lists(st.tuples(st.integers(-100, 100), st.integers(1, 100)), min_size=2, max_size=20)


def _metres(line: shapely.Geometry, point: tuple[float, float]) -> float:
    return float(spherely.distance(spherely.from_wkb(shapely.to_wkb(line)), spherely.create_point(*point)))


class TestSimplifying:
    @given(_walks, st.floats(1, 1_000))
    @settings(deadline=None)
    def test_vertices_that_are_left_out_are_within_the_tolerance(
        self, walk: list[tuple[int, int]], tolerance: float
    ) -> None:
        places = np.cumsum(np.array(walk), axis=0) / 1024
        line = shapely.linestrings(places)
        given_line = shapes(shapely.to_wkt(line, rounding_precision=-1))
        found = shape(reshaping.simplified_on_sphere(given_line, column(tolerance), column(True)))
        kept = {tuple(place) for place in shapely.get_coordinates(found).tolist()}
        assert kept <= {tuple(place) for place in places.tolist()}
        for place in places.tolist():
            assert tuple(place) in kept or _metres(found, place) <= tolerance * 1.001 + 1e-3

    def test_a_line_loses_what_is_nearer_than_the_tolerance(self) -> None:
        found = reshaping.simplified_on_sphere(shapes(_LINE, _LINE), column(1000.0, 100.0), column(False, False))
        assert texts(found) == [
            "LINESTRING (-122.306067 37.55412, -122.325879 37.586852)",
            "LINESTRING (-122.306067 37.55412, -122.32328 37.561801, -122.325879 37.586852)",
        ]

    def test_what_is_smaller_than_the_tolerance_is_a_point_unless_it_is_preserved(self) -> None:
        line = "LINESTRING(0 0,0 0.000009)"
        found = reshaping.simplified_on_sphere(shapes(line, line), column(10.0, 10.0), column(False, True))
        assert texts(found) == ["POINT (0 0)", "LINESTRING (0 0, 0 9e-6)"]

    def test_parts_are_simplified_on_their_own(self) -> None:
        parts = "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 0,2 0),MULTILINESTRING((0 0,1 0,2 0),(5 5,6 6)))"
        polygon = "POLYGON((0 0,1 0,2 0,2 2,0 2,0 0),(1 1,1 1.00001,1.00001 1,1 1))"
        several = f"MULTIPOLYGON({polygon.removeprefix('POLYGON')},((5 5,6 5,6 6,5 5)))"
        found = reshaping.simplified_on_sphere(
            shapes(parts, polygon, several, "MULTIPOINT(1 1,2 2)"), column(*[10.0] * 4), column(*[False] * 4)
        )
        assert texts(found) == [
            "GEOMETRYCOLLECTION (POINT (1 1), LINESTRING (0 0, 2 0), MULTILINESTRING ((0 0, 2 0), (5 5, 6 6)))",
            "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))",
            "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
            "MULTIPOINT ((1 1), (2 2))",
        ]

    def test_what_is_invalid_has_no_simpler_shape(self) -> None:
        invalid = shapes("POLYGON((0 0,1 1,1 0,0 1,0 0))", None)
        assert texts(reshaping.simplified_on_sphere(invalid, column(1.0, 1.0), column(False, False))) == [None, None]

    def test_a_geometry_is_simplified_in_its_own_units(self) -> None:
        line = shapes("LINESTRING(1100 1100,2500 2100,3100 3100,4900 1100,3100 1900)", srid=32633)
        found = planar_reshaping.simplified_on_plane(line, column(500.0))
        assert texts(found) == ["LINESTRING (1100 1100, 3100 3100, 4900 1100, 3100 1900)"]
        assert shapely.get_srid(shape(found)) == 32633

    def test_a_collection_of_geometry_is_not_simplified(self) -> None:
        with pytest.raises(ValueError, match=r"100132 .P0000.: ST_SIMPLIFY"):
            planar_reshaping.simplified_on_plane(shapes("GEOMETRYCOLLECTION(POINT(1 1))"), column(1.0))


class TestInterpolating:
    def test_arcs_have_the_documented_vertices(self) -> None:
        found = shapely.get_coordinates(shape(reshaping.interpolated(shapes(_TRIANGLE), column(1000.0))))
        assert len(found) == 92
        for place in _ON_THE_WAY:
            assert np.abs(found - place).max(axis=1).min() < 1e-8

    @given(st.tuples(st.floats(-60, 60), st.floats(-60, 60)), st.tuples(st.floats(-60, 60), st.floats(-60, 60)))
    @settings(deadline=None, max_examples=30)
    def test_vertices_lie_on_the_arc(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        line = shapely.linestrings([start, end])
        if spherely.distance(spherely.create_point(*start), spherely.create_point(*end)) < 1_000:
            return
        given_line = shapes(shapely.to_wkt(line, rounding_precision=-1))
        found = shape(reshaping.interpolated(given_line, column(10_000.0)))
        for place in shapely.get_coordinates(found).tolist():
            assert _metres(line, place) < 0.01

    def test_parts_are_interpolated_on_their_own(self) -> None:
        parts = shapes("GEOMETRYCOLLECTION(POINT(1 2),MULTILINESTRING((0 0,10 0),(0 80,180 80)))", "POINT(1 2)", None)
        found = texts(reshaping.interpolated(parts, column(1e5, 1.0, 1.0)))
        assert found == [
            "GEOMETRYCOLLECTION (POINT (1 2), MULTILINESTRING ((0 0, 10 0), (0 80, 90 90, 180 80)))",
            "POINT (1 2)",
            None,
        ]


class TestBuffers:
    @pytest.mark.parametrize(
        ("given_shape", "distance", "area"),
        [
            ("POINT(0 0)", 1.0, 3.121445152258052),
            ("LINESTRING(0 0,10 0)", 2.0, 52.485780609032204),
            ("POINT(0 0)", 100.0, 31214.45152258053),
        ],
    )
    def test_a_quarter_of_a_circle_has_eight_segments(self, given_shape: str, distance: float, area: float) -> None:
        found = shape(planar_reshaping.buffered(shapes(given_shape), column(distance)))
        assert shapely.area(found) == pytest.approx(area, rel=1e-14)
        assert math.isclose(shapely.get_coordinates(found)[:, 1].max(), distance)

    def test_the_result_has_many_polygons_and_keeps_the_srid(self) -> None:
        found = shape(planar_reshaping.buffered(shapes("POINT(0 0)", srid=32633), column(1.0)))
        assert shapely.get_type_id(found) == shapely.GeometryType.MULTIPOLYGON
        assert shapely.get_srid(found) == 32633
        assert shapely.get_num_coordinates(found) == 33

    def test_a_shape_shrinks_by_a_negative_distance(self) -> None:
        found = planar_reshaping.buffered(
            shapes("POLYGON((0 0,4 0,4 4,0 4,0 0))", "POLYGON((0 0,4 0,4 4,0 4,0 0))"), column(-1.0, -9.0)
        )
        assert [shapely.area(shapely.from_wkb(value)) for value in found.to_pylist()] == [4, 0]
        assert texts(found)[1] == "MULTIPOLYGON EMPTY"
