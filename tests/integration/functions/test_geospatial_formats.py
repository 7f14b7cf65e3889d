"""Shapes read and printed, against GEOS; validity and bounds on the sphere, against S2 and points in between."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest
import shapely
import spherely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb.geospatial import geohashes, inspecting, making, reading, validity, writing
from mockhaus_adapters.engine_duckdb.geospatial.shapes import GeoArgumentError, GeoInputError
from tests.support.shape_columns import column, shape, shapes

_longitudes = st.floats(-180, 180).map(lambda value: round(value, 6) + 0.0)
_latitudes = st.floats(-90, 90).map(lambda value: round(value, 6) + 0.0)
_places = st.tuples(_longitudes, _latitudes)
_near = st.tuples(st.integers(-40, 40), st.integers(-40, 40))
_planar = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))


def _geography(text: str | bytes, *, allowed: bool = False, lenient: bool = False) -> pa.Array:
    return reading.to_geography(column(text), column("AUTO"), column(allowed), column(lenient))


def _geometry(text: str | bytes, *, srid: int | None = None, allowed: bool = False, lenient: bool = False) -> pa.Array:
    given_srid = pa.chunked_array([pa.array([srid], pa.int32())])
    return reading.to_geometry(column(text), column("AUTO"), given_srid, column(allowed), column(lenient))


def _chunked(found: pa.Array) -> pa.ChunkedArray:
    return pa.chunked_array([found])


def _ring(corners: list[tuple[int, int]]) -> str:
    return ", ".join(f"{x} {y}" for x, y in [*corners, corners[0]])


class TestReading:
    @settings(deadline=None)
    @given(st.lists(_planar, min_size=2, max_size=6, unique=True))
    def test_all_formats_of_a_line_are_the_same_line(self, places: list[tuple[float, float]]) -> None:
        line = reading.rounded(np.array([shapely.linestrings(places)], dtype=object))[0]
        assume(shapely.is_valid(line))
        written = (
            shapely.to_wkt(line, rounding_precision=-1),
            shapely.to_wkb(line),
            shapely.to_wkb(line, hex=True),
            shapely.to_geojson(line),
        )
        for text in written:
            assert shapely.equals_exact(shape(_geometry(text)), line)

    @settings(deadline=None)
    @given(_places)
    def test_a_printed_point_is_read_as_the_same_point(self, place: tuple[float, float]) -> None:
        point = making.geography_point(column(place[0]), column(place[1]))
        for write in (writing.as_wkt, writing.as_wkb, writing.as_geojson, writing.geography_as_ewkt):
            (printed,) = write(_chunked(point)).to_pylist()
            again = shape(_geography(printed))
            assert (again.x, again.y) == pytest.approx(place, abs=1e-13)

    @settings(deadline=None)
    @given(st.text(max_size=40))
    def test_no_text_fails_otherwise_than_as_no_shape(self, text: str) -> None:
        assert _geography(text, lenient=True).null_count in (0, 1)
        try:
            _geography(text)
        except GeoInputError as error:
            assert str(error).startswith("100205 (P0000): ")  # noqa: PT017 - some texts are shapes

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "POINT",
            "POINT(1)",
            "POINT(1 2) x",
            "POINT M(1 2 3)",
            "POINT ZM(1 2 3 4)",
            "POINT(nan 1)",
            "POINT(inf 1)",
            "LINEARRING(0 0,1 0,1 1,0 0)",
            "CIRCULARSTRING(0 0,1 1,2 0)",
            "GEOMETRYCOLLECTION(CIRCULARSTRING(0 0,1 1,2 0))",
            "SRID=x;POINT(1 2)",
            "0101",
            "{}",
            "[]",
            '{"type":"Point"}',
            '{"type":"Feature","geometry":null,"properties":{}}',
        ],
    )
    def test_what_is_no_shape_is_told_as_such(self, text: str) -> None:
        with pytest.raises(GeoInputError, match="Did not recognize valid"):
            _geometry(text)
        assert _geometry(text, lenient=True).to_pylist() == [None]

    def test_one_bad_row_of_many_is_null_where_that_is_asked_for(self) -> None:
        values = column("POINT(1 1)", None, "nowhere", "CIRCULARSTRING(0 0,1 1,2 0)", "POINT(2 2)")
        flags = column(*[False] * 5), column(*[True] * 5)
        found = reading.to_geography(values, column(*["AUTO"] * 5), *flags).to_pylist()
        assert [value is None for value in found] == [False, True, True, True, False]

    def test_an_open_ring_is_closed_in_a_document_too(self) -> None:
        document = {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1]]]]}
        found = shape(_geography(json.dumps(document)))
        assert shapely.to_wkt(found, rounding_precision=0) == "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"

    def test_a_feature_is_its_geometry_and_a_list_of_them_a_collection(self) -> None:
        feature = {"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
        assert shape(_geography(json.dumps(feature))).wkt == "POINT (1 2)"
        features = json.dumps({"type": "FeatureCollection", "features": [feature]})
        assert shape(_geography(features)).wkt == "GEOMETRYCOLLECTION (POINT (1 2))"

    @pytest.mark.parametrize("place", ["180.1 0", "-180.1 0", "0 90.1", "0 -91"])
    def test_a_place_beyond_the_sphere_is_refused(self, place: str) -> None:
        with pytest.raises(GeoInputError, match="Invalid Lng/Lat pair"):
            _geography(f"LINESTRING(0 0, {place})")

    @pytest.mark.parametrize("srid", [-1, 2**31])
    def test_an_srid_is_no_negative_number(self, srid: int) -> None:
        with pytest.raises(GeoArgumentError, match="Invalid SRID"):
            reading.with_srid(shapely.Point(1, 2), srid)


class TestValidity:
    @settings(deadline=None)
    @given(st.lists(_near, min_size=3, max_size=5, unique=True))
    def test_polygons_are_valid_on_the_sphere_where_they_are_to_s2(self, corners: list[tuple[int, int]]) -> None:
        text = f"POLYGON(({_ring(corners)}))"
        try:
            spherely.from_wkt(text)
            expected = True
        except RuntimeError:
            expected = False
        (found,) = inspecting.geography_is_valid(_chunked(_geography(text, allowed=True))).to_pylist()
        if found is not expected:  # vertices on edges are a matter of the last digit
            flat = shapely.polygons(corners)
            assert not shapely.is_simple(flat.exterior) or shapely.area(flat) == 0
            assume(False)
        assert found is expected

    def test_a_shape_as_wide_as_the_sphere_is_judged_by_its_parts(self) -> None:
        wide = "MULTILINESTRING((0 0, 10 0), (170 0, -170 0))"
        assert _geography(wide).null_count == 0
        with pytest.raises(GeoInputError, match="Too few points"):
            _geography("MULTILINESTRING((0 0, 10 0), (170 0, 170 0), (90 0, 91 0), (-90 0, -91 0))")

    def test_ends_opposite_one_another_have_no_edge_between_them(self) -> None:
        with pytest.raises(GeoInputError, match="Antipodal"):
            _geography("LINESTRING(0 0, 180 0)")


class TestPrinting:
    @pytest.mark.parametrize(
        ("text", "printed"),
        [
            ("POINT Z (1 2 3)", "POINTZ(1 2 3)"),
            ("POINT EMPTY", "POINT EMPTY"),
            ("MULTIPOINT (1 2, 3 4)", "MULTIPOINT((1 2),(3 4))"),
            ("POLYGON ((0 0, 1 0, 1 1, 0 0), (.5 .2, .6 .2, .6 .3, .5 .2))", None),
            ("GEOMETRYCOLLECTION Z (POINT Z (1 2 3), LINESTRING Z (1 2 3, 4 5 6))", None),
        ],
    )
    def test_wkt_has_no_blanks_but_between_coordinates(self, text: str, printed: str | None) -> None:
        (found,) = writing.as_wkt(shapes(text)).to_pylist()
        assert printed is None or found == printed
        assert ", " not in found
        assert shapely.equals_exact(shapely.from_wkt(found), shapely.from_wkt(text))

    @pytest.mark.parametrize(
        "text",
        [
            "POINT Z (1 2 3)",
            "POINT EMPTY",
            "LINESTRING (1 2, 3 4.5)",
            "POLYGON ((0 0, 1 0, 1 1, 0 0), (.5 .2, .6 .2, .6 .3, .5 .2))",
            "MULTIPOINT (1 2, 3 4)",
            "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))",
            "GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING (1 2, 4 5)))",
        ],
    )
    def test_geojson_says_what_geos_says(self, text: str) -> None:
        (found,) = writing.as_geojson(shapes(text)).to_pylist()
        assert json.loads(found) == json.loads(shapely.to_geojson(shapely.from_wkt(text)))
        assert list(json.loads(found)) == sorted(json.loads(found))

    @pytest.mark.parametrize(
        ("value", "printed"),
        [
            (37.55, "37.55"),
            (42.0, "42"),
            (-0.5, "-0.5"),
            (37.55126953125, "3.755126953125000e+01"),
            (-122.3107910156250, "-1.223107910156250e+02"),
        ],
    )
    def test_a_number_of_many_decimals_prints_as_a_float_of_a_document(self, value: float, printed: str) -> None:
        (found,) = writing.as_geojson(shapes(f"POINT({value!r} 1)")).to_pylist()
        assert found == f'{{"coordinates":[{printed},1],"type":"Point"}}'


class TestBounds:
    @settings(deadline=None)
    @given(_places, _places)
    def test_the_bounds_of_an_arc_hold_what_lies_between_its_ends(
        self, one: tuple[float, float], other: tuple[float, float]
    ) -> None:
        first, last = validity.directions(np.array([one, other]))
        assume(1e-3 < np.linalg.norm(first - last) < 1.999)
        west, south, east, north = inspecting.sphere_bounds(shapely.linestrings([one, other]))
        between = np.array([first * (1 - share) + last * share for share in (0.1, 0.25, 0.5, 0.75, 0.9)])
        latitudes = np.degrees(np.arctan2(between[:, 2], np.hypot(between[:, 0], between[:, 1])))
        longitudes = np.degrees(np.arctan2(between[:, 1], between[:, 0]))
        assert south - 1e-9 <= latitudes.min()
        assert latitudes.max() <= north + 1e-9
        assume(np.abs(latitudes).max() < 89.99)  # where longitudes mean little
        assert west - 1e-6 <= longitudes.min()
        assert longitudes.max() <= east + 1e-6

    def test_a_polygon_around_a_pole_reaches_it(self) -> None:
        assert inspecting.sphere_bounds(shapely.from_wkt("POLYGON((0 80,120 80,-120 80,0 80))"))[3] == 90
        assert inspecting.sphere_bounds(shapely.from_wkt("POLYGON((0 -80,120 -80,-120 -80,0 -80))"))[1] == -90

    def test_what_is_empty_has_none(self) -> None:
        assert inspecting.bound_on_sphere(shapes("POINT EMPTY"), column("xmin")).to_pylist() == [None]
        assert inspecting.bound_on_plane(shapes("POINT EMPTY"), column("xmin")).to_pylist() == [None]
        assert inspecting.envelope_on_sphere(shapes("POINT EMPTY")).to_pylist() == [None]


class TestGeohashes:
    @settings(deadline=None)
    @given(_places, st.integers(1, 20))
    def test_the_box_of_a_geohash_holds_its_point(self, place: tuple[float, float], precision: int) -> None:
        (found,) = geohashes.of_geography(shapes(f"POINT({place[0]!r} {place[1]!r})"), column(precision)).to_pylist()
        assert len(found) == precision
        west, south, east, north = shapely.bounds(shape(geohashes.box(column(found), column(20))))
        assert west <= place[0] <= east
        assert south <= place[1] <= north
        assert shapely.covers(shapely.box(west, south, east, north), shape(geohashes.centre(column(found))))

    @pytest.mark.parametrize("text", ["", "a", "9q!"])
    def test_other_digits_are_refused(self, text: str) -> None:
        with pytest.raises(GeoInputError, match="Invalid geohash"):
            geohashes.centre(column(text))

    @pytest.mark.parametrize("precision", [0, 21, -1])
    def test_it_has_one_to_twenty_digits(self, precision: int) -> None:
        with pytest.raises(GeoArgumentError, match="precision"):
            geohashes.of_geography(shapes("POINT(1 2)"), column(precision))


class TestMaking:
    @pytest.mark.parametrize(
        "line", ["LINESTRING(0 0,1 0,1 1)", "LINESTRING(0 0,1 0,0 0)", "POINT(1 1)", "LINESTRING(0 0,1 1,1 0,0 1,0 0)"]
    )
    def test_a_polygon_is_made_of_a_valid_ring_alone(self, line: str) -> None:
        for make in (making.geography_polygon, making.geometry_polygon, making.oriented_polygon):
            with pytest.raises(ValueError, match=r"LineString|validation failed"):
                make(shapes(line))

    def test_a_line_is_made_of_points_and_lines_alone(self) -> None:
        with pytest.raises(GeoArgumentError, match="ST_MAKELINE"):
            making.geography_line(shapes("POINT(1 1)"), shapes("POLYGON((0 0,1 0,1 1,0 0))"))
        with pytest.raises(GeoInputError, match="Too few points"):
            making.geometry_line(shapes("POINT(1 1)"), shapes("POINT(1 1)"))

    def test_shapes_of_one_kind_are_collected_as_many_of_it(self) -> None:
        left, right = "LINESTRING(0 0,1 1)", "LINESTRING(2 2,3 3)"
        assert shape(making.collected(shapes(left), shapes(right))).wkt == "MULTILINESTRING ((0 0, 1 1), (2 2, 3 3))"
        assert shape(making.collected(shapes(left), shapes("POINT(1 1)"))).geom_type == "GeometryCollection"

    def test_a_system_of_coordinates_that_is_not_known_is_refused(self) -> None:
        with pytest.raises(GeoArgumentError, match="SRID 4326 or 999999"):
            making.transformed(shapes("POINT(1 1)"), column(4326), column(999_999))

    def test_a_transformation_and_its_reverse_leave_a_point_where_it_is(self) -> None:
        there = making.transformed(shapes("POINT(13.4 52.5)"), column(4326), column(25833))
        back = shape(making.transformed(_chunked(there), column(-1), column(4326)))
        assert (back.x, back.y) == pytest.approx((13.4, 52.5), abs=1e-9)
        assert shapely.get_srid(back) == 4326
