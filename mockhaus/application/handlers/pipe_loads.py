"""What a pipe loads: its COPY statement, bound to the objects it was made for, carried out for files that wait.

All files of one call are loaded in one unit, together with the record that they were; a file that cannot be loaded is
recorded too, and is not tried again. The history of the table is neither asked nor told:
https://docs.snowflake.com/en/user-guide/data-load-snowpipe-intro.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mockhaus.application.handlers import dml
from mockhaus.application.handlers.loading import load_files, locked_target, make_room, request_of
from mockhaus.application.handlers.staged_loads import FileLoad, LoadRequest
from mockhaus.application.load_history import LoadRecord, shortened
from mockhaus.application.pipe_bindings import BoundPipe
from mockhaus.application.pipe_copies import copy_of, options_of
from mockhaus.application.pipe_history import QueuedFile
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, stage_area
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import CopyIntoTable
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus.ports.stages import StagedFile
from mockhaus.translation import pipe_records
from mockhaus.translation.plan import LockMode, PlannedStep


def load(run: StatementRun, pipe: BoundPipe, files: Sequence[QueuedFile]) -> None:
    """Load files that wait, in the session of the pipe's owner."""
    statement = copy_of(pipe)
    area = stage_area(run, statement.location)
    there = {file.path: file for file in run.services.stages.list(area.location, statement.location.path)}
    found = [there[file.path] for file in files if file.path in there]
    _note_missing(run, pipe, area, [file for file in files if file.path not in there])
    if found:
        _load(run, pipe, statement, area, found)


def _load(
    run: StatementRun, pipe: BoundPipe, statement: CopyIntoTable, area: StageArea, files: Sequence[StagedFile]
) -> None:
    while True:
        try:
            return _load_once(run, pipe, statement, area, files)
        except SnowflakeError as error:
            if not make_room(statement, run, error):
                raise


def _load_once(
    run: StatementRun,
    pipe: BoundPipe,
    statement: CopyIntoTable,
    area: StageArea,
    files: Sequence[StagedFile],
) -> None:
    options = options_of(statement, area)
    target = locked_target(statement, run, LockMode.CHANGE)
    request = request_of(statement, run, area, options, target)
    dml.begin_change(run)

    def noted(request: LoadRequest, file: StagedFile, load: FileLoad) -> FileLoad:
        note = pipe_records.note(
            target.attachment,
            pipe.pipe.history,
            file.path,
            run.services.clock.now(),
            record=load.record(file, request).document(),
            found=shortened(load.found),
        )
        steps = load.steps or (pipe_records.nothing_loaded(),)
        return replace(load, steps=(*steps, note))

    load_files(request, files, noted, plainly_first=True)


def _note_missing(run: StatementRun, pipe: BoundPipe, area: StageArea, files: Sequence[QueuedFile]) -> None:
    """Note that files are not there."""
    for file in files:
        error = SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=file.path)
        note_failure(run, pipe, file, str(area.name or ""), error)


def note_failure(run: StatementRun, pipe: BoundPipe, file: QueuedFile, stage: str, error: SnowflakeError) -> None:
    """Note that a file cannot be loaded at all, and why."""
    assert pipe.database is not None  # noqa: S101 - it loads
    attachment = pipe.database.attachment
    record = LoadRecord(
        file=file.path,
        stage=stage,
        size=file.size,
        errors=1,
        user=run.session.context.user,
        parsed=0,
        limit_count=1,
        message=error.message,
    )
    at = run.services.clock.now()
    note = pipe_records.note(attachment, pipe.pipe.history, file.path, at, record=record.document(), found=None)
    steps: tuple[PlannedStep, ...] = (pipe_records.nothing_loaded(), note)
    run.session.engine.write(WriteUnit(attachment, tuple(EngineStep(step.sql) for step in steps)))
