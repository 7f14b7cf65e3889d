"""SET and INFORMATION_SCHEMA through the engine."""

from __future__ import annotations

import datetime as dt

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.statement_session import StatementSession


def test_a_variable_keeps_its_value_and_type(session: StatementSession) -> None:
    session.script("SET n = 5 + 1", "SET t = 'a' || 'b'", "SET d = '2020-01-01'::DATE")
    assert session.run("SELECT $n, $t, $d") == [(6, "ab", dt.date(2020, 1, 1))]
    shown = [(row["name"], row["value"], row["type"]) for row in session.named("SHOW VARIABLES")]
    assert shown == [("D", "2020-01-01", "date"), ("N", "6", "fixed"), ("T", "ab", "text")]


def test_a_query_gives_values_to_several_variables(session: StatementSession) -> None:
    session.script("SET (a, b) = (SELECT 10, 'x')", "SET (c, d) = (1, 2)")
    assert session.run("SELECT $a, $b, $c, $d") == [(10, "x", 1, 2)]


def test_as_many_values_as_variables_are_needed(session: StatementSession) -> None:
    with pytest.raises(SnowflakeError):
        session.run("SET (a, b) = (1, 2, 3)")
    assert session.run("SHOW VARIABLES") == []


def test_text_of_more_than_256_bytes_is_refused(session: StatementSession) -> None:
    session.run("SET a = REPEAT('x', 256)")
    with pytest.raises(SnowflakeError, match="Its size is 257; the limit is 256"):
        session.run("SET a = REPEAT('x', 257)")


def test_a_variable_is_unset(session: StatementSession) -> None:
    session.script("SET a = 1", "UNSET a", "UNSET a")
    assert session.run("SHOW VARIABLES") == []


def test_tables_and_columns_are_in_information_schema(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a NUMBER(10, 2) NOT NULL, b VARCHAR(5) DEFAULT 'x' COMMENT 'c')",
        "CREATE VIEW v AS SELECT 1 AS x",
    )
    assert session.run(
        "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'S' ORDER BY 1"
    ) == [("T", "BASE TABLE"), ("V", "VIEW")]
    assert session.run(
        "SELECT column_name, ordinal_position, is_nullable, data_type, numeric_precision, numeric_scale, "
        "character_maximum_length, column_default, comment FROM db.information_schema.columns "
        "WHERE table_name = 'T' ORDER BY ordinal_position"
    ) == [("A", 1, "NO", "NUMBER", 10, 2, None, None, None), ("B", 2, "YES", "TEXT", None, None, 5, "'x'", "c")]


def test_comments_are_in_information_schema(session: StatementSession) -> None:
    session.script("COMMENT ON SCHEMA s IS 'now'", "COMMENT ON DATABASE db IS 'base'")
    assert session.run("SELECT comment FROM information_schema.schemata WHERE schema_name = 'S'") == [("now",)]
    assert session.run("SELECT comment FROM information_schema.databases WHERE database_name = 'DB'") == [("base",)]


def test_other_objects_are_in_information_schema(session: StatementSession) -> None:
    session.script(
        "CREATE SEQUENCE q START 3",
        "CREATE STAGE g",
        "CREATE FILE FORMAT f TYPE = CSV SKIP_HEADER = 2",
        "CREATE TABLE t (a INT, CONSTRAINT pk PRIMARY KEY (a))",
        "CREATE VIEW v AS SELECT a FROM t",
    )
    assert session.run('SELECT sequence_name, start_value, "INCREMENT" FROM information_schema.sequences') == [
        ("Q", "3", "1")
    ]
    assert session.run("SELECT stage_name, stage_type FROM information_schema.stages") == [("G", "Internal Named")]
    assert session.run(
        "SELECT file_format_name, file_format_type, skip_header FROM information_schema.file_formats"
    ) == [("F", "CSV", 2)]
    assert session.run("SELECT constraint_name, constraint_type FROM information_schema.table_constraints") == [
        ("PK", "PRIMARY KEY")
    ]
    assert session.run("SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = 'S'") == [
        ("V", "CREATE VIEW v AS SELECT a FROM t")
    ]


def test_information_schema_shows_only_what_the_role_may_see(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "USE ROLE public")
    assert session.run("SELECT count(*) FROM db.information_schema.tables WHERE table_schema = 'S'") == [(0,)]


def test_show_tables_counts_rows(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1), (2)", "CREATE TEMPORARY TABLE u (a INT)")
    shown = [(row["name"], row["kind"], row["rows"]) for row in session.named("SHOW TABLES")]
    assert shown == [("T", "TABLE", 2), ("U", "TEMPORARY", 0)]


def test_show_tables_history_tells_when_a_table_was_dropped(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "DROP TABLE t")
    assert session.run("SHOW TABLES") == []
    (row,) = session.named("SHOW TABLES HISTORY")
    assert isinstance(row["dropped_on"], dt.datetime)


def test_show_objects_lists_tables_and_views(session: StatementSession) -> None:
    session.script("CREATE TRANSIENT TABLE t (a INT)", "CREATE VIEW v AS SELECT 1 AS a")
    assert [(row["name"], row["kind"]) for row in session.named("SHOW OBJECTS")] == [("T", "TABLE"), ("V", "VIEW")]
    assert [row["kind"] for row in session.named("SHOW TERSE OBJECTS")] == ["TABLE", "VIEW"]


def test_row_counts_are_in_information_schema(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1), (2)")
    assert session.run("SELECT row_count FROM information_schema.tables WHERE table_name = 'T'") == [(2,)]


def test_foreign_keys_are_in_information_schema(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE p (a INT, CONSTRAINT pk PRIMARY KEY (a))",
        "CREATE TABLE c (a INT, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p ON DELETE CASCADE)",
    )
    assert session.run(
        "SELECT constraint_name, unique_constraint_name, delete_rule FROM information_schema.referential_constraints"
    ) == [("FK", "PK", "CASCADE")]


def test_views_of_what_cannot_be_created_are_empty(session: StatementSession) -> None:
    for view in ("functions", "procedures"):
        assert session.run(f"SELECT * FROM information_schema.{view}") == []


def test_an_altered_sequence_counts_on_by_its_new_steps(session: StatementSession) -> None:
    session.script("CREATE SEQUENCE q START 5 INCREMENT 5", "SELECT q.NEXTVAL", "ALTER SEQUENCE q SET INCREMENT 2")
    assert session.run("SELECT q.NEXTVAL") == [(7,)]


def test_a_view_is_translated_anew_and_keeps_the_context_it_was_made_in(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)", "CREATE VIEW v (x) AS SELECT a FROM t")
    session.script("USE SCHEMA public", "INSERT INTO s.t VALUES (2)")
    assert session.run("SELECT x FROM s.v ORDER BY x") == [(1,), (2,)]


def test_names_in_a_view_mean_objects_of_the_views_own_schema(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)", "USE SCHEMA public")
    session.run("CREATE VIEW s.v AS SELECT a FROM t")
    assert session.run("SELECT a FROM s.v") == [(1,)]
    with pytest.raises(SnowflakeError):
        session.run("CREATE VIEW public.v AS SELECT a FROM t")


def test_a_failed_transaction_says_so_at_its_commit(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "BEGIN", "INSERT INTO t VALUES (1)")
    with pytest.raises(SnowflakeError):
        session.run("INSERT INTO t SELECT 1 / 0")
    with pytest.raises(SnowflakeError) as caught:
        session.run("COMMIT")
    assert caught.value.code == "000628"
    session.run("INSERT INTO t VALUES (2)")
    assert session.run("SELECT a FROM t") == [(2,)]
