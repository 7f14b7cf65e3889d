"""Connection pools for the databases that can hold the metadata."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, exc, make_url

from mockhaus.domain.errors import ErrorCode, SnowflakeError

BEGIN_OPTION = "mockhaus_begin"
"""Execution option of a connection: the statement that opens its transactions on SQLite."""

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_MEMORY = (None, "", ":memory:")
_LOCK_WAIT_SECONDS = 30
_CONNECT_SECONDS = 10


def open_engine(url: str, pool_size: int) -> Engine:
    """An engine for a URL; INVALID_REQUEST for one that is malformed or of another database.

    `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite://` (in memory), `postgresql://user@host/database`.
    """
    parsed = _parsed(url)
    if parsed.drivername == _DRIVERS["sqlite"]:
        return _sqlite_engine(parsed, pool_size)
    return create_engine(
        parsed,
        pool_size=pool_size,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "mockhaus", **parsed.query},
    )


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError) as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="The metadata URL is malformed.") from error
    driver = _DRIVERS.get(parsed.drivername)
    if driver is None:
        detail = f"The metadata are kept in sqlite or postgresql; '{parsed.drivername}' is neither."
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=detail)
    return parsed.set(drivername=driver)


def _sqlite_engine(url: URL, pool_size: int) -> Engine:
    """SQLite; a database in memory has one connection, for which threads wait, since each would be another one."""
    in_memory = url.database in _MEMORY
    if not in_memory:
        _create_folder(Path(str(url.database)).parent)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if in_memory else pool_size,
        max_overflow=0 if in_memory else pool_size,
        connect_args={"check_same_thread": False, "timeout": _LOCK_WAIT_SECONDS},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        detail = f"the folder of the metadata database cannot be created ({error.strerror})"
        raise SnowflakeError(ErrorCode.STORAGE, detail=detail) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - the event's signature
    """Let readers and a writer go side by side; give SQLite the two functions of PostgreSQL that queries use."""
    connection.isolation_level = None  # transactions are opened by `_begin_sqlite`, not by the driver's guess
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.create_function("lower", 1, str.lower, deterministic=True)
    connection.create_function("strpos", 2, _strpos, deterministic=True)


def _strpos(text: str, part: str) -> int:
    return text.find(part) + 1


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN_OPTION, "BEGIN"))
