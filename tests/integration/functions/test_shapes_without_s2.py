"""What works where S2, the library of GEOGRAPHY, has no wheel for the machine."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
sys.modules["spherely"] = None
from mockhaus_adapters.engine_duckdb.functions import geospatial_h3, geospatial_measures, geospatial_relations
from tests.support.shape_columns import column, shapes

tables = (geospatial_measures, geospatial_relations, geospatial_h3)
functions = {function.name: function.implementation for table in tables for function in table.FUNCTIONS}
point = shapes("POINT(0 0)")
assert functions["mh_geometry_distance"](point, point).to_pylist() == [0]
assert functions["mh_geometry_intersects"](point, point).to_pylist() == [True]
assert functions["mh_geometry_buffer"](point, column(1.0)).to_pylist() != [None]
assert functions["mh_geography_azimuth"](point, shapes("POINT(0 1)")).to_pylist() == [0]
assert functions["mh_h3_point_to_cell"](point, column(8)).to_pylist() == [614553222213795839]
for name, arguments in {
    "mh_geography_area": [point],
    "mh_geography_intersects": [point, point],
    "mh_geography_union": [point, point],
    "mh_geography_interpolate": [point, column(1.0)],
    "mh_h3_coverage": [point, column(1)],
}.items():
    try:
        functions[name](*arguments)
    except ValueError as error:
        assert str(error).startswith("000002 (0A000): Unsupported feature 'this function of shapes without"), error
    else:
        raise AssertionError(name)
"""


def test_planes_and_cells_do_without_s2_and_the_rest_is_refused_by_name() -> None:
    found = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 0, found.stderr
