"""The engine: one DuckDB instance with every database file attached."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus.ports.engine import CatalogRecord, Engine, StoredDatabase
from mockhaus_adapters.engine_duckdb import files, settings
from mockhaus_adapters.engine_duckdb.errors import snowflake_error
from mockhaus_adapters.engine_duckdb.session import DuckDbSession

_Fill = Callable[[str], None]


class DuckDbEngine(Engine):
    """See the port. Attachments are `db_<n>`, numbered anew at each start: nothing durable may hold one."""

    def __init__(self, options: settings.EngineOptions) -> None:
        self._folder = options.databases
        self._lock = threading.RLock()
        self._paths: dict[str, Path | None] = {}
        self._count = 0
        self._closed = False
        with _translated():
            _make_folders(options)
            self._connection = settings.connect(options)
            try:
                self._attach_all()
            except BaseException:
                self._connection.close()
                raise

    def _attach_all(self) -> None:
        for path in files.found(self._folder) if self._folder else ():
            attachment = self._next_attachment()
            files.attach(self._connection, path, attachment)
            files.check_format(self._connection, attachment, path)
            self._paths[attachment] = path

    def _next_attachment(self) -> str:
        self._count += 1
        return f"db_{self._count}"

    def open_session(self) -> DuckDbSession:
        """See the port."""
        with self._working() as connection:
            return DuckDbSession(connection.cursor())

    def databases(self) -> Iterator[StoredDatabase]:
        """See the port."""
        with self._working() as connection:
            found = [StoredDatabase(name, files.records(connection, name)) for name in self._paths]
        return iter(found)

    def create_database(self, file_name: str, records: Sequence[CatalogRecord]) -> StoredDatabase:
        """See the port."""
        with self._working() as connection:
            attachment = self._create(file_name, lambda name: files.furnish(connection, name, records))
        return StoredDatabase(attachment, tuple(records))

    def copy_database(self, attachment: str, file_name: str, records: Sequence[CatalogRecord]) -> StoredDatabase:
        """See the port."""

        def fill(name: str) -> None:
            self._connection.execute(f"COPY FROM DATABASE {always_quote(attachment)} TO {always_quote(name)}")
            files.refurnish(self._connection, name, records)

        with self._working():
            self._check(attachment)
            created = self._create(file_name, fill)
        return StoredDatabase(created, tuple(records))

    def _create(self, file_name: str, fill: _Fill) -> str:
        attachment = self._next_attachment()
        if self._folder is None:
            files.attach(self._connection, None, attachment)
            fill(attachment)
            self._paths[attachment] = None
            return attachment
        path = files.free_path(self._folder, file_name)
        self._write_file(attachment, path, fill)
        files.attach(self._connection, path, attachment)
        self._paths[attachment] = path
        return attachment

    def _write_file(self, attachment: str, path: Path, fill: _Fill) -> None:
        """Make a whole file under another name, then give it its own."""
        unfinished = files.unfinished_path(path.parent)
        files.attach(self._connection, unfinished, attachment)
        try:
            fill(attachment)
            self._connection.execute(f"CHECKPOINT {always_quote(attachment)}")
        except BaseException:
            with suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")
            files.detach(self._connection, attachment)
            unfinished.unlink(missing_ok=True)
            raise
        files.detach(self._connection, attachment)
        files.publish(unfinished, path)

    def remove_database(self, attachment: str) -> None:
        """See the port."""
        with self._working() as connection:
            self._check(attachment)
            files.detach(connection, attachment)
            path = self._paths.pop(attachment)
            if path:
                files.remove(path)

    def last_version(self) -> int:
        """See the port."""
        with self._working() as connection:
            return max((files.last_version(connection, name) for name in self._paths), default=0)

    def checkpoint(self) -> None:
        """See the port."""
        with self._working() as connection:
            for name in self._paths:
                with suppress(duckdb.TransactionException):
                    connection.execute(f"CHECKPOINT {always_quote(name)}")

    def close(self) -> None:
        """See the port. Sessions must be closed before."""
        with self._lock:
            if self._closed:
                return
            self.checkpoint()
            self._closed = True
            self._connection.close()

    def _check(self, attachment: str) -> None:
        if attachment not in self._paths:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")

    @contextmanager
    def _working(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._lock, _translated():
            if self._closed:
                raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
            yield self._connection


def _make_folders(options: settings.EngineOptions) -> None:
    for folder in (options.databases, options.temporary):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _translated() -> Iterator[None]:
    """Let the driver's and the file system's errors out as Snowflake's."""
    try:
        yield
    except duckdb.Error as error:
        raise snowflake_error(error) from error
    except OSError as error:
        detail = error.strerror or "a file could not be read or written"
        raise SnowflakeError(ErrorCode.STORAGE, detail=detail) from error
