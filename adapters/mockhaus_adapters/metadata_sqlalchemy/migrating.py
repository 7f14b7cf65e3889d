"""Bringing a database to the schema of this version, once, however many processes start at a time."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from mockhaus.domain.errors import ErrorCode, SnowflakeError

HEAD = "0003"
"""The revision that this version's tables have."""

_VERSION_TABLE = "alembic_version"
_ADVISORY_LOCK = 0x6D6F636B68617573
_ALEMBIC = threading.Lock()  # Alembic keeps its current migration in module variables


def migrate(connection: Connection) -> None:
    """Apply the migrations that are missing, in the connection's transaction.

    Other processes wait meanwhile: on SQLite for the transaction's own write lock, on PostgreSQL for an advisory one.
    STORAGE where a later version of Mockhaus wrote the database.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    if _current_revision(connection) != HEAD:
        with _ALEMBIC:
            _upgrade(connection)


def _current_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    # Alembic takes long to import, and a database is nearly always at the head already.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    try:
        command.upgrade(config, HEAD)
    except CommandError as error:
        detail = "the metadata database has the schema of a later version of Mockhaus"
        raise SnowflakeError(ErrorCode.STORAGE, detail=detail) from error
