"""How long statements take to become engine SQL: the queries of the corpus, and one of a hundred lines.

The first translation of a text is all the work: splitting, parsing, planning. A later one finds the plan kept.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from statistics import median, quantiles
from typing import Any

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import SnowflakeError
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load as load_settings
from tests.conformance import records

_WORST = 5
_TABLE = "CREATE TABLE SALES (ID INT, REGION VARCHAR, PRODUCT VARCHAR, AMOUNT FLOAT, SOLD TIMESTAMP, DATA VARIANT)"
_CHANGE = "CREATE OR REPLACE SEQUENCE TIMED_AGAIN"
"""A change of the catalog: plans made before it are made again."""
_STEP = """step_{n} AS (
  SELECT
    s.region,
    UPPER(s.product) AS product,
    DATE_TRUNC('month', s.sold) AS sold_month,
    SUM(s.amount) AS total,
    COUNT_IF(s.amount > {n}) AS large,
    MAX(s.data:customer.name::VARCHAR) AS customer,
    ROW_NUMBER() OVER (PARTITION BY s.region ORDER BY SUM(s.amount) DESC) AS place
  FROM sales s
  LEFT JOIN sales t
    ON t.id = s.id AND t.sold >= DATEADD(day, -{n}, s.sold)
  WHERE s.product ILIKE '%{n}%' AND s.amount BETWEEN {n} AND 1000
  GROUP BY 1, 2, 3
  QUALIFY place <= 10
)"""
HUNDRED_LINES = (
    f"WITH {', '.join(_STEP.format(n=number) for number in range(1, 7))}\n"
    "SELECT a.region, a.product, COALESCE(b.total, 0) AS total, IFF(c.large > 0, 'yes', 'no') AS large\n"
    "FROM step_1 a\nJOIN step_2 b ON a.region = b.region\nJOIN step_3 c ON c.product = a.product\n"
    "LEFT JOIN step_4 d ON d.customer = a.customer\nLEFT JOIN step_5 e ON e.place = a.place\n"
    "LEFT JOIN step_6 f ON f.total > a.total\nORDER BY 1, 3 DESC NULLS LAST\nLIMIT 100"
)


def measure(rounds: int) -> dict[str, Any]:
    """Milliseconds of the first and of later translations: median, the 95th of a hundred, and the slowest."""
    with embedded(load_settings(flags={"data_dir": ":memory:"})) as use_cases:
        found = dict(_corpus(use_cases, rounds))
        long = _hundred_lines(use_cases, rounds)
    first, later = ([each[place] for each in found.values()] for place in (0, 1))
    slowest = sorted(found, key=lambda name: -found[name][0])[:_WORST]
    return {
        "queries": len(found),
        "first": _summary(first),
        "kept": _summary(later),
        "slowest": {name: round(found[name][0], 2) for name in slowest},
        "hundred_lines": {
            "lines": HUNDRED_LINES.count("\n") + 1,
            "first": round(long[0], 2),
            "kept": round(long[1], 3),
        },
    }


def _summary(times: Sequence[float]) -> dict[str, float]:
    return {"p50": round(median(times), 3), "p95": round(quantiles(times, n=20)[-1], 3), "worst": round(max(times), 2)}


def _corpus(use_cases: UseCases, rounds: int) -> Iterator[tuple[str, tuple[float, float]]]:
    for number, file in enumerate(records.files()):
        session_id = use_cases.sessions.create(SessionRequest()).session_id
        _run(use_cases, session_id, f"CREATE DATABASE TIMED_{number}")
        for record in records.read(file):
            times = _times(use_cases, session_id, record.text, rounds) if record.kind == "query" else None
            if times is not None:
                yield record.id, times
            if record.kind != "file":
                _run(use_cases, session_id, record.text)


def _hundred_lines(use_cases: UseCases, rounds: int) -> tuple[float, float]:
    session_id = use_cases.sessions.create(SessionRequest()).session_id
    _run(use_cases, session_id, "CREATE DATABASE TIMED_LONG")
    _run(use_cases, session_id, _TABLE)
    times = _times(use_cases, session_id, HUNDRED_LINES, rounds)
    assert times is not None, "the long query has no translation"
    return times


def _times(use_cases: UseCases, session_id: str, sql: str, rounds: int) -> tuple[float, float] | None:
    """Milliseconds of the quickest first translation and the quickest later one; None for what has none of its own."""
    first, later = [], []
    try:
        for number in range(rounds):
            _run(use_cases, session_id, _CHANGE)
            request = StatementRequest(sql=f"{sql}\n-- {number}", session_id=session_id)
            first.append(_milliseconds(use_cases, request))
            later.append(_milliseconds(use_cases, request))
    except SnowflakeError:
        return None
    return min(first), min(later)


def _milliseconds(use_cases: UseCases, request: StatementRequest) -> float:
    began = time.perf_counter()
    use_cases.translate(request)
    return (time.perf_counter() - began) * 1_000


def _run(use_cases: UseCases, session_id: str, sql: str) -> None:
    """Run what the records after it may need; what is meant to fail may."""
    try:
        with use_cases.execute(StatementRequest(sql=sql, session_id=session_id)) as execution:
            for result in execution:
                result.fetch_all()
    except SnowflakeError:
        return
