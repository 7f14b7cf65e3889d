"""What pipes have queued and loaded, file by file, in the database of the table that they load.

A file that waits has no time of its load. A file is remembered for 14 days, and is not queued again as long, whatever
became of it: https://docs.snowflake.com/en/user-guide/data-load-snowpipe-ts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from mockhaus.domain.catalog import physical
from mockhaus.domain.types import TIMESTAMP_NTZ, VARCHAR, ResultColumn, number
from mockhaus.translation.plan import PlannedStep

LIFETIME = dt.timedelta(days=14)
"""How long it is known what a pipe loaded."""
PENDING = (ResultColumn("path", VARCHAR), ResultColumn("size", number(38, 0)), ResultColumn("received", TIMESTAMP_NTZ))
PATHS = (ResultColumn("path", VARCHAR),)
COUNT = (ResultColumn("files", number(38, 0)),)
LOADED = (
    ResultColumn("pipe", VARCHAR),
    ResultColumn("path", VARCHAR),
    ResultColumn("received", TIMESTAMP_NTZ),
    ResultColumn("loaded_at", TIMESTAMP_NTZ),
    ResultColumn("event", number(38, 0)),
    ResultColumn("loaded", number(38, 0)),
    ResultColumn("record", VARCHAR),
    ResultColumn("errors", VARCHAR),
)
_PIPES = "_pipes"
_COLUMNS = (
    "pipe VARCHAR, path VARCHAR, size BIGINT, received TIMESTAMP, "
    "loaded_at TIMESTAMP, event BIGINT, loaded BIGINT, record VARCHAR, errors VARCHAR"
)
_TOLD = ", ".join(column.name for column in LOADED)


def place(attachment: str) -> PlannedStep:
    """Make room for records where there is none yet."""
    return PlannedStep(f"CREATE TABLE IF NOT EXISTS {_records(attachment)}({_COLUMNS})")


def queue(attachment: str, pipe: str, files: Sequence[tuple[str, int]], now: dt.datetime) -> PlannedStep:
    """Let files, by path and size, wait for the pipe that does not know them."""
    values = ", ".join(f"({place}, {_literal(path)}, {size})" for place, (path, size) in enumerate(files))
    return PlannedStep(
        f"INSERT INTO {_records(attachment)}(pipe, path, size, received) "
        f"SELECT {_literal(pipe)}, path, size, {_instant(now)} FROM (VALUES {values}) AS f(place, path, size) "
        f"WHERE path NOT IN ({_known(attachment, pipe, now)}) ORDER BY place"
    )


def known(attachment: str, pipe: str, now: dt.datetime) -> str:
    """A query, for `PATHS`, of the files that a pipe knows."""
    return _known(attachment, pipe, now)


def _known(attachment: str, pipe: str, now: dt.datetime) -> str:
    return f"SELECT path FROM {_of(attachment, pipe)} AND received >= {_instant(now - LIFETIME)}"


def pending(attachment: str, pipe: str, most: int) -> str:
    """A query, for `PENDING`, of the first files that wait."""
    waiting = f"{_of(attachment, pipe)} AND loaded_at IS NULL"
    return f"SELECT path, size, received FROM {waiting} ORDER BY received, rowid LIMIT {most}"


def count_pending(attachment: str, pipe: str) -> str:
    """A query, for `COUNT`, of how many files wait."""
    return f"SELECT count(*) FROM {_of(attachment, pipe)} AND loaded_at IS NULL"


def note(attachment: str, pipe: str, path: str, at: dt.datetime, *, record: str, found: str | None) -> PlannedStep:
    """Note how a file was loaded; `loaded` rows are what the step before this one changed.

    `record` and `found` are what the history tells of it, as JSON.
    """
    records = _records(attachment)
    event = f"(SELECT coalesce(max(event), 0) + 1 FROM {records} WHERE pipe = {_literal(pipe)})"
    errors = "NULL" if found is None else _literal(found)
    return PlannedStep(
        f"UPDATE {records} SET loaded_at = {_instant(at)}, event = {event}, loaded = $mh_changed::BIGINT, "
        f"record = {_literal(record)}, errors = {errors} "
        f"WHERE pipe = {_literal(pipe)} AND path = {_literal(path)} AND loaded_at IS NULL"
    )


def nothing_loaded() -> PlannedStep:
    """A step that changes nothing: before the note of a file of which nothing is loaded."""
    return PlannedStep("SELECT 0")


def loaded(attachment: str, pipes: Iterable[str], start: dt.datetime, end: dt.datetime, most: int) -> str:
    """A query, for `LOADED`, of what pipes loaded from one moment on, before another, in the order of the loads."""
    chosen = ", ".join(map(_literal, pipes)) or "NULL"
    return (
        f"SELECT {_TOLD} FROM {_records(attachment)} WHERE pipe IN ({chosen}) "
        f"AND loaded_at >= {_instant(start)} AND loaded_at < {_instant(end)} ORDER BY loaded_at, event LIMIT {most}"
    )


def last_loaded(attachment: str, pipe: str, most: int) -> str:
    """A query, for `LOADED`, of what a pipe loaded last, the last first."""
    return f"SELECT {_TOLD} FROM {_of(attachment, pipe)} AND event IS NOT NULL ORDER BY event DESC LIMIT {most}"


def expire(attachment: str, now: dt.datetime) -> PlannedStep:
    """Remove what is older than its lifetime."""
    return PlannedStep(f"DELETE FROM {_records(attachment)} WHERE received < {_instant(now - LIFETIME)}")


def _of(attachment: str, pipe: str) -> str:
    return f"{_records(attachment)} WHERE pipe = {_literal(pipe)}"


def _records(attachment: str) -> str:
    return physical.relation(attachment, _PIPES)


def _instant(moment: dt.datetime) -> str:
    """A moment as the engine keeps it, in UTC."""
    return f"TIMESTAMP '{moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(' ')}'"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
