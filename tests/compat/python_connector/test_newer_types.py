"""DECFLOAT, UUID and FILE by way of the connector, in either format of results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

Connect = Callable[..., Any]
UUID = "c73d9175-0a1d-48c6-8d30-df165461328b"


@pytest.fixture(scope="module", params=["ARROW", "JSON"])
def cursor(connect: Connect, database: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A cursor whose values are bound by the server, and whose results have one format."""
    parameters = {"PYTHON_CONNECTOR_QUERY_RESULT_FORMAT": request.param}
    options = {"database": database, "schema": "PUBLIC", "paramstyle": "qmark"}
    with connect(**options, session_parameters=parameters) as connection, connection.cursor() as found:
        yield found


@pytest.mark.parametrize("text", ["0", "1.5", "-0.00000015", "1.23e7002", "-4.2e-5432"])
def test_a_decfloat_is_a_decimal(cursor: Any, text: str) -> None:
    assert cursor.execute(f"SELECT '{text}'::DECFLOAT, NULL::DECFLOAT").fetchall() == [(Decimal(text), None)]
    assert cursor.description[0].precision == 38


def test_a_decfloat_is_bound_as_one(cursor: Any) -> None:
    value = Decimal("1.5E+50")
    found = cursor.execute("SELECT ?, SYSTEM$TYPEOF(?)", [("DECFLOAT", value), ("DECFLOAT", value)]).fetchone()
    assert (found[0], found[1].partition("(")[0]) == (value, "DECFLOAT")


def test_many_decfloats_are_bound_at_once(cursor: Any) -> None:
    cursor.execute("CREATE OR REPLACE TABLE newer (d DECFLOAT, u UUID)")
    rows = [(("DECFLOAT", Decimal("1.5")), UUID.upper()), (("DECFLOAT", Decimal("-2E+40")), UUID)]
    cursor.executemany("INSERT INTO newer VALUES (?, ?)", rows)
    assert cursor.execute("SELECT d, u FROM newer ORDER BY d").fetchall() == [
        (Decimal("-2E+40"), UUID),
        (Decimal("1.5"), UUID),
    ]


def test_a_uuid_is_a_text(cursor: Any) -> None:
    assert cursor.execute(f"SELECT '{UUID}'::UUID, TRY_TO_UUID('x')").fetchall() == [(UUID, None)]


def test_a_file_is_its_document(cursor: Any) -> None:
    cursor.execute("CREATE OR REPLACE STAGE newer_files")
    cursor.execute("COPY INTO @newer_files/a.csv FROM (SELECT 1) FILE_FORMAT = (COMPRESSION = NONE) SINGLE = TRUE")
    ((text,),) = cursor.execute("SELECT TO_FILE('@newer_files', 'a.csv')").fetchall()
    found = json.loads(text)
    assert (found["RELATIVE_PATH"], found["CONTENT_TYPE"], found["SIZE"]) == ("a.csv", "text/csv", 2)
