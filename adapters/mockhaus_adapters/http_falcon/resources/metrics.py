"""Figures of the server and of its work, as JSON and for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Protocol

import falcon
import falcon.asgi

from mockhaus.application.read_figures import CacheFigures, Figures
from mockhaus.application.statement_figures import KindFigures, percentile
from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.envelope import dump
from mockhaus_adapters.http_falcon.request_counts import RequestCount, RequestCounts
from mockhaus_adapters.http_falcon.workers import Workers

_PERCENTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99}


class Exposition(Protocol):
    """The figures as text for a program that collects them."""

    content_type: str

    def __call__(self) -> bytes:
        """The figures now."""


class ExpositionResource:
    """GET /metrics."""

    def __init__(self, exposition: Callable[[], Exposition], workers: Workers) -> None:
        self._exposition = exposition
        self._workers = workers

    async def on_get(self, _request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """The figures for Prometheus."""
        response.data, response.content_type = await self._workers.run_errand(self._read)

    def _read(self) -> tuple[bytes, str]:
        exposition = self._exposition()
        return exposition(), exposition.content_type


class MetricsResource:
    """GET /api/v1/metrics."""

    def __init__(self, use_cases: UseCases, workers: Workers, requests: RequestCounts) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._requests = requests

    async def on_get(self, _request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """The figures, with percentiles of the last statements of each kind."""
        figures = await self._workers.run_errand(self._use_cases.figures)
        response.data = dump({"success": True, "data": _body(figures, self._requests.counts())})
        response.content_type = falcon.MEDIA_JSON


def _body(figures: Figures, requests: Sequence[RequestCount]) -> dict[str, Any]:
    return {
        "statements": _statements(figures),
        "sessions": {"open": figures.sessions},
        "pool": asdict(figures.pool),
        "plan_cache": _cache(figures.plans),
        "results": {
            "kept": figures.results.results,
            "memory_bytes": figures.results.memory,
            "disk_bytes": figures.results.disk,
        },
        "locks": asdict(figures.locks),
        "engine": {"memory_bytes": figures.engine_memory, "spilled_bytes": figures.engine_spilled},
        "databases": [{"name": name, "bytes": size} for name, size in sorted(figures.databases.items())],
        "http_requests": [item._asdict() for item in requests],
    }


def _statements(figures: Figures) -> dict[str, Any]:
    count = sum(item.count for item in figures.statements)
    failed = sum(item.failed for item in figures.statements)
    return {
        "running": figures.running,
        "count": count,
        "failed": failed,
        "error_rate": _share(failed, count),
        "by_kind": [_kind(item) for item in figures.statements],
    }


def _kind(item: KindFigures) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "count": item.count,
        "failed": item.failed,
        "error_rate": _share(item.failed, item.count),
        "rows_produced": item.rows_produced,
        "rows_changed": item.rows_changed,
        "bytes_produced": item.bytes_produced,
        "latency_ms": {name: _rounded(percentile(item.recent_ms, share)) for name, share in _PERCENTILES.items()},
    }


def _cache(cache: CacheFigures) -> dict[str, Any]:
    return {**asdict(cache), "hit_rate": _share(cache.hits, cache.hits + cache.misses)}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 3)
