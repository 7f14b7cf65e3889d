"""What SQLAlchemy's inspector sees of a schema."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Inspector, MetaData, Table, inspect, select, text
from sqlalchemy.exc import NoSuchTableError

_MADE = """
CREATE OR REPLACE TABLE parents (id INT PRIMARY KEY, code VARCHAR(3) NOT NULL, CONSTRAINT uq UNIQUE (code));
CREATE OR REPLACE TABLE children (
    id INT IDENTITY(5, 2) COMMENT 'counted',
    parent INT NOT NULL,
    amount NUMBER(10, 2) DEFAULT 1.5,
    said VARCHAR DEFAULT 'it''s',
    at TIMESTAMP_LTZ(3) DEFAULT CURRENT_TIMESTAMP(),
    "Mixed" FLOAT,
    "lower" BOOLEAN,
    CONSTRAINT pk PRIMARY KEY (id, parent),
    CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parents (id)
) COMMENT = 'what parents have';
CREATE OR REPLACE VIEW seen COMMENT = 'a view' AS SELECT id, said FROM children;
CREATE OR REPLACE TABLE "Mixed Name" ("a b" INT);
CREATE OR REPLACE TABLE "lower" (n INT);
CREATE OR REPLACE SEQUENCE counter;
CREATE OR REPLACE SCHEMA "Other";
CREATE OR REPLACE TABLE "Other".far (n INT PRIMARY KEY);
"""


@pytest.fixture(scope="module", autouse=True)
def made(engine: Engine) -> None:
    with engine.connect() as connection:
        for statement in _MADE.strip().rstrip(";").split(";\n"):
            connection.exec_driver_sql(statement)
            if "SCHEMA" in statement:
                connection.exec_driver_sql("USE SCHEMA test_reflection")


@pytest.fixture
def seen(connection: Connection) -> Inspector:
    return inspect(connection)


def test_schemas_are_listed(seen: Inspector) -> None:
    assert {"information_schema", "public", "test_reflection", "Other"} <= set(seen.get_schema_names())


def test_tables_and_views_are_listed(seen: Inspector) -> None:
    assert set(seen.get_table_names()) == {"parents", "children", "Mixed Name", "lower"}
    assert seen.get_view_names() == ["seen"]
    assert seen.get_table_names(schema="Other") == ["far"]
    assert seen.get_temp_table_names() == []


def test_a_table_is_there_or_not(seen: Inspector) -> None:
    assert seen.has_table("children")
    assert seen.has_table("seen")
    assert seen.has_table("Mixed Name")
    assert seen.has_table("far", schema="Other")
    assert not seen.has_table("mixed name")
    assert not seen.has_table("nowhere")
    assert not seen.has_table("children", schema="nowhere")


def test_columns_are_told(seen: Inspector) -> None:
    found = {each["name"]: each for each in seen.get_columns("children")}
    assert list(found) == ["id", "parent", "amount", "said", "at", "Mixed", "lower"]
    assert [each["nullable"] for each in found.values()] == [False, False, True, True, True, True, True]
    assert found["id"]["comment"] == "counted"
    assert (found["id"]["identity"]["start"], found["id"]["identity"]["increment"]) == (5, 2)
    assert (found["amount"]["type"].precision, found["amount"]["type"].scale) == (10, 2)
    assert float(found["amount"]["default"]) == 1.5
    assert found["said"]["default"] == "'it''s'"
    assert found["said"]["type"].length == 16777216
    assert found["at"]["default"].upper() == "CURRENT_TIMESTAMP()"
    assert isinstance(found["Mixed"]["type"], sa.Float)
    assert isinstance(found["lower"]["type"], sa.Boolean)


def test_columns_of_a_view_are_told(seen: Inspector) -> None:
    assert [each["name"] for each in seen.get_columns("seen")] == ["id", "said"]


def test_keys_are_told(seen: Inspector) -> None:
    key = seen.get_pk_constraint("children")
    assert (key["name"], key["constrained_columns"]) == ("pk", ["id", "parent"])
    assert seen.get_pk_constraint("lower")["constrained_columns"] == []
    (foreign,) = seen.get_foreign_keys("children")
    assert (foreign["name"], foreign["constrained_columns"]) == ("fk", ["parent"])
    assert (foreign["referred_table"], foreign["referred_columns"]) == ("parents", ["id"])
    assert seen.get_foreign_keys("parents") == []
    (unique,) = seen.get_unique_constraints("parents")
    assert (unique["name"], unique["column_names"]) == ("uq", ["code"])
    assert seen.get_pk_constraint("far", schema="Other")["constrained_columns"] == ["n"]


def test_only_hybrid_tables_have_indexes(seen: Inspector) -> None:
    assert seen.get_indexes("children") == []


def test_comments_are_told(seen: Inspector) -> None:
    assert seen.get_table_comment("children") == {"text": "what parents have"}
    assert seen.get_table_comment("parents") == {"text": None}
    assert seen.get_table_comment("seen") == {"text": "a view"}


def test_the_text_of_a_view_is_told(seen: Inspector) -> None:
    assert "SELECT id, said FROM children" in seen.get_view_definition("seen")


def test_sequences_are_listed(seen: Inspector) -> None:
    assert seen.get_sequence_names() == ["counter"]


def test_a_table_that_is_not_there_cannot_be_seen(seen: Inspector) -> None:
    with pytest.raises(NoSuchTableError):
        Table("nowhere", MetaData(), autoload_with=seen.bind)


def test_a_table_loads_itself(connection: Connection) -> None:
    table = Table("children", MetaData(), autoload_with=connection)
    assert [column.name for column in table.primary_key] == ["id", "parent"]
    assert next(iter(table.c.parent.foreign_keys)).target_fullname == "parents.id"
    connection.execute(table.insert(), {"parent": 1, "Mixed": 2.5})
    found = connection.execute(select(table.c.id, table.c.amount, table.c.said, table.c.Mixed)).one()
    assert (found.id, float(found.amount), found.said, found.Mixed) == (5, 1.5, "it's", 2.5)
    connection.rollback()


def test_a_schema_loads_itself(connection: Connection) -> None:
    metadata = MetaData()
    metadata.reflect(connection, views=True)
    assert {"parents", "children", "seen", "Mixed Name", "lower"} <= set(metadata.tables)
    other = MetaData()
    other.reflect(connection, schema="Other")
    assert list(other.tables) == ["Other.far"]


def test_a_table_is_made_again_from_what_was_seen(connection: Connection) -> None:
    table = Table("children", MetaData(), autoload_with=connection)
    copy = table.to_metadata(MetaData(), name="again")
    for key in list(copy.foreign_key_constraints):
        copy.constraints.remove(key)
    for column in copy.c:
        column.foreign_keys.clear()
    copy.create(connection)
    again = inspect(connection).get_columns("again")
    assert [each["name"] for each in again] == [column.name for column in table.c]
    connection.execute(text("DROP TABLE again"))
