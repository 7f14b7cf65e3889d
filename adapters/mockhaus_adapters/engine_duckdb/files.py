"""Database files: one for each Snowflake database, with the tables in it that are the engine's own.

| in each file | holds |
|---|---|
| `_meta` | the format of the file, and a UUID |
| `_catalog` | the catalog records |
| `_txn`, `_gen` | transactions whose versions need explaining, sealed generations |
| `_loads` | the files that tables have loaded |
| `_pipes` | the files that pipes have queued and loaded, once there are any |
| `rid` | the sequence of row ids |

A file comes to be under a name that starts with a dot and is renamed when it is whole; it goes by the same way. So
after a crash every other name is a whole database.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from mockhaus.domain.catalog import physical
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import always_quote
from mockhaus.ports.engine import CatalogRecord

FORMAT = 1
SUFFIX = ".db"
_LOG_SUFFIX = ".wal"
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 100


def attach(connection: duckdb.DuckDBPyConnection, path: Path | None, attachment: str) -> None:
    """Attach a file, or a new database in memory, under a name."""
    where = str(path).replace("'", "''") if path else ":memory:"
    connection.execute(f"ATTACH '{where}' AS {always_quote(attachment)}")


def detach(connection: duckdb.DuckDBPyConnection, attachment: str) -> None:
    """Let go of a file."""
    connection.execute(f"DETACH {always_quote(attachment)}")


def furnish(connection: duckdb.DuckDBPyConnection, attachment: str, records: Sequence[CatalogRecord]) -> None:
    """Make a new database's own tables, with its first records."""
    with transaction(connection):
        for sql in _own_tables(attachment):
            connection.execute(sql)
        change_records(connection, attachment, records, ())


def _own_tables(attachment: str) -> Iterator[str]:
    def named(name: str) -> str:
        return physical.relation(attachment, name)

    yield f"CREATE TABLE {named('_meta')}(format INTEGER NOT NULL, uuid VARCHAR NOT NULL)"
    yield f"CREATE TABLE {named('_catalog')}(id BIGINT NOT NULL, kind VARCHAR NOT NULL, body VARCHAR NOT NULL)"
    yield (f"CREATE TABLE {named('_txn')}(txn BIGINT, state VARCHAR, home VARCHAR, tables BIGINT[], commit_ts BIGINT)")
    yield f"CREATE TABLE {named(physical.GENERATIONS)}(table_id BIGINT, n INTEGER, deleted BIGINT)"
    yield f"CREATE TABLE {named(physical.LOADS)}({physical.LOADS_COLUMNS})"
    yield f"CREATE SEQUENCE {named(physical.ROW_IDS)}"
    yield f"INSERT INTO {named('_meta')} VALUES ({FORMAT}, '{uuid.uuid4()}')"


def copy(connection: duckdb.DuckDBPyConnection, origin: str, attachment: str, records: Sequence[CatalogRecord]) -> None:
    """Fill a new database with the data of another, with an identity and records of its own."""
    connection.execute(f"COPY FROM DATABASE {always_quote(origin)} TO {always_quote(attachment)}")
    with transaction(connection):
        connection.execute(f"UPDATE {physical.relation(attachment, '_meta')} SET uuid = '{uuid.uuid4()}'")
        connection.execute(f"DELETE FROM {physical.relation(attachment, '_catalog')}")
        change_records(connection, attachment, records, ())


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of a block or nothing."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def check_format(connection: duckdb.DuckDBPyConnection, attachment: str, path: Path) -> None:
    """Refuse, with STORAGE, a file that is not a database of this version's format."""
    try:
        found = connection.execute(f"SELECT format FROM {physical.relation(attachment, '_meta')}").fetchone()
    except duckdb.CatalogException as error:
        raise SnowflakeError(ErrorCode.STORAGE, detail=f"{path.name} is not a database of Mockhaus") from error
    if found != (FORMAT,):
        raise SnowflakeError(ErrorCode.STORAGE, detail=f"{path.name} has a format of another version")


def complete(connection: duckdb.DuckDBPyConnection, attachment: str) -> None:
    """Add to a file of an earlier version what has come to its own tables since."""
    loads = physical.relation(attachment, physical.LOADS)
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = $database AND table_name = $table",
        {"database": attachment, "table": physical.LOADS},
    ).fetchall()
    missing = [column for column in physical.LOADS_COLUMNS.split(", ") if (column.split()[0],) not in found]
    if not missing:
        return
    with transaction(connection):
        for column in missing:
            connection.execute(f"ALTER TABLE {loads} ADD COLUMN {column}")
        connection.execute(f"UPDATE {loads} SET loaded_at = now() AT TIME ZONE 'UTC' WHERE loaded_at IS NULL")


def records(connection: duckdb.DuckDBPyConnection, attachment: str) -> tuple[CatalogRecord, ...]:
    """The records of a database, by id."""
    found = connection.execute(
        f"SELECT id, kind, body FROM {physical.relation(attachment, '_catalog')} ORDER BY id"
    ).fetchall()
    return tuple(CatalogRecord(*row) for row in found)


def change_records(
    connection: duckdb.DuckDBPyConnection,
    attachment: str,
    put: Sequence[CatalogRecord],
    remove: Iterable[int],
) -> None:
    """Put and remove records, in the transaction that is open."""
    catalog = physical.relation(attachment, "_catalog")
    gone = [*(record.id for record in put), *remove]
    if gone:
        connection.execute(f"DELETE FROM {catalog} WHERE id IN (SELECT unnest($ids::BIGINT[]))", {"ids": gone})
    if put:
        connection.execute(
            f"INSERT INTO {catalog} "
            "SELECT unnest($ids::BIGINT[]), unnest($kinds::VARCHAR[]), unnest($bodies::VARCHAR[])",
            {
                "ids": [record.id for record in put],
                "kinds": [record.kind for record in put],
                "bodies": [record.body for record in put],
            },
        )


def last_version(connection: duckdb.DuckDBPyConnection, attachment: str) -> int:
    """The largest row version in a database."""
    found = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = $name AND table_name ~ '[tgh]_[0-9_]+'",
        {"name": attachment},
    ).fetchall()
    sources = [f"SELECT max(deleted) AS v FROM {physical.relation(attachment, physical.GENERATIONS)}"]
    for (name,) in found:
        column = physical.DELETED if name.startswith("h") else physical.CREATED
        sources.append(f"SELECT max({column}) FROM {physical.relation(attachment, name)}")
    row = connection.execute(f"SELECT coalesce(max(v), 0) FROM ({' UNION ALL '.join(sources)})").fetchone()
    return int(row[0]) if row else 0


def free_path(folder: Path, hint: str, reserved: Iterable[Path | None]) -> Path:
    """A path for a new database: a safe form of the hint, varied where it is taken or reserved."""
    safe = _UNSAFE.sub("_", hint).strip("_")[:_LONGEST] or "database"
    taken = {path.name.casefold() for path in (*folder.iterdir(), *reserved) if path}
    number = 1
    while True:
        name = f"{safe}{f'_{number}' if number > 1 else ''}{SUFFIX}"
        if name.casefold() not in taken:
            return folder / name
        number += 1


def unfinished_path(folder: Path) -> Path:
    """A path that a start would clear away."""
    return folder / f".{uuid.uuid4().hex}{SUFFIX}"


def publish(unfinished: Path, path: Path) -> None:
    """Give a whole file its name, durably."""
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.rename(path)
    _sync_folder(path.parent)


def remove(path: Path) -> None:
    """Delete a database's file, and its log, for good."""
    doomed = unfinished_path(path.parent)
    path.rename(doomed)
    _sync_folder(path.parent)
    _log_of(path).unlink(missing_ok=True)
    doomed.unlink()


def found(folder: Path) -> Iterator[Path]:
    """The database files of a folder, ordered by name, after clearing away what a crash left."""
    for path in folder.glob(".*"):
        path.unlink()
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    logs = {_log_of(path) for path in paths}
    for log in folder.glob(f"*{SUFFIX}{_LOG_SUFFIX}"):
        if log not in logs:
            log.unlink()
    return iter(paths)


def size(path: Path) -> int:
    """The bytes of a database's file and of its log; 0 where it was removed meanwhile."""
    total = 0
    for file in (path, _log_of(path)):
        with suppress(FileNotFoundError):
            total += file.stat().st_size
    return total


def memory(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """The bytes that the whole engine has in memory, and in temporary files."""
    row = connection.execute(
        "SELECT sum(memory_usage_bytes)::BIGINT, sum(temporary_storage_bytes)::BIGINT FROM duckdb_memory()"
    ).fetchone()
    return (row[0] or 0, row[1] or 0) if row else (0, 0)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + _LOG_SUFFIX)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
