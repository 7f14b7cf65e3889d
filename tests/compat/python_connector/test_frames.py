"""Results as Arrow tables, data frames and batches; large results; data frames written to tables."""

from __future__ import annotations

import datetime as dt
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from snowflake.connector.pandas_tools import write_pandas

Connect = Callable[..., Any]
ROWS = 1_000_000
JSON_ROWS = 200_000
LARGE = "SELECT SEQ8() AS n, 'row ' || SEQ8() AS s, SEQ8() / 7 AS q FROM TABLE(GENERATOR(ROWCOUNT => {}))"
MANY = "SELECT SEQ8() AS n, RPAD('', 40, 'x') AS s FROM TABLE(GENERATOR(ROWCOUNT => 200000)) ORDER BY n"


def rows(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    return list(cursor.execute(sql).fetchall())


def test_a_result_is_a_data_frame(cursor: Any) -> None:
    cursor.execute(
        """SELECT column1 AS n, column2 AS "lower", column3 AS d, column4::TIMESTAMP_NTZ AS t, column5 AS q
        FROM VALUES (1, 'a', '2024-01-01'::DATE, '2024-01-01 01:02:03', 1.5),
        (2, NULL, NULL, NULL, NULL) ORDER BY 1"""
    )
    frame = cursor.fetch_pandas_all()
    assert list(frame.columns) == ["N", "lower", "D", "T", "Q"]
    assert frame["N"].tolist() == [1, 2]
    assert frame["lower"].isna().tolist() == [False, True]
    assert frame["D"][0] == dt.date(2024, 1, 1)
    assert frame["T"][0] == pd.Timestamp("2024-01-01 01:02:03")
    assert float(frame["Q"][0]) == 1.5


def test_a_result_is_an_arrow_table(cursor: Any) -> None:
    cursor.execute("SELECT 1 AS n, 'x' AS s, 1.25 AS d, TRUE AS b, NULL AS nothing")
    table = cursor.fetch_arrow_all()
    assert table.column_names == ["N", "S", "D", "B", "NOTHING"]
    found = table.to_pylist()[0]
    assert (found["N"], found["S"], float(found["D"]), found["B"], found["NOTHING"]) == (1, "x", 1.25, True, None)


def test_an_empty_result_is_an_empty_table(cursor: Any) -> None:
    cursor.execute("SELECT 1 AS n, 'x' AS s WHERE FALSE")
    table = cursor.fetch_arrow_all(force_return_table=True)
    assert (table.num_rows, table.column_names) == (0, ["N", "S"])
    cursor.execute("SELECT 1 AS n, 'x' AS s WHERE FALSE")
    frame = cursor.fetch_pandas_all()
    assert (len(frame), list(frame.columns)) == (0, ["N", "S"])


def test_batches_make_up_the_result(cursor: Any) -> None:
    cursor.execute(MANY)
    assert sum(table.num_rows for table in cursor.fetch_arrow_batches()) == 200_000
    cursor.execute(MANY)
    frames = list(cursor.fetch_pandas_batches())
    assert len(frames) > 1
    assert pd.concat(frames)["N"].tolist() == list(range(200_000))


READ = """
import pickle, sys
batches = pickle.load(sys.stdin.buffer)
print(sum(row[0] for batch in batches for row in batch), sum(batch.rowcount for batch in batches))
"""


def test_another_process_reads_batches_after_the_session(connect: Connect) -> None:
    with connect() as connection:
        cursor = connection.cursor()
        cursor.execute(MANY)
        batches = cursor.get_result_batches()
        assert len(batches) > 1
        content = pickle.dumps(batches)
    done = subprocess.run([sys.executable, "-c", READ], input=content, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().split() == [str(200_000 * 199_999 // 2), "200000"]


def test_batches_are_tables_and_frames(cursor: Any) -> None:
    cursor.execute(MANY)
    batches = cursor.get_result_batches()
    assert sum(batch.to_arrow().num_rows for batch in batches) == 200_000
    assert sum(len(batch.to_pandas()) for batch in batches) == 200_000


def test_a_million_rows_come_as_arrow(cursor: Any) -> None:
    cursor.execute(LARGE.format(ROWS))
    assert cursor.rowcount == ROWS
    table = cursor.fetch_arrow_all()
    assert table.num_rows == ROWS
    assert table["N"].to_pylist() == list(range(ROWS))
    assert table["S"][ROWS - 1].as_py() == f"row {ROWS - 1}"


def test_many_rows_come_as_json(cursor: Any) -> None:
    cursor.execute("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'JSON'")
    found = cursor.execute(LARGE.format(JSON_ROWS)).fetchall()
    assert [row[0] for row in found] == list(range(JSON_ROWS))
    assert found[-1] == (199_999, "row 199999", Decimal("28571.285714"))


def test_rows_of_widths_that_grow_keep_their_values(cursor: Any) -> None:
    """Numbers that need more bytes in later chunks than in the first."""
    cursor.execute(
        """SELECT SEQ8() AS n, POWER(10, FLOOR(SEQ8() / 20000))::NUMBER(38, 0) AS p, SEQ8() / 3 AS q,
            RPAD('', 50, 'x') AS s
        FROM TABLE(GENERATOR(ROWCOUNT => 300000)) ORDER BY n"""
    )
    frame = cursor.fetch_pandas_all()
    assert [int(value) for value in frame["P"].iloc[[0, 20_000, 299_999]]] == [1, 10, 10**14]
    found = list(
        cursor.execute("SELECT n, p FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE MOD(n, 50000) = 0 ORDER BY 1")
    )
    assert found == [(n, 10 ** (n // 20_000)) for n in range(0, 300_000, 50_000)]


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "N": [1, 2, 3],
            "F": [1.5, None, -2.25],
            "S": ["a", None, "c, 'd'"],
            "B": [True, False, True],
            "T": pd.to_datetime(["2024-01-01 01:02:03.456789", None, "1999-12-31 00:00:00.000000"]),
            "D": [dt.date(2024, 2, 29), None, dt.date(1970, 1, 1)],
        }
    )


def expected(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    found = []
    for row in frame.itertuples(index=False):
        values = [None if value is not None and pd.isna(value) else value for value in row]
        found.append(tuple(value.to_pydatetime() if isinstance(value, pd.Timestamp) else value for value in values))
    return found


def test_a_frame_makes_its_table(connection: Any, cursor: Any, frame: pd.DataFrame) -> None:
    options = {"auto_create_table": True, "overwrite": True, "use_logical_type": True}
    success, chunks, count, _ = write_pandas(connection, frame, "MADE", **options)
    assert (success, chunks, count) == (True, 1, 3)
    assert rows(cursor, "SELECT * FROM made ORDER BY n") == expected(frame)
    types = {row[0]: row[1] for row in rows(cursor, "DESCRIBE TABLE made")}
    assert types == {
        "N": "NUMBER(38,0)",
        "F": "FLOAT",
        "S": "VARCHAR(16777216)",
        "B": "BOOLEAN",
        "T": "TIMESTAMP_NTZ(9)",
        "D": "DATE",
    }


def test_a_frame_replaces_the_rows_or_the_table(connection: Any, cursor: Any, frame: pd.DataFrame) -> None:
    write_pandas(connection, frame, "KEPT", auto_create_table=True, overwrite=True, use_logical_type=True)
    write_pandas(connection, frame, "KEPT", use_logical_type=True)
    assert rows(cursor, "SELECT COUNT(*) FROM kept") == [(6,)]
    write_pandas(connection, frame, "KEPT", overwrite=True, use_logical_type=True)
    assert rows(cursor, "SELECT COUNT(*) FROM kept") == [(3,)]
    other = pd.DataFrame({"OTHER": [1]})
    write_pandas(connection, other, "KEPT", auto_create_table=True, overwrite=True)
    assert rows(cursor, "SELECT * FROM kept") == [(1,)]


def test_names_of_frames_are_kept(connection: Any, cursor: Any) -> None:
    frame = pd.DataFrame({"lower case": [1, 2], "Ünïcode": ["a", "b"], 'with "quotes"': [1.5, 2.5]})
    cursor.execute('CREATE OR REPLACE SCHEMA "odd schema"')
    for compression in ("gzip", "snappy"):
        write_pandas(
            connection,
            frame[["lower case", "Ünïcode"]],
            "a table",
            schema="odd schema",
            auto_create_table=True,
            overwrite=True,
            compression=compression,
        )
        assert rows(cursor, 'SELECT "lower case", "Ünïcode" FROM "odd schema"."a table" ORDER BY 1') == [
            (1, "a"),
            (2, "b"),
        ]
    cursor.execute('DROP SCHEMA "odd schema"')


def test_a_frame_is_written_in_chunks_to_a_temporary_table(connection: Any, cursor: Any) -> None:
    frame = pd.DataFrame({"N": range(1_000), "S": [f"text {number}" for number in range(1_000)]})
    success, chunks, count, _ = write_pandas(
        connection, frame, "CHUNKED", chunk_size=300, auto_create_table=True, table_type="temporary", parallel=2
    )
    assert (success, chunks, count) == (True, 4, 1_000)
    assert rows(cursor, "SELECT COUNT(*), SUM(n), MAX(s) FROM chunked") == [(1_000, 499_500, "text 999")]


def test_names_without_quotes_are_upper_case(connection: Any, cursor: Any) -> None:
    frame = pd.DataFrame({"n": [1], "s": ["x"]})
    write_pandas(connection, frame, "unquoted", auto_create_table=True, overwrite=True, quote_identifiers=False)
    assert rows(cursor, "SELECT N, S FROM UNQUOTED") == [(1, "x")]


def test_nested_values_become_semi_structured(connection: Any, cursor: Any) -> None:
    cursor.execute("CREATE OR REPLACE TABLE nested (N INT, A ARRAY, O OBJECT)")
    frame = pd.DataFrame({"N": [1], "A": [[1, 2, 3]], "O": [{"k": "v"}]})
    write_pandas(connection, frame, "NESTED")
    ((number, array, document),) = rows(cursor, "SELECT * FROM nested")
    assert (number, json.loads(array), json.loads(document)) == (1, [1, 2, 3], {"k": "v"})


def test_bytes_of_a_frame_become_binary(connection: Any, cursor: Any) -> None:
    frame = pd.DataFrame({"B": [b"\x00\xff", b""]})
    write_pandas(connection, frame, "BINARIES", auto_create_table=True, overwrite=True)
    assert rows(cursor, "SELECT b FROM binaries ORDER BY LENGTH(b)") == [(b"",), (b"\x00\xff",)]


def test_zoned_moments_of_a_frame_are_kept(connection: Any, cursor: Any) -> None:
    moments = pd.to_datetime(["2024-01-01 01:02:03+02:00"], utc=True)
    frame = pd.DataFrame({"T": moments})
    cursor.execute("CREATE OR REPLACE TABLE zoned (T TIMESTAMP_LTZ)")
    write_pandas(connection, frame, "ZONED", use_logical_type=True)
    ((found,),) = rows(cursor, "SELECT t FROM zoned")
    assert found == moments[0].to_pydatetime()


def test_the_types_of_staged_files_are_inferred(cursor: Any, tmp_path: Path) -> None:
    frame = pd.DataFrame({"N": [1], "s": ["x"], "F": [1.5]})
    frame.to_parquet(tmp_path / "a.parquet")
    cursor.execute("CREATE OR REPLACE TEMPORARY STAGE inferred FILE_FORMAT = (TYPE = PARQUET)")
    cursor.execute("CREATE OR REPLACE TEMPORARY FILE FORMAT parquet_files TYPE = PARQUET")
    cursor.execute(f"PUT file://{tmp_path}/a.parquet @inferred AUTO_COMPRESS = FALSE")
    found = rows(
        cursor,
        "SELECT * FROM TABLE(INFER_SCHEMA(LOCATION => '@inferred', FILE_FORMAT => 'parquet_files')) ORDER BY order_id",
    )
    assert found == [
        ("N", "NUMBER(38, 0)", True, "$1:N::NUMBER(38, 0)", "a.parquet", 0),
        ("s", "TEXT", True, "$1:s::TEXT", "a.parquet", 1),
        ("F", "REAL", True, "$1:F::REAL", "a.parquet", 2),
    ]
