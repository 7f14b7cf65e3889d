"""What the catalog keeps of definitions."""

from __future__ import annotations

import pytest

from mockhaus.application.handlers.columns import unique_engine_name
from mockhaus.domain.catalog.objects import ObjectKind, Persistence, Stage, Table
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.identifiers import engine_name
from tests.fakes.engine import FakeEngine
from tests.support.statement_session import StatementSession


def test_a_new_column_never_gets_the_engine_name_of_another() -> None:
    taken = {"A", "A^2"}
    assert unique_engine_name("A", taken) == "A^3"
    assert engine_name("A^3") != "A^3"


def _table(session: StatementSession, name: str) -> Table:
    database = session.services.catalog.current.database("DB")
    assert database is not None
    schema = database.schema("S")
    assert schema is not None
    found = database.find(schema, ObjectKind.TABLE, name)
    assert isinstance(found, Table)
    return found


def test_tables_take_retention_from_schema_and_database(session: StatementSession) -> None:
    session.script(
        "ALTER DATABASE db SET DATA_RETENTION_TIME_IN_DAYS = 7",
        "CREATE TABLE one (a INT)",
        "ALTER SCHEMA s SET DATA_RETENTION_TIME_IN_DAYS = 3",
        "CREATE TABLE two (a INT)",
        "CREATE TRANSIENT TABLE three (a INT)",
    )
    assert [_table(session, name).retention_days for name in ("ONE", "TWO", "THREE")] == [7, 3, 1]


def test_a_clustering_key_is_kept_as_snowflake_shows_it(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT) CLUSTER BY (a)")
    assert _table(session, "T").cluster_by == "LINEAR(a)"
    session.run("ALTER TABLE t DROP CLUSTERING KEY")
    assert _table(session, "T").cluster_by == ""


def test_tables_of_a_transient_schema_are_transient(session: StatementSession) -> None:
    session.script("CREATE OR REPLACE TRANSIENT SCHEMA s", "CREATE TABLE t (a INT)")
    assert _table(session, "T").persistence is Persistence.TRANSIENT


def test_a_table_has_one_primary_key(session: StatementSession) -> None:
    session.run("CREATE TABLE t (a INT PRIMARY KEY, b INT)")
    with pytest.raises(SnowflakeError, match="primary key already exists"):
        session.run("ALTER TABLE t ADD PRIMARY KEY (b)")


def test_dropping_a_column_drops_the_constraints_on_it(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT PRIMARY KEY, b INT UNIQUE)", "ALTER TABLE t DROP COLUMN a")
    assert [item.columns for item in _table(session, "T").constraints] == [("B",)]


def test_renaming_a_column_renames_it_in_its_constraints(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT PRIMARY KEY)", "ALTER TABLE t RENAME COLUMN a TO b")
    assert _table(session, "T").constraints[0].columns == ("B",)


def test_an_identity_column_is_numeric(session: StatementSession) -> None:
    with pytest.raises(SnowflakeError, match="numeric type"):
        session.run("CREATE TABLE t (a VARCHAR AUTOINCREMENT)")


def test_databases_are_not_swapped(session: StatementSession) -> None:
    session.run("CREATE DATABASE d2")
    with pytest.raises(SnowflakeError, match="ALTER DATABASE … SWAP WITH"):
        session.run("ALTER DATABASE db SWAP WITH d2")


def test_schemas_are_swapped(session: StatementSession) -> None:
    session.script("CREATE VIEW v AS SELECT 1 AS a", "CREATE SCHEMA s2", "ALTER SCHEMA s SWAP WITH s2")
    assert [row["schema_name"] for row in session.named("SHOW VIEWS")] == ["S2"]


def test_catalog_and_engine_change_in_one_unit(session: StatementSession, engine: FakeEngine) -> None:
    session.run("CREATE TABLE t (a INT)")
    unit = engine.script.units[-1]
    assert unit.steps
    assert [record.kind for record in unit.put] == ["Table"]


def test_a_drop_keeps_the_rows(session: StatementSession, engine: FakeEngine) -> None:
    session.script("CREATE TABLE t (a INT)", "DROP TABLE t")
    unit = engine.script.units[-1]
    assert unit.steps == ()
    assert len(unit.put) == 1


def test_a_dropped_temporary_stage_loses_its_files(session: StatementSession) -> None:
    session.run("CREATE TEMPORARY STAGE g")
    ((_, stage),) = session.session.temporary.objects()
    assert isinstance(stage, Stage)
    session.services.stages.put(stage.location, "f", [b"x"], overwrite=False)
    session.run("DROP STAGE g")
    assert session.services.stages.list(stage.location) == []
