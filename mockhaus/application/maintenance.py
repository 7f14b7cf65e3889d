"""What a running account does by itself: expire sessions, forget old history and results, purge dropped objects."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from dataclasses import dataclass

from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.list_history import ListHistory
from mockhaus.application.manage_sessions import ManageSessions
from mockhaus.application.purge_dropped import PurgeDropped
from mockhaus.domain.errors import SnowflakeError
from mockhaus.ports.clock import Clock
from mockhaus.ports.engine import Engine
from mockhaus.ports.results import ResultStore
from mockhaus.ports.stages import StageStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceSettings:
    """How often maintenance runs, and how long things are kept."""

    interval_seconds: float = 60
    history_days: float = 14
    result_seconds: float = 86_400


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
        results: ResultStore,
        clock: Clock,
        settings: MaintenanceSettings,
    ) -> None:
        self._engine = engine
        self._purge_dropped = PurgeDropped(engine, catalog, stages)
        self._sessions = sessions
        self._history = history
        self._results = results
        self._clock = clock
        self._settings = settings
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def configure(self, settings: MaintenanceSettings) -> None:
        """Take over what settings say, from the next time on."""
        self._settings = settings

    def start(self) -> None:
        """Begin to run."""
        self._thread = threading.Thread(target=self._run, name="mockhaus-maintenance", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread works, or was not needed yet."""
        return self._thread is None or self._thread.is_alive()

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
        self._results.purge(now - dt.timedelta(seconds=self._settings.result_seconds))
        self._purge_dropped(now)
        self._engine.checkpoint()
