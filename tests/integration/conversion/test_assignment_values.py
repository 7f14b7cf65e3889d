"""What becomes of values on their way into a column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from mockhaus.domain.results import Value
from mockhaus.domain.types import (
    DATE,
    FLOAT,
    TIMESTAMP_NTZ,
    VARCHAR,
    VARIANT,
    DataType,
    number,
    varchar,
)
from mockhaus.translation.assignment import assignment
from mockhaus_adapters.engine_duckdb import library
from mockhaus_adapters.engine_duckdb.errors import snowflake_error


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    found = duckdb.connect()
    library.install(found)
    yield found
    found.close()


def assigned(connection: duckdb.DuckDBPyConnection, sql: str, source: DataType, target: DataType) -> Value:
    row = connection.execute(f"SELECT {assignment('x', source, target, 'C')} FROM (SELECT {sql} AS x)").fetchone()
    assert row is not None
    value: Value = row[0]
    return value


@pytest.mark.parametrize(
    ("sql", "source", "target", "value"),
    [
        ("1.5::DECIMAL(2,1)", number(2, 1), number(38, 0), 2),
        ("-1.5::DECIMAL(2,1)", number(2, 1), number(38, 0), -2),
        ("1.005::DECIMAL(4,3)", number(4, 3), number(10, 2), Decimal("1.01")),
        ("2.5::DOUBLE", FLOAT, number(3, 0), 3),
        ("'12.345'", VARCHAR, number(10, 2), Decimal("12.35")),
        ("'2024-01-02'", VARCHAR, DATE, dt.date(2024, 1, 2)),
        ("'abc'", varchar(10), varchar(3), "abc"),
        ("12", number(2, 0), VARIANT, "12"),
        ("TIMESTAMP '2024-01-02 10:00:00'", TIMESTAMP_NTZ, DATE, dt.date(2024, 1, 2)),
        ("NULL::VARCHAR", VARCHAR, number(3, 0), None),
    ],
)
def test_values_are_rounded_and_converted(
    connection: duckdb.DuckDBPyConnection, sql: str, source: DataType, target: DataType, value: Value
) -> None:
    assert assigned(connection, sql, source, target) == value


@pytest.mark.parametrize(
    ("sql", "source", "target", "code"),
    [
        ("1000", number(4, 0), number(3, 0), "100046"),
        ("'1000'", VARCHAR, number(3, 0), "100039"),
        ("'abc'", VARCHAR, number(3, 0), "100038"),
        ("'abcd'", varchar(10), varchar(3), "100078"),
        ("'x'", VARCHAR, DATE, "100040"),
        ("'\"x\"'", VARIANT, number(3, 0), "100071"),
    ],
)
def test_values_that_do_not_fit_fail(
    connection: duckdb.DuckDBPyConnection, sql: str, source: DataType, target: DataType, code: str
) -> None:
    with pytest.raises(duckdb.Error) as caught:
        assigned(connection, sql, source, target)
    assert snowflake_error(caught.value).code == code
