"""A deployment that is served over HTTP: its application, how it ends in order, what it takes over while it runs."""

from __future__ import annotations

import asyncio
import functools
import logging
import platform
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

from mockhaus.application.check_health import CheckHealth
from mockhaus.application.file_urls import FileUrls
from mockhaus.application.maintenance import Maintenance
from mockhaus.application.manage_sessions import ManageSessions
from mockhaus.application.run_pipes import RunPipes
from mockhaus.application.running import RunningStatements
from mockhaus.application.slow_statements import SlowStatements
from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.browsers import is_loopback
from mockhaus_adapters.http_falcon.exposition import Exposition
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.options import LEVELS, Options
from mockhaus_adapters.http_falcon.request_counts import RequestCounts
from mockhaus_adapters.http_falcon.workers import Workers
from mockhaus_deployments.embedded import deployment, running
from mockhaus_deployments.settings import Effective, Settings
from mockhaus_deployments.settings.effective import Shown
from mockhaus_deployments.use_cases import health_settings, maintenance_settings, pipe_settings, session_settings

_log = logging.getLogger(__name__)
_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared, not listened on
_PAUSE_SECONDS = 0.02
_STUCK_SECONDS = 5
"""How long statements that were cancelled may take to notice."""


class Drain:
    """Ends the work of a server: no new calls, time for the statements that run, and then they are cancelled."""

    def __init__(self, sessions: ManageSessions, running: RunningStatements, seconds: Callable[[], float]) -> None:
        self._sessions = sessions
        self._running = running
        self._seconds = seconds
        self._hurried = False

    def hurry(self) -> None:
        """Cancel what runs without waiting any longer. Safe in a signal handler."""
        self._hurried = True

    async def finished(self) -> None:
        """Refuse new calls and wait until no statement runs, except for ones that do not notice they are cancelled."""
        self._sessions.stop_taking()
        _log.info("the server is stopping; %d statements run", len(self._running.list()))
        await self._empty(self._seconds())
        self._hurried = False
        await self._empty(_STUCK_SECONDS, self._cancel_all)

    async def _empty(self, seconds: float, insist: Callable[[], None] = lambda: None) -> None:
        """Wait until no statement runs; statements end on threads, so they are looked at now and then."""
        deadline = time.monotonic() + seconds
        while self._running.list() and not self._hurried and time.monotonic() < deadline:
            insist()
            await asyncio.sleep(_PAUSE_SECONDS)

    def _cancel_all(self) -> None:
        for statement in self._running.list():
            statement.cancel()


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A deployment behind an ASGI application."""

    app: Callable[[Any, Any, Any], Awaitable[None]]
    use_cases: UseCases
    drain: Drain
    publish: Callable[[str], None]
    """Tell at which URL the server answers, unless settings say it."""
    take_over: Callable[[Effective], None]
    """Let new settings hold, as far as they are reloadable."""


class _Taking:
    """The parts of a running server whose settings can be taken over."""

    def __init__(
        self,
        found: Effective,
        limits: Limits,
        options: Options,
        sessions: ManageSessions,
        maintenance: Maintenance,
        pipes: RunPipes,
        slow_statements: SlowStatements,
        health: CheckHealth,
    ) -> None:
        self._found = found
        self._limits = limits
        self._options = options
        self._sessions = sessions
        self._maintenance = maintenance
        self._pipes = pipes
        self._slow_statements = slow_statements
        self._health = health

    def shutdown_seconds(self) -> float:
        return self._found.settings.server.shutdown_seconds

    def configuration(self) -> Iterable[Shown]:
        return self._found.shown()

    def __call__(self, found: Effective) -> None:
        self._found, settings = found, found.settings
        self._options.take_over(options_of(settings))
        self._limits.take_over(limits_of(settings))
        self._sessions.configure(session_settings(settings))
        self._maintenance.configure(maintenance_settings(settings))
        self._pipes.configure(pipe_settings(settings))
        self._slow_statements.configure(settings.log.slow_statement_seconds)
        self._health.configure(health_settings(settings))


def limits_of(settings: Settings) -> Limits:
    """The limits of the HTTP interface."""
    server = settings.server
    return Limits(
        body_bytes=server.max_body_bytes,
        upload_bytes=server.max_upload_bytes,
        result_rows=server.max_result_rows,
        threads=server.threads,
        local=is_loopback(server.host),
    )


def options_of(settings: Settings) -> Options:
    """What the HTTP interface does besides answering."""
    server = settings.server
    return Options(
        cors_origins=server.cors_origins,
        compression=server.compression,
        request_log=LEVELS.get(settings.log.requests),
        open_monitoring=settings.auth.open_monitoring,
    )


def build_info() -> dict[str, str]:
    """The versions of what runs."""
    return {
        "version": version("mockhaus"),
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "sqlglot": version("sqlglot"),
    }


def exposition(use_cases: UseCases, requests: RequestCounts) -> Callable[[], Exposition]:
    """Makes what tells the figures to Prometheus, once there is one that asks."""

    @functools.cache
    def made() -> Exposition:
        from mockhaus_adapters.metrics_prometheus.exposition import PrometheusExposition  # noqa: PLC0415 - start-up stays light

        return PrometheusExposition(use_cases.figures, requests.counts, build_info())

    return made


def url_of(settings: Settings, port: int) -> str:
    """The base URL of a server on this machine that listens on a port."""
    host = settings.server.host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def publish(urls: FileUrls, settings: Settings, url: str) -> None:
    """Let URLs of staged files begin as settings say, or with the server's own URL."""
    host = settings.server.host
    own = url.replace(f"[{host}]" if ":" in host else host, "localhost", 1) if host in _WILDCARDS else url
    urls.publish(settings.server.public_url or own)


@contextmanager
def serving(found: Effective) -> Iterator[Serving]:
    """A started deployment with maintenance in the background; it ends in order with the context."""
    settings = found.settings
    with running(container := deployment(settings)) as use_cases:
        core = container.core
        limits, options = limits_of(settings), options_of(settings)
        publish(core.services().file_urls, settings, url_of(settings, settings.server.port))
        maintenance = core.maintenance()
        maintenance.start()
        pipes = core.pipes()
        pipes.resume()
        taking = _Taking(
            found, limits, options, use_cases.sessions, maintenance, pipes, core.slow_statements(), use_cases.health
        )
        requests = RequestCounts()
        with closing(maintenance), closing(Workers(limits.threads)) as workers:
            yield Serving(
                app=create_app(
                    use_cases,
                    version=version("mockhaus"),
                    limits=limits,
                    workers=workers,
                    requests=requests,
                    exposition=exposition(use_cases, requests),
                    configuration=taking.configuration,
                    options=options,
                ),
                use_cases=use_cases,
                drain=Drain(use_cases.sessions, core.running(), taking.shutdown_seconds),
                publish=partial(publish, core.services().file_urls, settings),
                take_over=taking,
            )
