"""What names mean: the catalog with a session's temporary objects over it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mockhaus.application import information_views
from mockhaus.application.temporary_objects import TemporaryObjects
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.catalog import Catalog, DatabaseCatalog
from mockhaus.domain.catalog.objects import (
    Column,
    ExternalTable,
    ObjectKind,
    Schema,
    SchemaObject,
    Sequence,
    Table,
    View,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, qualified, quote
from mockhaus.translation.context import Names, Relation, RelationColumn, SequenceReference

_PARTS_OF_OBJECT = 3


@dataclass(frozen=True, slots=True)
class FoundSchema:
    """A schema with its database."""

    database: DatabaseCatalog
    schema: Schema


@dataclass(frozen=True, slots=True)
class FoundObject:
    """An object with where it is and its full name."""

    database: DatabaseCatalog
    schema: Schema
    item: SchemaObject
    name: QualifiedName


class CatalogNames(Names):
    """One picture of the catalog, seen by one session."""

    def __init__(self, catalog: Catalog, temporary: TemporaryObjects) -> None:
        self.catalog = catalog
        self._temporary = temporary

    def complete(self, name: QualifiedName, database: str | None, schema: str | None) -> QualifiedName:
        """The object name fully qualified from a context."""
        parts = name.parts
        if len(parts) >= _PARTS_OF_OBJECT:
            return name
        if database is None:
            raise SnowflakeError(ErrorCode.NO_CURRENT_DATABASE, operation=_operation(name))
        if len(parts) == _PARTS_OF_OBJECT - 1:
            return qualified(database, *parts)
        if schema is None:
            raise SnowflakeError(ErrorCode.NO_CURRENT_SCHEMA, operation=_operation(name))
        return qualified(database, schema, *parts)

    def missing_place(self, name: QualifiedName) -> tuple[str, str] | None:
        """The database or schema of a full name that is not there."""
        if self.catalog.database(name.parts[0]) is None:
            return "Database", quote(name.parts[0])
        virtual = name.parts[1] == information_views.SCHEMA_NAME
        if not virtual and self.find_schema(name.parts[0], name.parts[1]) is None:
            return "Schema", str(QualifiedName(name.parts[:2]))
        return None

    def find_database(self, name: str) -> DatabaseCatalog | None:
        """A live database."""
        return self.catalog.database(name)

    def find_schema(self, database: str, schema: str) -> FoundSchema | None:
        """A live schema of a live database."""
        found = self.catalog.database(database)
        item = found.schema(schema) if found else None
        return FoundSchema(found, item) if found and item else None

    def find(self, kind: ObjectKind, name: QualifiedName) -> FoundObject | None:
        """A live object by its full name; a temporary one stands before a permanent one."""
        place = self.find_schema(name.parts[0], name.parts[1])
        if place is None:
            return None
        item = self._temporary.find(place.database.database.id, place.schema.id, kind, name.name)
        item = item or place.database.find(place.schema, kind, name.name)
        return FoundObject(place.database, place.schema, item, name) if item else None

    def relation(self, name: QualifiedName, database: str | None, schema: str | None) -> Relation | None:
        """A table, view or INFORMATION_SCHEMA view."""
        full = self.complete(name, database, schema)
        if full.parts[1] == information_views.SCHEMA_NAME:
            owner = self.catalog.database(full.parts[0])
            return information_views.relation(owner, full.name) if owner else None
        found = self.find(ObjectKind.TABLE, full)
        return relation_of(found) if found else None

    def sequence(self, name: QualifiedName, database: str | None, schema: str | None) -> SequenceReference | None:
        """A sequence."""
        full = self.complete(name, database, schema)
        found = self.find(ObjectKind.SEQUENCE, full)
        if found is None or not isinstance(found.item, Sequence):
            return None
        engine_name = physical.relation(found.database.database.attachment, physical.sequence_name(found.item))
        return SequenceReference(full, engine_name, found.item)


def _operation(name: QualifiedName) -> str:
    return f"operation on '{name}'"


def relation_of(found: FoundObject) -> Relation:
    """What a query sees of a table or view."""
    item, database = found.item, found.database.database
    if isinstance(item, View):
        return Relation(
            name=found.name,
            kind=ObjectKind.VIEW,
            columns=_columns(item.columns),
            database=database,
            view=replace(item, database_name=found.name.parts[0], schema_name=found.name.parts[1]),
        )
    if isinstance(item, ExternalTable):
        return Relation(
            name=found.name,
            kind=ObjectKind.EXTERNAL_TABLE,
            columns=_columns(item.columns),
            database=database,
            external=item,
        )
    if not isinstance(item, Table):
        raise SnowflakeError(ErrorCode.OBJECT_CANNOT_BE_USED)
    source = physical.relation(physical.attachment_of(database, item), physical.table_name(item))
    return Relation(
        name=found.name,
        kind=ObjectKind.TABLE,
        columns=_columns(item.visible_columns),
        source=source,
        database=database,
        table=item,
    )


def _columns(columns: tuple[Column, ...]) -> tuple[RelationColumn, ...]:
    return tuple(RelationColumn(column.name, column.engine_name, column.value_type) for column in columns)
