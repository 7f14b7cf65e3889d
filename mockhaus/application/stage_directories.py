"""Directory tables: which files of a stage were registered when it was last refreshed.

Follows https://docs.snowflake.com/en/user-guide/data-load-dirtables. What is registered lies as one file in a folder of
the stage store beside the stage's own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence

from mockhaus.application.catalog_stages import found_stage
from mockhaus.application.outcome import Outcome, ReadyRows
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import connect, directory_location
from mockhaus.domain.catalog.objects import Stage
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.file_urls import file_url
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn, varchar
from mockhaus.ports.engine import RowsRelation
from mockhaus.ports.stages import StagedFile, StageStore
from mockhaus.translation import staged

_REFRESHED = tuple(ResultColumn(name, varchar()) for name in ("file", "status", "description"))
_LIST = "registered.json"
_NEW = ("REGISTERED_NEW", "File registered successfully.")
_CHANGED = ("REGISTERED_UPDATE", "File registered successfully.")
_GONE = ("UNREGISTERED", "File unregistered successfully.")

Files = dict[str, StagedFile]


def refresh(run: StatementRun, stage: Stage, path: str) -> Outcome:
    """ALTER STAGE … REFRESH: register the files below a path as they are; a row for each that changed."""
    _require_directory(stage)
    connect(run, stage)
    before = _registered(run.services.stages, stage)
    there = {file.path: file for file in run.services.stages.list(stage.location, path)}
    rows = sorted(_changes(before, there, path))
    kept = {name: file for name, file in before.items() if not name.startswith(path)}
    _register(run.services.stages, stage, kept | there)
    return Outcome(_REFRESHED, ReadyRows(rows))


def rows(provided: str, run: StatementRun) -> RowsRelation | None:
    """The rows of a directory table by the name under which they are provided; None for what is none."""
    name = staged.directory_of(provided)
    if name is None:
        return None
    stage = found_stage(run.names(), name)
    _require_directory(stage)
    files = _registered(run.services.stages, stage)
    base = run.services.file_urls.base(run.session.context.account)
    found = tuple(_row(files[path], base, name) for path in sorted(files))
    return RowsRelation(staged.directory_relation(name), staged.DIRECTORY, found)


def registered(run: StatementRun, stage: Stage) -> Sequence[StagedFile]:
    """The files that were registered when the stage was last refreshed; none of a stage that never was."""
    return tuple(_registered(run.services.stages, stage).values())


def _row(file: StagedFile, base: str, stage: QualifiedName) -> Row:
    url = file_url(base, stage.parts, file.path)
    return (file.path, file.size, file.modified_at, file.md5, file.md5, url)


def _require_directory(stage: Stage) -> None:
    if not stage.directory_enabled:
        detail = f"Stage '{stage.name}' has no directory table: it is not enabled."
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)


def _changes(before: Files, there: Files, path: str) -> Iterator[tuple[str, str, str]]:
    for name, file in there.items():
        known = before.get(name)
        if known is None:
            yield (name, *_NEW)
        elif known != file:
            yield (name, *_CHANGED)
    for name in before:
        if name.startswith(path) and name not in there:
            yield (name, *_GONE)


def _registered(stages: StageStore, stage: Stage) -> Files:
    location = directory_location(stage)
    if not stages.list(location):
        return {}
    with stages.open(location, _LIST) as content:
        listed = json.loads(content.read())
    files = (StagedFile(path, size, md5, dt.datetime.fromisoformat(time)) for path, size, md5, time in listed)
    return {file.path: file for file in files}


def _register(stages: StageStore, stage: Stage, files: Files) -> None:
    listed = [(file.path, file.size, file.md5, file.modified_at.isoformat()) for file in files.values()]
    stages.put(directory_location(stage), _LIST, (json.dumps(listed).encode(),), overwrite=True)
