"""A metadata database: opened, brought to the current schema, and lent out in transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from mockhaus_adapters.metadata_sqlalchemy.engines import BEGIN_OPTION, open_engine
from mockhaus_adapters.metadata_sqlalchemy.errors import storage_errors
from mockhaus_adapters.metadata_sqlalchemy.migrating import migrate


class MetadataDatabase:
    """A pool of connections to a migrated database. Thread-safe; whoever opened it closes it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str, *, pool_size: int = 5) -> MetadataDatabase:
        """Connect and migrate; INVALID_REQUEST for a bad URL, STORAGE where the database cannot be used."""
        engine = open_engine(url, pool_size)
        database = cls(engine)
        try:
            with database.writing() as connection:
                migrate(connection)
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in a transaction that sees one state of the database."""
        with storage_errors(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction that is durable when the block ends, and undone when it raises."""
        with storage_errors(), self.engine.connect() as pooled:
            connection = pooled.execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Close every pooled connection. Closing twice is allowed."""
        self.engine.dispose()
