"""What of the catalog a session's role may see, with the session's temporary objects over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from mockhaus.application import information_views
from mockhaus.application.names import FoundSchema
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import (
    RELATIONS,
    CatalogObject,
    Constraint,
    ConstraintKind,
    ObjectKind,
    Schema,
    SchemaObject,
    Table,
    kind_of,
)
from mockhaus.domain.identifiers import QualifiedName

T = TypeVar("T", bound=SchemaObject)


@dataclass(frozen=True, slots=True)
class Seen:
    """An object with where it is."""

    place: FoundSchema
    item: SchemaObject


def may_see(run: StatementRun, item: CatalogObject) -> bool:
    """Whether the session's role may see an object."""
    return run.may_use(item.owner)


def databases(run: StatementRun) -> Iterator[DatabaseCatalog]:
    """The live databases, by name."""
    return (item for item in run.services.catalog.current.live() if may_see(run, item.database))


def schemas(run: StatementRun, database: DatabaseCatalog) -> Iterator[Schema]:
    """The live schemas of a database, by name."""
    found = sorted(database.schemas.values(), key=lambda item: item.name)
    return (item for item in found if may_see(run, item))


def places(run: StatementRun, database: DatabaseCatalog) -> Iterator[FoundSchema]:
    """The live schemas of a database with it, by name."""
    return (FoundSchema(database, schema) for schema in schemas(run, database))


def objects(run: StatementRun, place: FoundSchema) -> list[Seen]:
    """The live objects of a schema, by name; a temporary one hides a permanent one of its name."""
    if information_views.is_schema(place.schema):
        return [Seen(place, view) for view in information_views.objects_of(place.database, place.schema)]
    database_id = place.database.database.id
    found: dict[tuple[ObjectKind, str], SchemaObject] = {
        _key(item): item for item in place.database.objects_in(place.schema)
    }
    for owner, item in run.session.temporary.objects():
        if owner == database_id and item.schema_id == place.schema.id:
            found[_key(item)] = item
    visible = (item for item in found.values() if may_see(run, item))
    return [Seen(place, item) for item in sorted(visible, key=lambda item: item.name)]


def referenced_key(run: StatementRun, constraint: Constraint) -> str | None:
    """The name of the primary or unique key to which a foreign key refers, where there is one."""
    if not constraint.referenced_table:
        return None
    found = run.names().find(ObjectKind.TABLE, QualifiedName(constraint.referenced_table))
    if found is None or not isinstance(found.item, Table):
        return None
    for item in found.item.constraints:
        if item.kind is not ConstraintKind.FOREIGN_KEY and item.columns == constraint.referenced_columns:
            return item.name
    return None


def _key(item: SchemaObject) -> tuple[ObjectKind, str]:
    kind = kind_of(item)
    return (ObjectKind.TABLE if kind in RELATIONS else kind, item.name)
