"""What maintenance removes for good, and what it must leave."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest

from mockhaus.application.purge_dropped import PurgeDropped
from mockhaus.application.services import Services
from mockhaus.application.stage_areas import table_location
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.engine import Engine, EngineStep, WriteUnit
from tests.support.snowflake_session import memory_engine
from tests.support.statement_session import StatementSession, services_on

Account = tuple[Engine, Services, StatementSession]


@pytest.fixture
def account() -> Iterator[Account]:
    """An engine of its own: what is purged is gone for everybody."""
    engine = memory_engine()
    services = services_on(engine)
    session = StatementSession(engine, services)
    session.script("CREATE DATABASE db", "CREATE SCHEMA s")
    yield engine, services, session
    session.close()
    engine.close()


def purge(account: Account, *, days: float) -> None:
    engine, services, _ = account
    purger = PurgeDropped(engine, services.catalog, services.stages)
    purger(services.clock.now() + dt.timedelta(days=days))


def test_a_dropped_table_comes_back_within_its_retention_and_not_after_it(account: Account) -> None:
    session = account[2]
    session.script("CREATE TABLE t (k INT) DATA_RETENTION_TIME_IN_DAYS = 3", "INSERT INTO t VALUES (1)", "DROP TABLE t")
    purge(account, days=2)
    session.script("UNDROP TABLE t")
    assert session.run("SELECT k FROM t") == [(1,)]
    session.run("DROP TABLE t")
    purge(account, days=4)
    with pytest.raises(SnowflakeError) as caught:
        session.run("UNDROP TABLE t")
    assert caught.value.error is ErrorCode.NOT_RESTORABLE


def test_a_dropped_schema_stays_as_long_as_a_table_in_it(account: Account) -> None:
    session = account[2]
    session.script("CREATE TABLE s.t (k INT) DATA_RETENTION_TIME_IN_DAYS = 10", "DROP SCHEMA s")
    purge(account, days=5)
    session.script("UNDROP SCHEMA s", "USE SCHEMA s")
    assert session.run("SELECT k FROM t") == []
    session.run("DROP SCHEMA s")
    purge(account, days=11)
    database = account[1].catalog.current.database("DB")
    assert database is not None
    assert [schema.name for schema in database.all_schemas.values()] == ["PUBLIC"]
    assert not database.all_objects


def test_what_is_not_dropped_is_never_purged(account: Account) -> None:
    session = account[2]
    session.script("CREATE TABLE t (k INT)", "CREATE SEQUENCE q", "CREATE STAGE g")
    purge(account, days=1_000)
    assert session.run("SELECT k FROM t") == []
    assert session.run("SELECT q.NEXTVAL") == [(1,)]


def test_a_purged_database_can_be_made_anew_with_empty_table_stages(account: Account) -> None:
    _, services, session = account
    session.run("CREATE TABLE t (k INT)")
    database = services.catalog.current.database("DB")
    assert database is not None
    (table,) = database.all_objects
    location = table_location(str(database.database.id), table)
    services.stages.put(location, "a.csv", io.BytesIO(b"1"), overwrite=True)
    session.run("DROP DATABASE db")
    purge(account, days=2)
    assert services.catalog.current.database("DB") is None
    assert not services.catalog.current.databases
    assert list(services.stages.list(location)) == []


def test_a_purged_table_leaves_nothing_that_a_new_one_of_its_id_would_find(account: Account) -> None:
    engine, services, session = account
    session.run("CREATE TABLE t (k INT)")
    database = services.catalog.current.database("DB")
    assert database is not None
    (table,) = database.all_objects
    attachment = database.database.attachment
    loaded = f'"{attachment}".main._loads'
    writer = engine.open_session()
    writer.write(
        _unit(attachment, f"INSERT INTO {loaded}(table_id, path, md5, version) VALUES ({table}, 'a.csv', 'md5', 1)")
    )
    session.run("DROP TABLE t")
    purge(account, days=2)
    assert writer.write(_unit(attachment, f"SELECT count(*) FROM {loaded}")) == (0,)
    writer.close()


def _unit(attachment: str, sql: str) -> WriteUnit:
    return WriteUnit(attachment, (EngineStep(sql),))
