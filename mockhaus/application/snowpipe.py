"""Use case: programs tell pipes of files to load, and ask what became of them.

Follows https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mockhaus.application import pipe_copies, pipe_history
from mockhaus.application.manage_sessions import ManageSessions
from mockhaus.application.names import CatalogNames
from mockhaus.application.pipe_bindings import BoundPipe, bound_found
from mockhaus.application.pipe_history import MOST_ENTRIES, PipeLoad
from mockhaus.application.services import Services, StatementRun
from mockhaus.application.session_contexts import SessionRequest
from mockhaus.application.temporary_objects import TemporaryObjects
from mockhaus.domain.catalog.objects import ObjectKind, Pipe, Stage
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CopyIntoTable

MOST_FILES = 5_000
_LONGEST_PATH = 1_024
_RECENTLY = dt.timedelta(minutes=10)
_PARTS = 3
_ALL = 1_000_000_000
_NAME = re.compile(r'(?:"(?:[^"]|"")+"|[^".]+)(?:\.(?:"(?:[^"]|"")+"|[^".]+))*')
_PART = re.compile(r'"((?:[^"]|"")+)"|([^".]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file as a program names it: its path below the pipe's location, and its size where that is told."""

    path: str
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Files that a pipe loaded, or tried to, in order; `place` is what their paths are below.

    `complete` says that none is missing between what was asked for and the first of them, or behind the last.
    """

    pipe: QualifiedName
    place: str
    prefix: str
    loads: Sequence[PipeLoad]
    complete: bool
    mark: int = 0
    start: dt.datetime | None = None
    end: dt.datetime | None = None


class Snowpipe:
    """The pipes as programs see them. Thread-safe: each call runs on its caller's thread, in its caller's name."""

    def __init__(self, services: Services, sessions: ManageSessions) -> None:
        self._services = services
        self._sessions = sessions

    def insert(self, caller: SessionRequest, pipe: str, files: Sequence[NamedFile]) -> list[str]:
        """Queue files that the pipe does not know; those that its PATTERN does not let through.

        INVALID_REQUEST for too many files or too long a path, PIPE_NOT_FOUND.
        """
        _check(files)
        with self._run(caller) as run:
            found = _find(run, pipe)
            statement = pipe_copies.copy_of(found)
            by_path = {pipe_copies.on_stage(statement, file.path): file for file in files}
            matched = pipe_copies.matched(run, statement, list(by_path))
            unmatched = [path for path in by_path if path not in matched]
            queued = [(path, file.size) for path, file in by_path.items() if path not in unmatched]
            pipe_history.queue(run, found, queued)
        self._services.pipes.wake()
        return [by_path[path].path for path in unmatched]

    def report(self, caller: SessionRequest, pipe: str, mark: int | None, seconds: int | None = None) -> Report:
        """What was loaded in the last 10 minutes, or fewer seconds, behind a mark that an earlier report gave."""
        with self._run(caller) as run:
            found = _find(run, pipe)
            now = self._services.clock.now()
            span = _RECENTLY if seconds is None else min(dt.timedelta(seconds=seconds), _RECENTLY)
            loads = pipe_history.loads(run, [found], now - span, _later(now), _ALL)[-MOST_ENTRIES:]
            behind = [load for load in loads if mark is None or load.event > mark]
            complete = mark is None or not behind or behind[0].event == mark + 1
            last = behind[-1].event if behind else mark or 0
            return _report(run, found, behind, complete=complete, mark=last)

    def history(self, caller: SessionRequest, pipe: str, start: dt.datetime, end: dt.datetime | None) -> Report:
        """What was loaded from one moment on, before another or up to now; the first 10,000 files."""
        with self._run(caller) as run:
            found = _find(run, pipe)
            until = _later(self._services.clock.now()) if end is None else end
            loads = pipe_history.loads(run, [found], start, until, MOST_ENTRIES + 1)
            complete = len(loads) <= MOST_ENTRIES
            return _report(run, found, loads[:MOST_ENTRIES], complete=complete, start=start, end=until)

    @contextmanager
    def _run(self, caller: SessionRequest) -> Iterator[StatementRun]:
        with self._sessions.use(None, caller) as session:
            query_id = self._services.identity.query_id()
            yield StatementRun(session=session, services=self._services, query_id=query_id, text="")


def _find(run: StatementRun, written: str) -> BoundPipe:
    """A pipe by its full name, whose letters are taken as they are; PIPE_NOT_FOUND, also for one of others."""
    parts = _parts(written)
    catalog = run.services.catalog.current
    found = None
    if len(parts) == _PARTS:
        found = CatalogNames(catalog, TemporaryObjects()).find(ObjectKind.PIPE, QualifiedName(parts))
    if found is None or not isinstance(found.item, Pipe) or not run.may_use(found.item.owner):
        raise SnowflakeError(ErrorCode.PIPE_NOT_FOUND)
    pipe = bound_found(catalog, found)
    if pipe.database is None:
        detail = f"Pipe {pipe.name} is stopped: {pipe.reason}"
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=detail)
    return pipe


def _parts(written: str) -> tuple[str, ...]:
    if not _NAME.fullmatch(written):
        return ()
    return tuple(quoted.replace('""', '"') or plain for quoted, plain in _PART.findall(written))


def _check(files: Sequence[NamedFile]) -> None:
    if len(files) > MOST_FILES:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"There are more than {MOST_FILES} files.")
    for file in files:
        if not file.path or len(file.path.encode(errors="replace")) > _LONGEST_PATH:
            detail = f"A path must have 1 to {_LONGEST_PATH} bytes."
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=detail)


def _report(
    run: StatementRun,
    found: BoundPipe,
    loads: Sequence[PipeLoad],
    *,
    complete: bool,
    mark: int = 0,
    start: dt.datetime | None = None,
    end: dt.datetime | None = None,
) -> Report:
    statement = pipe_copies.copy_of(found)
    return Report(
        pipe=found.name,
        place=_place(run, found),
        prefix=_prefix(statement),
        loads=loads,
        complete=complete,
        mark=mark,
        start=start,
        end=end,
    )


def _place(run: StatementRun, found: BoundPipe) -> str:
    """The URL of an external stage, or the key of an internal one."""
    stage = run.names().find(ObjectKind.STAGE, QualifiedName(found.pipe.stage)) if found.pipe.stage else None
    if stage is not None and isinstance(stage.item, Stage) and stage.item.url:
        return f"{stage.item.url.rstrip('/')}/"
    return f"stages/{found.pipe.location}/"


def _prefix(statement: CopyIntoTable) -> str:
    """The folder of the stage that a pipe's files lie below."""
    path = statement.location.path.strip("/")
    return f"{path}/" if path else ""


def _later(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(microseconds=1)
