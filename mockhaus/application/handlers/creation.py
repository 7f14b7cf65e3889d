"""What all CREATE statements of schema objects share: what happens to an object that has the name already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from mockhaus.application import authorization
from mockhaus.application.handlers import targets
from mockhaus.application.handlers.steps import engine_steps
from mockhaus.application.names import CatalogNames, FoundSchema
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import directory_location
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Database, ObjectKind, Schema, SchemaObject, Stage, Table, kind_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode
from mockhaus.ports.engine import EngineStep, WriteUnit
from mockhaus.translation import versions

CREATED_WORDS = {
    ObjectKind.DATABASE: "Database",
    ObjectKind.SCHEMA: "Schema",
    ObjectKind.TABLE: "Table",
    ObjectKind.EXTERNAL_TABLE: "Table",
    ObjectKind.VIEW: "View",
    ObjectKind.SEQUENCE: "Sequence",
    ObjectKind.STAGE: "Stage area",
    ObjectKind.FILE_FORMAT: "File format",
    ObjectKind.PIPE: "Pipe",
}
"""The kinds as the status of CREATE calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a new object goes, and what every new object has."""

    name: QualifiedName
    database: Database
    schema: Schema
    id: int
    owner: str
    created_at: dt.datetime
    existing: SchemaObject | None
    """What has the name now and is about to be replaced."""


@dataclass(frozen=True, slots=True)
class Creation:
    """A new object and the engine steps that bring it about."""

    item: SchemaObject
    steps: Sequence[EngineStep] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a CREATE statement asks for, whatever its kind."""

    kind: ObjectKind
    name: QualifiedName
    mode: CreateMode
    temporary: bool = False

    @property
    def operation(self) -> str:
        """The statement as messages call it."""
        return f"CREATE {self.kind.value}"


def created(kind: ObjectKind, name: str) -> Outcome:
    """The status of a CREATE that created."""
    return status(f"{CREATED_WORDS[kind]} {name} successfully created.")


def already_exists(name: str) -> Outcome:
    """The status of a CREATE IF NOT EXISTS that found something."""
    return status(f"{name} already exists, statement succeeded.")


def create(run: StatementRun, request: Request, build: Callable[[Target], Creation]) -> Outcome:
    """Create a schema object. `build` makes it, under the catalog's lock, once it is known that it is wanted."""
    full = targets.full_name(run, request.name, request.operation)
    if request.mode is CreateMode.OR_REPLACE and not request.temporary:
        targets.lock_named(run, request.kind, full)
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        place = targets.schema_at(names, *full.qualifiers)
        existing = _existing(run, place, request, full.name)
        if existing is not None and not _replaces(run, request, existing, full):
            return already_exists(full.name)
        authorization.require_owner(run, place.schema, ObjectKind.SCHEMA, QualifiedName(full.qualifiers))
        target = _target(run, place, request, full, existing)
        creation = build(target)
        keep(run, target.database, [creation.item], creation.steps, replaced=existing)
    return created(request.kind, full.name)


def _existing(run: StatementRun, place: FoundSchema, request: Request, name: str) -> SchemaObject | None:
    if request.temporary:
        return run.session.temporary.find(place.database.database.id, place.schema.id, request.kind, name)
    return place.database.find(place.schema, request.kind, name)


def _replaces(run: StatementRun, request: Request, existing: SchemaObject, full: QualifiedName) -> bool:
    """Whether to replace what exists; False keeps it, and an error refuses."""
    if request.mode is CreateMode.IF_NOT_EXISTS:
        return False
    if request.mode is not CreateMode.OR_REPLACE:
        raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(request.name))
    if kind_of(existing) is not request.kind:
        raise SnowflakeError(ErrorCode.OBJECT_IS_OF_OTHER_KIND, name=str(request.name), kind=kind_of(existing).value)
    authorization.require_owner(run, existing, request.kind, full)
    return True


def _target(
    run: StatementRun, place: FoundSchema, request: Request, full: QualifiedName, existing: SchemaObject | None
) -> Target:
    database = place.database.database
    identifier = run.session.temporary.next_id() if request.temporary else run.services.catalog.next_id(database.id)
    return Target(
        name=full,
        database=database,
        schema=place.schema,
        id=identifier,
        owner=run.session.context.role,
        created_at=run.services.clock.now(),
        existing=existing,
    )


def is_temporary(item: SchemaObject) -> bool:
    """Whether an object belongs to one session."""
    return bool(getattr(item, "temporary", False))


def keep(
    run: StatementRun,
    database: Database,
    items: Iterable[SchemaObject],
    steps: Sequence[EngineStep] = (),
    *,
    replaced: SchemaObject | None = None,
) -> None:
    """Put new or changed objects and run their engine steps; permanent ones in the catalog, others in the session.

    All items are of one sort. `replaced` goes in the same moment: to where UNDROP finds it, or for good.
    """
    items = tuple(items)
    if any(is_temporary(item) for item in items):
        if replaced is not None:
            forget(run, database, replaced)
        if steps:
            run.session.engine.write(WriteUnit(physical.TEMPORARY_ATTACHMENT, tuple(steps)))
        for item in items:
            run.session.temporary.put(database.id, item)
        return
    gone = () if replaced is None else (replace(replaced, dropped_at=run.services.clock.now()),)
    run.services.catalog.apply(run.session.engine, database, put=(*gone, *items), steps=steps)


def forget(run: StatementRun, database: Database, item: SchemaObject) -> None:
    """Drop a temporary object with its rows or files."""
    if isinstance(item, Table):
        steps = engine_steps(run, versions.purge_table(item, physical.TEMPORARY_ATTACHMENT))
        run.session.engine.write(WriteUnit(physical.TEMPORARY_ATTACHMENT, steps))
    if isinstance(item, Stage):
        run.services.stages.remove_location(item.location)
        run.services.stages.remove_location(directory_location(item))
    run.session.temporary.remove(database.id, item)
