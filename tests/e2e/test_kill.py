"""kill -9 of a server in the middle of acknowledged writes: nothing acknowledged is lost, nothing is half there."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.server import Client, ServerProcess

FOLDERS = 2
KILLS = 25
"""For each of the folders, so that two processors share the work."""
WRITERS = 3
_LOST = (http.client.HTTPException, ConnectionError, TimeoutError)
_WIDTH = 20
"""Rows of every insert: a statement whose rows are there in part is torn."""


@dataclass
class Ledger:
    """What one writer did in its own database: what was acknowledged, and the one statement whose fate is unknown."""

    database: str
    inserted: set[int] = field(default_factory=set)
    tables: dict[str, bool] = field(default_factory=dict)
    """Tables by name: whether they exist."""
    counter: int = 0
    loaded: int = 0
    copied: int = 0
    """Rows that were ever loaded, also those of a table that was truncated since."""
    pending: str = ""
    acknowledged: int = 0


class Writer:
    """Sends statements until the server dies, each known by a tag."""

    def __init__(self, ledger: Ledger, seed: int, round_number: int) -> None:
        self.ledger = ledger
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable sequence
        self._number = round_number * 100_000
        self._log = f"{ledger.database}.PUBLIC.LOG"

    def write(self, url: str) -> None:
        """Write until the connection breaks."""
        client = Client(url, timeout=30)
        steps: list[tuple[Callable[[Client], None], int]] = [
            (self._insert, 8),
            (self._update, 4),
            (self._merge, 3),
            (self._create_table, 3),
            (self._drop_table, 2),
            (self._alter_table, 2),
            (self._truncate, 1),
            (self._copy, 2),
            (self._transaction, 3),
            (self._create_database, 1),
        ]
        choices, weights = zip(*steps, strict=True)
        try:
            while True:
                self._number += 1
                (step,) = self._chance.choices(choices, weights)
                step(client)
                self.ledger.pending = ""
                self.ledger.acknowledged += 1
        except _LOST:
            return
        finally:
            client.close()

    def _run(self, client: Client, pending: str, sql: str) -> None:
        self.ledger.pending = pending
        client.run(sql)

    def _rows(self, number: int) -> str:
        return f"SELECT {number}, SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => {_WIDTH}))"

    def _insert(self, client: Client) -> None:
        self._run(client, f"insert {self._number}", f"INSERT INTO {self._log} {self._rows(self._number)}")
        self.ledger.inserted.add(self._number)

    def _transaction(self, client: Client) -> None:
        half = f"SELECT {self._number}, SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => {_WIDTH // 2}))"
        insert = f"INSERT INTO {self._log} {half}"
        self._run(client, f"insert {self._number}", f"BEGIN; {insert}; {insert}; COMMIT")
        self.ledger.inserted.add(self._number)

    def _update(self, client: Client) -> None:
        self._run(client, "count", f"UPDATE {self.ledger.database}.PUBLIC.COUNTER SET N = N + 1")
        self.ledger.counter += 1

    def _merge(self, client: Client) -> None:
        counter = f"{self.ledger.database}.PUBLIC.COUNTER"
        self._run(
            client,
            "count",
            f"MERGE INTO {counter} t USING (SELECT SEQ4() AS id FROM TABLE(GENERATOR(ROWCOUNT => {_WIDTH}))) s"
            " ON t.ID = s.id WHEN MATCHED THEN UPDATE SET N = t.N + 1 WHEN NOT MATCHED THEN INSERT VALUES (s.id, 1)",
        )
        self.ledger.counter += 1

    def _create_table(self, client: Client) -> None:
        name = f"T{self._number}"
        self._run(
            client, f"table {name}", f"CREATE TABLE {self.ledger.database}.PUBLIC.{name} AS {self._rows(self._number)}"
        )
        self.ledger.tables[name] = True

    def _some_table(self) -> str | None:
        return self._chance.choice([name for name, there in self.ledger.tables.items() if there] or [None])

    def _drop_table(self, client: Client) -> None:
        name = self._some_table()
        if name is not None:
            self._run(client, f"table {name}", f"DROP TABLE {self.ledger.database}.PUBLIC.{name}")
            self.ledger.tables[name] = False

    def _alter_table(self, client: Client) -> None:
        name = self._some_table()
        if name is not None:
            table = f"{self.ledger.database}.PUBLIC.{name}"
            self._run(client, "alter", f"ALTER TABLE {table} ADD COLUMN C{self._number} VARCHAR DEFAULT 'x'")

    def _truncate(self, client: Client) -> None:
        self._run(client, "load 0", f"TRUNCATE TABLE {self.ledger.database}.PUBLIC.LOADED")
        self.ledger.loaded = 0

    def _copy(self, client: Client) -> None:
        path = f"/api/v1/stages/{self.ledger.database}/PUBLIC/FILES/files/{self._number}.csv"
        lines = "".join(f"{self._number},{line}\n" for line in range(_WIDTH))
        assert client.call("PUT", path, lines.encode()).status == 201
        database = self.ledger.database
        self._run(
            client,
            f"load {self.ledger.loaded + _WIDTH}",
            f"COPY INTO {database}.PUBLIC.LOADED FROM @{database}.PUBLIC.FILES/{self._number}.csv",
        )
        self.ledger.loaded += _WIDTH
        self.ledger.copied += _WIDTH

    def _create_database(self, client: Client) -> None:
        name = f"{self.ledger.database}_{self._number}"
        self._run(client, f"database {name}", f"CREATE DATABASE {name}; DROP DATABASE {name}")


def furnish(client: Client, database: str) -> None:
    """A writer's database."""
    client.run(
        f"""CREATE DATABASE {database};
        CREATE TABLE LOG (NUMBER INT, PART INT);
        CREATE TABLE LOADED (NUMBER INT, PART INT);
        CREATE STAGE FILES;
        CREATE TABLE COUNTER (ID INT, N INT);
        INSERT INTO COUNTER SELECT SEQ4(), 0 FROM TABLE(GENERATOR(ROWCOUNT => {_WIDTH}))"""
    )


def verify(client: Client, ledger: Ledger) -> None:
    """What was acknowledged is there; what was not is there wholly or not at all. The ledger learns which."""
    _verify_log(client, ledger)
    _verify_counter(client, ledger)
    _verify_loaded(client, ledger)
    _verify_tables(client, ledger)
    ledger.pending = ""


def _verify_log(client: Client, ledger: Ledger) -> None:
    found = {
        row[0]: row[1:]
        for row in client.rows(f"SELECT NUMBER, COUNT(*) FROM {ledger.database}.PUBLIC.LOG GROUP BY NUMBER")
    }
    assert {number: counts for number, counts in found.items() if counts != [_WIDTH]} == {}
    assert ledger.inserted - set(found) == set()
    unknown = set(found) - ledger.inserted
    assert unknown <= {int(word) for word in ledger.pending.removeprefix("insert ").split() if word.isdigit()}
    ledger.inserted = set(found)


def _verify_counter(client: Client, ledger: Ledger) -> None:
    ((least, most, rows),) = client.rows(f"SELECT MIN(N), MAX(N), COUNT(*) FROM {ledger.database}.PUBLIC.COUNTER")
    assert (least, rows) == (most, _WIDTH)
    assert most in {ledger.counter, ledger.counter + (ledger.pending == "count")}
    ledger.counter = most


def _verify_loaded(client: Client, ledger: Ledger) -> None:
    loaded = client.value(f"SELECT COUNT(*) FROM {ledger.database}.PUBLIC.LOADED")
    pending = {int(ledger.pending.removeprefix("load "))} if ledger.pending.startswith("load ") else set()
    assert loaded in {ledger.loaded} | pending
    if loaded in pending - {0}:
        ledger.copied += _WIDTH
    told = f"SELECT COALESCE(SUM(ROW_COUNT), 0) FROM {ledger.database}.INFORMATION_SCHEMA.LOAD_HISTORY"
    assert client.value(told) == ledger.copied
    ledger.loaded = loaded


def _verify_tables(client: Client, ledger: Ledger) -> None:
    listed = {
        item["name"]: len(item["columns"])
        for item in client.get(f"/api/v1/databases/{ledger.database}/tables").document["data"]
    }
    there = {name for name in listed if name.startswith("T")}
    unknown = {ledger.pending.removeprefix("table ")}
    assert there - unknown == {name for name, exists in ledger.tables.items() if exists} - unknown
    for name in there:
        document = client.run(f"SELECT * FROM {ledger.database}.PUBLIC.{name}")
        assert (document["row_count"], len(document["columns"])) == (_WIDTH, listed[name])
    ledger.tables = dict.fromkeys(there, True)


def live_databases(client: Client) -> set[str]:
    """The names of the databases."""
    return {item["name"] for item in client.get("/api/v1/databases").document["data"]}


def _await_acknowledgements(ledgers: list[Ledger], count: int) -> None:
    """Let so many statements be acknowledged, or two seconds pass."""
    wanted = sum(ledger.acknowledged for ledger in ledgers) + count
    deadline = time.monotonic() + 2
    while sum(ledger.acknowledged for ledger in ledgers) < wanted and time.monotonic() < deadline:
        time.sleep(0.002)


def one_round(data: Path, ledgers: list[Ledger], number: int, chance: random.Random) -> float:
    """Start, verify, write, kill; the seconds from the start to the first answer."""
    began = time.perf_counter()
    server = ServerProcess(data)
    started = time.perf_counter() - began
    try:
        with server.client() as client:
            unknown = {ledger.pending.removeprefix("database ") for ledger in ledgers}
            assert live_databases(client) - unknown == {ledger.database for ledger in ledgers}
            for leftover in live_databases(client) & unknown:
                client.run(f"DROP DATABASE {leftover}")
            for ledger in ledgers:
                verify(client, ledger)
        writers = [Writer(ledger, number * 10 + place, number) for place, ledger in enumerate(ledgers)]
        threads = [threading.Thread(target=writer.write, args=(server.url,)) for writer in writers]
        for thread in threads:
            thread.start()
        _await_acknowledgements(ledgers, chance.randint(3, 20))
        time.sleep(chance.uniform(0, 0.03))
    finally:
        server.kill()
    for thread in threads:
        thread.join(30)
    return started


@pytest.mark.parametrize("folder", range(FOLDERS))
def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: int
) -> None:
    chance = random.Random(folder)  # noqa: S311 - a repeatable sequence
    ledgers = [Ledger(f"D{number}") for number in range(WRITERS)]
    server = ServerProcess(tmp_path)
    with server.client() as client:
        for ledger in ledgers:
            furnish(client, ledger.database)
    server.kill()
    starts = [one_round(tmp_path, ledgers, number, chance) for number in range(1, KILLS + 1)]
    final = ServerProcess(tmp_path)
    with final.client() as client:
        for ledger in ledgers:
            verify(client, ledger)
    assert final.stop() == 0
    statements = sum(ledger.acknowledged for ledger in ledgers)
    with capsys.disabled():
        print(f"\n{KILLS} kills survived, {statements} statements acknowledged, slowest start {max(starts):.1f} s")  # noqa: T201
    assert statements > KILLS
