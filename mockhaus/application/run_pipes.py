"""Use case: what pipes have queued is loaded in the background, each pipe's files in the name of its owner.

One thread serves all pipes of the account; it begins with the first pipe that may have something to load. Pipes that
load by themselves are watched: the files of their stages are listed now and then, and those that came after the pipe
was made wait to be loaded. Files of other machines' making may still grow: they wait until two looks find them alike.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from mockhaus.application import pipe_copies, pipe_history
from mockhaus.application.handlers import pipe_loads
from mockhaus.application.pipe_bindings import BoundPipe, live_pipes
from mockhaus.application.pipe_board import STALLED, STALLED_COMPILATION, STALLED_INTERNAL, STALLED_STAGE
from mockhaus.application.pipe_history import QueuedFile
from mockhaus.application.services import Services, StatementRun
from mockhaus.application.session import Session
from mockhaus.application.stage_areas import stage_area
from mockhaus.domain.errors import Category, ErrorCode, SnowflakeError
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.ports.engine import EngineSession
from mockhaus.ports.stages import StagedFile

_log = logging.getLogger(__name__)
_USER = "SYSTEM"
_MOST_AT_ONCE = 500
_PATIENCE_SECONDS = 5
_COMPILATION = frozenset({Category.SYNTAX, Category.SEMANTIC, Category.NAME, Category.PRIVILEGE, Category.UNSUPPORTED})
_FILE_ERRORS = frozenset({Category.DATA})


@dataclass(frozen=True, slots=True, kw_only=True)
class PipeSettings:
    """How often the stages of pipes that load by themselves are looked at, and whose account it is."""

    poll_seconds: float = 1.0
    account: str = "MOCKHAUS"


class BackgroundSessions(Protocol):
    """Gives sessions that are the server's own."""

    def background(self, context: SessionContext) -> AbstractContextManager[Session]:
        """A session, for as long as the block lasts."""


class RunPipes:
    """Serves the pipes, from the first call that wakes it to `close`. Thread-safe."""

    def __init__(self, services: Services, sessions: BackgroundSessions, settings: PipeSettings) -> None:
        self._services = services
        self._sessions = sessions
        self._settings = settings
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._stop = threading.Event()
        self._undo = threading.Event()
        self._thread: threading.Thread | None = None
        self._engine: EngineSession | None = None
        self._seen: dict[str, set[tuple[str, str]]] = {}
        self._last: dict[str, dict[str, StagedFile]] = {}

    def configure(self, settings: PipeSettings) -> None:
        """Take over what settings say, from the next look on."""
        self._settings = settings

    def listen(self) -> None:
        """Let statements wake it from now on."""
        self._services.pipes.listen(self.wake)

    def resume(self) -> None:
        """Go on with what was queued before the process began, where there is any pipe."""
        if next(live_pipes(self._services.catalog.current), None) is not None:
            self.wake()

    def wake(self) -> None:
        """Look for something to load, soon and on a thread of its own."""
        with self._lock:
            if self._stop.is_set():
                return
            self._woken.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mockhaus-pipes", daemon=True)
                self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread works, or was not needed yet."""
        return self._thread is None or self._thread.is_alive()

    def close(self) -> None:
        """Stop: a load that runs may end within some seconds, and is undone otherwise. What waits goes on waiting."""
        with self._lock:
            self._stop.set()
            self._woken.set()
        if self._thread is None:
            return
        self._thread.join(_PATIENCE_SECONDS)
        self._undo.set()
        while self._thread.is_alive():
            with self._lock:
                if self._engine is not None:
                    self._engine.interrupt()
            self._thread.join(0.1)

    def _run(self) -> None:
        while not self._stop.is_set():
            woken = self._woken.wait(self._pause())
            self._woken.clear()
            self.tick(everything=woken)

    def _pause(self) -> float | None:
        """How long to wait where nobody calls; None for ever, where nothing is to be watched."""
        watched = any(self._is_watched(pipe) for pipe in live_pipes(self._services.catalog.current))
        return self._settings.poll_seconds if watched else None

    def _is_watched(self, pipe: BoundPipe) -> bool:
        stalled = self._services.pipes.notes(pipe.pipe.history).stalled is not None
        return pipe.pipe.auto_ingest or (stalled and pipe.stopped is None)

    def tick(self, *, everything: bool = True) -> None:
        """Look at the stages that are watched, and load what waits: of all pipes, or of those that are watched."""
        for pipe in list(live_pipes(self._services.catalog.current)):
            if self._stop.is_set():
                return
            if pipe.stopped is None and (everything or self._is_watched(pipe)):
                self._serve_safely(pipe, everything=everything)

    def _serve_safely(self, pipe: BoundPipe, *, everything: bool) -> None:
        """Serve a pipe; a fault of Mockhaus stalls it, and no other."""
        try:
            self._serve(pipe, everything=everything)
        except Exception as error:  # noqa: BLE001 - the thread must go on
            _log.error("pipe %s failed unexpectedly", pipe.name, exc_info=error)
            self._stall(pipe, STALLED_INTERNAL, SnowflakeError(ErrorCode.INTERNAL, query_id="-"))

    def _serve(self, pipe: BoundPipe, *, everything: bool) -> None:
        try:
            found = self._watch(pipe) if pipe.pipe.auto_ingest else []
        except SnowflakeError as error:
            self._stall(pipe, STALLED_STAGE, error)
            return
        stalled = self._services.pipes.notes(pipe.pipe.history).stalled is not None
        if pipe.pipe.paused_at is None and (found or everything or stalled):
            self._load_all(pipe)

    # -- watching --------------------------------------------------------------------------------------------------

    def _watch(self, pipe: BoundPipe) -> list[StagedFile]:
        """Queue the files that came to the stage of a pipe since it was made; those that are new."""
        key, now = pipe.pipe.history, self._services.clock.now()
        with self._run_of(pipe) as run:
            statement = pipe_copies.copy_of(pipe)
            area = stage_area(run, statement.location)
            self._services.pipes.look(key, now)
            seen = self._seen.setdefault(key, set())
            fresh = [
                file
                for file in self._services.stages.list(area.location, statement.location.path)
                if (file.path, file.md5) not in seen and file.modified_at >= pipe.pipe.created_at
            ]
            whole = self._settled(key, fresh) if area.external else fresh
            if not whole:
                return []
            matched = pipe_copies.matched(run, statement, [file.path for file in whole])
            wanted = [file for file in whole if file.path in matched]
            known = pipe_history.known(run, pipe)
            wanted = [file for file in wanted if file.path not in known]
            pipe_history.queue(run, pipe, [(file.path, file.size) for file in wanted])
        seen.update((file.path, file.md5) for file in whole)
        for file in wanted:
            self._services.pipes.tell(key, file.path, now)
        return wanted

    def _settled(self, key: str, files: list[StagedFile]) -> list[StagedFile]:
        """The files that are as they were at the last look."""
        last = self._last.get(key, {})
        self._last[key] = {file.path: file for file in files}
        return [file for file in files if last.get(file.path) == file]

    # -- loading ---------------------------------------------------------------------------------------------------

    def _load_all(self, pipe: BoundPipe) -> None:
        """Load all that waits for a pipe, in several units where it is much."""
        try:
            while (found := self._current(pipe)) is not None and self._load_some(found):
                pass
            self._services.pipes.recover(pipe.pipe.history)
        except SnowflakeError as error:
            if error.error is ErrorCode.CANCELLED and self._stop.is_set():
                return
            compiles = error.error.category not in _COMPILATION
            self._stall(pipe, STALLED if compiles else STALLED_COMPILATION, error)

    def _current(self, pipe: BoundPipe) -> BoundPipe | None:
        """The pipe as it is now, where it is still to load: it may be paused, stopped or dropped by now."""
        for found in live_pipes(self._services.catalog.current) if not self._stop.is_set() else ():
            if found.pipe.history == pipe.pipe.history and found.stopped is None and found.pipe.paused_at is None:
                return found
        return None

    def _load_some(self, pipe: BoundPipe) -> bool:
        """Load the first files that wait; whether there may be more."""
        with self._run_of(pipe) as run:
            files = pipe_history.pending(run, pipe, _MOST_AT_ONCE)
        if not files:
            return False
        try:
            with self._run_of(pipe) as run:
                pipe_loads.load(run, pipe, files)
                pipe_history.expire(run, pipe)
        except SnowflakeError as error:
            if error.error.category not in _FILE_ERRORS:
                raise
            self._load_each(pipe, files)
        return len(files) == _MOST_AT_ONCE

    def _load_each(self, pipe: BoundPipe, files: list[QueuedFile]) -> None:
        """Load files one by one, so that the one that cannot be loaded keeps no other from it."""
        for file in files:
            try:
                with self._run_of(pipe) as run:
                    pipe_loads.load(run, pipe, [file])
            except SnowflakeError as error:
                if error.error.category not in _FILE_ERRORS:
                    raise
                with self._run_of(pipe) as run:
                    pipe_loads.note_failure(run, pipe, file, ".".join(pipe.pipe.stage), error)

    def _check(self) -> None:
        """CANCELLED where the server has no more time for what runs."""
        if self._undo.is_set():
            raise SnowflakeError(ErrorCode.CANCELLED)

    def _stall(self, pipe: BoundPipe, state: str, error: SnowflakeError) -> None:
        if self._services.pipes.notes(pipe.pipe.history).error != error.message:
            _log.warning("pipe %s cannot load: %s", pipe.name, error.message)
        self._services.pipes.stall(pipe.pipe.history, state, error.message, self._services.clock.now())

    @contextmanager
    def _run_of(self, pipe: BoundPipe) -> Iterator[StatementRun]:
        """A statement in a session of the pipe's owner, in the place where the pipe was made."""
        services, found = self._services, pipe.pipe
        context = SessionContext(
            user=_USER,
            role=found.owner,
            account=self._settings.account,
            database=found.database_name or None,
            schema=found.schema_name or None,
        )
        with self._sessions.background(context) as session:
            with self._lock:
                self._engine = session.engine
            try:
                query_id = services.identity.query_id()
                yield StatementRun(
                    session=session,
                    services=services,
                    query_id=query_id,
                    text=found.definition,
                    check_cancelled=self._check,
                )
            finally:
                with self._lock:
                    self._engine = None
