"""PUT and GET: files onto stages and back, as the connector carries them out."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import snowflake.connector
from conftest import MAJOR
from snowflake.connector.pandas_tools import write_pandas

ODD_NAMES = ("with blank.csv", "it's.csv", "ä中.csv", "a+b&c=d#e.csv", "100%.csv", "a;b.csv")


@pytest.fixture
def stage(cursor: Any, request: pytest.FixtureRequest) -> str:
    name = "ST_" + hashlib.md5(request.node.name.encode(), usedforsecurity=False).hexdigest()
    cursor.execute(f"CREATE OR REPLACE STAGE {name}")
    return name


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def rows(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    return list(cursor.execute(sql).fetchall())


def staged(cursor: Any, stage: str) -> list[str]:
    return [row[0].partition("/")[2] for row in rows(cursor, f"LIST @{stage}")]


def contents(folder: Path) -> dict[str, str]:
    return {place.name: place.read_text() for place in folder.iterdir()}


def test_a_file_is_compressed_and_can_be_loaded(cursor: Any, stage: str, source: Path) -> None:
    (source / "a.csv").write_text("1,x\n2,y\n")

    (row,) = rows(cursor, f"PUT file://{source}/a.csv @{stage}/in")
    assert row[:3] + row[4:7] == ("a.csv", "a.csv.gz", 8, "NONE", "GZIP", "UPLOADED")
    assert staged(cursor, stage) == ["in/a.csv.gz"]

    cursor.execute("CREATE OR REPLACE TEMPORARY TABLE loaded (i INT, s STRING)")
    cursor.execute(f"COPY INTO loaded FROM @{stage}")
    assert rows(cursor, "SELECT * FROM loaded ORDER BY i") == [(1, "x"), (2, "y")]


@pytest.mark.parametrize("place", ["@~/mine", "@%kept", "@%kept/deep/er"])
def test_users_and_tables_have_stages(cursor: Any, source: Path, out: Path, place: str) -> None:
    cursor.execute("CREATE OR REPLACE TABLE kept (i INT)")
    (source / "a.csv").write_text("1\n")

    cursor.execute(f"PUT file://{source}/a.csv {place} AUTO_COMPRESS=FALSE OVERWRITE=TRUE")
    rows(cursor, f"GET {place} file://{out}")

    assert contents(out) == {"a.csv": "1\n"}


@pytest.mark.parametrize("overwrite", [False, True])
def test_each_file_of_a_pattern_keeps_its_content(
    cursor: Any, stage: str, source: Path, out: Path, *, overwrite: bool
) -> None:
    wanted = {f"file_{number}.csv": f"{number}\n" for number in range(15)}
    for name, content in wanted.items():
        (source / name).write_text(content)
    put = f"PUT 'file://{source}/*.csv' @{stage}/in/ AUTO_COMPRESS=FALSE PARALLEL=8 OVERWRITE={overwrite}"

    assert {row[6] for row in rows(cursor, put)} == {"UPLOADED"}
    rows(cursor, f"GET @{stage} file://{out}")
    assert contents(out) == wanted

    again = {row[6] for row in rows(cursor, put)}
    assert again == {"SKIPPED" if MAJOR > 4 and not overwrite else "UPLOADED"}
    rows(cursor, f"GET @{stage} file://{out}")
    assert contents(out) == wanted


def test_files_that_are_there_are_skipped_among_others(cursor: Any, stage: str, source: Path, out: Path) -> None:
    (source / "b.csv").write_text("old\n")
    cursor.execute(f"PUT file://{source}/b.csv @{stage} AUTO_COMPRESS=FALSE")
    for name in ("a.csv", "b.csv", "c.csv"):
        (source / name).write_text(f"{name}\n")

    cursor.execute(f"PUT file://{source}/?.csv @{stage} AUTO_COMPRESS=FALSE")
    rows(cursor, f"GET @{stage} file://{out}")

    kept = "old\n" if MAJOR > 4 else "b.csv\n"
    assert contents(out) == {"a.csv": "a.csv\n", "b.csv": kept, "c.csv": "c.csv\n"}


@pytest.mark.parametrize("compress", [False, True])
def test_names_may_hold_odd_characters(cursor: Any, stage: str, source: Path, out: Path, *, compress: bool) -> None:
    for name in ODD_NAMES:
        (source / name).write_text(name)
    suffix = ".gz" if compress else ""

    cursor.execute(f"PUT 'file://{source}/*' '@{stage}/a folder/' AUTO_COMPRESS={compress}")

    assert sorted(staged(cursor, stage)) == sorted(f"a folder/{name}{suffix}" for name in ODD_NAMES)
    rows(cursor, f"GET '@{stage}/a folder/' 'file://{out}/'")
    read: Callable[[Path], bytes] = (lambda place: gzip.decompress(place.read_bytes())) if compress else Path.read_bytes
    assert {read(place).decode() for place in out.iterdir()} == set(ODD_NAMES)


def test_compressed_files_stay_as_they_are(cursor: Any, stage: str, source: Path) -> None:
    (source / "a.csv.gz").write_bytes(gzip.compress(b"1\n"))
    (source / "b.bin").write_bytes(gzip.compress(b"2\n"))

    (first,) = rows(cursor, f"PUT file://{source}/a.csv.gz @{stage}")
    (second,) = rows(cursor, f"PUT file://{source}/b.bin @{stage} SOURCE_COMPRESSION=GZIP")

    assert [row[1:2] + row[4:7] for row in (first, second)] == [
        ("a.csv.gz", "GZIP", "GZIP", "UPLOADED"),
        ("b.bin", "GZIP", "GZIP", "UPLOADED"),
    ]
    assert staged(cursor, stage) == ["a.csv.gz", "b.bin"]


def test_get_fetches_what_a_pattern_matches(cursor: Any, stage: str, source: Path, out: Path) -> None:
    for name in ("a.csv", "b.txt", "c.csv"):
        (source / name).write_text(name)
    cursor.execute(f"PUT file://{source}/* @{stage}/in AUTO_COMPRESS=FALSE")

    found = rows(cursor, f"GET @{stage}/in file://{out} PATTERN='.*[.]csv' PARALLEL=3")

    assert sorted(row[:3] for row in found) == [("a.csv", 5, "DOWNLOADED"), ("c.csv", 5, "DOWNLOADED")]
    assert contents(out) == {"a.csv": "a.csv", "c.csv": "c.csv"}


def test_what_is_not_there_is_an_error(cursor: Any, stage: str, source: Path, out: Path) -> None:
    (source / "a.csv").write_text("1\n")
    for sql, errno in (
        (f"GET @{stage}/none file://{out}", 253006),
        (f"PUT file://{source}/none.csv @{stage}", 253006),
        (f"PUT file://{source}/a.csv @no_such_stage", 2003),
        (f"GET @no_such_stage file://{out}", 2003),
    ):
        with pytest.raises(snowflake.connector.Error) as raised:
            cursor.execute(sql)
        assert raised.value.errno == errno


def test_a_stream_is_a_file(cursor: Any, stage: str) -> None:
    cursor.execute(f"PUT file://streamed.csv @{stage} AUTO_COMPRESS=FALSE", file_stream=io.BytesIO(b"1\n2\n"))
    cursor.execute(f"PUT file://packed.csv @{stage}", file_stream=io.BytesIO(b"3\n"))

    assert staged(cursor, stage) == ["packed.csv.gz", "streamed.csv"]
    cursor.execute("CREATE OR REPLACE TEMPORARY TABLE streamed (i INT)")
    cursor.execute(f"COPY INTO streamed FROM @{stage}")
    assert rows(cursor, "SELECT SUM(i) FROM streamed") == [(6,)]


def test_a_large_file_comes_back_whole(cursor: Any, stage: str, source: Path, out: Path) -> None:
    content = hashlib.sha256(b"seed").digest() * (40 * 2**20 // 32)
    (source / "large.bin").write_bytes(content)

    cursor.execute(f"PUT file://{source}/large.bin @{stage} AUTO_COMPRESS=FALSE")
    cursor.execute(f"GET @{stage} file://{out}")

    assert (out / "large.bin").read_bytes() == content


def test_connections_put_side_by_side(
    connect: Callable[..., Any], database: str, cursor: Any, stage: str, source: Path, out: Path
) -> None:
    def put(number: int) -> None:
        (source / f"{number}.csv").write_text(f"{number}\n")
        with connect(database=database, schema="PUBLIC") as connection:
            connection.cursor().execute(f"PUT file://{source}/{number}.csv @{stage} AUTO_COMPRESS=FALSE")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(put, range(12)))

    rows(cursor, f"GET @{stage} file://{out}")
    assert contents(out) == {f"{number}.csv": f"{number}\n" for number in range(12)}


def test_many_rows_go_by_way_of_a_stage(connect: Callable[..., Any], database: str) -> None:
    with connect(database=database, schema="PUBLIC", paramstyle="qmark") as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE OR REPLACE TABLE many (i INT, s STRING)")
        cursor.executemany("INSERT INTO many VALUES (?, ?)", [(number, f"text {number}") for number in range(33_000)])

        assert rows(cursor, "SELECT COUNT(*), SUM(i), MAX(s) FROM many") == [(33_000, 544_483_500, "text 9999")]


def test_a_data_frame_is_written(connection: Any, cursor: Any) -> None:
    cursor.execute("CREATE OR REPLACE TABLE framed (I INT, S STRING)")
    frame = pd.DataFrame({"I": range(1_000), "S": [f"text {number}" for number in range(1_000)]})

    success, chunks, count, _ = write_pandas(connection, frame, "FRAMED", chunk_size=300)

    assert (success, chunks, count) == (True, 4, 1_000)
    assert rows(cursor, "SELECT COUNT(*), SUM(i), MAX(s) FROM framed") == [(1_000, 499_500, "text 999")]
