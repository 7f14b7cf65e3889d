"""The catalog: an immutable picture of every database, found by name.

A change makes a new `Catalog` that shares all databases but the changed one; readers keep the picture they began
with. `version` grows with each change, so a plan made from one picture can be known to be out of date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from mockhaus.domain.catalog.objects import (
    RELATIONS,
    Database,
    DatabaseContents,
    ObjectKind,
    Schema,
    SchemaObject,
    kind_of,
)

_NameKey = tuple[int, ObjectKind, str]


def _name_space(kind: ObjectKind) -> ObjectKind:
    return ObjectKind.TABLE if kind in RELATIONS else kind


@dataclass(frozen=True, slots=True)
class DatabaseCatalog:
    """One database: its schemas and objects, live ones by name and all by id."""

    database: Database
    schemas: Mapping[str, Schema]
    names: Mapping[_NameKey, SchemaObject]
    all_schemas: Mapping[int, Schema]
    all_objects: Mapping[int, SchemaObject]

    def schema(self, name: str) -> Schema | None:
        """A live schema by its stored name."""
        return self.schemas.get(name)

    def find(self, schema: Schema, kind: ObjectKind, name: str) -> SchemaObject | None:
        """A live object by name. A table and a view share one name space: ask with either kind."""
        return self.names.get((schema.id, _name_space(kind), name))

    def objects_in(self, schema: Schema) -> Iterator[SchemaObject]:
        """The live objects of a schema, in no order."""
        return (item for (schema_id, _, _), item in self.names.items() if schema_id == schema.id)

    def with_changes(
        self, puts: Iterable[Database | Schema | SchemaObject], removed: Iterable[int] = ()
    ) -> DatabaseCatalog:
        """The database after objects were put (new or changed, by id) and others removed for good."""
        database, schemas, objects = self.database, dict(self.all_schemas), dict(self.all_objects)
        changed: list[SchemaObject] = []
        for item in puts:
            if isinstance(item, Database):
                database = item
            elif isinstance(item, Schema):
                schemas[item.id] = item
            else:
                objects[item.id] = item
                changed.append(item)
        gone = set(removed)
        for identifier in gone:
            schemas.pop(identifier, None)
            objects.pop(identifier, None)
        if schemas != self.all_schemas:
            return _build(database, schemas, objects)
        staying = [item for item in changed if item.id not in gone]
        names = self._renamed(staying, gone | {item.id for item in changed})
        return replace(self, database=database, names=names, all_objects=MappingProxyType(objects))

    def _renamed(self, changed: Iterable[SchemaObject], outdated: Iterable[int]) -> Mapping[_NameKey, SchemaObject]:
        """The live objects by name, where the schemas are the same: made of what was, for thousands of objects."""
        names = dict(self.names)
        for identifier in outdated:
            old = self.all_objects.get(identifier)
            if old is not None and (found := names.get(_key(old))) is not None and found.id == identifier:
                del names[_key(old)]
        live = {item.id for item in self.schemas.values()}
        names.update({_key(item): item for item in changed if item.dropped_at is None and item.schema_id in live})
        return MappingProxyType(names)


def _key(item: SchemaObject) -> _NameKey:
    return (item.schema_id, _name_space(kind_of(item)), item.name)


def _build(database: Database, schemas: dict[int, Schema], objects: dict[int, SchemaObject]) -> DatabaseCatalog:
    live = {item.name: item for item in schemas.values() if item.dropped_at is None}
    live_ids = {item.id for item in live.values()}
    names = {_key(item): item for item in objects.values() if item.dropped_at is None and item.schema_id in live_ids}
    return DatabaseCatalog(
        database,
        MappingProxyType(live),
        MappingProxyType(names),
        MappingProxyType(schemas),
        MappingProxyType(objects),
    )


def database_catalog(contents: DatabaseContents) -> DatabaseCatalog:
    """The catalog of one database's contents."""
    return _build(
        contents.database,
        {item.id: item for item in contents.schemas},
        {item.id: item for item in contents.objects},
    )


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every database of the account, by id; live ones are found by name."""

    version: int = 0
    databases: Mapping[int, DatabaseCatalog] = field(default_factory=dict)

    def database(self, name: str) -> DatabaseCatalog | None:
        """A live database by its stored name."""
        for item in self.databases.values():
            if item.database.name == name and item.database.dropped_at is None:
                return item
        return None

    def live(self) -> Iterator[DatabaseCatalog]:
        """The live databases, ordered by name."""
        found = (item for item in self.databases.values() if item.database.dropped_at is None)
        return iter(sorted(found, key=lambda item: item.database.name))

    def with_database(self, item: DatabaseCatalog) -> Catalog:
        """The catalog with one database added or replaced, one version on."""
        return replace(self, version=self.version + 1, databases={**self.databases, item.database.id: item})

    def without_database(self, identifier: int) -> Catalog:
        """The catalog with one database gone for good, one version on."""
        rest = {key: item for key, item in self.databases.items() if key != identifier}
        return replace(self, version=self.version + 1, databases=rest)
