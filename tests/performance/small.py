"""Small statements over HTTP on one connection: milliseconds at the median and at the 95th percentile."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.support.server import Client, server_process

ROWS = 100_000


def measure(rounds: int) -> dict[str, Any]:
    """The figures of each kind of statement, and of an answer that runs none."""
    with tempfile.TemporaryDirectory() as folder, server_process(Path(folder)) as server, server.client() as client:
        client.run(
            f"""CREATE DATABASE BENCH;
            CREATE TABLE POINTS (ID INT, NAME VARCHAR(20), PRICE NUMBER(10,2));
            INSERT INTO POINTS
                SELECT SEQ4(), 'name ' || SEQ4(), SEQ4() / 100 FROM TABLE(GENERATOR(ROWCOUNT => {ROWS}))"""
        )
        session = client.session(database="BENCH")
        return {
            "no statement": timed(lambda _: client.get("/api/v1/databases"), rounds),
            "SELECT 1": timed(lambda _: client.run("SELECT 1"), rounds),
            "SELECT 1 in a session": timed(lambda _: client.run("SELECT 1", session_id=session), rounds),
            "SELECT n, never the same text": timed(lambda number: client.run(f"SELECT {number} AS A"), rounds),
            "point lookup": timed(lambda number: lookup(client, session, number), rounds),
            "INSERT of a row": timed(lambda number: insert(client, session, number), rounds),
        }


def lookup(client: Client, session: str, number: int) -> object:
    """One row by its key."""
    sql = "SELECT NAME, PRICE FROM POINTS WHERE ID = ?"
    return client.run(sql, params=[number * 7919 % ROWS], session_id=session)


def insert(client: Client, session: str, number: int) -> object:
    """One more row."""
    return client.run("INSERT INTO POINTS VALUES (?, ?, ?)", params=[ROWS + number, "new", 1.5], session_id=session)


def timed(work: Callable[[int], object], rounds: int) -> dict[str, float]:
    """Milliseconds of many calls, after some that are not counted."""
    for number in range(rounds // 10):
        work(number)
    taken = []
    for number in range(rounds):
        began = time.perf_counter()
        work(rounds + number)
        taken.append((time.perf_counter() - began) * 1_000)
    cuts = quantiles(taken, n=20)
    return {"p50_ms": round(cuts[9], 3), "p95_ms": round(cuts[18], 3)}
