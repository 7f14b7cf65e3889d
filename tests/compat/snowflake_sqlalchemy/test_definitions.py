"""Tables, keys, sequences and views as SQLAlchemy creates and changes them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.ddl.impl import DefaultImpl
from alembic.migration import MigrationContext
from alembic.operations import Operations
from snowflake.sqlalchemy import HybridTable, SnowflakeTable
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    UniqueConstraint,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import ProgrammingError


class SnowflakeMigrations(DefaultImpl):
    """What the dialect's guide has an application declare for Alembic."""

    __dialect__ = "snowflake"


def test_a_table_is_created_once_and_dropped(engine: Engine, metadata: MetaData) -> None:
    table = Table("once", metadata, Column("id", Integer, primary_key=True))
    metadata.create_all(engine)
    metadata.create_all(engine)
    assert inspect(engine).has_table("once")
    table.drop(engine)
    assert not inspect(engine).has_table("once")


def test_an_integer_key_counts_by_itself(connection: Connection, metadata: MetaData) -> None:
    table = Table("counted", metadata, Column("id", Integer, primary_key=True), Column("name", String))
    metadata.create_all(connection)
    connection.execute(insert(table), [{"name": "a"}, {"name": "b"}])
    assert connection.execute(select(table).order_by(table.c.id)).all() == [(1, "a"), (2, "b")]


def test_an_identity_starts_and_steps_as_told(connection: Connection, metadata: MetaData) -> None:
    table = Table("stepping", metadata, Column("id", Integer, Identity(start=10, increment=5)), Column("name", String))
    metadata.create_all(connection)
    connection.execute(insert(table), [{"name": "a"}, {"name": "b"}])
    assert connection.scalars(select(table.c.id).order_by(table.c.id)).all() == [10, 15]
    found = inspect(connection).get_columns("stepping")[0]["identity"]
    assert (found["start"], found["increment"]) == (10, 5)


def test_a_sequence_feeds_a_key(connection: Connection, metadata: MetaData) -> None:
    numbers = Sequence("numbers_of_rows", start=100, metadata=metadata)
    table = Table("fed", metadata, Column("id", Integer, numbers, primary_key=True), Column("name", String))
    metadata.create_all(connection)
    assert connection.execute(insert(table), {"name": "a"}).inserted_primary_key == (100,)
    assert connection.scalar(numbers) == 101
    assert connection.execute(select(table)).all() == [(100, "a")]


def test_a_sequence_may_be_a_default_of_the_server(connection: Connection, metadata: MetaData) -> None:
    numbers = Sequence("numbers_by_default", metadata=metadata)
    table = Table(
        "defaulted", metadata, Column("id", Integer, server_default=numbers.next_value()), Column("name", String)
    )
    metadata.create_all(connection)
    connection.execute(insert(table), [{"name": "a"}, {"name": "b"}])
    assert connection.scalars(select(table.c.id).order_by(table.c.id)).all() == [1, 2]


def test_defaults_fill_what_is_not_given(connection: Connection, metadata: MetaData) -> None:
    table = Table(
        "filled",
        metadata,
        Column("id", Integer),
        Column("by_server", String, server_default="server's"),
        Column("at", sa.DateTime, server_default=sa.func.current_timestamp()),
        Column("by_client", String, default=lambda: "client"),
    )
    metadata.create_all(connection)
    connection.execute(insert(table), {"id": 1})
    found = connection.execute(select(table)).one()
    assert (found.by_server, found.by_client) == ("server's", "client")
    assert found.at is not None


def test_keys_are_declared_and_told(engine: Engine, metadata: MetaData) -> None:
    Table("parents", metadata, Column("id", Integer, primary_key=True), Column("code", String, unique=True))
    Table(
        "children",
        metadata,
        Column("a", Integer, primary_key=True),
        Column("b", Integer, primary_key=True),
        Column("parent", Integer, ForeignKey("parents.id", name="fk_parent")),
        UniqueConstraint("b", "parent", name="uq_children"),
    )
    metadata.create_all(engine)
    seen = inspect(engine)
    assert seen.get_pk_constraint("children")["constrained_columns"] == ["a", "b"]
    (foreign,) = seen.get_foreign_keys("children")
    assert (foreign["name"], foreign["constrained_columns"]) == ("fk_parent", ["parent"])
    assert (foreign["referred_table"], foreign["referred_columns"]) == ("parents", ["id"])
    (unique,) = seen.get_unique_constraints("children")
    assert (unique["name"], unique["column_names"]) == ("uq_children", ["b", "parent"])


def test_comments_are_kept(engine: Engine, metadata: MetaData) -> None:
    Table("told", metadata, Column("id", Integer, comment="the column's"), comment="the table's")
    metadata.create_all(engine)
    seen = inspect(engine)
    assert seen.get_table_comment("told") == {"text": "the table's"}
    assert seen.get_columns("told")[0]["comment"] == "the column's"


def test_a_temporary_table_is_made_by_prefix(connection: Connection, metadata: MetaData) -> None:
    Table("passing", metadata, Column("id", Integer), prefixes=["TEMPORARY"])
    metadata.create_all(connection)
    assert inspect(connection).get_temp_table_names() == ["passing"]


def test_a_table_may_be_clustered(engine: Engine, metadata: MetaData) -> None:
    Table("clustered", metadata, Column("a", Integer), Column("b", String), snowflake_clusterby=["a", text("b")])
    metadata.create_all(engine)
    with engine.connect() as connection:
        found = connection.execute(text("SHOW TABLES LIKE 'CLUSTERED'")).mappings().one()
    assert found["cluster_by"].replace(" ", "").upper() == "LINEAR(A,B)"


def test_a_table_of_the_dialect_is_a_table(engine: Engine, metadata: MetaData) -> None:
    SnowflakeTable("of_snowflake", metadata, Column("id", Integer))
    metadata.create_all(engine)
    assert inspect(engine).has_table("of_snowflake")


def test_a_table_is_made_of_a_query(connection: Connection) -> None:
    connection.execute(text("CREATE OR REPLACE TABLE made AS SELECT 1 AS n, 'a' AS s"))
    assert connection.execute(text("SELECT * FROM made")).all() == [(1, "a")]
    connection.execute(text("DROP TABLE made"))


def test_operations_of_migrations_change_a_table(engine: Engine) -> None:
    with engine.connect() as connection:
        operations = Operations(MigrationContext.configure(connection))
        operations.create_table("migrated", Column("id", Integer, nullable=False), Column("old", String(5)))
        operations.add_column("migrated", Column("added", Integer, server_default=text("7")))
        operations.execute("ALTER TABLE migrated RENAME COLUMN old TO new")
        operations.alter_column("migrated", "id", nullable=True)
        operations.alter_column("migrated", "new", type_=String(50))
        operations.create_unique_constraint("uq_migrated", "migrated", ["id"])
        operations.create_primary_key("pk_migrated", "migrated", ["id"])
        operations.bulk_insert(sa.table("migrated", sa.column("id"), sa.column("new")), [{"id": 1, "new": "x" * 50}])
        operations.drop_constraint("uq_migrated", "migrated")
        operations.rename_table("migrated", "moved")
        assert connection.execute(text("SELECT * FROM moved")).all() == [(1, "x" * 50, 7)]
        operations.drop_column("moved", "added")
        found = inspect(connection)
        assert [(each["name"], each["nullable"]) for each in found.get_columns("moved")] == [
            ("id", False),
            ("new", True),
        ]
        assert found.get_pk_constraint("moved")["constrained_columns"] == ["id"]
        assert found.get_unique_constraints("moved") == []
        operations.execute("CREATE VIEW seen AS SELECT id FROM moved")
        operations.drop_table_comment("moved")
        operations.drop_table("moved")


def test_versions_of_migrations_are_kept(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() is None
        context._ensure_version_table()
        context.stamp(_Script(), "one")
        assert context.get_current_revision() == "one"


class _Script:
    """A folder of migrations that has one."""

    def _stamp_revs(self, revision: str, heads: tuple[str, ...]) -> list[object]:
        from alembic.runtime.migration import StampStep

        return [StampStep((), revision, True, True, None)]


def test_tables_of_other_schemas_are_named_with_them(connection: Connection, metadata: MetaData, database: str) -> None:
    connection.execute(text("CREATE OR REPLACE SCHEMA elsewhere"))
    connection.execute(text(f"USE SCHEMA {database}.test_definitions"))
    table = Table("far", metadata, Column("id", Integer), schema=f"{database}.elsewhere")
    metadata.create_all(connection)
    connection.execute(insert(table), {"id": 1})
    assert connection.scalars(select(table.c.id)).all() == [1]
    assert inspect(connection).get_table_names(schema="elsewhere") == ["far"]


def test_names_that_need_quotes_get_them(connection: Connection, metadata: MetaData) -> None:
    table = Table("Mixed Case", metadata, Column("select", Integer), Column("Upper", Integer), Column("plain", Integer))
    metadata.create_all(connection)
    connection.execute(insert(table), {"select": 1, "Upper": 2, "plain": 3})
    found = connection.execute(select(table)).one()
    assert tuple(found) == (1, 2, 3)
    names = connection.execute(text('SHOW COLUMNS IN TABLE "Mixed Case"')).mappings()
    assert [row["column_name"] for row in names] == ["select", "Upper", "PLAIN"]


def test_hybrid_tables_are_refused_by_name(connection: Connection, metadata: MetaData) -> None:
    table = HybridTable("hybrid", MetaData(), Column("id", Integer, primary_key=True))
    with pytest.raises(ProgrammingError) as raised:
        table.create(connection)
    assert raised.value.orig.errno == 2
