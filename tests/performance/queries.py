"""The 22 queries of TPC-H: Mockhaus in this process against DuckDB alone, on the same data, query by query in turn.

The answers must be equal: exactly where both compute exactly, and within half of the last digit that Snowflake shows
where DuckDB computes with floating-point numbers (averages and divisions).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from statistics import geometric_mean, median
from typing import Any

import duckdb
import sqlglot

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.install_sample_data import DATABASE, schema_name
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.types import Kind, ResultColumn
from mockhaus_adapters.sample_data_tpchgen.generator import TpchgenSampleData
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load

QUERIES = Path(__file__).with_name("tpch")
Rows = Sequence[tuple[Any, ...]]


def measure(scale: float, rounds: int) -> dict[str, Any]:
    """Milliseconds of both, their ratio, and the geometric mean of the ratios."""
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded(load(flags={"data_dir": Path(folder) / "mockhaus"})) as use_cases,
        duckdb.connect(str(Path(folder) / "native.db")) as native,
    ):
        for _ in use_cases.sample_data(scale):
            pass
        load_native(native, scale)
        queries = {
            path.stem: compared(use_cases, native, path.read_text(encoding="utf-8"), scale, rounds)
            for path in sorted(QUERIES.glob("q*.sql"))
        }
    ratios = [figures["ratio"] for figures in queries.values()]
    return {
        "scale": scale,
        "queries": queries,
        "geometric_mean": round(geometric_mean(ratios), 3),
        "worst": max(queries, key=lambda name: queries[name]["ratio"]),
    }


def load_native(native: duckdb.DuckDBPyConnection, scale: float) -> None:
    """The same tables for DuckDB alone, with the decimals of Snowflake's sample data."""
    with TpchgenSampleData().tpch(scale, lambda: None) as files:
        for file in files:
            source = f"read_parquet('{file.path}')"
            columns = native.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            casts = ", ".join(
                f"{name}::DECIMAL(12,2) AS {name}" if kind.startswith("DECIMAL") else name for name, kind, *_ in columns
            )
            native.execute(f"CREATE TABLE {file.table} AS SELECT {casts} FROM {source}")


def compared(
    use_cases: UseCases, native: duckdb.DuckDBPyConnection, sql: str, scale: float, rounds: int
) -> dict[str, Any]:
    """One query on both, in turn; AssertionError where the answers differ."""
    request = StatementRequest(sql=sql, context=SessionRequest(database=DATABASE, schema=schema_name(scale)))
    (translated,) = sqlglot.transpile(sql, read="snowflake", write="duckdb")

    def ours() -> tuple[Sequence[ResultColumn], Rows]:
        with use_cases.execute(request) as execution:
            (found,) = [(result.columns, result.fetch_all()) for result in execution]
        return found

    def theirs() -> Rows:
        return native.execute(translated).fetchall()

    columns, rows = ours()
    assert_equal(columns, rows, theirs())
    times: list[tuple[float, float]] = [(clocked(ours), clocked(theirs)) for _ in range(rounds)]
    mine, native_time = (median(taken) for taken in zip(*times, strict=True))
    figures = {
        "mockhaus_ms": round(mine, 2),
        "duckdb_ms": round(native_time, 2),
        "ratio": round(mine / native_time, 3),
        "rows": len(rows),
    }
    sys.stderr.write(f"{figures}\n")
    return figures


def clocked(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def assert_equal(columns: Sequence[ResultColumn], ours: Rows, theirs: Rows) -> None:
    """Both answers have the same rows in the same order."""
    assert len(ours) == len(theirs)
    for mine, native in zip(ours, theirs, strict=True):
        for column, one, other in zip(columns, mine, native, strict=True):
            assert same(column, one, other), f"{column.name}: {one!r} and {other!r}"


def same(column: ResultColumn, one: Any, other: Any) -> bool:
    """Whether two values are the same answer."""
    if column.type.kind is Kind.NUMBER and isinstance(other, float):
        return abs(Decimal(one) - Decimal(other)) <= Decimal(10) ** -column.type.scale * Decimal("0.51")
    return bool(one == other)
