"""Finds the folder of staged files that a location names: a named stage's, a table's or the user's own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mockhaus.application.authorization import authorize, require_owner
from mockhaus.application.catalog_stages import found_stage
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind, Stage, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import StageLocation
from mockhaus.ports.stages import StagedFile
from mockhaus.translation.plan import Access, ObjectAccess


@dataclass(frozen=True, slots=True)
class StageArea:
    """A folder of the stage store. `label` is what LIST puts before a file's path; `stage` is a named one's object."""

    location: str
    label: str = ""
    stage: Stage | None = None
    name: QualifiedName | None = None

    def shown(self, path: str) -> str:
        """A file as LIST and COPY name it."""
        return f"{self.label}/{path}" if self.label else path


def stage_area(run: StatementRun, place: StageLocation) -> StageArea:
    """The folder of a location; OBJECT_NOT_FOUND where its stage or table is not there or not the role's to use."""
    if place.name is not None:
        return _named(run, place.name)
    if place.table is not None:
        return _of_table(run, place.table)
    return StageArea(_key("user", run.session.context.user))


def queried_area(run: StatementRun, place: StageLocation) -> StageArea:
    """The folder of a location that a plan reads: what may be done with a named stage was settled with the plan."""
    return stage_area(run, place) if place.name is None else area_of(found_stage(run.names(), place.name), place.name)


def area_of(stage: Stage, name: QualifiedName) -> StageArea:
    """The folder of a named stage."""
    return StageArea(stage.location, stage.name.lower(), stage, name)


def _named(run: StatementRun, name: QualifiedName) -> StageArea:
    names, context = run.names(), run.session.context
    full = names.complete(name, context.database, context.schema)
    found = found_stage(names, full)
    authorize(run, [ObjectAccess(ObjectKind.STAGE, full, found.owner, Access.USAGE)])
    return area_of(found, full)


def _of_table(run: StatementRun, name: QualifiedName) -> StageArea:
    names, context = run.names(), run.session.context
    full = names.complete(name, context.database, context.schema)
    found = names.find(ObjectKind.TABLE, full)
    if found is None or not isinstance(found.item, Table):
        raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Stage", name=f"%{name}")
    require_owner(run, found.item, ObjectKind.TABLE, full)
    owner = run.session.id if found.item.temporary else str(found.database.database.id)
    return StageArea(table_location(owner, found.item.id))


def table_location(owner: str, table_id: int) -> str:
    """The folder of a table's own stage; the owner is its database's id, or the session's for a temporary table."""
    return _key("table", owner, str(table_id))


def directory_location(stage: Stage) -> str:
    """The folder of what a stage's directory table has registered."""
    return f"directory-{stage.location}"


def _key(kind: str, *parts: str) -> str:
    """A folder key for what has no stage object: never the name itself, which may be anything."""
    return f"{kind}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:40]}"


def matching(files: Sequence[StagedFile], pattern: str | None, area: StageArea) -> Iterator[StagedFile]:
    """The files whose whole name, as LIST shows it or below the stage, a regular expression matches."""
    if pattern is None:
        yield from files
        return
    try:
        expression = re.compile(pattern)
    except re.error as error:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=pattern, name="PATTERN") from error
    for file in files:
        if expression.fullmatch(area.shown(file.path)) or expression.fullmatch(file.path):
            yield file
