"""What a table has loaded: each file with how its load went, in the table's own database, changed with its rows.

A record without an MD5 keeps no file from being loaded: nothing was loaded of it, or it may be loaded again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Table
from mockhaus.domain.types import TIMESTAMP_NTZ, VARCHAR, ResultColumn, number
from mockhaus.translation.plan import PlannedStep

LIFETIME = dt.timedelta(days=64)
"""How long it is known what a table loaded."""
LOADED = (ResultColumn("path", VARCHAR), ResultColumn("md5", VARCHAR))
RECORDS = (
    ResultColumn("table_id", number(38, 0)),
    ResultColumn("loaded_at", TIMESTAMP_NTZ),
    ResultColumn("loaded", number(38, 0)),
    ResultColumn("record", VARCHAR),
)
ERRORS = (ResultColumn("record", VARCHAR), ResultColumn("errors", VARCHAR))
FIRST = (ResultColumn("loaded_at", TIMESTAMP_NTZ),)


def place(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Make room for records where there is none yet: a database has it from the start, a session has not."""
    if not table.temporary:
        return ()
    return (PlannedStep(f"CREATE TEMP TABLE IF NOT EXISTS {_records(attachment)}({physical.LOADS_COLUMNS})"),)


def loaded(table: Table, attachment: str, now: dt.datetime) -> str:
    """A query, for `LOADED`, of path and MD5 of what a table has loaded, as far as that is known."""
    return (
        f"SELECT path, md5 FROM {_records(attachment)} "
        f"WHERE table_id = {table.id} AND md5 IS NOT NULL AND loaded_at >= {_instant(now - LIFETIME)}"
    )


def first_load(table: Table, attachment: str) -> str:
    """A query, for `FIRST`, of when a table was loaded for the first time: NULL for never."""
    return f"SELECT min(loaded_at) FROM {_records(attachment)} WHERE table_id = {table.id}"


def records(tables: Iterable[int], attachment: str, start: dt.datetime, end: dt.datetime) -> str:
    """A query, for `RECORDS`, of what tables loaded in a time range, in the order in which it was loaded."""
    chosen = ", ".join(map(str, tables)) or "NULL"
    return (
        f"SELECT table_id, loaded_at, loaded, record FROM {_records(attachment)} WHERE table_id IN ({chosen}) "
        f"AND record IS NOT NULL AND loaded_at BETWEEN {_instant(start)} AND {_instant(end)} ORDER BY rowid"
    )


def errors(table: int, attachment: str, query_id: str, since: dt.datetime) -> str:
    """A query, for `ERRORS`, of what was found in the files of one statement."""
    return (
        f"SELECT record, errors FROM {_records(attachment)} WHERE table_id = {table} "
        f"AND query_id = {_literal(query_id)} AND loaded_at >= {_instant(since)} ORDER BY rowid"
    )


def add(
    table: Table,
    attachment: str,
    path: str,
    md5: str | None,
    *,
    query_id: str,
    at: dt.datetime,
    record: str,
    found: str | None,
) -> PlannedStep:
    """Note how a file was loaded: by the step before this one, or not at all where there is no MD5.

    `record` and `found` are what the history tells of it, as JSON.
    """
    values = (
        str(table.id),
        _literal(path),
        "NULL" if md5 is None else _literal(md5),
        "$mh_version::BIGINT",
        _literal(query_id),
        _instant(at),
        "0" if md5 is None else "$mh_changed::BIGINT",
        _literal(record),
        "NULL" if found is None else _literal(found),
    )
    return PlannedStep(f"INSERT INTO {_records(attachment)} VALUES ({', '.join(values)})")


def release(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Let every file be loaded again, as TRUNCATE does; what was loaded stays history."""
    records = _records(attachment)
    release = f"UPDATE {records} SET md5 = NULL WHERE table_id = {table.id} AND md5 IS NOT NULL"
    return (*place(table, attachment), PlannedStep(release))


def forget(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Remove all that is known of a table's loads."""
    return (
        *place(table, attachment),
        PlannedStep(f"DELETE FROM {_records(attachment)} WHERE table_id = {table.id}"),
    )


def expire(attachment: str, now: dt.datetime) -> PlannedStep:
    """Remove what is older than its lifetime, but for the first load of each table."""
    records = _records(attachment)
    return PlannedStep(
        f"DELETE FROM {records} AS l WHERE loaded_at < {_instant(now - LIFETIME)} AND rowid NOT IN "
        f"(SELECT min_by(rowid, loaded_at) FROM {records} GROUP BY table_id)"
    )


def _records(attachment: str) -> str:
    return physical.relation(attachment, physical.LOADS)


def _instant(moment: dt.datetime) -> str:
    """A moment as the engine keeps it, in UTC."""
    at = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    return f"TIMESTAMP '{at.replace(tzinfo=None).isoformat(' ')}'"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
