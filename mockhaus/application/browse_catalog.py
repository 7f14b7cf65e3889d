"""Use case: look at what of the catalog some roles may see, without SQL.

What is not there, or not for these roles, is a name error, as Snowflake tells it. Names are identifiers, quotes
included. INFORMATION_SCHEMA is in every database and is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockhaus.application.account_service import AccountService
from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.names import FoundObject, FoundSchema
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import (
    CatalogObject,
    Database,
    ExternalTable,
    ObjectKind,
    Schema,
    Table,
    View,
    kind_of,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import qualified, stored_name
from mockhaus.domain.policy.decision import Policy
from mockhaus.domain.sessions.context import SessionContext


class BrowseCatalog:
    """Reads the catalog for some roles at a time. Thread-safe."""

    def __init__(self, catalog: CatalogService, policy: Policy, account: AccountService) -> None:
        self._catalog = catalog
        self._policy = policy
        self._account = account

    def roles_of(self, context: SessionContext) -> tuple[str, ...]:
        """The roles that a session with a context acts with."""
        others = self._account.current.secondary(context.user, context.secondary_roles)
        return (context.role, *others)

    def databases(self, roles: Sequence[str]) -> Sequence[Database]:
        """The databases, by name."""
        found = (item.database for item in self._catalog.current.live())
        return [database for database in found if self._may_use(roles, database)]

    def database(self, roles: Sequence[str], database: str) -> Database:
        """A database."""
        return self._database(roles, database).database

    def schemas(self, roles: Sequence[str], database: str) -> Sequence[FoundSchema]:
        """The schemas of a database, by name."""
        found = self._database(roles, database)
        return [FoundSchema(found, item) for item in self._schemas(roles, found)]

    def schema(self, roles: Sequence[str], database: str, schema: str) -> FoundSchema:
        """A schema with its database."""
        found, name = self._database(roles, database), stored_name(schema)
        item = found.schema(name)
        if item is None or not self._may_use(roles, item):
            full = qualified(found.database.name, name)
            raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind="Schema", name=str(full))
        return FoundSchema(found, item)

    def tables(self, roles: Sequence[str], database: str) -> Sequence[FoundObject]:
        """The tables and views of a database, by schema and name."""
        found = self._database(roles, database)
        return [
            item
            for schema in self._schemas(roles, found)
            for item in self._objects(roles, FoundSchema(found, schema))
            if isinstance(item.item, Table | ExternalTable | View)
        ]

    def objects(self, roles: Sequence[str], database: str, schema: str, kind: ObjectKind) -> Sequence[FoundObject]:
        """The objects of a kind in a schema, by name."""
        place = self.schema(roles, database, schema)
        return [item for item in self._objects(roles, place) if kind_of(item.item) is kind]

    def relation(self, roles: Sequence[str], database: str, schema: str, name: str) -> FoundObject:
        """A table or view."""
        place, stored = self.schema(roles, database, schema), stored_name(name)
        full = qualified(place.database.database.name, place.schema.name, stored)
        item = place.database.find(place.schema, ObjectKind.TABLE, stored)
        if item is None or not self._may_use(roles, item):
            raise SnowflakeError(ErrorCode.OBJECT_NOT_FOUND, kind="Object", name=str(full))
        return FoundObject(place.database, place.schema, item, full)

    def _database(self, roles: Sequence[str], database: str) -> DatabaseCatalog:
        name = stored_name(database)
        found = self._catalog.current.database(name)
        if found is None or not self._may_use(roles, found.database):
            raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind="Database", name=name)
        return found

    def _schemas(self, roles: Sequence[str], database: DatabaseCatalog) -> Iterator[Schema]:
        found = sorted(database.schemas.values(), key=lambda item: item.name)
        return (item for item in found if self._may_use(roles, item))

    def _objects(self, roles: Sequence[str], place: FoundSchema) -> Iterator[FoundObject]:
        database, schema = place.database, place.schema
        for item in sorted(database.objects_in(schema), key=lambda item: item.name):
            if self._may_use(roles, item):
                yield FoundObject(database, schema, item, qualified(database.database.name, schema.name, item.name))

    def _may_use(self, roles: Sequence[str], item: CatalogObject) -> bool:
        return any(self._policy.may_use(role, item.owner) for role in roles)
