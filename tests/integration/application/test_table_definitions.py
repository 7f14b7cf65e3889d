"""CREATE TABLE in its forms, with rows."""

from __future__ import annotations

import decimal

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.support.statement_session import StatementSession


def test_a_new_table_takes_rows_with_defaults_and_counters(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a INT, b VARCHAR(10) DEFAULT 'x', n INT AUTOINCREMENT START 10 INCREMENT 5)",
        "INSERT INTO t (a) VALUES (1), (2)",
    )
    assert session.run("SELECT * FROM t ORDER BY a") == [(1, "x", 10), (2, "x", 15)]


def test_a_sequence_feeds_a_default_from_any_schema(session: StatementSession) -> None:
    session.script(
        "CREATE SEQUENCE sq START 7",
        "CREATE TABLE t (a INT DEFAULT sq.NEXTVAL, b INT)",
        "USE SCHEMA public",
        "INSERT INTO s.t (b) VALUES (1)",
    )
    assert session.run("SELECT a, b FROM s.t") == [(7, 1)]
    assert [row["default"] for row in session.named("DESC TABLE s.t")] == ["DB.S.SQ.NEXTVAL", None]


def test_not_null_is_enforced(session: StatementSession) -> None:
    session.run("CREATE TABLE t (a INT NOT NULL)")
    with pytest.raises(SnowflakeError) as caught:
        session.run("INSERT INTO t VALUES (NULL)")
    assert caught.value.code == "100072"


def test_names_that_differ_in_case_alone_are_different_columns(session: StatementSession) -> None:
    session.script('CREATE TABLE t ("a" INT, A INT)', "INSERT INTO t VALUES (1, 2)")
    assert session.run('SELECT A, "a" FROM t') == [(2, 1)]


def test_create_as_takes_types_from_the_query(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE src (n NUMBER(10, 2), v VARCHAR(5))",
        "CREATE TABLE t AS SELECT n, v, 'abc' AS e, v || v AS vv, NULL AS u, 1 AS one FROM src",
    )
    assert [(row["name"], row["type"]) for row in session.named("DESC TABLE t")] == [
        ("N", "NUMBER(10,2)"),
        ("V", "VARCHAR(5)"),
        ("E", "VARCHAR(3)"),
        ("VV", "VARCHAR(10)"),
        ("U", "VARCHAR(16777216)"),
        ("ONE", "NUMBER(1,0)"),
    ]


def test_create_as_with_typed_columns_converts(session: StatementSession) -> None:
    session.run("CREATE TABLE t (a NUMBER(5, 2), b VARCHAR(5)) AS SELECT 1.239, 12")
    assert session.run("SELECT * FROM t") == [(decimal.Decimal("1.24"), "12")]


def test_create_as_refuses_text_that_is_too_long(session: StatementSession) -> None:
    with pytest.raises(SnowflakeError) as caught:
        session.run("CREATE TABLE t (a VARCHAR(2)) AS SELECT 'abc'")
    assert caught.value.code == "100078"
    assert session.run("SHOW TABLES") == []


def test_create_as_keeps_integers_beyond_64_bits(session: StatementSession) -> None:
    session.run("CREATE TABLE t AS SELECT 123456789012345678901::NUMBER(38, 0) AS a")
    assert session.run("SELECT a FROM t") == [(123456789012345678901,)]


def test_create_as_refuses_another_number_of_columns(session: StatementSession) -> None:
    with pytest.raises(SnowflakeError, match="Invalid column definition list"):
        session.run("CREATE TABLE t (a, b) AS SELECT 1")


def test_like_copies_columns_and_no_rows(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR DEFAULT 'x')",
        "INSERT INTO t (a) VALUES (1)",
        "CREATE TABLE u LIKE t",
    )
    assert session.run("SELECT * FROM u") == []
    assert session.run("DESC TABLE u") == session.run("DESC TABLE t")


def test_a_clone_has_the_rows_and_goes_its_own_way(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a INT, n INT AUTOINCREMENT)",
        "INSERT INTO t (a) VALUES (1), (2)",
        "CREATE TABLE u CLONE t",
        "INSERT INTO u (a) VALUES (3)",
    )
    assert session.run("SELECT a, n FROM u ORDER BY a") == [(1, 1), (2, 2), (3, 3)]
    assert session.run("SELECT count(*) FROM t") == [(2,)]


def test_a_clone_of_a_table_that_lost_columns_works(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a INT, b INT)",
        "INSERT INTO t VALUES (1, 2)",
        "ALTER TABLE t DROP COLUMN a",
        "CREATE TABLE u CLONE t",
    )
    assert session.run("SELECT * FROM u") == [(2,)]


def test_a_transient_table_cannot_be_cloned_to_a_permanent_one(session: StatementSession) -> None:
    session.run("CREATE TRANSIENT TABLE t (a INT)")
    with pytest.raises(SnowflakeError, match="cannot be cloned to a permanent object"):
        session.run("CREATE TABLE u CLONE t")


def test_a_schema_is_cloned_with_its_objects(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a INT)",
        "INSERT INTO t VALUES (1)",
        "CREATE SEQUENCE sq START 5",
        "SELECT sq.NEXTVAL",
        "CREATE SCHEMA s2 CLONE s",
    )
    assert session.run("SELECT a FROM s2.t") == [(1,)]
    assert session.run("SELECT s2.sq.NEXTVAL") == [(6,)]


def test_a_database_is_cloned_with_its_objects(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)", "CREATE DATABASE d2 CLONE db")
    session.run("INSERT INTO d2.s.t VALUES (2)")
    assert session.run("SELECT a FROM d2.s.t ORDER BY a") == [(1,), (2,)]
    assert session.run("SELECT a FROM db.s.t") == [(1,)]


def test_or_replace_starts_empty(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)", "CREATE OR REPLACE TABLE t (b VARCHAR)")
    assert session.run("SELECT * FROM t") == []
    assert [row["name"] for row in session.named("DESC TABLE t")] == ["B"]


def test_or_alter_adds_drops_and_widens(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a INT, b VARCHAR(5), c INT)",
        "INSERT INTO t VALUES (1, 'x', 2)",
        "CREATE OR ALTER TABLE t (a INT NOT NULL, b VARCHAR(9) COMMENT 'wide', d INT DEFAULT 4) COMMENT = 'new'",
    )
    assert session.run("SELECT * FROM t") == [(1, "x", 4)]
    assert [(row["name"], row["type"], row["null?"], row["comment"]) for row in session.named("DESC TABLE t")] == [
        ("A", "NUMBER(38,0)", "N", None),
        ("B", "VARCHAR(9)", "Y", "wide"),
        ("D", "NUMBER(38,0)", "Y", None),
    ]


def test_or_alter_unsets_what_the_definition_leaves_out(session: StatementSession) -> None:
    session.script(
        "ALTER SCHEMA s SET DATA_RETENTION_TIME_IN_DAYS = 3",
        "CREATE TABLE t (a INT) CHANGE_TRACKING = TRUE MAX_DATA_EXTENSION_TIME_IN_DAYS = 20"
        " DATA_RETENTION_TIME_IN_DAYS = 9 COMMENT = 'x'",
        "CREATE OR ALTER TABLE t (a INT)",
    )
    (shown,) = session.named("SHOW TABLES LIKE 't'")
    assert (shown["comment"], shown["retention_time"], shown["change_tracking"]) == ("", "3", "ON")
    levels = {row["key"]: row["level"] for row in session.named("SHOW PARAMETERS IN TABLE t")}
    assert levels["MAX_DATA_EXTENSION_TIME_IN_DAYS"] == ""


def test_or_alter_creates_what_is_not_there(session: StatementSession) -> None:
    assert session.status("CREATE OR ALTER TABLE t (a INT)") == "Table T successfully created."


def test_or_alter_adds_a_primary_key(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "CREATE OR ALTER TABLE t (a INT PRIMARY KEY)")
    (row,) = session.named("DESC TABLE t")
    assert (row["null?"], row["primary key"]) == ("N", "Y")


def test_a_table_is_replaced_by_a_query_over_itself(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1)")
    session.script("CREATE OR REPLACE TABLE t AS SELECT a, a + 1 AS b FROM t", "CREATE OR REPLACE TABLE t CLONE t")
    assert session.run("SELECT a, b FROM t") == [(1, 2)]


def test_defaults_and_views_follow_a_renamed_and_a_cloned_schema(session: StatementSession) -> None:
    session.script(
        "CREATE SEQUENCE sq",
        "CREATE TABLE t (a INT DEFAULT sq.NEXTVAL, b INT)",
        "CREATE VIEW v AS SELECT a FROM t",
        "INSERT INTO t (b) VALUES (0)",
        "CREATE SCHEMA s2 CLONE s",
        "ALTER SCHEMA s RENAME TO s3",
        "INSERT INTO s3.t (b) VALUES (0)",
        "INSERT INTO s2.t (b) VALUES (0)",
    )
    assert session.run("SELECT a FROM s2.v ORDER BY a") == [(1,), (2,)]
    assert session.run("SELECT count(*) FROM s3.v") == [(2,)]
    assert session.named("DESC TABLE s2.t")[0]["default"] == "DB.S2.SQ.NEXTVAL"
    assert session.named("SHOW COLUMNS IN TABLE s3.t")[0]["default"] == "DB.S3.SQ.NEXTVAL"


def test_a_sequence_of_another_schema_is_kept_with_its_schema(session: StatementSession) -> None:
    session.script(
        "CREATE SEQUENCE public.sq START 4",
        "CREATE TABLE t (a INT DEFAULT public.sq.NEXTVAL, b INT)",
        "ALTER DATABASE db RENAME TO d2",
        "INSERT INTO t (b) VALUES (0)",
    )
    assert session.run("SELECT a FROM t") == [(4,)]
    assert session.named("DESC TABLE t")[0]["default"] == "D2.PUBLIC.SQ.NEXTVAL"


def test_a_copied_or_moved_table_keeps_its_sequence(session: StatementSession) -> None:
    session.script(
        "CREATE SEQUENCE sq",
        "CREATE TABLE t (a INT DEFAULT sq.NEXTVAL, b INT)",
        "CREATE TABLE public.copy CLONE t",
        "CREATE TABLE public.alike LIKE t",
        "ALTER TABLE t RENAME TO public.moved",
    )
    for name in ("copy", "alike", "moved"):
        session.run(f"INSERT INTO public.{name} (b) VALUES (0)")
        assert session.named(f"DESC TABLE public.{name}")[0]["default"] == "DB.S.SQ.NEXTVAL"
    assert session.run("SELECT a FROM public.moved") == [(3,)]


def test_a_cloned_database_has_room_for_new_objects_where_the_original_has_dropped_ones(
    session: StatementSession,
) -> None:
    session.script(
        "CREATE DATABASE original",
        "CREATE SCHEMA gone",
        "CREATE TABLE gone.t (k INT AUTOINCREMENT)",
        "CREATE SEQUENCE gone.q",
        "DROP SCHEMA gone",
        "CREATE TABLE public.t (k INT AUTOINCREMENT)",
        "CREATE SEQUENCE public.q",
        "DROP TABLE public.t",
        "DROP SEQUENCE public.q",
        "CREATE DATABASE copy CLONE original",
    )
    for number in range(6):
        session.script(f"CREATE TABLE t_{number} (k INT AUTOINCREMENT)", f"CREATE SEQUENCE q_{number}")
    with pytest.raises(SnowflakeError) as caught:
        session.run("UNDROP TABLE copy.public.t")
    assert caught.value.error is ErrorCode.NOT_RESTORABLE
    session.run("UNDROP TABLE original.public.t")
    assert session.run("SELECT k FROM original.public.t") == []
