"""Results of many rows over HTTP, as Arrow, as data frames where pandas is there, and as rows, against DuckDB alone."""

from __future__ import annotations

import importlib.util
import io
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tests.performance.measuring import side_by_side
from tests.support.server import Client, server_process

_ARROW = "application/vnd.apache.arrow.stream"
_LINES = "application/x-ndjson"
_MOST_ROWS = 1_000_000
"""Beyond these, rows as Python values are not measured."""
_COLUMNS = "{n} AS A, {n} * 1000 AS B, 'name' || {n} AS C, ({n} / 100)::DECIMAL(18, 2) AS D, {n} * 1.5::DOUBLE AS E"
_SELECT = "SELECT A, B, C, D, E FROM MANY LIMIT {rows}"


def measure(sizes: Sequence[int], rounds: int) -> dict[str, Any]:
    """Seconds of both and their ratio, by number of rows and by what the rows become."""
    most = max(sizes)
    with (
        tempfile.TemporaryDirectory() as folder,
        server_process(Path(folder) / "mockhaus") as server,
        server.client(timeout=600) as client,
        duckdb.connect(str(Path(folder) / "native.db")) as native,
    ):
        native.execute(f"CREATE TABLE MANY AS SELECT {_COLUMNS.format(n='range')} FROM range({most})")
        made = _COLUMNS.format(n="SEQ8()")
        client.run(
            f"CREATE DATABASE BENCH; CREATE TABLE MANY AS SELECT {made} FROM TABLE(GENERATOR(ROWCOUNT => {most}))"
        )
        return {str(size): _of(client, native, _SELECT.format(rows=size), size, rounds) for size in sizes}


def _of(client: Client, native: duckdb.DuckDBPyConnection, sql: str, size: int, rounds: int) -> dict[str, Any]:
    found = {"arrow": side_by_side(lambda: _table(client, sql), lambda: native.sql(sql).to_arrow_table(), rounds)}
    if importlib.util.find_spec("pandas"):
        frames = side_by_side(lambda: _table(client, sql).to_pandas(), lambda: native.sql(sql).df(), rounds)
        found["pandas"] = frames
    if size <= _MOST_ROWS:
        found["rows"] = side_by_side(lambda: _rows(client, sql), lambda: native.execute(sql).fetchall(), rounds)
    return found


def _answer(client: Client, sql: str, media: str) -> bytes:
    body = json.dumps({"sql": sql, "database": "BENCH", "schema": "PUBLIC"}).encode()
    answer = client.call("POST", "/api/v1/query", body, Accept=media)
    assert answer.status == 200, answer.body[:1_000]
    return answer.body


def _table(client: Client, sql: str) -> pa.Table:
    return pa.ipc.open_stream(io.BytesIO(_answer(client, sql, _ARROW))).read_all()


def _rows(client: Client, sql: str) -> list[Any]:
    return [json.loads(line) for line in _answer(client, sql, _LINES).splitlines()]
