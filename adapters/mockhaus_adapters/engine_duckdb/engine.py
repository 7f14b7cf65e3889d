"""The engine: one DuckDB instance with every database file attached."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus.ports.engine import CatalogRecord, Engine, EngineFigures, StoredDatabase
from mockhaus_adapters.engine_duckdb import files, settings
from mockhaus_adapters.engine_duckdb.errors import snowflake_error
from mockhaus_adapters.engine_duckdb.session import DuckDbSession

_Fill = Callable[[str], None]


class DuckDbEngine(Engine):
    """See the port. Attachments are `db_<n>`, numbered anew at each start: nothing durable may hold one."""

    def __init__(self, options: settings.EngineOptions) -> None:
        self._folder = options.databases
        self._lock = threading.Lock()
        self._paths: dict[str, Path | None] = {}
        self._reserved: set[Path | None] = set()
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
            files.complete(self._connection, attachment)
            self._paths[attachment] = path

    def _next_attachment(self) -> str:
        self._count += 1
        return f"db_{self._count}"

    def open_session(self) -> DuckDbSession:
        """See the port."""
        with self._lock, _translated():
            return DuckDbSession(self._cursor())

    def databases(self) -> Iterator[StoredDatabase]:
        """See the port."""
        with self._working() as connection:
            return iter([StoredDatabase(name, files.records(connection, name)) for name in self._attached()])

    def create_database(self, file_name: str, records: Sequence[CatalogRecord]) -> StoredDatabase:
        """See the port."""
        with self._working() as connection:
            created = self._create(connection, file_name, lambda name: files.furnish(connection, name, records))
        return StoredDatabase(created, tuple(records))

    def copy_database(self, attachment: str, file_name: str, records: Sequence[CatalogRecord]) -> StoredDatabase:
        """See the port."""
        self._path(attachment)
        with self._working() as connection:
            created = self._create(
                connection, file_name, lambda name: files.copy(connection, attachment, name, records)
            )
        return StoredDatabase(created, tuple(records))

    def _create(self, connection: duckdb.DuckDBPyConnection, hint: str, fill: _Fill) -> str:
        with self._lock:
            attachment = self._next_attachment()
            path = files.free_path(self._folder, hint, self._reserved) if self._folder else None
            self._reserved.add(path)
        try:
            if path:
                _write_file(connection, attachment, path, fill)
            files.attach(connection, path, attachment)
            if not path:
                fill(attachment)
            with self._lock:
                self._paths[attachment] = path
        finally:
            with self._lock:
                self._reserved.discard(path)
        return attachment

    def remove_database(self, attachment: str) -> None:
        """See the port."""
        path = self._path(attachment)
        with self._working() as connection:
            with self._lock:
                self._paths.pop(attachment, None)
            try:
                files.detach(connection, attachment)
            except BaseException:
                with self._lock:
                    self._paths[attachment] = path
                raise
            if path:
                files.remove(path)

    def last_version(self) -> int:
        """See the port."""
        with self._working() as connection:
            return max((files.last_version(connection, name) for name in self._attached()), default=0)

    def check_database(self, attachment: str) -> None:
        """See the port. A file that was deleted while it is open would be gone with the process."""
        path = self._path(attachment)
        with self._working() as connection:
            files.check_format(connection, attachment, path or Path(attachment))
            if path:
                path.stat()

    def figures(self) -> EngineFigures:
        """See the port."""
        with self._lock:
            paths = dict(self._paths)
        with self._working() as connection:
            memory, spilled = files.memory(connection)
        sizes = {attachment: files.size(path) for attachment, path in paths.items() if path}
        return EngineFigures(memory=memory, spilled=spilled, files=sizes)

    def checkpoint(self) -> None:
        """See the port."""
        with self._working() as connection:
            for name in self._attached():
                with suppress(duckdb.TransactionException):
                    connection.execute(f"CHECKPOINT {always_quote(name)}")

    def close(self) -> None:
        """See the port. Sessions are to be closed before: an open one keeps the files open."""
        if self._closed:
            return
        try:
            self.checkpoint()
        finally:
            with self._lock:
                self._closed = True
                self._connection.close()

    def _path(self, attachment: str) -> Path | None:
        with self._lock:
            if attachment not in self._paths:
                raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
            return self._paths[attachment]

    def _attached(self) -> list[str]:
        with self._lock:
            return list(self._paths)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._closed:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
        return self._connection.cursor()

    @contextmanager
    def _working(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for one task, however long it takes; others work beside it."""
        with self._lock:
            connection = self._cursor()
        with closing(connection), _translated():
            yield connection


def _write_file(connection: duckdb.DuckDBPyConnection, attachment: str, path: Path, fill: _Fill) -> None:
    """Make a whole file under another name, then give it its own."""
    unfinished = files.unfinished_path(path.parent)
    files.attach(connection, unfinished, attachment)
    try:
        fill(attachment)
        connection.execute(f"CHECKPOINT {always_quote(attachment)}")
    except BaseException:
        files.detach(connection, attachment)
        unfinished.unlink(missing_ok=True)
        raise
    files.detach(connection, attachment)
    files.publish(unfinished, path)


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
