"""Measures of shapes, against another description of the sphere and against formulas for the plane."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb.geospatial import measures, planar_measures
from tests.support.shape_columns import shapes, texts

_RADIUS = 6_371_010
_SPHERE = Geodesic(_RADIUS, 0)
_COLLECTION = "GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,0 1,0 0)),LINESTRING(0 0,1 0),POINT(50 -50))"
_INVALID = "POLYGON((0 0,1 1,1 0,0 1,0 0))"

_places = st.tuples(st.floats(-179.9, 179.9), st.floats(-89.9, 89.9))
_small = st.floats(-50, 50).filter(lambda value: abs(value) > 1e-3 or value == 0)


def _point(place: tuple[float, float]) -> str:
    return f"POINT({place[0]!r} {place[1]!r})"


def _triangle(places: list[tuple[float, float]]) -> str:
    corners = ", ".join(f"{x!r} {y!r}" for x, y in [*places, places[0]])
    return f"POLYGON(({corners}))"


def _value(found: pa.Array) -> float:
    (value,) = found.to_pylist()
    assert isinstance(value, float)
    return value


class TestSphere:
    @given(_places, _places)
    @settings(deadline=None)
    def test_distances_are_those_of_a_sphere(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        expected = _SPHERE.Inverse(one[1], one[0], other[1], other[0])["s12"]
        found = _value(measures.distance_on_sphere(shapes(_point(one)), shapes(_point(other))))
        assert found == pytest.approx(expected, rel=1e-9, abs=0.1)

    @given(_places, _places)
    @settings(deadline=None)
    def test_a_line_is_as_long_as_its_ends_are_apart(
        self, one: tuple[float, float], other: tuple[float, float]
    ) -> None:
        expected = _SPHERE.Inverse(one[1], one[0], other[1], other[0])["s12"]
        assume(1 < expected < 0.99 * math.pi * _RADIUS)
        line = f"LINESTRING({one[0]!r} {one[1]!r}, {other[0]!r} {other[1]!r})"
        assert _value(measures.length_on_sphere(shapes(line))) == pytest.approx(expected, rel=1e-6)

    @given(_places, _places)
    @settings(deadline=None)
    def test_directions_are_those_of_a_sphere(self, one: tuple[float, float], other: tuple[float, float]) -> None:
        inverse = _SPHERE.Inverse(one[1], one[0], other[1], other[0])
        assume(1_000 < inverse["s12"] < 0.99 * math.pi * _RADIUS)
        found = _value(planar_measures.azimuth_on_sphere(shapes(_point(one)), shapes(_point(other))))
        assert 0 <= found < math.tau
        assert math.remainder(found - math.radians(inverse["azi1"]), math.tau) == pytest.approx(0, abs=1e-6)

    @given(st.lists(st.tuples(st.floats(-40, 40), st.floats(-40, 40)), min_size=3, max_size=3))
    @settings(deadline=None)
    def test_areas_and_perimeters_are_those_of_a_sphere(self, places: list[tuple[float, float]]) -> None:
        polygon = _SPHERE.Polygon()
        for longitude, latitude in places:
            polygon.AddPoint(latitude, longitude)
        _, perimeter, area = polygon.Compute()
        assume(abs(area) > 1e6)
        column = shapes(_triangle(places))
        assert _value(measures.area_on_sphere(column)) == pytest.approx(abs(area), rel=1e-6)
        assert _value(measures.perimeter_on_sphere(column)) == pytest.approx(perimeter, rel=1e-9)

    def test_a_polygon_with_an_srid_lies_on_the_left_of_its_ring(self) -> None:
        clockwise = "POLYGON((0 0,0 2,1 2,1 0,0 0))"
        assert _value(measures.area_on_sphere(shapes(clockwise))) == pytest.approx(24724306355.5504)
        assert _value(measures.area_on_sphere(shapes(clockwise, srid=4326))) == pytest.approx(510041348811633)

    def test_a_collection_has_the_sum_of_its_parts(self) -> None:
        column = shapes(_COLLECTION)
        assert _value(measures.length_on_sphere(column)) == pytest.approx(111195.101177484)
        assert _value(measures.perimeter_on_sphere(column)) == pytest.approx(444763.468727621)
        assert _value(measures.area_on_sphere(column)) == pytest.approx(12364036567.0764)

    def test_the_centre_of_a_collection_is_that_of_its_largest_dimension(self) -> None:
        collection = "GEOMETRYCOLLECTION(LINESTRING(0 0,0 -2),GEOMETRYCOLLECTION(POINT(50 -50)))"
        points = "GEOMETRYCOLLECTION(POINT(10 0),MULTIPOINT(10 20,10 10))"
        assert texts(measures.centroid_on_sphere(shapes(collection, points))) == ["POINT (0 -1)", "POINT (10 10)"]

    def test_nothing_is_known_of_invalid_and_empty_shapes(self) -> None:
        column = shapes(_INVALID, "POINT EMPTY", None)
        assert measures.area_on_sphere(column).to_pylist() == [None, 0.0, None]
        assert measures.length_on_sphere(column).to_pylist() == [None, 0.0, None]
        assert measures.centroid_on_sphere(column).to_pylist() == [None, None, None]
        distance = measures.distance_on_sphere(column, shapes("POINT(1 1)", "POINT(1 1)", "POINT(1 1)"))
        assert distance.to_pylist() == [None, None, None]

    def test_the_place_of_the_observer_has_no_direction(self) -> None:
        assert planar_measures.azimuth_on_sphere(shapes("POINT(1 2)"), shapes("POINT(1 2)")).to_pylist() == [None]

    def test_directions_are_those_of_points_only(self) -> None:
        with pytest.raises(ValueError, match=r"100132 .P0000.: ST_AZIMUTH"):
            planar_measures.azimuth_on_sphere(shapes("POINT(1 2)"), shapes("LINESTRING(1 2,3 4)"))

    def test_the_farthest_vertex_decides_how_like_shapes_are(self) -> None:
        left = "POLYGON((-1 0, 0 1, 1 0, 0 -1, -1 0))"
        right = "MULTIPOINT(-1 0, 0 1, 1 0, 0 -1, 0 -11)"
        for one, other in ((left, right), (right, left)):
            assert _value(planar_measures.hausdorff_distance(shapes(one), shapes(other))) == pytest.approx(10)


class TestPlane:
    @given(_small, _small, _small, _small)
    @settings(deadline=None)
    def test_points_are_as_far_apart_as_pythagoras_says(self, x: float, y: float, u: float, v: float) -> None:
        one, other = shapes(_point((x, y))), shapes(_point((u, v)))
        assert _value(planar_measures.distance_on_plane(one, other)) == pytest.approx(math.dist((x, y), (u, v)))
        assume((x, y) != (u, v))
        azimuth = _value(planar_measures.azimuth_on_plane(one, other))
        assert math.sin(azimuth) * math.dist((x, y), (u, v)) == pytest.approx(u - x, abs=1e-9)
        assert math.cos(azimuth) * math.dist((x, y), (u, v)) == pytest.approx(v - y, abs=1e-9)

    @given(st.lists(st.tuples(_small, _small), min_size=3, max_size=3))
    @settings(deadline=None)
    def test_triangles_are_measured_by_their_sides(self, places: list[tuple[float, float]]) -> None:
        a, b, c = (math.dist(places[i], places[i - 1]) for i in range(3))
        half = (a + b + c) / 2
        heron = math.sqrt(max(0.0, half * (half - a) * (half - b) * (half - c)))
        column = shapes(_triangle(places))
        assert _value(planar_measures.perimeter_on_plane(column)) == pytest.approx(a + b + c)
        assert _value(planar_measures.area_on_plane(column)) == pytest.approx(heron, abs=1e-3)
        assert _value(planar_measures.length_on_plane(column)) == 0

    def test_a_collection_has_the_sum_of_its_parts(self) -> None:
        column = shapes(_COLLECTION)
        assert _value(planar_measures.length_on_plane(column)) == 1
        assert _value(planar_measures.perimeter_on_plane(column)) == 4
        assert _value(planar_measures.area_on_plane(column)) == 1

    def test_the_centre_keeps_the_srid(self) -> None:
        (centre,) = planar_measures.centroid_on_plane(shapes("LINESTRING(0 0,2 2)", srid=32633)).to_pylist()
        assert shapely.get_srid(shapely.from_wkb(centre)) == 32633

    def test_shapes_of_different_srids_are_not_compared(self) -> None:
        with pytest.raises(ValueError, match="Incompatible SRID: 4326 and 0"):
            planar_measures.distance_on_plane(shapes("POINT(0 0)", srid=4326), shapes("POINT(0 0)"))
