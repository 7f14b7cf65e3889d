"""kill -9 at any moment: nothing that was acknowledged is missing, nothing is half there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

from mockhaus.domain import types
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.settings import EngineOptions

KILLS = 20
CHILD = Path(__file__).with_name("killed_child.py")
COUNT = [ResultColumn("N", types.INTEGER)]


def _run_until_killed(data: Path, start: int, seconds: float) -> list[str]:
    """Start a child that writes, kill it after a while; the lines that it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(data), str(start)], stdout=subprocess.PIPE, text=True, env=_environment()
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "READY\n"
    timer = threading.Timer(seconds, lambda: os.kill(child.pid, signal.SIGKILL))
    timer.start()
    lines = [line.strip() for line in child.stdout if line.endswith("\n")]
    timer.join()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    return lines


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


class _Found:
    """What a start finds in a data folder: the acknowledgeable items that are wholly there."""

    def __init__(self, data: Path) -> None:
        self.items: set[str] = set()
        self.torn: list[str] = []
        engine = DuckDbEngine(EngineOptions(data=data))
        self._session = engine.open_session()
        for database in engine.databases():
            name = next(record.body for record in database.records if record.kind == "DATABASE")
            self.items.add(f"database {name}")
            for record in database.records:
                if record.kind == "TABLE":
                    self._look_at_table(database.attachment, record.body)
            self._look_at_rows(database.attachment, name)
        self._session.close()
        engine.close()

    def _look_at_table(self, attachment: str, name: str) -> None:
        self.items.add(f"table {name}")
        if self._number(f"SELECT count(*) FROM {attachment}.main.{name}") != 1:
            self.torn.append(name)

    def _look_at_rows(self, attachment: str, name: str) -> None:
        main = f"{attachment}.main"
        tables = f"SELECT count(*) FROM duckdb_tables() WHERE database_name = '{attachment}' AND table_name"
        if not self._number(f"{tables} = 'log'"):
            return  # killed between the database and its first tables
        rows = self._session.query(f"SELECT n FROM {main}.log", COUNT).fetch(1_000_000)
        self.items.update(f"row {row[0]!s}" for row in rows)
        live = self._number(f"SELECT coalesce(sum(v), 0) FROM {main}.t")
        kept = self._number(f"SELECT count(*) FROM {main}.h")
        if not live == kept == len(rows):
            self.torn.append(f"{name}: {live}, {kept}, {len(rows)}")
        made = self._number(f"{tables} LIKE 'x%'")
        records = self._number(f"SELECT count(*) FROM {main}._catalog WHERE kind = 'TABLE'")
        if made != records:
            self.torn.append(f"{name}: {made} tables, {records} records")

    def _number(self, sql: str) -> int:
        [(value,)] = self._session.query(sql, COUNT).fetch(2)
        assert isinstance(value, int)
        return value


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(tmp_path: Path) -> None:
    chance = random.Random(20240229)  # noqa: S311 - a repeatable sequence
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        acknowledged.update(_run_until_killed(tmp_path, (kill + 1) * 100_000, chance.uniform(0.02, 0.3)))
        found = _Found(tmp_path)
        assert found.torn == []
        assert acknowledged - found.items == set()
        assert not list((tmp_path / "databases").glob(".*"))
    assert {item.split()[0] for item in acknowledged} == {"database", "table", "row"}
