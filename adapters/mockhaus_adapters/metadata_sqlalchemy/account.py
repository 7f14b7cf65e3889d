"""The account's objects in a SQL database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import and_, delete, select

from mockhaus.ports.account import AccountRecord, AccountStore
from mockhaus_adapters.metadata_sqlalchemy import tables
from mockhaus_adapters.metadata_sqlalchemy.database import MetadataDatabase
from mockhaus_adapters.metadata_sqlalchemy.upserts import insert_or_replace

_TABLE = tables.account_objects


class SqlAccountStore(AccountStore):
    """Records in the table `account_objects`."""

    def __init__(self, database: MetadataDatabase) -> None:
        self._database = database

    def list(self) -> Sequence[AccountRecord]:
        """Every record, by kind and name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(_TABLE).order_by(_TABLE.c.kind, _TABLE.c.name))
            return [AccountRecord(row.kind, row.name, row.id, row.body) for row in rows]

    def change(self, put: Sequence[AccountRecord] = (), remove: Sequence[tuple[str, str]] = ()) -> None:
        """Remove records, then add or replace others, in one transaction."""
        with self._database.writing() as connection:
            for kind, name in remove:
                connection.execute(delete(_TABLE).where(and_(_TABLE.c.kind == kind, _TABLE.c.name == name)))
            if put:
                connection.execute(insert_or_replace(connection, _TABLE), [asdict(record) for record in put])
