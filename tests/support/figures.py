"""Figures of every sort, each with a value, for tests of what tells them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mockhaus.application.engine_pool import PoolFigures
from mockhaus.application.locks import LockFigures
from mockhaus.application.probes import Check, HealthState
from mockhaus.application.read_figures import CacheFigures, Figures, HostFigures
from mockhaus.application.statement_figures import StatementFigures
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.ports.results import StoreFigures


def ended(kind: str = "SELECT", status: QueryStatus = QueryStatus.SUCCESS, **values: Any) -> QueryRecord:
    """The record of a statement that ended."""
    return QueryRecord(
        query_id="01",
        text="SELECT 'secret'",
        kind=kind,
        session_id="7",
        user="ALICE",
        role="R",
        started_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        status=status,
        **values,
    )


def check(name: str, state: HealthState) -> Check:
    """A check of health that took 1.5 ms."""
    return Check(name=name, state=state, duration_ms=1.5, checked_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def figures() -> Figures:
    """One statement of each of two kinds, and something of everything else."""
    statements = StatementFigures()
    statements.finished(
        ended(rows_produced=3, bytes_produced=30, queue_ms=1.0, compile_ms=2.0, execute_ms=40.0, total_ms=42.0)
    )
    statements.finished(ended("INSERT", QueryStatus.FAIL, rows_changed=5, total_ms=7.0))
    return Figures(
        statements=statements.figures(),
        running=1,
        sessions=2,
        pool=PoolFigures(16, 3, 4),
        plans=CacheFigures(9, 3, 5),
        reuse=CacheFigures(4, 2, 1),
        results=StoreFigures(results=6, memory=700, disk=8_000),
        locks=LockFigures(1, 2, 11),
        engine_memory=1_000_000,
        engine_spilled=2_000,
        databases={"SHOP": 12_288, 'ODD "NAME"\\': 4_096},
        host=HostFigures(memory_limit=4_000_000_000, disk_free=5_000_000_000),
        checks=(check("engine", HealthState.HEALTHY), check("database:SHOP", HealthState.UNHEALTHY)),
    )
