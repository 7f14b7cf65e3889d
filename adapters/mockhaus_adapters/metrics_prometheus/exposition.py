"""The figures of the core as Prometheus reads them.

They are read when Prometheus asks; between its visits nothing is done. The registry is our own, so that nothing that
shares the process is told by accident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from mockhaus.application.read_figures import Figures, HostFigures
from mockhaus.application.statement_figures import BOUNDS_MS, Durations, KindFigures

RequestCounts = Sequence[tuple[str, int, int]]
"""Answered requests: a face of the server, a status, and how many."""


class PrometheusExposition:
    """The text that GET /metrics answers. Thread-safe."""

    content_type = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(
        self, figures: Callable[[], Figures], requests: Callable[[], RequestCounts], build: Mapping[str, str]
    ) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Figures(figures, requests, build))
        ProcessCollector(registry=self._registry)

    def __call__(self) -> bytes:
        """The figures now."""
        return generate_latest(self._registry)


class _Figures(Collector):
    def __init__(
        self, figures: Callable[[], Figures], requests: Callable[[], RequestCounts], build: Mapping[str, str]
    ) -> None:
        self._figures = figures
        self._requests = requests
        self._build = build

    def describe(self) -> Iterable[Metric]:
        """No names before the first visit: to collect them would read the figures."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """See prometheus_client."""
        figures = self._figures()
        yield _build_info(self._build)
        yield from _statements(figures.statements)
        yield from _gauges(figures)
        yield from _counters(figures)
        yield _labelled_gauge(
            "mockhaus_database_file_bytes", "Bytes of a database's file and its log.", "database", figures.databases
        )
        yield from _host(figures.host)
        yield _labelled_gauge(
            "mockhaus_health_check_passed",
            "Whether a check of readiness passed when it was last made.",
            "check",
            {check.name: float(check.healthy) for check in figures.checks},
        )
        yield _labelled_gauge(
            "mockhaus_health_check_seconds",
            "Time that a check of readiness took when it was last made.",
            "check",
            {check.name: check.duration_ms / 1_000 for check in figures.checks},
        )
        yield _requests(self._requests())


def _build_info(build: Mapping[str, str]) -> Metric:
    family = GaugeMetricFamily("mockhaus_build_info", "Versions of what runs; always 1.", labels=list(build))
    family.add_metric(list(build.values()), 1)
    return family


def _gauges(figures: Figures) -> Iterator[Metric]:
    pool, results, locks = figures.pool, figures.results, figures.locks
    for name, meaning, value in (
        ("mockhaus_statements_running", "Statements that run now.", figures.running),
        ("mockhaus_sessions_open", "Open sessions.", figures.sessions),
        ("mockhaus_pool_size", "Most connections of stateless calls.", pool.size),
        ("mockhaus_pool_in_use", "Connections of stateless calls that are in use.", pool.in_use),
        ("mockhaus_pool_idle", "Connections of stateless calls that wait for work.", pool.idle),
        ("mockhaus_plan_cache_entries", "Plans kept.", figures.plans.entries),
        ("mockhaus_result_cache_entries", "Queries that a kept result answers again.", figures.reuse.entries),
        ("mockhaus_results_kept", "Results kept.", results.results),
        ("mockhaus_results_memory_bytes", "Bytes of kept results in memory.", results.memory),
        ("mockhaus_results_disk_bytes", "Bytes of kept results in files.", results.disk),
        ("mockhaus_locks_held", "Tables that are locked.", locks.held),
        ("mockhaus_locks_waiting", "Sessions that wait for a lock.", locks.waiting),
        ("mockhaus_engine_memory_bytes", "Bytes that the engine has in memory.", figures.engine_memory),
        ("mockhaus_engine_spilled_bytes", "Bytes that the engine has in temporary files.", figures.engine_spilled),
    ):
        yield GaugeMetricFamily(name, meaning, value)


def _counters(figures: Figures) -> Iterator[Metric]:
    for name, meaning, value in (
        ("mockhaus_plan_cache_hits", "Look-ups that found a plan.", figures.plans.hits),
        ("mockhaus_plan_cache_misses", "Look-ups that found no plan.", figures.plans.misses),
        ("mockhaus_result_cache_hits", "Queries that a kept result answered.", figures.reuse.hits),
        ("mockhaus_result_cache_misses", "Queries that none did, though one might have.", figures.reuse.misses),
        ("mockhaus_lock_waits", "Locks that had to be waited for.", figures.locks.waits),
    ):
        yield CounterMetricFamily(name, meaning, value)


def _host(host: HostFigures) -> Iterator[Metric]:
    for name, meaning, value in (
        ("mockhaus_memory_limit_bytes", "Bytes of memory that the process can have.", host.memory_limit),
        ("mockhaus_disk_free_bytes", "Bytes that are free on the disk of the data folder.", host.disk_free),
    ):
        if value is not None:
            yield GaugeMetricFamily(name, meaning, value)


def _labelled_gauge(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _requests(counts: RequestCounts) -> Metric:
    family = CounterMetricFamily(
        "mockhaus_http_requests", "Requests answered, by face of the server.", labels=["face", "status"]
    )
    for face, status, count in counts:
        family.add_metric([face, str(status)], count)
    return family


def _statements(kinds: Sequence[KindFigures]) -> Iterator[Metric]:
    statements = CounterMetricFamily("mockhaus_statements", "Statements that ended.", labels=["kind", "status"])
    durations = HistogramMetricFamily(
        "mockhaus_statement_duration_seconds",
        "Time that statements took, by phase; total is without queue.",
        labels=["kind", "phase"],
    )
    for item in kinds:
        for status, count in item.statements.items():
            statements.add_metric([item.kind, status.value.lower()], count)
        for phase, spread in item.phases.items():
            durations.add_metric([item.kind, phase.value], _buckets(spread), spread.sum_ms / 1_000)
    yield statements
    yield durations
    yield _by_kind(kinds, "mockhaus_rows_produced", "Rows of results.", lambda item: item.rows_produced)
    yield _by_kind(kinds, "mockhaus_rows_changed", "Rows inserted, updated, deleted.", lambda item: item.rows_changed)
    yield _by_kind(kinds, "mockhaus_bytes_produced", "Bytes of results.", lambda item: item.bytes_produced)


def _by_kind(kinds: Sequence[KindFigures], name: str, meaning: str, value: Callable[[KindFigures], int]) -> Metric:
    family = CounterMetricFamily(name, meaning, labels=["kind"])
    for item in kinds:
        family.add_metric([item.kind], value(item))
    return family


def _buckets(spread: Durations) -> list[tuple[str, float]]:
    bounds = [*(str(bound / 1_000) for bound in BOUNDS_MS), "+Inf"]
    found, below = [], 0
    for bound, count in zip(bounds, spread.counts, strict=True):
        below += count
        found.append((bound, float(below)))
    return found
