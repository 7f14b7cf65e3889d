"""CREATE PIPE and ALTER PIPE.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-pipe and alter-pipe.
"""

from __future__ import annotations

import datetime as dt
from typing import cast
from zoneinfo import ZoneInfo

from mockhaus.application import authorization, pipe_copies, pipe_history
from mockhaus.application.handlers import creation, pipe_states, targets
from mockhaus.application.handlers.creation import Creation, Request, Target
from mockhaus.application.handlers.loading import key_of, request_of
from mockhaus.application.load_history import loaded_files
from mockhaus.application.names import CatalogNames, FoundObject
from mockhaus.application.outcome import Outcome, ReadyRows, status
from mockhaus.application.pipe_bindings import bound_found
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, below, stage_area
from mockhaus.domain.catalog.objects import ObjectKind, Pipe
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import (
    AlterObject,
    CopyIntoTable,
    CreateMode,
    CreatePipe,
    RefreshPipe,
    SetProperties,
    StageLocation,
    Statement,
)
from mockhaus.domain.types import ResultColumn, varchar
from mockhaus.translation.cursor import named
from mockhaus.translation.dml.common import Target as LoadTarget
from mockhaus.translation.dml.common import find_target
from mockhaus.translation.plan import Access

_REFUSED_OPTIONS = ("FORCE", "PURGE", "RETURN_FAILED_ONLY", "SIZE_LIMIT", "VALIDATION_MODE")
_REFRESHED = (ResultColumn("File", varchar()), ResultColumn("Status", varchar()))
_SENT = "SENT"
_LONGEST = dt.timedelta(days=7)
"""How long a file that REFRESH queues may have been on its stage."""


def create_pipe(statement: Statement, run: StatementRun) -> Outcome:
    """CREATE PIPE."""
    assert isinstance(statement, CreatePipe)  # noqa: S101 - the registry pairs them
    if statement.mode is CreateMode.OR_ALTER and (existing := _existing(statement, run)) is not None:
        return _alter_to(statement, run, existing)
    mode = CreateMode.PLAIN if statement.mode is CreateMode.OR_ALTER else statement.mode
    area, target = _checked(statement.copy, run)
    pipe_history.make_room(run, target.database)
    request = Request(kind=ObjectKind.PIPE, name=statement.name, mode=mode)
    created = creation.create(run, request, lambda found: Creation(_pipe(statement, run, found, area, target)))
    run.services.pipes.wake()
    return created


def _checked(copy: CopyIntoTable, run: StatementRun) -> tuple[StageArea, LoadTarget]:
    """What the COPY statement reads and loads; the errors of one that is no pipe's."""
    _check_options(copy)
    if copy.location.external is not None:
        raise unsupported("pipes that load from a URL instead of a stage")
    if copy.location.name is None and copy.location.table is None:
        raise unsupported("pipes that load from a user's stage")
    area = stage_area(run, copy.location)
    target = find_target(copy.target, run.translation())
    authorization.authorize(run, [target.access(Access.INSERT)])
    if target.table.temporary or (area.stage is not None and area.stage.temporary):
        raise unsupported("pipes with temporary tables or stages")
    request_of(copy, run, area, pipe_copies.options_of(copy, area), target)
    pipe_copies.matched(run, copy, [""])
    return area, target


def _check_options(copy: CopyIntoTable) -> None:
    given = dict(copy.options)
    refused = [name for name in _REFUSED_OPTIONS if name in given]
    if copy.files:
        refused.append("FILES")
    if given.get("ON_ERROR", "").upper() == "ABORT_STATEMENT":
        refused.append("ON_ERROR = ABORT_STATEMENT")
    if refused:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"Copy option {refused[0]} is not supported in a pipe.")


def _pipe(statement: CreatePipe, run: StatementRun, target: Target, area: StageArea, loaded: LoadTarget) -> Pipe:
    context, copy = run.session.context, statement.copy
    return Pipe(
        id=target.id,
        name=target.name.name,
        owner=target.owner,
        created_at=target.created_at,
        comment=statement.comment or "",
        schema_id=target.schema.id,
        definition=statement.definition,
        database_name=context.database or "",
        schema_name=context.schema or "",
        table=loaded.name.parts,
        table_id=loaded.table.id,
        location=area.location,
        stage=area.name.parts if area.name is not None else (),
        stage_id=area.stage.id if area.stage is not None else 0,
        file_format=_format_parts(run, copy, area),
        history=run.services.identity.token(),
        pattern=copy.pattern or "",
        auto_ingest=statement.auto_ingest,
        paused_at=target.created_at if statement.paused else None,
    )


def _format_parts(run: StatementRun, copy: CopyIntoTable, area: StageArea) -> tuple[str, ...]:
    """The full name of the file format that the statement or the stage names."""
    name = copy.file_format
    if name is None and not copy.format_settings and area.stage is not None and area.stage.file_format:
        name = named(area.stage.file_format)
    context = run.session.context
    return () if name is None else run.names().complete(name, context.database, context.schema).parts


# -- CREATE OR ALTER ----------------------------------------------------------------------------------------------


def _existing(statement: CreatePipe, run: StatementRun) -> FoundObject | None:
    return targets.find_object(run, run.names(), ObjectKind.PIPE, statement.name, "CREATE PIPE")


def _alter_to(statement: CreatePipe, run: StatementRun, existing: FoundObject) -> Outcome:
    """Let an existing pipe have the properties of a definition that is otherwise its own."""
    pipe = cast("Pipe", existing.item)
    for name, same in (
        ("copy statement", statement.definition == pipe.definition),
        ("AUTO_INGEST", statement.auto_ingest == pipe.auto_ingest),
    ):
        if not same:
            raise unsupported(f"CREATE OR ALTER PIPE that changes the {name}")
    paused = "TRUE" if statement.paused else "FALSE"
    action = SetProperties((("COMMENT", statement.comment or ""), (pipe_states.PAUSED, paused)))
    return alter_pipe(AlterObject(ObjectKind.PIPE, statement.name, if_exists=False, actions=(action,)), run)


# -- ALTER --------------------------------------------------------------------------------------------------------


def alter_pipe(statement: AlterObject, run: StatementRun) -> Outcome:
    """ALTER PIPE."""
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.find_object(run, names, ObjectKind.PIPE, statement.name, "ALTER PIPE")
        if found is None:
            if statement.if_exists:
                return status("Statement executed successfully.")
            raise targets.missing(ObjectKind.PIPE, statement.name)
        authorization.require_owner(run, found.item, ObjectKind.PIPE, found.name)
        pipe = changed = cast("Pipe", found.item)
        for action in statement.actions:
            if isinstance(action, RefreshPipe):
                break
            changed = pipe_states.changed(run, changed, action)
        if changed != pipe:
            creation.keep(run, found.database.database, [changed])
    outcome = status("Statement executed successfully.")
    refresh = next((action for action in statement.actions if isinstance(action, RefreshPipe)), None)
    if refresh is not None:
        outcome = _refresh(run, found, refresh)
    run.services.pipes.wake()
    return outcome


# -- REFRESH ------------------------------------------------------------------------------------------------------


def _refresh(run: StatementRun, found: FoundObject, action: RefreshPipe) -> Outcome:
    """Queue the files on the stage that neither the pipe nor the table has loaded."""
    pipe = bound_found(run.services.catalog.current, found)
    if pipe.stopped is not None or pipe.table is None or pipe.database is None:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"Pipe '{found.name}' is stopped: {pipe.reason}")
    since = _since(run, action.modified_after)
    statement = pipe_copies.copy_of(pipe)
    area = stage_area(run, _location(pipe.pipe))
    loaded = loaded_files(run, pipe.table, pipe.database.attachment)
    known = pipe_history.known(run, pipe)
    listed = run.services.stages.list(area.location, below(statement.location.path, action.prefix))
    wanted = pipe_copies.matched(run, statement, [file.path for file in listed])
    files = [
        file
        for file in listed
        if file.modified_at >= since
        and file.path in wanted
        and file.path not in known
        and (key_of(area, file), file.md5) not in loaded
    ]
    pipe_history.queue(run, pipe, [(file.path, file.size) for file in files])
    return Outcome(_REFRESHED, ReadyRows([(file.path, _SENT) for file in files]))


def _location(pipe: Pipe) -> StageLocation:
    """The stage of a pipe by its full name, wherever the session is."""
    if pipe.stage:
        return StageLocation(QualifiedName(pipe.stage))
    return StageLocation(None, table=QualifiedName(pipe.table))


def _since(run: StatementRun, text: str | None) -> dt.datetime:
    """The time from which on files are queued, at most 7 days ago."""
    now = run.services.clock.now()
    if text is None:
        return now - _LONGEST
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=text, name="MODIFIED_AFTER") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(run.session.context.parameters.text("TIMEZONE")))
    if moment < now - _LONGEST:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=text, name="MODIFIED_AFTER")
    return moment
