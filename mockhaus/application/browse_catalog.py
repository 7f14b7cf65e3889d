"""Use case: look at the databases and tables that a role may see, without SQL."""

from __future__ import annotations

from collections.abc import Sequence

from mockhaus.application.catalog_service import CatalogService
from mockhaus.application.names import FoundObject
from mockhaus.domain.catalog.objects import Database, Table, View
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import qualified, stored_name
from mockhaus.domain.policy.decision import Policy


class BrowseCatalog:
    """Reads the catalog for one role at a time. Thread-safe."""

    def __init__(self, catalog: CatalogService, policy: Policy) -> None:
        self._catalog = catalog
        self._policy = policy

    def databases(self, role: str) -> Sequence[Database]:
        """The databases that a role may use, by name."""
        found = (item.database for item in self._catalog.current.live())
        return [database for database in found if self._policy.may_use(role, database.owner)]

    def tables(self, role: str, database: str) -> Sequence[FoundObject]:
        """The tables and views of a database that a role may use, by schema and name.

        `database` is an identifier; one that is not there, or not for this role, is a name error.
        """
        name = stored_name(database)
        found = self._catalog.current.database(name)
        if found is None or not self._policy.may_use(role, found.database.owner):
            raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind="Database", name=name)
        items = [
            FoundObject(found, schema, item, qualified(name, schema.name, item.name))
            for schema in found.schemas.values()
            for item in found.objects_in(schema)
            if isinstance(item, Table | View) and self._policy.may_use(role, item.owner)
        ]
        return sorted(items, key=lambda item: item.name.parts)
