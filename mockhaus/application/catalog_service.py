"""The account's catalog: what is stored in the engine's files, held in memory, changed together with the engine.

Reading takes the current picture without a lock. A change is made under `changing()`, written by the engine in one
transaction with its physical steps, and only then becomes the current picture.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from mockhaus.domain.catalog.catalog import Catalog, DatabaseCatalog, database_catalog
from mockhaus.domain.catalog.codec import decode, encode, kind_name
from mockhaus.domain.catalog.objects import CatalogObject, Database, DatabaseContents, Schema, SchemaObject
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.engine import CatalogRecord, Engine, EngineSession, EngineStep, StoredDatabase, WriteUnit

_DATABASE_RECORD_ID = 0
_WAKE_SECONDS = 0.1


def record_of(item: CatalogObject) -> CatalogRecord:
    """An object as its database's file keeps it. The database itself has record id 0."""
    identifier = _DATABASE_RECORD_ID if isinstance(item, Database) else item.id
    return CatalogRecord(identifier, kind_name(item), encode(item))


def _contents(stored: StoredDatabase) -> DatabaseContents:
    items = [decode(record.kind, record.body) for record in stored.records]
    databases = [item for item in items if isinstance(item, Database)]
    if len(databases) != 1:
        raise SnowflakeError(ErrorCode.STORAGE, detail=f"the file {stored.attachment} names {len(databases)} databases")
    return DatabaseContents(
        replace(databases[0], attachment=stored.attachment),
        tuple(item for item in items if isinstance(item, Schema)),
        tuple(item for item in items if isinstance(item, SchemaObject)),
    )


class CatalogService:
    """Finds and changes databases, schemas and the objects in them. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.RLock()
        self._catalog = Catalog()
        self._next_ids: dict[int, int] = {}
        for stored in engine.databases():
            self._adopt(stored)

    @property
    def current(self) -> Catalog:
        """The picture that holds now."""
        return self._catalog

    @contextmanager
    def changing(self, check: Callable[[], None] = lambda: None) -> Iterator[Catalog]:
        """Keep other changes out: decide on the yielded picture, then `apply`. Take table locks before, not inside.

        Another change may take long (CREATE TABLE … AS): `check` is called now and then while waiting, and may raise.
        """
        while not self._lock.acquire(timeout=_WAKE_SECONDS):
            check()
        try:
            yield self._catalog
        finally:
            self._lock.release()

    def next_id(self, database_id: int) -> int:
        """A new object id in a database."""
        with self._lock:
            self._next_ids[database_id] += 1
            return self._next_ids[database_id]

    def next_database_id(self) -> int:
        """An id that no database of the account has."""
        return max(self._catalog.databases, default=0) + 1

    def apply(
        self,
        session: EngineSession,
        database: Database,
        *,
        put: Iterable[Database | Schema | SchemaObject] = (),
        remove: Iterable[int] = (),
        steps: Sequence[EngineStep] = (),
    ) -> tuple[int, ...]:
        """Change objects of one database and run engine steps in its file, all or nothing; the steps' row counts."""
        items, removed = tuple(put), tuple(remove)
        with self._lock:
            unit = WriteUnit(database.attachment, tuple(steps), tuple(record_of(item) for item in items), removed)
            counts = session.write(unit)
            changed = self._catalog.databases[database.id].with_changes(items, removed)
            self._catalog = self._catalog.with_database(changed)
            return counts

    def create_database(self, database: Database, schemas: Sequence[Schema]) -> DatabaseCatalog:
        """Add a database with its first schemas; the engine chooses the attachment."""
        with self._lock:
            records = [record_of(item) for item in (database, *schemas)]
            return self._adopt(self._engine.create_database(database.name, records))

    def copy_database(self, source: Database, database: Database, objects: Sequence[CatalogObject]) -> DatabaseCatalog:
        """Add a database with the data of another; `objects` are the copy's schemas and objects, ids unchanged."""
        with self._lock:
            records = [record_of(item) for item in (database, *objects)]
            return self._adopt(self._engine.copy_database(source.attachment, database.name, records))

    def remove_database(self, database: Database) -> None:
        """Delete a database's file for good."""
        with self._lock:
            self._engine.remove_database(database.attachment)
            self._catalog = self._catalog.without_database(database.id)

    def _adopt(self, stored: StoredDatabase) -> DatabaseCatalog:
        contents = _contents(stored)
        if contents.database.id in self._catalog.databases:
            contents = replace(contents, database=replace(contents.database, id=self.next_database_id()))
        added = database_catalog(contents)
        ids = (*added.all_schemas, *added.all_objects)
        self._next_ids[added.database.id] = max(ids, default=0)
        self._catalog = self._catalog.with_database(added)
        return added
