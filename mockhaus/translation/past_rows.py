"""Rows as they were, and what changed between two moments: the reading side of `mockhaus.translation.versions`.

A row version has happened at a moment when its number is not above the moment's, unless the transaction that made it
was committed later. Tables are read with the columns that they have now: `_created` and `_deleted` tell which rows
count, among the live ones, the history and the sealed generations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import CatalogObject, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import always_quote, engine_name
from mockhaus.domain.types import BOOLEAN, VARCHAR, DataType
from mockhaus.translation.plan import Moment

METADATA: tuple[tuple[str, DataType], ...] = (
    ("METADATA$ACTION", VARCHAR),
    ("METADATA$ISUPDATE", BOOLEAN),
    ("METADATA$ROW_ID", VARCHAR),
)
"""The columns that tell of each changed row what happened to it, behind the table's own."""

_FOREVER = 2**63 - 1
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_DAY = dt.timedelta(days=1) // _MICROSECOND


def version_of(instant: dt.datetime) -> int:
    """The last row version of an aware instant."""
    return (instant - _EPOCH) // _MICROSECOND


def check(table: Table, moment: Moment) -> None:
    """TIME_TRAVEL_UNAVAILABLE or TIME_TRAVEL_FUTURE where a moment is not one that the table remembers."""
    if table.temporary:
        raise unsupported("AT, BEFORE and CHANGES of temporary tables")
    check_age("table", table, moment)
    if not remembers(table, moment):
        raise SnowflakeError(ErrorCode.TIME_TRAVEL_UNAVAILABLE, kind="table", name=table.name)


def check_age(kind: str, item: CatalogObject, moment: Moment) -> None:
    """TIME_TRAVEL_FUTURE for a moment to come, TIME_TRAVEL_UNAVAILABLE for one before the object was made."""
    if moment.version > moment.now:
        raise SnowflakeError(ErrorCode.TIME_TRAVEL_FUTURE, kind=kind, name=item.name)
    if moment.version <= version_of(item.created_at):
        raise SnowflakeError(ErrorCode.TIME_TRAVEL_UNAVAILABLE, kind=kind, name=item.name)


def remembers(table: Table, moment: Moment) -> bool:
    """Whether a moment is within a table's retention."""
    return moment.version >= moment.now - table.retention_days * _DAY


def was_there(item: CatalogObject, moment: Moment) -> bool:
    """Whether an object was there at a moment: it was made before, and not dropped by then."""
    dropped = item.dropped_at is not None and version_of(item.dropped_at) <= moment.version
    return version_of(item.created_at) < moment.version and not dropped


def rows_at(table: Table, attachment: str, moment: Moment) -> str:
    """Engine SQL of a table's rows at a moment, with its visible columns by their engine names."""
    names = _names(table)
    happened = _Happened(attachment, moment)
    return " UNION ALL ".join(
        f"SELECT {names} FROM {relation} WHERE {happened(physical.CREATED)} AND NOT {happened(deleted)}"
        for relation, deleted in _stores(table, attachment)
    )


def changes(table: Table, attachment: str, since: Moment, until: Moment) -> str:
    """Engine SQL of the net changes behind one moment up to another: the visible columns, then those of `METADATA`.

    A row that was there at both moments, but changed, is deleted as it was and inserted as it came to be. One that is
    at neither does not appear.
    """
    before, after = _Happened(attachment, since), _Happened(attachment, until)
    made = f"{after(physical.CREATED)} AND NOT {before(physical.CREATED)} AND NOT {after(physical.DELETED)}"
    ended = f"{before(physical.CREATED)} AND NOT {before(physical.DELETED)} AND {after(physical.DELETED)}"
    return (
        f"WITH v AS ({_all_rows(table, attachment)}), i AS (SELECT * FROM v WHERE {made}), "
        f"d AS (SELECT * FROM v WHERE {ended}) "
        f"{_told(table, 'INSERT', 'i', 'd')} UNION ALL {_told(table, 'DELETE', 'd', 'i')}"
    )


def appended(table: Table, attachment: str, since: Moment, until: Moment) -> str:
    """Engine SQL of the rows that were added behind one moment up to another, as they were at first.

    The columns are those of `changes`. What became of the rows later does not matter.
    """
    before, after = _Happened(attachment, since), _Happened(attachment, until)
    added = f"{after(physical.CREATED)} AND NOT {before(physical.CREATED)}"
    order = f"PARTITION BY {physical.ROW_ID} ORDER BY {physical.CREATED}, {physical.DELETED}"
    known = f"SELECT {physical.ROW_ID} FROM v WHERE {before(physical.CREATED)}"
    return (
        f"WITH v AS ({_all_rows(table, attachment)}), "
        f"i AS (SELECT * FROM v WHERE {added} QUALIFY row_number() OVER ({order}) = 1) "
        f"{_told(table, 'INSERT', 'i', None)} WHERE {physical.ROW_ID} NOT IN ({known})"
    )


class _Happened:
    """The condition that a version had happened at a moment."""

    def __init__(self, attachment: str, moment: Moment) -> None:
        transactions = physical.relation(attachment, physical.TRANSACTIONS)
        open_then = f"SELECT txn FROM {transactions} WHERE txn <= {moment.version} AND commit_ts > {moment.version}"
        pending = f" AND {{0}} NOT IN ({', '.join(map(str, moment.pending))})" if moment.pending else ""
        self._condition = f"({{0}} <= {moment.version} AND {{0}} NOT IN ({open_then}){pending})"

    def __call__(self, version: str) -> str:
        return self._condition.format(version)


def _stores(table: Table, attachment: str) -> Iterator[tuple[str, str]]:
    """The relations that a table's rows are in, each with the version that ended its rows."""
    yield physical.relation(attachment, physical.table_name(table)), str(_FOREVER)
    yield physical.relation(attachment, physical.history_name(table)), physical.DELETED
    generations = physical.relation(attachment, physical.GENERATIONS)
    for number in range(1, table.generations + 1):
        sealed = f"(SELECT deleted FROM {generations} WHERE table_id = {table.id} AND n = {number})"
        yield physical.relation(attachment, physical.generation_name(table, number)), sealed


def _all_rows(table: Table, attachment: str) -> str:
    return " UNION ALL ".join(
        f"SELECT {physical.ROW_ID}, {physical.CREATED}, {deleted} AS {physical.DELETED}, {_names(table)} "
        f"FROM {relation}"
        for relation, deleted in _stores(table, attachment)
    )


def _told(table: Table, action: str, rows: str, counterparts: str | None) -> str:
    """The rows of one action; those with a counterpart of the other action belong to an update."""
    updated = f"{physical.ROW_ID} IN (SELECT {physical.ROW_ID} FROM {counterparts})" if counterparts else "false"
    identity = f"sha1('{table.id}/{version_of(table.created_at)}/' || {physical.ROW_ID})"
    values = (f"'{action}'", updated, identity)
    told = ", ".join(
        f"{value} AS {always_quote(engine_name(name))}" for value, (name, _) in zip(values, METADATA, strict=True)
    )
    return f"SELECT {_names(table)}, {told} FROM {rows}"


def _names(table: Table) -> str:
    return ", ".join(always_quote(column.engine_name) for column in table.visible_columns)
