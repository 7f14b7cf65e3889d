"""Removes for good what was dropped longer ago than it is kept: rows, staged files, load records, then the object.

Nothing may outlive its object: ids are given again after a restart, and a new object must not find what an old one
left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.stage_areas import directory_location, table_location
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import Database, Schema, SchemaObject, Sequence, Stage, Table
from mockhaus.ports.engine import Engine, EngineSession, EngineStep, WriteUnit
from mockhaus.ports.stages import StageStore
from mockhaus.translation import counters, load_records, versions
from mockhaus.translation.plan import PlannedStep

_LEAST_DAYS = 1
"""How long schemas, databases and objects without a retention of their own are kept."""


class PurgeDropped:
    """Purges what is due. Each object is looked at again when it is its turn: UNDROP may have been faster."""

    def __init__(self, engine: Engine, catalog: CatalogService, stages: StageStore) -> None:
        self._engine = engine
        self._catalog = catalog
        self._stages = stages

    def __call__(self, now: dt.datetime) -> None:
        """Purge everything that is due at a time."""
        session = self._engine.open_session()
        try:
            for identifier in tuple(self._catalog.current.databases):
                with self._catalog.changing() as catalog:
                    database = catalog.databases.get(identifier)
                    if database is not None:
                        self._purge(session, database, now)
        finally:
            session.close()

    def _purge(self, session: EngineSession, database: DatabaseCatalog, now: dt.datetime) -> None:
        item = database.database
        if item.dropped_at is None:
            expire = load_records.expire(item.attachment, now)
            session.write(WriteUnit(item.attachment, (EngineStep(expire.sql),)))
            for expired in _expired(database, now):
                self._purge_object(session, database, expired)
        elif item.dropped_at < now - dt.timedelta(days=max(item.retention_days, _LEAST_DAYS)):
            self._catalog.remove_database(item)
            self._remove_files(database, database.all_objects.values())

    def _purge_object(self, session: EngineSession, database: DatabaseCatalog, item: Schema | SchemaObject) -> None:
        steps = tuple(EngineStep(step.sql) for step in physical_end(database.database, item))
        self._catalog.apply(session, database.database, remove=(item.id,), steps=steps)
        self._remove_files(database, [item])

    def _remove_files(self, database: DatabaseCatalog, items: Iterable[Schema | SchemaObject]) -> None:
        for item in items:
            if isinstance(item, Stage):
                self._stages.remove_location(item.location)
                self._stages.remove_location(directory_location(item))
            elif isinstance(item, Table):
                self._stages.remove_location(table_location(str(database.database.id), item.id))


def _expired(database: DatabaseCatalog, now: dt.datetime) -> list[Schema | SchemaObject]:
    """What is due, objects before their schemas; a schema stays as long as an object that could come back with it."""
    dropped_schemas = {item.id: item.dropped_at for item in database.all_schemas.values() if item.dropped_at}
    objects = database.all_objects.values()
    gone = [item for item in objects if _is_due(item, item.dropped_at or dropped_schemas.get(item.schema_id), now)]
    gone_ids = {item.id for item in gone}
    inhabited = {item.schema_id for item in objects if item.id not in gone_ids}
    schemas = (item for item in database.all_schemas.values() if item.id not in inhabited)
    return [*gone, *(item for item in schemas if _is_due(item, item.dropped_at, now))]


def _is_due(item: Schema | SchemaObject, ended: dt.datetime | None, now: dt.datetime) -> bool:
    days = item.retention_days if isinstance(item, Table) else _LEAST_DAYS
    return ended is not None and ended < now - dt.timedelta(days=days)


def physical_end(database: Database, item: Schema | SchemaObject) -> tuple[PlannedStep, ...]:
    """The steps that remove from a database's file what is there of an object."""
    attachment = database.attachment
    if isinstance(item, Table):
        return (*versions.purge_table(item, attachment), *load_records.forget(item, attachment))
    if isinstance(item, Sequence):
        return counters.drop_sequence(item, attachment)
    return ()
