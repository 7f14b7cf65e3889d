"""ALTER TABLE, DROP and UNDROP, with rows."""

from __future__ import annotations

import decimal

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.statement_session import StatementSession


@pytest.fixture
def table(session: StatementSession) -> StatementSession:
    session.script("CREATE TABLE t (a INT, b VARCHAR(5))", "INSERT INTO t VALUES (1, 'x'), (2, 'y')")
    return session


def _code(session: StatementSession, text: str) -> str:
    with pytest.raises(SnowflakeError) as caught:
        session.run(text)
    return caught.value.code


def test_an_added_column_gives_its_default_to_the_rows_that_are_there(table: StatementSession) -> None:
    table.run("ALTER TABLE t ADD COLUMN c INT NOT NULL DEFAULT 7, d VARCHAR, e VARIANT DEFAULT PARSE_JSON('{\"k\":1}')")
    assert table.run("SELECT a, c, d, e:k::INT FROM t ORDER BY a") == [(1, 7, None, 1), (2, 7, None, 1)]


def test_a_default_that_changes_is_evaluated_once_for_the_rows_that_are_there(table: StatementSession) -> None:
    table.run("ALTER TABLE t ADD COLUMN u VARCHAR DEFAULT UUID_STRING()")
    assert table.run("SELECT count(DISTINCT u), count(u) FROM t") == [(1, 2)]


def test_a_column_without_default_cannot_be_not_null_where_rows_are(table: StatementSession) -> None:
    assert _code(table, "ALTER TABLE t ADD COLUMN c INT NOT NULL") == "001003"
    table.script("DELETE FROM t", "ALTER TABLE t ADD COLUMN c INT NOT NULL")


def test_a_column_that_exists_cannot_be_added(table: StatementSession) -> None:
    assert _code(table, "ALTER TABLE t ADD COLUMN a INT") == "001430"
    table.run("ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT")


def test_a_dropped_column_comes_back_empty_under_its_name(table: StatementSession) -> None:
    table.script("ALTER TABLE t DROP COLUMN b", "ALTER TABLE t ADD COLUMN b INT")
    assert table.run("SELECT * FROM t ORDER BY a") == [(1, None), (2, None)]


def test_a_dropped_column_that_took_no_null_does_not_stand_in_the_way(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT NOT NULL, b INT)", "ALTER TABLE t DROP COLUMN a", "INSERT INTO t VALUES (1)")
    assert session.run("SELECT * FROM t") == [(1,)]


def test_the_last_column_cannot_be_dropped(table: StatementSession) -> None:
    with pytest.raises(SnowflakeError, match="Cannot drop all columns"):
        table.run("ALTER TABLE t DROP COLUMN a, b")
    assert len(table.run("DESC TABLE t")) == 2


def test_a_renamed_column_keeps_its_values(table: StatementSession) -> None:
    table.run('ALTER TABLE t RENAME COLUMN b TO "New"')
    assert table.run('SELECT "New" FROM t ORDER BY 1') == [("x",), ("y",)]
    assert _code(table, 'ALTER TABLE t RENAME COLUMN a TO "New"') == "001430"


def test_text_may_only_grow(table: StatementSession) -> None:
    table.run("ALTER TABLE t ALTER COLUMN b SET DATA TYPE VARCHAR(20)")
    assert _code(table, "ALTER TABLE t ALTER COLUMN b SET DATA TYPE VARCHAR(10)") == "040050"
    assert _code(table, "ALTER TABLE t ALTER COLUMN b TYPE INT") == "002108"


def test_precision_may_shrink_while_values_fit_and_scale_never_changes(session: StatementSession) -> None:
    session.script("CREATE TABLE t (n NUMBER(10, 2))", "INSERT INTO t VALUES (123.45)")
    session.run("ALTER TABLE t ALTER n TYPE NUMBER(5, 2)")
    assert _code(session, "ALTER TABLE t ALTER n TYPE NUMBER(4, 2)") == "002108"
    assert _code(session, "ALTER TABLE t ALTER n TYPE NUMBER(12, 3)") == "002108"
    session.run("ALTER TABLE t ALTER n TYPE NUMBER(38, 2)")
    assert session.run("SELECT n FROM t") == [(decimal.Decimal("123.45"),)]


def test_not_null_cannot_be_set_where_a_null_is(table: StatementSession) -> None:
    table.script("ALTER TABLE t ALTER COLUMN a SET NOT NULL", "ALTER TABLE t ALTER COLUMN a DROP NOT NULL")
    table.run("INSERT INTO t VALUES (NULL, 'z')")
    assert _code(table, "ALTER TABLE t ALTER COLUMN a SET NOT NULL") == "100072"


def test_a_dropped_default_is_no_longer_taken(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT, b INT DEFAULT 3)", "ALTER TABLE t ALTER b DROP DEFAULT")
    session.run("INSERT INTO t (a) VALUES (1)")
    assert session.run("SELECT b FROM t") == [(None,)]


def test_only_a_sequence_can_take_the_place_of_a_default(session: StatementSession) -> None:
    session.script(
        "CREATE SEQUENCE s1", "CREATE SEQUENCE s2 START 50", "CREATE TABLE t (a INT DEFAULT s1.NEXTVAL, b INT)"
    )
    session.script("ALTER TABLE t ALTER a SET DEFAULT s2.NEXTVAL", "INSERT INTO t (b) VALUES (1)")
    assert session.run("SELECT a FROM t") == [(50,)]
    assert _code(session, "ALTER TABLE t ALTER b SET DEFAULT s2.NEXTVAL") == "001003"


def test_renaming_moves_a_table_to_another_schema(table: StatementSession) -> None:
    table.run("ALTER TABLE t RENAME TO public.moved")
    assert table.run("SELECT count(*) FROM public.moved") == [(2,)]
    assert _code(table, "SELECT * FROM t") == "002003"


def test_swapped_tables_change_their_rows(table: StatementSession) -> None:
    table.script("CREATE TABLE u (z INT)", "INSERT INTO u VALUES (9)", "ALTER TABLE t SWAP WITH u")
    assert table.run("SELECT * FROM t") == [(9,)]
    assert table.run("SELECT count(*) FROM u") == [(2,)]


def test_a_dropped_table_comes_back_with_its_rows(table: StatementSession) -> None:
    assert table.status("DROP TABLE t") == "T successfully dropped."
    assert _code(table, "SELECT * FROM t") == "002003"
    assert table.status("UNDROP TABLE t") == "Table T successfully restored."
    assert table.run("SELECT count(*) FROM t") == [(2,)]


def test_the_table_that_was_dropped_last_comes_back_first(table: StatementSession) -> None:
    table.script("CREATE OR REPLACE TABLE t (second INT)", "DROP TABLE t", "UNDROP TABLE t")
    assert [row["name"] for row in table.named("DESC TABLE t")] == ["SECOND"]
    table.script("ALTER TABLE t RENAME TO second", "UNDROP TABLE t")
    assert table.run("SELECT count(*) FROM t") == [(2,)]


def test_a_dropped_schema_comes_back_with_its_tables(table: StatementSession) -> None:
    table.run("DROP SCHEMA s")
    assert _code(table, "SELECT * FROM db.s.t") == "002003"
    table.run("UNDROP SCHEMA s")
    assert table.run("SELECT count(*) FROM db.s.t") == [(2,)]


def test_a_dropped_database_comes_back_with_its_tables(table: StatementSession) -> None:
    table.script("DROP DATABASE db", "UNDROP DATABASE db")
    assert table.run("SELECT count(*) FROM db.s.t") == [(2,)]


def test_a_replaced_table_waits_for_the_writer_of_its_rows(table: StatementSession) -> None:
    other = StatementSession(table.services.catalog._engine, table.services, session_id="2")
    table.script("BEGIN", "INSERT INTO t VALUES (3, 'z')")
    other.script("USE SCHEMA db.s", "ALTER SESSION SET LOCK_TIMEOUT = 0")
    for text in (
        "DROP TABLE t",
        "ALTER TABLE t ADD COLUMN c INT",
        "CREATE OR REPLACE TABLE t (z INT)",
        "DROP SCHEMA s",
        "CREATE OR REPLACE SCHEMA s",
        "DROP DATABASE db",
        "CREATE OR REPLACE DATABASE db",
    ):
        assert _code(other, text) == "000625"
    table.run("COMMIT")
    other.run("DROP TABLE t")
    other.close()


def test_a_default_beyond_64_bits_widens_the_table(table: StatementSession) -> None:
    table.run("ALTER TABLE t ADD COLUMN c NUMBER(38, 0) DEFAULT 12345678901234567890")
    assert table.run("SELECT a, c FROM t ORDER BY a") == [(1, 12345678901234567890), (2, 12345678901234567890)]
