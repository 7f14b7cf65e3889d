"""Which moments a table can be read at, and which objects were there."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mockhaus.domain import types
from mockhaus.domain.catalog.objects import Column, Persistence, Table
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation import past_rows
from mockhaus.translation.past_rows import version_of
from mockhaus.translation.plan import Moment

MADE = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
TABLE = Table(
    id=7,
    name="T",
    owner="R",
    created_at=MADE,
    schema_id=1,
    columns=(Column(name="A", type=types.INTEGER, engine_name="A"),),
    retention_days=3,
)


def moment(after: dt.timedelta, now: dt.timedelta) -> Moment:
    """A moment some time behind the making of the table."""
    return Moment(version_of(MADE + after), version_of(MADE + now))


def refusal(table: Table, found: Moment) -> ErrorCode | None:
    """Why a table cannot be read at a moment."""
    try:
        past_rows.check(table, found)
    except SnowflakeError as error:
        return error.error
    return None


@pytest.mark.parametrize(
    ("after", "now", "expected"),
    [
        (dt.timedelta(0), dt.timedelta(days=1), ErrorCode.TIME_TRAVEL_UNAVAILABLE),
        (dt.timedelta(microseconds=1), dt.timedelta(days=1), None),
        (dt.timedelta(days=1), dt.timedelta(days=4), None),
        (dt.timedelta(days=1), dt.timedelta(days=4, microseconds=1), ErrorCode.TIME_TRAVEL_UNAVAILABLE),
        (dt.timedelta(days=1), dt.timedelta(days=1), None),
        (dt.timedelta(days=1, microseconds=1), dt.timedelta(days=1), ErrorCode.TIME_TRAVEL_FUTURE),
    ],
)
def test_a_table_is_known_behind_its_making_within_its_retention_and_up_to_now(
    after: dt.timedelta, now: dt.timedelta, expected: ErrorCode | None
) -> None:
    assert refusal(TABLE, moment(after, now)) is expected


def test_a_temporary_table_has_no_past() -> None:
    table = replace(TABLE, persistence=Persistence.TEMPORARY)
    assert refusal(table, moment(dt.timedelta(1), dt.timedelta(1))) is ErrorCode.STATEMENT_UNSUPPORTED


def test_an_object_was_there_from_behind_its_making_until_it_was_dropped() -> None:
    dropped = replace(TABLE, dropped_at=MADE + dt.timedelta(days=2))
    there = [past_rows.was_there(dropped, moment(dt.timedelta(days=days), dt.timedelta(days=9))) for days in range(4)]
    assert there == [False, True, False, False]
    assert past_rows.was_there(TABLE, moment(dt.timedelta(days=3), dt.timedelta(days=9)))


def test_a_moment_reads_live_rows_history_and_every_generation_with_the_columns_of_now() -> None:
    hidden = Column(name="B", type=types.INTEGER, engine_name="B", hidden=True)
    table = replace(TABLE, generations=2, columns=(*TABLE.columns, hidden))
    parts = past_rows.rows_at(table, "db_1", Moment(50, 60)).split(" UNION ALL ")
    assert [part.split(" WHERE ")[0] for part in parts] == [
        f'SELECT "A" FROM "db_1".main."{name}"' for name in ("t_7", "h_7", "g_7_1", "g_7_2")
    ]


def test_changes_that_the_session_has_not_committed_have_not_happened() -> None:
    assert "_created NOT IN (40, 41)" in past_rows.rows_at(TABLE, "db_1", Moment(50, 60, (40, 41)))
