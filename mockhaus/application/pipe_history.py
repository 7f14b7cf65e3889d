"""The files that pipes have queued and loaded, as they lie in the databases of the pipes' tables."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mockhaus.application.load_history import LoadRecord, PastLoad
from mockhaus.application.pipe_bindings import BoundPipe
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import Database
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus.translation import pipe_records
from mockhaus.translation.plan import PlannedStep

MOST_ENTRIES = 10_000
"""How many files are told at once."""
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedFile:
    """A file that waits, by its path on the stage."""

    path: str
    size: int
    received_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PipeLoad:
    """A file that a pipe loaded, or tried to: the load as its table has it, and the number of the pipe's event."""

    pipe: str
    path: str
    received_at: dt.datetime
    event: int
    load: PastLoad
    errors: list[Row]


def make_room(run: StatementRun, database: Database) -> None:
    """Make room for what pipes that load tables of a database will remember. Called before such a pipe is made."""
    with run.services.pipes.queueing:
        _write(run, database.attachment, pipe_records.place(database.attachment))


def queue(run: StatementRun, pipe: BoundPipe, files: Sequence[tuple[str, int]]) -> int:
    """Let files, by path and size, wait that the pipe does not know; how many those are. Durable on return."""
    attachment = _attachment(pipe)
    if not files:
        return 0
    step = pipe_records.queue(attachment, pipe.pipe.history, files, run.services.clock.now())
    with run.services.pipes.queueing:
        return _write(run, attachment, step)


def known(run: StatementRun, pipe: BoundPipe) -> set[str]:
    """The paths that a pipe knows: of files that wait, and of those that it loaded in the last 14 days."""
    attachment = _attachment(pipe)
    sql = pipe_records.known(attachment, pipe.pipe.history, run.services.clock.now())
    return {str(path) for (path,) in _rows(run, sql, pipe_records.PATHS)}


def pending(run: StatementRun, pipe: BoundPipe, most: int) -> list[QueuedFile]:
    """The first files that wait."""
    sql = pipe_records.pending(_attachment(pipe), pipe.pipe.history, most)
    rows = _rows(run, sql, pipe_records.PENDING)
    return [QueuedFile(path=str(path), size=int(str(size)), received_at=_moment(at)) for path, size, at in rows]


def count_pending(run: StatementRun, pipe: BoundPipe) -> int:
    """How many files wait."""
    sql = pipe_records.count_pending(_attachment(pipe), pipe.pipe.history)
    ((count,),) = _rows(run, sql, pipe_records.COUNT)
    return int(str(count))


def loads(
    run: StatementRun, pipes: Iterable[BoundPipe], start: dt.datetime, end: dt.datetime, most: int = MOST_ENTRIES
) -> list[PipeLoad]:
    """What pipes loaded from one moment on, before another, by the time of the load."""
    by_place: dict[str, dict[str, BoundPipe]] = {}
    for pipe in pipes:
        if pipe.database is not None:
            by_place.setdefault(pipe.database.attachment, {})[pipe.pipe.history] = pipe
    found: list[PipeLoad] = []
    for attachment, some in by_place.items():
        sql = pipe_records.loaded(attachment, some, start, end, most)
        found += (_load(row, some) for row in _rows(run, sql, pipe_records.LOADED))
    return sorted(found, key=lambda item: (item.load.at, item.event))[:most]


def last_loads(run: StatementRun, pipe: BoundPipe, most: int) -> Iterator[PipeLoad]:
    """What a pipe loaded last, the last first."""
    sql = pipe_records.last_loaded(_attachment(pipe), pipe.pipe.history, most)
    return (_load(row, {pipe.pipe.history: pipe}) for row in _rows(run, sql, pipe_records.LOADED))


def expire(run: StatementRun, pipe: BoundPipe) -> None:
    """Remove what is older than 14 days in the database of a pipe's table."""
    attachment = _attachment(pipe)
    _write(run, attachment, pipe_records.expire(attachment, run.services.clock.now()))


def _load(row: Row, pipes: dict[str, BoundPipe]) -> PipeLoad:
    pipe, path, received, at, event, rows, record, errors = row
    found = pipes[str(pipe)]
    load = PastLoad(
        table=found.pipe.table_id,
        at=_moment(at),
        rows=int(str(rows)),
        record=LoadRecord(**json.loads(str(record))),
    )
    told = [tuple(error) for error in json.loads(str(errors))] if errors else []
    return PipeLoad(
        pipe=str(pipe), path=str(path), received_at=_moment(received), event=int(str(event)), load=load, errors=told
    )


def _moment(value: Value) -> dt.datetime:
    assert isinstance(value, dt.datetime)  # noqa: S101 - as its column says
    return value.replace(tzinfo=dt.UTC)


def _attachment(pipe: BoundPipe) -> str:
    """The file of the pipe's table; SEMANTIC where that is gone."""
    if pipe.database is None:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"Pipe '{pipe.name}' is stopped: {pipe.reason}")
    return pipe.database.attachment


def _write(run: StatementRun, attachment: str, step: PlannedStep) -> int:
    (count,) = run.session.engine.write(WriteUnit(attachment, (EngineStep(step.sql),)))
    return count


def _rows(run: StatementRun, sql: str, columns: Sequence[ResultColumn]) -> list[Row]:
    stream = run.session.engine.query(sql, columns)
    found: list[Row] = []
    while some := stream.fetch(_AT_ONCE):
        found.extend(some)
    stream.close()
    return found
