"""Addresses, connections and transactions."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, create_engine, func, select, text
from sqlalchemy.exc import ProgrammingError

OpenEngine = Callable[..., Engine]


@pytest.fixture
def numbers(engine: Engine, metadata: MetaData) -> Table:
    table = Table("numbers", metadata, Column("n", Integer, primary_key=True, autoincrement=False))
    metadata.create_all(engine)
    return table


def test_an_address_says_where_a_connection_is(open_engine: OpenEngine, database: str) -> None:
    found = open_engine(database=database, schema="PUBLIC", warehouse="COMPUTE_WH", role="SYSADMIN")
    with found.connect() as connection:
        place = connection.execute(text("SELECT CURRENT_DATABASE(), CURRENT_SCHEMA(), CURRENT_WAREHOUSE()")).one()
        assert tuple(place) == (database, "PUBLIC", "COMPUTE_WH")
        assert connection.scalar(text("SELECT CURRENT_ROLE()")) == "SYSADMIN"


def test_an_address_may_be_a_text(database: str) -> None:
    host, port = os.environ["MOCKHAUS_HOST"], os.environ["MOCKHAUS_PORT"]
    engine = create_engine(
        f"snowflake://tester:secret@mockhaus/{database}/PUBLIC?warehouse=COMPUTE_WH",
        connect_args={"host": host, "port": int(port), "protocol": "http"},
    )
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT CURRENT_SCHEMA()")) == "PUBLIC"
    engine.dispose()


def test_the_dialect_knows_server_and_schema(connection: Connection) -> None:
    assert connection.dialect.name == "snowflake"
    assert str(connection.dialect.default_schema_name).upper() == "TEST_ENGINES"


def test_texts_take_named_parameters(connection: Connection) -> None:
    statement = text("SELECT :number + 1 AS n, :words AS w, :missing AS m")
    found = connection.execute(statement, {"number": 41, "words": "it's 100% \\ here", "missing": None}).one()
    assert (found.n, found.w, found.m) == (42, "it's 100% \\ here", None)


def test_the_heads_of_columns_are_in_lower_case(connection: Connection) -> None:
    found = connection.execute(text('SELECT 1 AS one, 2 AS "Two", 3 AS "three"'))
    assert list(found.keys()) == ["one", "Two", "three"]


def test_what_was_committed_stays(connection: Connection, numbers: Table) -> None:
    connection.execute(numbers.insert(), {"n": 1})
    connection.commit()
    connection.execute(numbers.insert(), {"n": 2})
    connection.rollback()
    assert connection.scalars(select(numbers.c.n)).all() == [1]


def test_a_failed_block_takes_its_rows_back(engine: Engine, numbers: Table) -> None:
    with pytest.raises(ProgrammingError), engine.begin() as connection:  # noqa: PT012 - the block is what fails
        connection.execute(numbers.insert(), {"n": 1})
        connection.execute(text("SELECT * FROM nowhere"))
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(numbers)) == 0


def test_others_do_not_see_what_is_not_committed(engine: Engine, numbers: Table) -> None:
    with engine.connect() as one, engine.connect() as other:
        one.execute(numbers.insert(), {"n": 1})
        assert other.scalar(select(func.count()).select_from(numbers)) == 0
        one.commit()
        assert other.scalar(select(func.count()).select_from(numbers)) == 1


def test_each_statement_commits_where_it_is_told_to(engine: Engine, numbers: Table) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(numbers.insert(), {"n": 1})
        connection.rollback()
    with engine.connect() as connection:
        assert connection.scalars(select(numbers.c.n)).all() == [1]


def test_there_are_no_savepoints(connection: Connection, numbers: Table) -> None:
    connection.execute(numbers.insert(), {"n": 1})
    with pytest.raises(ProgrammingError) as raised:
        connection.begin_nested()
    assert raised.value.orig.errno == 1003


def test_a_pool_gives_connections_that_live(open_engine: OpenEngine, database: str) -> None:
    engine = open_engine(database=database, engine_options={"pool_pre_ping": True, "pool_size": 2})
    for _ in range(3):
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1


def test_a_table_that_is_not_there_is_an_error_of_programming(connection: Connection) -> None:
    with pytest.raises(ProgrammingError) as raised:
        connection.execute(text("SELECT * FROM nowhere"))
    assert raised.value.orig.errno == 2003
    assert raised.value.orig.sqlstate == "42S02"


def test_rows_may_be_streamed(connection: Connection) -> None:
    statement = text("SELECT seq4() AS n FROM TABLE(GENERATOR(ROWCOUNT => 1000)) ORDER BY n")
    found = connection.execute(statement, execution_options={"stream_results": True})
    assert [len(part) for part in found.partitions(100)] == [100] * 10
