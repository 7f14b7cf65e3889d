"""Long and empty values do not hold up the engine's functions, nor break them."""

from __future__ import annotations

import time

import duckdb
import numpy as np
import pytest
import shapely

from mockhaus.domain.errors import ErrorCode
from mockhaus_adapters.engine_duckdb.errors import snowflake_error
from mockhaus_adapters.engine_duckdb.functions import decimal_floats, number_scan, variant_text
from mockhaus_adapters.engine_duckdb.functions.exponents import plain_number
from mockhaus_adapters.engine_duckdb.geospatial.validity import faults_on_sphere

_DIGITS = "9" * 100_000
_SOON = 5.0
"""In seconds; where patterns tried all ways to split the digits, it took minutes."""


def test_long_texts_that_are_no_numbers_are_told_soon() -> None:
    started = time.monotonic()
    assert plain_number(_DIGITS, 38, 0) == _DIGITS
    for pattern in (decimal_floats._WRITTEN, variant_text._NUMBER):
        assert pattern.fullmatch(f"{_DIGITS}x") is None
    assert time.monotonic() - started < _SOON


def test_long_texts_that_no_model_of_numbers_fits_are_told_soon() -> None:
    started = time.monotonic()
    assert number_scan.scan_number(f"{_DIGITS}x", "TM9") is None
    assert time.monotonic() - started < _SOON


def test_an_error_with_a_long_value_is_told_soon() -> None:
    started = time.monotonic()
    error = duckdb.ConversionException(f"Conversion Error: Could not convert string '{_DIGITS}x' to INT64")
    assert snowflake_error(error).error is ErrorCode.NUMERIC_NOT_RECOGNIZED
    assert time.monotonic() - started < _SOON


@pytest.mark.parametrize(
    "text", ["LINESTRING EMPTY", "POLYGON EMPTY", "MULTILINESTRING (EMPTY)", "GEOMETRYCOLLECTION (LINESTRING EMPTY)"]
)
def test_empty_shapes_on_the_sphere_have_no_fault(text: str) -> None:
    assert faults_on_sphere(np.array([shapely.from_wkt(text)])) == {}
