"""Finds the folder of staged files that a location names: a named stage's, a table's or the user's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mockhaus.application import storage_integrations
from mockhaus.application.authorization import authorize, require_owner
from mockhaus.application.catalog_stages import found_stage
from mockhaus.application.file_patterns import fully_matched
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import ObjectKind, Stage, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import ExternalLocation, StageLocation
from mockhaus.ports.external_stages import ExternalPlace
from mockhaus.ports.stages import StagedFile
from mockhaus.translation.plan import Access, ObjectAccess


@dataclass(frozen=True, slots=True)
class StageArea:
    """A folder of the stage store. `label` is what LIST puts before a file's path; `stage` is a named one's object.

    `folder` is what stands before the path in the name of a file as METADATA$FILENAME gives it: of an external stage
    the path of its URL, below the bucket.
    """

    location: str
    label: str = ""
    stage: Stage | None = None
    name: QualifiedName | None = None
    folder: str = ""

    @property
    def external(self) -> bool:
        """Whether the files lie outside of Mockhaus."""
        return self.stage is not None and bool(self.stage.url)

    def shown(self, path: str) -> str:
        """A file as LIST and COPY name it."""
        return f"{self.label}/{path}" if self.label else path


def stage_area(run: StatementRun, place: StageLocation) -> StageArea:
    """The folder of a location; OBJECT_NOT_FOUND where its stage or table is not there or not the role's to use."""
    if place.external is not None:
        return _outside(run, place.external)
    if place.name is not None:
        return _named(run, place.name)
    if place.table is not None:
        return _of_table(run, place.table)
    return StageArea(_key("user", run.session.context.user))


@contextmanager
def used_area(run: StatementRun, place: StageLocation) -> Iterator[StageArea]:
    """The folder of a location for the time of a statement: of a URL nothing is kept."""
    area = stage_area(run, place)
    try:
        yield area
    finally:
        if place.external is not None:
            run.services.stages.remove_location(area.location)


def _outside(run: StatementRun, place: ExternalLocation) -> StageArea:
    """The folder of a URL, as if it were that of an external stage which the statement alone has."""
    stage = Stage(
        id=0,
        name="",
        owner=run.session.context.role,
        created_at=run.services.clock.now(),
        schema_id=0,
        location=_key("url", run.query_id, place.url),
        url=place.url,
        credentials=place.credentials,
        integration=place.integration,
        encryption=place.encryption,
    )
    return _external_area(run, stage, None)


def queried_area(run: StatementRun, place: StageLocation) -> StageArea:
    """The folder of a location that a plan reads: what may be done with a named stage was settled with the plan."""
    if place.name is None:
        return stage_area(run, place)
    return _area_of(run, found_stage(run.names(), place.name), place.name)


def _area_of(run: StatementRun, stage: Stage, name: QualifiedName) -> StageArea:
    if not stage.url:
        return StageArea(stage.location, stage.name.lower(), stage, name)
    return _external_area(run, stage, name)


def _external_area(run: StatementRun, stage: Stage, name: QualifiedName | None) -> StageArea:
    connect(run, stage)
    label = stage.url.rstrip("/")
    _, _, folder = label.partition("://")[2].partition("/")
    return StageArea(stage.location, label, stage, name, f"{folder}/" if folder else "")


def connect(run: StatementRun, stage: Stage) -> None:
    """Let the location of an external stage be the place that it names; of others nothing is to be done."""
    if stage.url:
        if stage.integration:
            storage_integrations.require(run.services.account.current, stage.integration, stage.url)
        run.services.external.connect(stage.location, external_place(stage))


def external_place(stage: Stage) -> ExternalPlace:
    """Where the files of an external stage lie."""
    return ExternalPlace(
        stage.url, stage.endpoint, stage.credentials, delegated=bool(stage.integration), encryption=stage.encryption
    )


def _named(run: StatementRun, name: QualifiedName) -> StageArea:
    names, context = run.names(), run.session.context
    full = names.complete(name, context.database, context.schema)
    found = found_stage(names, full)
    authorize(run, [ObjectAccess(ObjectKind.STAGE, full, found.owner, Access.USAGE)])
    return _area_of(run, found, full)


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


def matching(run: StatementRun, files: Sequence[StagedFile], pattern: str | None, area: StageArea) -> list[StagedFile]:
    """The files whose whole name, as LIST shows it or below the stage, a regular expression matches."""
    if pattern is None:
        return list(files)
    names = [name for file in files for name in (area.shown(file.path), file.path)]
    found = fully_matched(run, names, pattern)
    return [file for file in files if area.shown(file.path) in found or file.path in found]


def below(prefix: str, name: str) -> str:
    """A file as FILES names it, by its path on the stage."""
    separator = "/" if prefix and not prefix.endswith("/") and not name.startswith("/") else ""
    return f"{prefix}{separator}{name}".lstrip("/")
