"""ADBC: results as Arrow, binds, ingestion, metadata, transactions, errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import adbc_driver_manager
import pyarrow as pa
import pytest

Connect = Callable[..., Any]
LARGE = 300_000


def rows(cursor: Any, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    cursor.execute(sql, *arguments)
    return list(cursor.fetchall())


def test_a_connection_is_opened_by_uri(connect: Connect, database: str) -> None:
    with connect(**{"adbc.snowflake.sql.db": database}) as connection, connection.cursor() as cursor:
        assert rows(cursor, "SELECT CURRENT_USER(), CURRENT_DATABASE()") == [("TESTER", database)]


def test_values_of_every_type(cursor: Any) -> None:
    (row,) = rows(
        cursor,
        "SELECT 42, -1.25, 1.5::FLOAT, 'é', TRUE, '2024-02-29'::DATE, '23:59:58.123456'::TIME,"
        " '2024-02-29 12:34:56.789123'::TIMESTAMP_NTZ, TO_BINARY('00FF', 'HEX'), NULL::INT, NULL::VARCHAR",
    )
    assert [int(row[0]), Decimal(str(row[1])), *row[2:5]] == [42, Decimal("-1.25"), 1.5, "é", True]
    assert row[5:] == (
        dt.date(2024, 2, 29),
        dt.time(23, 59, 58, 123456),
        dt.datetime(2024, 2, 29, 12, 34, 56, 789123),  # noqa: DTZ001 - a timestamp without a zone
        b"\x00\xff",
        None,
        None,
    )


def test_timestamps_with_zones(cursor: Any) -> None:
    cursor.execute("ALTER SESSION SET TIMEZONE = 'America/New_York'")
    (row,) = rows(
        cursor, "SELECT '2024-07-01 12:00:00 +0000'::TIMESTAMP_LTZ, '2024-07-01 12:00:00.5 +0530'::TIMESTAMP_TZ"
    )
    assert row[0] == dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
    assert row[1] == dt.datetime(2024, 7, 1, 6, 30, 0, 500_000, tzinfo=dt.UTC)


def test_semi_structured_values_are_texts(cursor: Any) -> None:
    ((value,),) = rows(cursor, "SELECT PARSE_JSON('{\"a\": [1]}')")
    assert "".join(value.split()) == '{"a":[1]}'


def test_a_large_result_comes_as_batches(cursor: Any) -> None:
    cursor.execute(
        "SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS n, 'text ' || n AS s"
        f" FROM TABLE(GENERATOR(ROWCOUNT => {LARGE})) ORDER BY n"
    )
    reader = cursor.fetch_record_batch()
    table = reader.read_all()
    assert table.num_rows == LARGE
    assert table.column_names == ["N", "S"]
    assert table.column("S")[LARGE - 1].as_py() == f"text {LARGE}"
    assert pa.compute.sum(table.column("N").cast(pa.int64())).as_py() == LARGE * (LARGE + 1) // 2


def test_a_result_is_described_without_being_run(cursor: Any) -> None:
    schema = cursor.adbc_execute_schema("SELECT 1 AS one, 'x' AS two")
    assert schema.names == ["ONE", "TWO"]


def test_rows_are_ingested(connection: Any, cursor: Any) -> None:
    table = pa.table(
        {
            "N": pa.array([1, 2, None], pa.int64()),
            "S": pa.array(["a", None, 'c "x"']),
            "F": pa.array([1.5, None, -2.25]),
            "D": pa.array([dt.date(2024, 2, 29), None, dt.date(1970, 1, 1)]),
            "B": pa.array([True, False, None]),
        }
    )
    assert cursor.adbc_ingest("INGESTED", table, mode="create") == 3
    assert cursor.adbc_ingest("INGESTED", table, mode="append") == 3
    assert rows(cursor, "SELECT COUNT(*), SUM(n), MAX(s), SUM(f), MIN(d), COUNT_IF(b) FROM ingested") == [
        (6, 6, 'c "x"', -1.5, dt.date(1970, 1, 1), 2)
    ]


def test_values_are_bound(cursor: Any) -> None:
    cursor.execute("CREATE OR REPLACE TEMPORARY TABLE bound (n INT, s VARCHAR, f FLOAT, b BOOLEAN)")
    cursor.executemany("INSERT INTO bound VALUES (?, ?, ?, ?)", [(1, "a", 1.5, True), (2, None, 2.5, False)])
    assert rows(cursor, "SELECT s, f, b FROM bound ORDER BY n") == [("a", 1.5, True), (None, 2.5, False)]


def test_transactions_are_rolled_back_and_committed(connect: Connect, cursor: Any, database: str) -> None:
    cursor.execute("CREATE OR REPLACE TABLE kept (n INT)")
    options = {"adbc.snowflake.sql.db": database, "adbc.snowflake.sql.schema": "PUBLIC"}
    with connect(autocommit=False, **options) as connection, connection.cursor() as changing:
        changing.execute("INSERT INTO kept VALUES (1)")
        connection.rollback()
        changing.execute("INSERT INTO kept VALUES (2)")
        assert rows(cursor, "SELECT n FROM kept") == []
        connection.commit()
    assert rows(cursor, "SELECT n FROM kept") == [(2,)]


def test_errors_carry_code_and_sqlstate(cursor: Any) -> None:
    with pytest.raises(adbc_driver_manager.Error) as raised:
        cursor.execute("SELECT * FROM missing")
    assert (raised.value.vendor_code, raised.value.sqlstate) == (2003, "42S02")
    assert "Object 'MISSING' does not exist" in str(raised.value)


def test_objects_of_the_catalog_are_listed(connection: Any, cursor: Any, database: str) -> None:
    cursor.execute("CREATE OR REPLACE TABLE listed (n INT NOT NULL, s VARCHAR(7), PRIMARY KEY (n))")
    found = connection.adbc_get_objects(
        depth="all", catalog_filter=database, db_schema_filter="PUBLIC", table_name_filter="LISTED"
    )
    (catalog,) = found.read_all().to_pylist()
    assert catalog["catalog_name"] == database
    (schema,) = catalog["catalog_db_schemas"]
    (table,) = schema["db_schema_tables"]
    assert (table["table_name"], [column["column_name"] for column in table["table_columns"]]) == ("LISTED", ["N", "S"])


def test_the_schema_of_a_table_is_told(connection: Any, cursor: Any, database: str) -> None:
    cursor.execute("CREATE OR REPLACE TABLE described (n INT, s VARCHAR, d DATE, t TIMESTAMP_NTZ, b BOOLEAN)")
    schema = connection.adbc_get_table_schema("DESCRIBED", catalog_filter=database, db_schema_filter="PUBLIC")
    assert schema.names == ["N", "S", "D", "T", "B"]
    assert schema.field("D").type == pa.date32()


def test_table_types_are_told(connection: Any) -> None:
    assert connection.adbc_get_table_types() == ["TABLE", "VIEW"]
