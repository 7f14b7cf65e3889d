"""Figures of the server and of its work, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import Field

from mockhaus.application.read_figures import CacheFigures, Figures
from mockhaus.application.statement_figures import KindFigures, percentile
from mockhaus_adapters.http_falcon.request_counts import RequestCount
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import Access, Example, Operation, Success

Share = Annotated[float | None, Field(description="A share from 0 to 1; null where there was nothing yet.")]


@dataclass(frozen=True, kw_only=True)
class LatencyDocument:
    """Percentiles of the last statements of a kind, in milliseconds; null where there was none."""

    p50: float | None
    p90: float | None
    p99: float | None


@dataclass(frozen=True, kw_only=True)
class KindDocument:
    """The statements of a kind."""

    kind: str
    count: int
    failed: int
    error_rate: Share
    rows_produced: int
    rows_changed: int
    bytes_produced: int
    latency_ms: LatencyDocument


@dataclass(frozen=True, kw_only=True)
class StatementsDocument:
    """Statements since the server began."""

    running: int
    count: int
    failed: int
    error_rate: Share
    by_kind: list[KindDocument]


@dataclass(frozen=True, kw_only=True)
class SessionsDocument:
    """Sessions."""

    open: int


@dataclass(frozen=True, kw_only=True)
class PoolDocument:
    """The connections of calls without a session."""

    size: int
    in_use: int
    idle: int


@dataclass(frozen=True, kw_only=True)
class CacheDocument:
    """A cache."""

    hits: int
    misses: int
    entries: int
    hit_rate: Share


@dataclass(frozen=True, kw_only=True)
class ResultStoreDocument:
    """The results that are kept."""

    kept: int
    memory_bytes: int
    disk_bytes: int


@dataclass(frozen=True, kw_only=True)
class LocksDocument:
    """Locks of tables: held now, waited for now, and how often somebody had to wait so far."""

    held: int
    waiting: int
    waits: int


@dataclass(frozen=True, kw_only=True)
class EngineDocument:
    """The SQL engine."""

    memory_bytes: int
    spilled_bytes: int


@dataclass(frozen=True, kw_only=True)
class DatabaseFileDocument:
    """The file of a database."""

    name: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class HostDocument:
    """What the machine has for the server; null where it does not tell."""

    memory_limit_bytes: int | None
    disk_free_bytes: int | None


@dataclass(frozen=True, kw_only=True)
class RequestsDocument:
    """The requests of a face of the server that were answered with a status."""

    face: str
    status: int
    requests: int


@dataclass(frozen=True, kw_only=True)
class FiguresDocument:
    """Everything that is counted since the server began, and sizes as they are now."""

    statements: StatementsDocument
    sessions: SessionsDocument
    pool: PoolDocument
    plan_cache: CacheDocument
    result_cache: CacheDocument
    results: ResultStoreDocument
    locks: LocksDocument
    engine: EngineDocument
    databases: list[DatabaseFileDocument]
    host: HostDocument
    http_requests: list[RequestsDocument]


@dataclass(frozen=True, kw_only=True)
class FiguresAnswer(Success):
    """The figures."""

    data: FiguresDocument


async def read_figures(call: Call) -> FiguresAnswer:
    """The figures, with percentiles of the last statements of each kind."""
    figures = await call.rest.workers.run_errand(call.rest.use_cases.figures)
    return FiguresAnswer(data=_document(figures, call.rest.requests.counts()))


def _document(figures: Figures, requests: Sequence[RequestCount]) -> FiguresDocument:
    sizes = sorted(figures.databases.items())
    return FiguresDocument(
        statements=_statements(figures),
        sessions=SessionsDocument(open=figures.sessions),
        pool=PoolDocument(**asdict(figures.pool)),
        plan_cache=_cache(figures.plans),
        result_cache=_cache(figures.reuse),
        results=ResultStoreDocument(
            kept=figures.results.results, memory_bytes=figures.results.memory, disk_bytes=figures.results.disk
        ),
        locks=LocksDocument(**asdict(figures.locks)),
        engine=EngineDocument(memory_bytes=figures.engine_memory, spilled_bytes=figures.engine_spilled),
        databases=[DatabaseFileDocument(name=name, bytes=size) for name, size in sizes],
        host=HostDocument(memory_limit_bytes=figures.host.memory_limit, disk_free_bytes=figures.host.disk_free),
        http_requests=[RequestsDocument(**item._asdict()) for item in requests],
    )


def _statements(figures: Figures) -> StatementsDocument:
    count = sum(item.count for item in figures.statements)
    failed = sum(item.failed for item in figures.statements)
    return StatementsDocument(
        running=figures.running,
        count=count,
        failed=failed,
        error_rate=_share(failed, count),
        by_kind=[_kind(item) for item in figures.statements],
    )


def _kind(item: KindFigures) -> KindDocument:
    recent = item.recent_ms
    return KindDocument(
        kind=item.kind,
        count=item.count,
        failed=item.failed,
        error_rate=_share(item.failed, item.count),
        rows_produced=item.rows_produced,
        rows_changed=item.rows_changed,
        bytes_produced=item.bytes_produced,
        latency_ms=LatencyDocument(
            p50=_rounded(percentile(recent, 0.5)),
            p90=_rounded(percentile(recent, 0.9)),
            p99=_rounded(percentile(recent, 0.99)),
        ),
    )


def _cache(cache: CacheFigures) -> CacheDocument:
    return CacheDocument(**asdict(cache), hit_rate=_share(cache.hits, cache.hits + cache.misses))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 3)


_FIGURES = {
    "statements": {
        "running": 0,
        "count": 12,
        "failed": 3,
        "error_rate": 0.25,
        "by_kind": [],
    },
    "sessions": {"open": 1},
    "pool": {"size": 16, "in_use": 0, "idle": 1},
    "plan_cache": {"hits": 7, "misses": 5, "entries": 5, "hit_rate": 0.583333},
    "result_cache": {"hits": 2, "misses": 3, "entries": 1, "hit_rate": 0.4},
    "results": {"kept": 1, "memory_bytes": 1024, "disk_bytes": 0},
    "locks": {"held": 0, "waiting": 0, "waits": 0},
    "engine": {"memory_bytes": 262144, "spilled_bytes": 0},
    "databases": [],
    "host": {"memory_limit_bytes": 4294967296, "disk_free_bytes": 68719476736},
    "http_requests": [],
}

OPERATIONS = (
    Operation(
        method="GET",
        path="/api/v1/metrics",
        name="readMetrics",
        tag="server",
        summary="Figures of statements, sessions, caches, locks and files",
        description="For Prometheus, the same is at /metrics.",
        handler=read_figures,
        access=Access.MONITOR,
        examples=(Example(summary="The figures", answer={"success": True, "data": _FIGURES}),),
    ),
)
"""The operation on figures."""
