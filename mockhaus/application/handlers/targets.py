"""Finds what DDL statements name, and refuses as Snowflake does where it is not there."""

from __future__ import annotations

import re

from mockhaus.application import information_views
from mockhaus.application.names import CatalogNames, FoundObject, FoundSchema
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import ObjectKind, SchemaObject, Table, kind_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus.domain.statements import TableAction
from mockhaus.ports.tracing import TracePhase
from mockhaus.translation.plan import LockMode

WORDS = {
    ObjectKind.DATABASE: "Database",
    ObjectKind.SCHEMA: "Schema",
    ObjectKind.TABLE: "Table",
    ObjectKind.EXTERNAL_TABLE: "External table",
    ObjectKind.VIEW: "View",
    ObjectKind.SEQUENCE: "Sequence",
    ObjectKind.STAGE: "Stage",
    ObjectKind.FILE_FORMAT: "File format",
    ObjectKind.PIPE: "Pipe",
}
"""The kinds as messages about missing objects call them."""

_OBJECT_PARTS = 3
_SCHEMA_PARTS = 2


def full_name(run: StatementRun, name: QualifiedName, operation: str) -> QualifiedName:
    """An object's name with database and schema, taken from the session where they are not given."""
    return _completed(run, name.parts, _OBJECT_PARTS, operation)


def full_schema_name(run: StatementRun, name: QualifiedName, operation: str) -> QualifiedName:
    """A schema's name with its database, taken from the session where it is not given."""
    return _completed(run, name.parts, _SCHEMA_PARTS, operation)


def _completed(run: StatementRun, parts: tuple[str, ...], wanted: int, operation: str) -> QualifiedName:
    if len(parts) >= wanted:
        return QualifiedName(parts)
    context = run.session.context
    if context.database is None:
        raise SnowflakeError(ErrorCode.NO_CURRENT_DATABASE, operation=operation)
    if wanted - len(parts) == 1:
        return qualified(context.database, *parts)
    if context.schema is None:
        raise SnowflakeError(ErrorCode.NO_CURRENT_SCHEMA, operation=operation)
    return qualified(context.database, context.schema, *parts)


def database_at(names: CatalogNames, name: str) -> DatabaseCatalog:
    """A live database that the role may see; SCHEMA_NOT_FOUND where there is none."""
    found = names.find_database(name)
    if found is None:
        raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind="Database", name=str(qualified(name)))
    return found


def schema_at(names: CatalogNames, database: str, schema: str) -> FoundSchema:
    """A live schema; SCHEMA_NOT_FOUND naming the database or the schema where there is none."""
    owner = database_at(names, database)
    if schema == information_views.SCHEMA_NAME:
        raise SnowflakeError(ErrorCode.NOT_AUTHORIZED, kind="schema", name=schema)
    item = owner.schema(schema)
    if item is None:
        raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind="Schema", name=str(qualified(database, schema)))
    return FoundSchema(owner, item)


def find_object(
    run: StatementRun, names: CatalogNames, kind: ObjectKind, name: QualifiedName, operation: str
) -> FoundObject | None:
    """A live object of a kind, or None. Its schema must exist, and what has the name must be of the kind."""
    full = full_name(run, name, operation)
    schema_at(names, *full.qualifiers)
    found = names.find(kind, full)
    if found is not None and kind_of(found.item) is not kind:
        raise SnowflakeError(ErrorCode.OBJECT_OF_WRONG_KIND, actual=kind_of(found.item).value, expected=kind.value)
    return found


def object_at(
    run: StatementRun, names: CatalogNames, kind: ObjectKind, name: QualifiedName, operation: str
) -> FoundObject:
    """A live object of a kind; OBJECT_NOT_FOUND where there is none."""
    found = find_object(run, names, kind, name, operation)
    if found is None:
        raise missing(kind, name)
    return found


def missing(kind: ObjectKind, name: QualifiedName) -> SnowflakeError:
    """The refusal of an object, schema or database that is not there."""
    if kind in (ObjectKind.DATABASE, ObjectKind.SCHEMA):
        return SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind=WORDS[kind], name=str(name))
    return SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind=WORDS[kind], name=str(name))


def refused(kind: ObjectKind, action: TableAction) -> SnowflakeError:
    """The refusal, by name, of an action of ALTER that a kind has in Snowflake and not here."""
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", type(action).__name__).upper()
    return unsupported(f"ALTER {kind.value} … {words}")


def lock(run: StatementRun, database_id: int, item: SchemaObject, name: QualifiedName) -> None:
    """Keep all others from a permanent table until the statement ends; other objects need no lock."""
    if not isinstance(item, Table) or item.temporary:
        return
    phase = run.phases.enter(TracePhase.LOCK)
    run.services.locks.acquire(
        run.session.lock_owner,
        (database_id, item.id),
        LockMode.EXCLUSIVE,
        name=str(name.name),
        seconds=run.session.context.parameters.integer("LOCK_TIMEOUT"),
        check=run.check_cancelled,
        query_id=run.query_id,
    )
    run.phases.enter(phase)


def lock_named(run: StatementRun, kind: ObjectKind, name: QualifiedName) -> None:
    """Lock what a full name means, where it is a permanent table; again where it was replaced while waiting."""
    last: int | None = None
    while (found := run.names().find(kind, name)) is not None and found.item.id != last:
        lock(run, found.database.database.id, found.item, name)
        last = found.item.id
