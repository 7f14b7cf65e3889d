"""What a table knows of its loads, and for how long.

https://docs.snowflake.com/en/user-guide/data-load-considerations-load (loading older files).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from mockhaus.application.purge_dropped import PurgeDropped
from mockhaus.ports.engine import Engine, EngineStep, WriteUnit
from tests.fakes.clock import FakeClock
from tests.support.loading_session import LoadingSession

COPY = "COPY INTO t FROM @files FILE_FORMAT = (TYPE = CSV)"
NOTHING = [("Copy executed with 0 files processed.",)]


@pytest.fixture
def clock(session: LoadingSession) -> Iterator[FakeClock]:
    found = session.services.clock
    assert isinstance(found, FakeClock)
    before = found.now()
    yield found
    found.set(before)


@pytest.fixture
def table(session: LoadingSession, clock: FakeClock) -> LoadingSession:
    session.run("CREATE TABLE t (a INT)")
    stage(session, "a.csv")
    session.run(COPY)
    return session


def stage(session: LoadingSession, path: str) -> None:
    """Stage a file at the time that the tests' clock tells."""
    session.put(path, "1\n")
    moment = session.services.clock.now().timestamp()
    os.utime(session.services.stages.engine_path(session.location(), path), (moment, moment))


def let_pass(clock: FakeClock, days: int) -> None:
    clock.advance(days * 86_400)


def test_a_load_is_known_for_64_days(table: LoadingSession, clock: FakeClock) -> None:
    let_pass(clock, 63)
    assert table.run(COPY) == NOTHING


def test_a_file_whose_load_is_forgotten_is_skipped_as_uncertain(table: LoadingSession, clock: FakeClock) -> None:
    let_pass(clock, 65)
    assert table.run(COPY) == NOTHING


@pytest.mark.parametrize("option", ["LOAD_UNCERTAIN_FILES = TRUE", "FORCE = TRUE"])
def test_an_uncertain_file_is_loaded_where_that_is_asked_for(
    table: LoadingSession, clock: FakeClock, option: str
) -> None:
    let_pass(clock, 65)
    assert [row[:2] for row in table.run(f"{COPY} {option}")] == [("files/a.csv", "LOADED")]


def test_a_file_that_is_known_to_be_loaded_is_never_uncertain(table: LoadingSession) -> None:
    assert table.run(f"{COPY} LOAD_UNCERTAIN_FILES = TRUE") == NOTHING


def test_an_old_file_is_loaded_by_a_table_that_was_loaded_first_since(
    session: LoadingSession, clock: FakeClock
) -> None:
    stage(session, "a.csv")
    let_pass(clock, 65)
    session.run("CREATE TABLE t (a INT)")
    assert [row[:2] for row in session.run(COPY)] == [("files/a.csv", "LOADED")]


def test_a_young_file_is_loaded_whatever_is_forgotten(table: LoadingSession, clock: FakeClock) -> None:
    let_pass(clock, 65)
    stage(table, "b.csv")
    assert [row[:2] for row in table.run(COPY)] == [("files/b.csv", "LOADED")]


def test_the_first_load_of_a_table_outlives_the_others(
    table: LoadingSession, clock: FakeClock, account: tuple[Engine, object]
) -> None:
    stage(table, "b.csv")
    table.run(COPY)
    let_pass(clock, 65)
    PurgeDropped(account[0], table.services.catalog, table.services.stages)(clock.now())
    assert table.run(COPY) == NOTHING
    database = table.services.catalog.current.database("DB")
    assert database is not None
    table_id = max(database.all_objects)
    kept = f'SELECT count(*) FROM "{database.database.attachment}".main._loads WHERE table_id = {table_id}'
    assert table.session.engine.write(WriteUnit(database.database.attachment, (EngineStep(kept),))) == (1,)


def test_history_of_a_database_is_not_told_after_14_days(table: LoadingSession, clock: FakeClock) -> None:
    """https://docs.snowflake.com/en/sql-reference/info-schema/load_history."""
    told = "SELECT file_name FROM INFORMATION_SCHEMA.LOAD_HISTORY WHERE schema_name = CURRENT_SCHEMA()"
    let_pass(clock, 13)
    assert table.run(told) == [("a.csv",)]
    let_pass(clock, 2)
    assert table.run(told) == []
