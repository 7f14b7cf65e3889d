"""Use case: figures of the process and of its work, for whoever watches it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.check_health import CheckHealth
from mockhaus.application.engine_pool import PoolFigures
from mockhaus.application.locks import LockFigures
from mockhaus.application.manage_sessions import ManageSessions
from mockhaus.application.probes import Check
from mockhaus.application.running import RunningStatements
from mockhaus.application.services import Services
from mockhaus.application.statement_figures import KindFigures, StatementFigures
from mockhaus.domain.errors import SnowflakeError
from mockhaus.ports.engine import Engine
from mockhaus.ports.host import Host
from mockhaus.ports.results import StoreFigures


@dataclass(frozen=True, slots=True)
class CacheFigures:
    """A cache: how many look-ups found something and how many did not, and how much it holds."""

    hits: int
    misses: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HostFigures:
    """Bytes of memory that the process can have, and of disk that are free; None for what the machine does not tell."""

    memory_limit: int | None
    disk_free: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What there is to know at one moment. Counts are since the process began, sizes are in bytes."""

    statements: tuple[KindFigures, ...]
    running: int
    sessions: int
    pool: PoolFigures
    plans: CacheFigures
    reuse: CacheFigures
    results: StoreFigures
    locks: LockFigures
    engine_memory: int
    engine_spilled: int
    databases: Mapping[str, int]
    """The sizes of database files by database; none where everything is in memory."""
    host: HostFigures
    checks: tuple[Check, ...]
    """What was found when readiness was last checked; nothing before that."""


class ReadFigures:
    """Reads the figures when asked, so that nothing is counted in vain. Thread-safe."""

    def __init__(
        self,
        *,
        statements: StatementFigures,
        services: Services,
        sessions: ManageSessions,
        running: RunningStatements,
        engine: Engine,
        host: Host,
        health: CheckHealth,
    ) -> None:
        self._statements = statements
        self._services = services
        self._sessions = sessions
        self._running = running
        self._engine = engine
        self._host = host
        self._health = health

    def __call__(self) -> Figures:
        """The figures now."""
        services, engine = self._services, self._engine.figures()
        plans, reuse = services.plans, services.reuse
        return Figures(
            statements=self._statements.figures(),
            running=len(self._running.list()),
            sessions=len(self._sessions.list()),
            pool=self._sessions.pool_figures(),
            plans=CacheFigures(plans.hits, plans.misses, len(plans)),
            reuse=CacheFigures(reuse.hits, reuse.misses, len(reuse)),
            results=services.results.figures(),
            locks=services.locks.figures(),
            engine_memory=engine.memory,
            engine_spilled=engine.spilled,
            databases=_by_name(services.catalog, engine.files),
            host=_of_host(self._host),
            checks=self._health.last_ready(),
        )


def _of_host(host: Host) -> HostFigures:
    limit: int | None = None
    free: int | None = None
    with suppress(SnowflakeError):
        limit = host.memory().limit
    with suppress(SnowflakeError):
        free = host.disk().free
    return HostFigures(memory_limit=limit, disk_free=free)


def _by_name(catalog: CatalogService, files: Mapping[str, int]) -> dict[str, int]:
    """File sizes by the names of databases; a dropped one that is still there counts to the name that it had."""
    sizes: dict[str, int] = {}
    for content in catalog.current.databases.values():
        size = files.get(content.database.attachment)
        if size is not None:
            sizes[content.database.name] = sizes.get(content.database.name, 0) + size
    return sizes
