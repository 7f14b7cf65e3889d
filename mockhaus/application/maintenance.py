"""What a running account does by itself: expire sessions, forget old history, purge what was dropped long ago."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass

from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.list_history import ListHistory
from mockhaus.application.manage_sessions import ManageSessions
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import Schema, SchemaObject, Sequence, Stage, Table
from mockhaus.domain.errors import SnowflakeError
from mockhaus.ports.clock import Clock
from mockhaus.ports.engine import Engine, EngineSession, EngineStep
from mockhaus.ports.stages import StageStore
from mockhaus.translation import counters, versions
from mockhaus.translation.plan import PlannedStep

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceSettings:
    """How often maintenance runs, and how long things are kept."""

    interval_seconds: float = 60
    history_days: float = 14


class Maintenance:
    """Runs `tick` now and then on a thread of its own, from `start` to `close`."""

    def __init__(
        self,
        *,
        engine: Engine,
        catalog: CatalogService,
        sessions: ManageSessions,
        history: ListHistory,
        stages: StageStore,
        clock: Clock,
        settings: MaintenanceSettings,
    ) -> None:
        self._engine = engine
        self._catalog = catalog
        self._sessions = sessions
        self._history = history
        self._stages = stages
        self._clock = clock
        self._settings = settings
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to run."""
        self._thread = threading.Thread(target=self._run, name="mockhaus-maintenance", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, after a tick that runs."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._settings.interval_seconds):
            try:
                self.tick()
            except SnowflakeError:
                _log.exception("maintenance failed and will be tried again")

    def tick(self) -> None:
        """Everything that is due now."""
        now = self._clock.now()
        self._sessions.expire()
        kept_since = now - dt.timedelta(days=self._settings.history_days)
        self._history.purge(kept_since)
        self._sessions.purge_records(kept_since)
        self._purge_dropped(now)
        self._engine.checkpoint()

    def _purge_dropped(self, now: dt.datetime) -> None:
        databases = tuple(self._catalog.current.databases.values())
        session = self._engine.open_session()
        try:
            for item in databases:
                if item.database.dropped_at is None:
                    self._purge_objects(session, item, now)
        finally:
            session.close()
        self._catalog.purge_databases(now - dt.timedelta(days=1))

    def _purge_objects(self, session: EngineSession, database: DatabaseCatalog, now: dt.datetime) -> None:
        for item in _expired(database, now):
            steps = tuple(EngineStep(step.sql) for step in _physical_end(database, item))
            self._catalog.apply(session, database.database, remove=(item.id,), steps=steps)
            if isinstance(item, Stage):
                self._stages.remove_location(item.location)


def _expired(database: DatabaseCatalog, now: dt.datetime) -> list[Schema | SchemaObject]:
    dropped_schemas = {item.id: item.dropped_at for item in database.all_schemas.values() if item.dropped_at}
    limit = now - dt.timedelta(days=1)
    expired: list[Schema | SchemaObject] = []
    for item in database.all_objects.values():
        ended = item.dropped_at or dropped_schemas.get(item.schema_id)
        days = item.retention_days if isinstance(item, Table) else 1
        if ended is not None and ended < now - dt.timedelta(days=days):
            expired.append(item)
    expired.extend(item for item in database.all_schemas.values() if item.dropped_at and item.dropped_at < limit)
    return expired


def _physical_end(database: DatabaseCatalog, item: Schema | SchemaObject) -> tuple[PlannedStep, ...]:
    if isinstance(item, Table):
        return versions.purge_table(item, database.database.attachment)
    if isinstance(item, Sequence):
        return counters.drop_sequence(item, database.database.attachment)
    return ()
