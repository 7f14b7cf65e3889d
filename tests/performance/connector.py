"""The Python connector against a server: small statements, and results of many rows beside native DuckDB's.

The connector runs in its own environment (`python -m tests.compat.provision python_connector_5`), so it is a program of
its own; native DuckDB, in this process, makes the same rows in the same run.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from tests.compat.clients import CLIENTS
from tests.support.server import ServerProcess, server_process

_PROGRAM = Path(__file__).with_name("connector_program.py")
_NATIVE = """SELECT range AS A, range * 1000 AS B, 'name' || range AS C, (range / 100)::DECIMAL(18, 2) AS D,
    range * 1.5::DOUBLE AS E FROM range({rows})"""
_PAUSE_SECONDS = 0.02
_MOST_ROWS = 1_000_000
"""Beyond these, rows as Python values are not measured."""


def measure(client_name: str, rounds: int, sizes: list[int]) -> dict[str, Any]:
    """The figures of one connector: milliseconds, rows per second, ratios to native, the server's peak memory."""
    client = next(item for item in CLIENTS if item.name == client_name)
    with tempfile.TemporaryDirectory() as folder, server_process(Path(folder)) as server:
        place = urllib.parse.urlsplit(server.url)
        command = [
            str(client.environment / "bin" / "python"),
            "-W",
            "ignore",
            str(_PROGRAM),
            str(place.hostname),
            str(place.port),
            str(rounds),
            *map(str, sizes),
        ]
        before = resident_mb(server)
        with Peak(server) as peak:
            done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    for size in sizes:
        found["fetch"][str(size)]["native"] = native(size)
    return found | {"server_mb_before": before, "server_mb_peak": peak.mb}


def native(rows: int) -> dict[str, float]:
    """Seconds in which DuckDB alone gives the same rows."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE many AS {_NATIVE.format(rows=rows)}")
    query = "SELECT * FROM many"
    return {
        "arrow_s": _seconds(lambda: connection.sql(query).to_arrow_table()),
        "rows_s": _seconds(lambda: connection.execute(query).fetchall()) if rows <= _MOST_ROWS else 0.0,
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return round(time.perf_counter() - began, 3)


def resident_mb(server: ServerProcess) -> float:
    """The memory that a server's process has in use."""
    fields = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in fields if line.startswith("RssAnon:"))
    return round(kilobytes / 1024, 1)


class Peak:
    """The largest memory of a server while the context lasts: its own, without files that it has mapped."""

    def __init__(self, server: ServerProcess) -> None:
        self._server = server
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.mb = 0.0

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            self.mb = max(self.mb, resident_mb(self._server))
