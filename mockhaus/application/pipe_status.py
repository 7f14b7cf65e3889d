"""SYSTEM$PIPE_STATUS: what a pipe does, as a JSON document.

Follows https://docs.snowflake.com/en/sql-reference/functions/system_pipe_status. There are no queues of clouds, so
what is told of messages is what looks at the stage have found.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from mockhaus.application import pipe_history
from mockhaus.application.names import FoundObject
from mockhaus.application.pipe_bindings import BoundPipe, bound_found
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind, Pipe
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.translation.cursor import named

_RUNNING = "RUNNING"
_PAUSED = "PAUSED"


def found_pipe(run: StatementRun, written: str) -> FoundObject:
    """The pipe of a name as SQL writes it, which the role may use; OBJECT_NOT_FOUND."""
    names, context = run.names(), run.session.context
    found = names.find(ObjectKind.PIPE, names.complete(named(written), context.database, context.schema))
    if found is None or not isinstance(found.item, Pipe) or not run.may_use(found.item.owner):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Pipe", name=str(QualifiedName(named(written).parts)))
    return found


def bound_pipe(run: StatementRun, written: str) -> BoundPipe:
    """The same with its table."""
    return bound_found(run.services.catalog.current, found_pipe(run, written))


def status_document(run: StatementRun, written: str) -> str:
    """The status of a pipe by its name as SQL writes it."""
    return json.dumps(dict(_members(run, bound_pipe(run, written))), separators=(",", ":"))


def execution_state(run: StatementRun, pipe: BoundPipe) -> str:
    """Whether a pipe loads, and otherwise why it does not."""
    if pipe.stopped is not None:
        return pipe.stopped
    if pipe.pipe.paused_at is not None:
        return _PAUSED
    return run.services.pipes.notes(pipe.pipe.history).stalled or _RUNNING


def _members(run: StatementRun, pipe: BoundPipe) -> Iterator[tuple[str, object]]:
    yield "executionState", execution_state(run, pipe)
    if pipe.database is None:
        yield "pendingFileCount", 0
        yield from _errors(run, pipe)
        return
    oldest = pipe_history.pending(run, pipe, 1)
    for file in oldest:
        yield "oldestPendingFilePath", file.path
        yield "oldestFileTimestamp", instant(file.received_at)
    yield "pendingFileCount", pipe_history.count_pending(run, pipe)
    for last in (found for found in pipe_history.last_loads(run, pipe, 100) if found.load.rows):
        yield "lastIngestedTimestamp", instant(last.load.at)
        yield "lastIngestedFilePath", last.path
        break
    yield from _errors(run, pipe)
    if pipe.pipe.auto_ingest:
        yield from _messages(run, pipe)


def _errors(run: StatementRun, pipe: BoundPipe) -> Iterator[tuple[str, object]]:
    notes = run.services.pipes.notes(pipe.pipe.history)
    if notes.error_at is not None:
        yield "lastPipeErrorTimestamp", instant(notes.error_at)
    error = pipe.reason or notes.error
    if error is not None:
        yield "error", error


def _messages(run: StatementRun, pipe: BoundPipe) -> Iterator[tuple[str, object]]:
    notes = run.services.pipes.notes(pipe.pipe.history)
    yield "numOutstandingMessagesOnChannel", 0
    if notes.told_at is not None:
        yield "lastReceivedMessageTimestamp", instant(notes.told_at)
        yield "lastForwardedMessageTimestamp", instant(notes.told_at)
        yield "lastForwardedFilePath", notes.told_of
    if notes.looked_at is not None:
        yield "lastPulledFromChannelTimestamp", instant(notes.looked_at)


def instant(moment: dt.datetime) -> str:
    """A moment in UTC, to milliseconds."""
    return f"{moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
