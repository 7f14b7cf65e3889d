"""Statements per second of many clients at once over HTTP, against as many threads on DuckDB alone.

Each client has a session, and takes turns: eight look-ups of a row, one aggregate, one insert. DuckDB alone has the
same mix without any protocol, so the ratio is what HTTP, sessions, translation and the record of statements cost.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from tests.support.server import Client, ServerProcess, server_process

ROWS = 100_000
_TURNS = 10
_LOOKUP = "SELECT NAME, PRICE FROM POINTS WHERE ID = ?"
_AGGREGATE = "SELECT COUNT(*), SUM(PRICE) FROM POINTS WHERE ID < ?"
_INSERT = "INSERT INTO POINTS VALUES (?, ?, ?)"
_FILL = {
    "mockhaus": "SELECT SEQ4(), 'name ' || SEQ4(), SEQ4() / 100 FROM TABLE(GENERATOR(ROWCOUNT => {rows}))",
    "duckdb": "SELECT range, 'name ' || range, range / 100 FROM range({rows})",
}
_TABLE = "CREATE TABLE POINTS (ID INT, NAME VARCHAR(20), PRICE DECIMAL(10,2))"
Turn = Callable[[str, Sequence[object]], object]


def measure(clients: Sequence[int], duration: float) -> dict[str, Any]:
    """For each number of clients: statements per second of both, and the share that Mockhaus reaches."""
    with (
        tempfile.TemporaryDirectory() as folder,
        server_process(Path(folder) / "mockhaus") as server,
        duckdb.connect(str(Path(folder) / "native.db")) as native,
    ):
        native.execute(_TABLE)
        native.execute(f"INSERT INTO POINTS {_FILL['duckdb'].format(rows=ROWS)}")
        with server.client() as client:
            client.run(f"CREATE DATABASE BENCH; {_TABLE}; INSERT INTO POINTS {_FILL['mockhaus'].format(rows=ROWS)}")
        return {str(count): _of(server, native, count, duration) for count in clients}


def _of(server: ServerProcess, native: duckdb.DuckDBPyConnection, count: int, duration: float) -> dict[str, float]:
    with ExitStack() as stack:
        connections = [stack.enter_context(server.client()) for _ in range(count)]
        ours = _rate([partial(_run, client, client.session(database="BENCH")) for client in connections], duration)
        cursors = [stack.enter_context(native.cursor()) for _ in range(count)]
        theirs = _rate([partial(_run_native, cursor) for cursor in cursors], duration)
    return {"mockhaus_per_s": ours, "duckdb_per_s": theirs, "share": round(ours / theirs, 3)}


def _run(client: Client, session: str, sql: str, values: Sequence[object]) -> object:
    return client.run(sql, params=values, session_id=session)


def _run_native(cursor: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object]) -> object:
    return cursor.execute(sql, values).fetchall()


def _rate(turns: Sequence[Turn], duration: float) -> float:
    """Statements per second of all together."""
    done = [0] * len(turns)
    ends = time.perf_counter() + duration
    began = time.perf_counter()
    threads = [threading.Thread(target=_take_turns, args=(turn, place, done, ends)) for place, turn in enumerate(turns)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(done) / (time.perf_counter() - began), 1)


def _take_turns(turn: Turn, place: int, done: list[int], ends: float) -> None:
    number = place
    while time.perf_counter() < ends:
        number += 1
        _take(turn, number * 7919 % ROWS, number % _TURNS)
        done[place] += 1


def _take(turn: Turn, key: int, kind: int) -> None:
    if kind == 0:
        turn(_INSERT, [ROWS + key, "new", 1.5])
    elif kind == 1:
        turn(_AGGREGATE, [key])
    else:
        turn(_LOOKUP, [key])
