"""Use case: the account becomes what it was on its first start, while its server goes on.

Statements are cancelled and new ones wait meanwhile. What is kept goes in an order in which a process that is killed
at any moment leaves an account that starts, though perhaps with some of what was to go: staged files before their
stages, databases one by one, then warehouses, roles and users all at once.
"""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress

from mockhaus.application.list_history import ListHistory
from mockhaus.application.manage_sessions import ManageSessions
from mockhaus.application.running import RunningStatements
from mockhaus.application.services import Services
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported

_log = logging.getLogger(__name__)
_SECONDS = 30
_LATER = dt.timedelta(days=1)


class ResetAccount:
    """Empties the account where that is `allowed`. Thread-safe."""

    def __init__(
        self,
        *,
        services: Services,
        sessions: ManageSessions,
        running: RunningStatements,
        history: ListHistory,
        allowed: bool,
    ) -> None:
        self._services = services
        self._sessions = sessions
        self._running = running
        self._history = history
        self._allowed = allowed

    def __call__(self) -> None:
        """Empty it; an error by name where that is not allowed, BUSY where a statement does not end."""
        if not self._allowed:
            raise unsupported("reset of an account that admin.allow_reset does not allow")
        with self._sessions.alone(_SECONDS, self._cancel_all) as is_alone:
            if not is_alone:
                raise SnowflakeError(ErrorCode.BUSY, seconds=_SECONDS)
            self._reset()
        _log.warning("the account was reset")

    def _cancel_all(self) -> None:
        for statement in self._running.list():
            statement.cancel()

    def _reset(self) -> None:
        for record in self._sessions.list():
            with suppress(SnowflakeError):  # its client closes it at this moment
                self._sessions.close(record.session_id, "the account was reset")
        for location in self._services.stages.locations():
            self._services.stages.remove_location(location)
        with self._services.catalog.changing() as catalog:
            for content in catalog.databases.values():
                self._services.catalog.remove_database(content.database)
        self._services.account.begin_again()
        after_all = self._services.clock.now() + _LATER
        self._services.results.purge(after_all)
        self._history.purge(after_all)
        self._sessions.purge_records(after_all)
