"""Nanoseconds, as the connector shows them: Python's own values have six digits, NumPy's and Arrow's have nine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

Connect = Callable[..., Any]
_QUERY = (
    "SELECT '2024-01-01 00:00:00.123456789'::TIMESTAMP_NTZ AS n, "
    "'2024-01-01 00:00:00.123456789 +0200'::TIMESTAMP_TZ AS z, '10:00:00.123456789'::TIME AS c"
)
_FORMATS = pytest.mark.parametrize("form", ["ARROW", "JSON"])


def _use(cursor: Any, form: str) -> None:
    cursor.execute(f"ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = '{form}'")


@_FORMATS
def test_values_are_cut_to_what_python_has(cursor: Any, form: str) -> None:
    _use(cursor, form)
    moment, zoned, clock = cursor.execute(_QUERY).fetchone()
    assert moment == dt.datetime.fromisoformat("2024-01-01T00:00:00.123456")
    assert zoned == dt.datetime.fromisoformat("2024-01-01T00:00:00.123456+02:00")
    assert clock == dt.time(10, 0, 0, 123_456)


def test_arrow_has_all_nine_digits(cursor: Any) -> None:
    query = f"SELECT n FROM ({_QUERY}) JOIN TABLE(GENERATOR(ROWCOUNT => 2000))"
    found = cursor.execute(query).fetch_arrow_all().column("N").cast("int64").to_pylist()
    assert found == [1_704_067_200_123_456_789] * 2000


@_FORMATS
def test_a_table_gives_back_what_was_stored(cursor: Any, form: str) -> None:
    _use(cursor, form)
    cursor.execute("CREATE OR REPLACE TABLE moments (n TIMESTAMP_NTZ, l TIMESTAMP_LTZ)")
    cursor.execute("INSERT INTO moments VALUES ('2024-01-01', '2024-01-01 00:00 +0000')")
    cursor.execute(
        "INSERT INTO moments VALUES ('9999-12-31 23:59:59.999999999', '2024-01-01 00:00:00.000000001 +0000')"
    )
    rows = cursor.execute("SELECT TO_CHAR(n, 'FF9'), DATE_PART(ns, l), n FROM moments ORDER BY n").fetchall()
    assert [row[:2] for row in rows] == [("000000000", 0), ("999999999", 1)]
    assert [row[2] for row in rows] == [
        dt.datetime.fromisoformat("2024-01-01"),
        dt.datetime.fromisoformat("9999-12-31T23:59:59.999999"),
    ]
