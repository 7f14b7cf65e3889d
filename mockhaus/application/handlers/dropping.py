"""DROP and UNDROP. What is dropped keeps its rows until its retention has passed; a temporary object goes at once.

Follows https://docs.snowflake.com/en/sql-reference/sql/drop-table, undrop-table and their like for other kinds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from mockhaus.application import authorization
from mockhaus.application.handlers import creation, locking, targets
from mockhaus.application.names import CatalogNames, FoundObject
from mockhaus.application.outcome import Outcome, status
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.objects import (
    CatalogObject,
    ConstraintKind,
    ExternalTable,
    ObjectKind,
    Table,
    kind_of,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.statements import Drop, Statement, Undrop

T = TypeVar("T", bound=CatalogObject)


def drop(statement: Statement, run: StatementRun) -> Outcome:
    """DROP kind [IF EXISTS] name."""
    assert isinstance(statement, Drop)  # noqa: S101 - the registry pairs them
    try:
        return _DROPS.get(statement.kind, _drop_object)(statement, run)
    except SnowflakeError as error:
        if not statement.if_exists or error.error not in (ErrorCode.OBJECT_NOT_FOUND, ErrorCode.SCHEMA_NOT_FOUND):
            raise
    return status(f"Drop statement executed successfully ({statement.name.name} already dropped).")


def _drop_object(statement: Drop, run: StatementRun) -> Outcome:
    operation = f"DROP {statement.kind.value}"
    full = targets.full_name(run, statement.name, operation)
    targets.lock_named(run, statement.kind, full)
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.object_at(run, names, statement.kind, statement.name, operation)
        authorization.require_owner(run, found.item, statement.kind, found.name)
        if statement.restrict:
            _check_unreferenced(found)
        database = found.database.database
        if creation.is_temporary(found.item):
            creation.forget(run, database, found.item)
        elif isinstance(found.item, ExternalTable):  # of which nothing is kept
            run.services.catalog.apply(run.session.engine, database, remove=[found.item.id])
        else:
            dropped = replace(found.item, dropped_at=run.services.clock.now())
            run.services.catalog.apply(run.session.engine, database, put=[dropped])
    return status(f"{full.name} successfully dropped.")


def _check_unreferenced(found: FoundObject) -> None:
    """Refuse RESTRICT where another table's foreign key refers to the table."""
    for other in found.database.all_objects.values():
        if isinstance(other, Table) and other.dropped_at is None and other.id != found.item.id:
            for constraint in other.constraints:
                if constraint.kind is ConstraintKind.FOREIGN_KEY and constraint.referenced_table == found.name.parts:
                    detail = f"Cannot drop the table because of dependencies: {constraint.name}"
                    raise SnowflakeError(ErrorCode.TABLE_CANNOT_BE_CHANGED, detail=detail)


def _drop_schema(statement: Drop, run: StatementRun) -> Outcome:
    full = targets.full_schema_name(run, statement.name, "DROP SCHEMA")
    locking.lock_schema(run, full)
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.schema_at(names, *full.parts)
        authorization.require_owner(run, found.schema, ObjectKind.SCHEMA, full)
        dropped = replace(found.schema, dropped_at=run.services.clock.now())
        run.services.catalog.apply(run.session.engine, found.database.database, put=[dropped])
    context = run.session.context
    if (context.database, context.schema) == full.parts:
        run.session.context = replace(context, schema=None)
    return status(f"{full.name} successfully dropped.")


def _drop_database(statement: Drop, run: StatementRun) -> Outcome:
    locking.lock_database(run, statement.name.name)
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        found = targets.database_at(names, statement.name.name)
        authorization.require_owner(run, found.database, ObjectKind.DATABASE, statement.name)
        dropped = replace(found.database, dropped_at=run.services.clock.now())
        run.services.catalog.apply(run.session.engine, found.database, put=[dropped])
    if run.session.context.database == found.database.name:
        run.session.context = replace(run.session.context, database=None, schema=None)
    return status(f"{found.database.name} successfully dropped.")


_DROPS = {ObjectKind.SCHEMA: _drop_schema, ObjectKind.DATABASE: _drop_database}


def undrop(statement: Statement, run: StatementRun) -> Outcome:
    """UNDROP TABLE | SCHEMA | DATABASE: the one of that name that was dropped last."""
    assert isinstance(statement, Undrop)  # noqa: S101 - the registry pairs them
    undroppers = {ObjectKind.SCHEMA: _undrop_schema, ObjectKind.DATABASE: _undrop_database}
    name = undroppers.get(statement.kind, _undrop_object)(statement, run)
    return status(f"{targets.WORDS[statement.kind]} {name} successfully restored.")


def _undrop_object(statement: Undrop, run: StatementRun) -> str:
    full = targets.full_name(run, statement.name, f"UNDROP {statement.kind.value}")
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        place = targets.schema_at(names, *full.qualifiers)
        if place.database.find(place.schema, statement.kind, full.name) is not None:
            raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(statement.name))
        candidates = [
            item
            for item in place.database.all_objects.values()
            if item.schema_id == place.schema.id and item.name == full.name and kind_of(item) is statement.kind
        ]
        found = _last_dropped(statement, candidates)
        authorization.require_owner(run, found, statement.kind, full)
        restored = replace(found, dropped_at=None)
        run.services.catalog.apply(run.session.engine, place.database.database, put=[restored])
    return full.name


def _undrop_schema(statement: Undrop, run: StatementRun) -> str:
    full = targets.full_schema_name(run, statement.name, "UNDROP SCHEMA")
    with run.changing() as catalog:
        names = CatalogNames(catalog, run.session.temporary)
        owner = targets.database_at(names, full.parts[0])
        if owner.schema(full.name) is not None:
            raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(statement.name))
        found = _last_dropped(statement, [item for item in owner.all_schemas.values() if item.name == full.name])
        authorization.require_owner(run, found, ObjectKind.SCHEMA, full)
        restored = replace(found, dropped_at=None)
        run.services.catalog.apply(run.session.engine, owner.database, put=[restored])
    return full.name


def _undrop_database(statement: Undrop, run: StatementRun) -> str:
    name = statement.name.name
    with run.changing() as catalog:
        if catalog.database(name) is not None:
            raise SnowflakeError(ErrorCode.OBJECT_EXISTS, name=str(statement.name))
        databases = [item.database for item in catalog.databases.values() if item.database.name == name]
        found = _last_dropped(statement, databases)
        authorization.require_owner(run, found, ObjectKind.DATABASE, qualified(name))
        restored = replace(found, dropped_at=None)
        run.services.catalog.apply(run.session.engine, found, put=[restored])
    return name


def _last_dropped(statement: Undrop, items: Iterable[T]) -> T:
    dropped = [(item.dropped_at, item.id, item) for item in items if item.dropped_at is not None]
    if not dropped:
        kind = targets.WORDS[statement.kind]
        raise SnowflakeError(ErrorCode.NOT_RESTORABLE, kind=kind, name=str(statement.name))
    return max(dropped, key=lambda entry: entry[:2])[2]
