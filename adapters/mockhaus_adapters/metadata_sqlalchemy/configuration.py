"""Named configuration values in a SQL database."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from mockhaus.ports.configuration import ConfigurationStore
from mockhaus_adapters.metadata_sqlalchemy import tables
from mockhaus_adapters.metadata_sqlalchemy.database import MetadataDatabase
from mockhaus_adapters.metadata_sqlalchemy.upserts import insert_or_keep, insert_or_replace

_TABLE = tables.configuration


class SqlConfigurationStore(ConfigurationStore):
    """Values in the table `configuration`."""

    def __init__(self, database: MetadataDatabase) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """One value, or None."""
        with self._database.reading() as connection:
            return connection.scalar(select(_TABLE.c.value).where(_TABLE.c.name == name))

    def put(self, name: str, value: str) -> None:
        """Set a value."""
        with self._database.writing() as connection:
            connection.execute(insert_or_replace(connection, _TABLE), {"name": name, "value": value})

    def put_if_absent(self, name: str, value: str) -> str:
        """Set a value unless one is there; the value that holds afterwards."""
        with self._database.writing() as connection:
            connection.execute(insert_or_keep(connection, _TABLE), {"name": name, "value": value})
            return str(connection.scalar(select(_TABLE.c.value).where(_TABLE.c.name == name)))

    def all(self) -> Mapping[str, str]:
        """Every value by name."""
        with self._database.reading() as connection:
            return {row.name: row.value for row in connection.execute(select(_TABLE))}
