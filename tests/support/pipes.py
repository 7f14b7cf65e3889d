"""What loads pipes, driven by hand: nothing happens on a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mockhaus.application.run_pipes import PipeSettings, RunPipes
from mockhaus.application.services import Services
from mockhaus.application.session import Session
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.ports.engine import Engine


class OwnSessions:
    """Sessions on connections of their own."""

    def __init__(self, engine: Engine, services: Services) -> None:
        self._engine = engine
        self._services = services

    @contextmanager
    def background(self, context: SessionContext) -> Iterator[Session]:
        """See `BackgroundSessions`."""
        session = Session("pipes", context, self._engine.open_session(), self._services.clock.now())
        try:
            yield session
        finally:
            session.engine.close()
            self._services.locks.release(session.lock_owner)


def pipes_of(engine: Engine, services: Services) -> RunPipes:
    """What loads the pipes of an account: call `tick`."""
    return RunPipes(services, OwnSessions(engine, services), PipeSettings())
