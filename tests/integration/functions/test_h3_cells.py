"""H3 cells against H3's own interface of texts, and coverage against its definition."""

from __future__ import annotations

import json
from collections.abc import Callable

import h3
import numpy as np
import pytest
import shapely
import spherely
from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb.geospatial import cells, coverage
from tests.support.shape_columns import column, shape, shapes

_latitudes, _longitudes, _resolutions = st.floats(-89, 89), st.floats(-180, 180), st.integers(0, 15)


def _only(found: object) -> object:
    (value,) = found.to_pylist()  # type: ignore[attr-defined]
    return value


@given(_latitudes, _longitudes, _resolutions)
@settings(deadline=None)
def test_a_place_is_in_the_cell_that_h3_says(latitude: float, longitude: float, resolution: int) -> None:
    text = h3.latlng_to_cell(latitude, longitude, resolution)
    number = int(text, 16)
    place = column(latitude), column(longitude), column(resolution)
    assert _only(cells.latlng_to_cell(*place)) == number
    assert _only(cells.point_to_cell(shapes(f"POINT({longitude!r} {latitude!r})"), column(resolution))) == number
    assert _only(cells.int_to_string(column(number))) == text.upper()
    assert _only(cells.string_to_int(column(text))) == number
    for given_cell in (number, text, text.upper()):
        assert _only(cells.resolution_of(column(given_cell))) == resolution
        assert _only(cells.is_valid_cell(column(given_cell))) is True


@given(_latitudes, _longitudes, st.integers(1, 14))
@settings(deadline=None)
def test_families_are_those_of_h3(latitude: float, longitude: float, resolution: int) -> None:
    text = h3.latlng_to_cell(latitude, longitude, resolution)
    number = int(text, 16)
    parent = h3.cell_to_parent(text, resolution - 1)
    assert _only(cells.cell_to_parent(column(number), column(resolution - 1))) == int(parent, 16)
    assert _only(cells.text_to_parent(column(text), column(resolution - 1))) == parent.upper()
    children = _only(cells.cell_to_children(column(text), column(resolution + 1)))
    assert json.loads(str(children)) == h3.cell_to_children(text, resolution + 1)
    numbers = _only(cells.cell_to_children(column(number), column(resolution + 1)))
    assert json.loads(str(numbers)) == [int(child, 16) for child in h3.cell_to_children(text, resolution + 1)]
    assert json.loads(str(_only(cells.compact_cells(column(numbers))))) == [number]
    again = _only(cells.uncompact_texts(column(json.dumps([text])), column(resolution + 1)))
    assert again == children


@given(_latitudes, _longitudes, st.integers(3, 12), st.integers(0, 3))
@settings(deadline=None)
def test_neighbours_are_those_of_h3(latitude: float, longitude: float, resolution: int, distance: int) -> None:
    text = h3.latlng_to_cell(latitude, longitude, resolution)
    disk = json.loads(str(_only(cells.grid_disk(column(text), column(distance)))))
    assert set(disk) == set(h3.grid_disk(text, distance))
    away = _only(cells.try_grid_distance(column(text), column(disk[-1])))
    path = _only(cells.try_grid_path(column(text), column(disk[-1])))
    if away is not None:
        assert away == h3.grid_distance(text, disk[-1])
        assert path is None or len(json.loads(str(path))) == int(str(away)) + 1


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(0.05, 0.5), st.floats(0.05, 0.5))
@settings(deadline=None, max_examples=30)
def test_coverage_has_all_cells_that_meet_a_polygon(
    latitude: float, longitude: float, width: float, height: float
) -> None:
    x, y = round(longitude, 3), round(latitude, 3)
    polygon = f"POLYGON(({x} {y},{x + width} {y},{x + width} {y + height},{x} {y + height},{x} {y}))"
    found = set(json.loads(str(_only(coverage.coverage_texts(shapes(polygon), column(5))))))
    on_sphere = spherely.from_wkt(polygon)
    inside = np.random.default_rng(1).uniform((x, y), (x + width, y + height), (50, 2))
    for place in inside.tolist():
        if spherely.contains(on_sphere, spherely.create_point(*place)):
            assert h3.latlng_to_cell(place[1], place[0], 5) in found
    for cell in found:
        outline = spherely.create_polygon([(point[1], point[0]) for point in h3.cell_to_boundary(cell)])
        assert spherely.intersects(on_sphere, outline)
    centred = json.loads(str(_only(coverage.polygon_to_texts(shapes(polygon), column(5)))))
    assert {int(cell, 16) for cell in centred} == {
        int(cell, 16) for cell in h3.geo_to_cells(shapely.from_wkt(polygon), 5)
    }


def test_points_and_lines_are_covered_too() -> None:
    point = json.loads(str(_only(coverage.coverage_texts(shapes("POINT(13.377704 52.516262)"), column(8)))))
    assert point == ["881f1d4887fffff"]
    line = json.loads(str(_only(coverage.coverage_texts(shapes("LINESTRING(0 0,1 1)"), column(5)))))
    along = {h3.latlng_to_cell(step / 1000, step / 1000, 5) for step in range(1001)}
    assert along <= set(line)
    assert _only(coverage.coverage(shapes("POINT EMPTY"), column(5))) == "[]"


def test_a_cell_is_drawn_as_a_polygon_around_its_centre() -> None:
    for given_cell in (613036919424548863, "881F1D4887FFFFF"):
        outline = shape(cells.cell_to_boundary(column(given_cell)))
        centre = shape(cells.cell_to_point(column(given_cell)))
        assert shapely.get_num_coordinates(outline) == 7
        assert shapely.get_coordinates(outline)[0].tolist() == pytest.approx([13.37146281884266, 52.51934565725256])
        assert shapely.get_coordinates(centre)[0].tolist() == pytest.approx([13.37676791184706, 52.51638386722465])


def test_what_is_too_many_is_refused_at_once() -> None:
    colorado = shapes("POLYGON((-108.959 40.948,-109.015 37.077,-102.117 36.956,-102.134 40.953,-108.959 40.948))")
    for refused in (coverage.coverage, coverage.coverage_texts, coverage.polygon_to_cells, coverage.polygon_to_texts):
        with pytest.raises(ValueError, match="exceeds"):
            refused(colorado, column(15))
    for tried in (
        coverage.try_coverage,
        coverage.try_coverage_texts,
        coverage.try_polygon_to_cells,
        coverage.try_polygon_to_texts,
    ):
        assert _only(tried(colorado, column(15))) is None
    with pytest.raises(ValueError, match="exceeds"):
        cells.grid_disk(column(613036919424548863), column(100_000))
    with pytest.raises(ValueError, match="exceeds"):
        cells.cell_to_children(column("8001fffffffffff"), column(15))
    with pytest.raises(ValueError, match="exceeds"):
        cells.uncompact_cells(column("[576495936675512319]"), column(15))


@pytest.mark.parametrize("resolution", [-1, 16])
def test_there_are_sixteen_resolutions(resolution: int) -> None:
    refused = f"100410 .P0000.: Invalid H3 resolution value: {resolution}. Resolution must be between 0"
    calls: tuple[Callable[[], object], ...] = (
        lambda: cells.latlng_to_cell(column(1.0), column(1.0), column(resolution)),
        lambda: cells.cell_to_children(column(613036919424548863), column(resolution)),
        lambda: cells.uncompact_texts(column("[]"), column(resolution)),
        lambda: coverage.try_coverage(shapes("POINT(0 0)"), column(resolution)),
        lambda: coverage.try_polygon_to_cells(shapes("POLYGON((0 0,1 0,0 1,0 0))"), column(resolution)),
    )
    for call in calls:
        with pytest.raises(ValueError, match=refused):
            call()


@pytest.mark.parametrize("wrong", ["zzz", "", "8", "-1", "0x881f1d4887fffff", "ffffffffffffffffff"])
def test_other_texts_are_no_cells(wrong: str) -> None:
    assert _only(cells.is_valid_cell(column(wrong))) is False
    for refused in (cells.resolution_of, cells.is_pentagon, cells.cell_to_point):
        with pytest.raises(ValueError, match="Invalid H3 cell ID"):
            refused(column(wrong))


@pytest.mark.parametrize("wrong", [0, -1, 1, 2**63 - 1])
def test_other_numbers_are_no_cells(wrong: int) -> None:
    assert _only(cells.is_valid_cell(column(wrong))) is False
    with pytest.raises(ValueError, match="Invalid H3 cell ID"):
        cells.cell_to_boundary(column(wrong))


@pytest.mark.parametrize("array", ["[null]", '["881f1d4887fffff"]', "[1.5]", "[true]", "[1]"])
def test_arrays_of_anything_else_are_not_compacted(array: str) -> None:
    with pytest.raises(ValueError, match="Invalid H3 cell ID"):
        cells.compact_cells(column(array))


def test_what_h3_cannot_do_is_an_error_or_null() -> None:
    apart = column(582046271372525567), column(581883543651614719)
    for refused in (cells.grid_distance, cells.grid_path):
        with pytest.raises(ValueError, match=r"100132 .P0000.: H3 operation failed"):
            refused(*apart)
    assert _only(cells.try_grid_distance(*apart)) is None
    assert _only(cells.try_grid_path(*apart)) is None
    with pytest.raises(ValueError, match="H3 operation failed"):
        cells.cell_to_parent(column(613036919424548863), column(9))
    with pytest.raises(ValueError, match="finite"):
        cells.latlng_to_cell(column(float("nan")), column(1.0), column(1))


def test_heights_mean_nothing() -> None:
    place = shapes("POINT Z(13.377704 52.516262 34)")
    assert _only(cells.point_to_cell(place, column(8))) == 613036919424548863


def test_null_stays_null() -> None:
    nothing = column(613036919424548863, None)
    assert cells.resolution_of(nothing).to_pylist() == [8, None]
    assert cells.cell_to_point(nothing).to_pylist()[1] is None
    assert cells.point_to_cell(shapes("POINT(0 0)", None), column(1, 1)).to_pylist()[1] is None


def test_shapes_of_other_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="H3_POINT_TO_CELL takes points only"):
        cells.point_to_cell(shapes("LINESTRING(0 0,1 1)"), column(1))
    with pytest.raises(ValueError, match="H3_POLYGON_TO_CELLS takes a polygon only"):
        coverage.polygon_to_cells(shapes("LINESTRING(0 0,1 1)"), column(1))
