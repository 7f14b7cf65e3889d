"""The settings of the DuckDB instance: what makes it safe, what keeps its commits short, what closes it."""

from __future__ import annotations

import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

import duckdb

from mockhaus_adapters.engine_duckdb import library

DATABASES = "databases"
_SPILL = "tmp"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """What a deployment decides.

    `data` is the data folder, None for an engine in memory; `readable` are folders whose files engine SQL may read
    and write (stages); `temporary` is where large operations spill, by default below `data` or the system's folder.
    Limits are texts as DuckDB takes them (`4GB`); None leaves DuckDB's own.
    """

    data: Path | None = None
    readable: tuple[Path, ...] = ()
    temporary: Path | None = None
    memory_limit: str | None = None
    temporary_limit: str | None = None
    threads: int | None = None

    @property
    def databases(self) -> Path | None:
        """The folder of database files."""
        return self.data / DATABASES if self.data else None

    @property
    def spill(self) -> Path:
        """The folder of temporary files."""
        if self.temporary:
            return self.temporary
        if self.data:
            return self.data / _SPILL
        return Path(tempfile.gettempdir()) / f"mockhaus-{uuid.uuid4().hex}"


def connect(options: EngineOptions) -> duckdb.DuckDBPyConnection:
    """A new DuckDB instance with the function library, closed to everything but the given folders."""
    connection = duckdb.connect(":memory:", config=_at_start(options))
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    library.install(connection)
    _lock(connection, options)
    return connection


def _at_start(options: EngineOptions) -> dict[str, str | bool | int | float | list[str]]:
    chosen: dict[str, str | int | None] = {
        "memory_limit": options.memory_limit,
        "max_temp_directory_size": options.temporary_limit,
        "threads": options.threads,
    }
    return {
        # Interrupting a COPY … TO hangs the process for ever with asynchronous writing (DuckDB 2.0.0).
        "async_threads": 0,
        # The default of 16 MB makes commits stall behind checkpoints.
        "checkpoint_threshold": "256MB",
        # A statement that does not bind must not end its transaction.
        "default_transaction_invalidation_policy": "SYNTACTIC_ERRORS_DO_NOT_INVALIDATE",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        # Python variables are no tables.
        "python_enable_replacements": False,
        "temp_directory": str(options.spill),
        **{name: value for name, value in chosen.items() if value is not None},
    }


def _lock(connection: duckdb.DuckDBPyConnection, options: EngineOptions) -> None:
    folders = [options.spill, *options.readable]
    if options.databases:
        folders.append(options.databases)
    allowed = ", ".join("'" + str(folder.resolve()).replace("'", "''") + "'" for folder in folders)
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET allowed_configs = ['TimeZone', 'search_path']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
