"""INSERT: https://docs.snowflake.com/en/sql-reference/sql/insert."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.support.statement_session import StatementSession


@pytest.fixture
def table(session: StatementSession) -> StatementSession:
    session.run("CREATE TABLE t (a INT, b VARCHAR(5), c NUMBER(10,2) DEFAULT 7, d DATE)")
    return session


def error_of(session: StatementSession, text: str) -> SnowflakeError:
    with pytest.raises(SnowflakeError) as caught:
        session.run(text)
    return caught.value


def test_rows_are_counted(table: StatementSession) -> None:
    assert table.named("INSERT INTO t (a) VALUES (1), (2)") == [{"number of rows inserted": 2}]


def test_values_are_stored_as_the_columns_type(table: StatementSession) -> None:
    table.run("INSERT INTO t VALUES ('12', 5, '1.235', '2024-02-29')")
    assert table.run("SELECT * FROM t") == [(12, "5", Decimal("1.24"), dt.date(2024, 2, 29))]


def test_columns_left_out_get_their_default_or_null(table: StatementSession) -> None:
    table.run("INSERT INTO t (b) VALUES ('x')")
    assert table.run("SELECT * FROM t") == [(None, "x", Decimal("7.00"), None)]


def test_default_stands_among_values(table: StatementSession) -> None:
    table.run("INSERT INTO t (a, c) VALUES (1, DEFAULT), (2, 3), (DEFAULT, DEFAULT)")
    assert table.run("SELECT a, c FROM t ORDER BY a") == [
        (1, Decimal("7.00")),
        (2, Decimal("3.00")),
        (None, Decimal("7.00")),
    ]


def test_a_default_expression_is_taken_for_each_row(session: StatementSession) -> None:
    session.script(
        "CREATE SEQUENCE q", "CREATE TABLE t (a INT, b INT DEFAULT q.NEXTVAL)", "INSERT INTO t (a) VALUES (1), (2), (3)"
    )
    assert session.run("SELECT COUNT(DISTINCT b) FROM t") == [(3,)]


def test_identity_counts_rows(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (id INT AUTOINCREMENT START 10 INCREMENT 5, a INT)", "INSERT INTO t (a) VALUES (1), (2)"
    )
    assert session.run("SELECT id, a FROM t ORDER BY a") == [(10, 1), (15, 2)]


def test_a_query_may_read_the_table_itself(table: StatementSession) -> None:
    table.script("INSERT INTO t (a) VALUES (1), (2)", "INSERT INTO t (a) SELECT a + 10 FROM t")
    assert table.run("SELECT a FROM t ORDER BY a") == [(1,), (2,), (11,), (12,)]


def test_a_query_may_begin_with_common_table_expressions(table: StatementSession) -> None:
    table.run("INSERT INTO t (a) WITH x AS (SELECT 5 AS n) SELECT n FROM x")
    assert table.run("SELECT a FROM t") == [(5,)]


def test_rows_of_different_types_take_the_common_one(table: StatementSession) -> None:
    assert error_of(table, "INSERT INTO t (b) VALUES (3), ('d')").error is ErrorCode.NUMERIC_NOT_RECOGNIZED


def test_json_is_stored_through_a_query(session: StatementSession) -> None:
    session.script("CREATE TABLE t (v VARIANT)", """INSERT INTO t SELECT PARSE_JSON('{"a": [1, 2]}')""")
    assert session.run("SELECT v:a[1]::INT FROM t") == [(2,)]


def test_overwrite_replaces_all_rows(table: StatementSession) -> None:
    table.script("INSERT INTO t (a) VALUES (1), (2), (3)", "INSERT OVERWRITE INTO t (a) SELECT a FROM t WHERE a > 1")
    assert table.run("SELECT a FROM t ORDER BY a") == [(2,), (3,)]


def test_overwrite_within_a_transaction_can_be_undone(table: StatementSession) -> None:
    table.script("INSERT INTO t (a) VALUES (1)", "BEGIN", "INSERT OVERWRITE INTO t (a) VALUES (8), (9)")
    assert table.run("SELECT a FROM t ORDER BY a") == [(8,), (9,)]
    table.run("ROLLBACK")
    assert table.run("SELECT a FROM t") == [(1,)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("INSERT INTO t VALUES (1)", ErrorCode.INSERT_COLUMN_COUNT),
        ("INSERT INTO t (a) VALUES (1), (2, 3)", ErrorCode.INSERT_COLUMN_COUNT),
        ("INSERT INTO t (a) SELECT 1, 2", ErrorCode.INSERT_COLUMN_COUNT),
        ("INSERT INTO t (zz) VALUES (1)", ErrorCode.INVALID_IDENTIFIER),
        ("INSERT INTO t (a, a) VALUES (1, 2)", ErrorCode.DUPLICATE_COLUMN),
        ("INSERT INTO none (a) VALUES (1)", ErrorCode.OBJECT_NOT_FOUND),
        ("INSERT INTO t (b) VALUES ('toolong')", ErrorCode.STRING_TOO_LONG),
        ("INSERT INTO t (a) VALUES ('abc')", ErrorCode.NUMERIC_NOT_RECOGNIZED),
        ("INSERT INTO t (c) VALUES (123456789.5)", ErrorCode.NUMBER_OUT_OF_REPRESENTABLE_RANGE),
        ("INSERT INTO t (d) SELECT 5", ErrorCode.INVALID_TYPE_FOR_PARAMETER),
    ],
)
def test_a_refused_row_leaves_the_table_as_it_was(table: StatementSession, text: str, code: ErrorCode) -> None:
    table.run("INSERT INTO t (a) VALUES (1)")
    assert error_of(table, text).error is code
    assert table.run("SELECT a FROM t") == [(1,)]


def test_null_is_refused_where_it_is_not_allowed(session: StatementSession) -> None:
    session.run("CREATE TABLE t (a INT NOT NULL, b INT)")
    assert error_of(session, "INSERT INTO t (b) VALUES (1)").error is ErrorCode.NULL_NOT_ALLOWED


def test_a_view_is_no_target(table: StatementSession) -> None:
    table.run("CREATE VIEW w AS SELECT a FROM t")
    assert error_of(table, "INSERT INTO w VALUES (1)").error is ErrorCode.TABLE_CANNOT_BE_CHANGED


def test_integers_beyond_18_digits_are_stored_exactly(table: StatementSession) -> None:
    table.run("INSERT INTO t (a) VALUES (1)")
    table.run("INSERT INTO t (a) VALUES (98765432109876543210987654321098765432)")
    assert table.run("SELECT a FROM t ORDER BY a") == [(1,), (98765432109876543210987654321098765432,)]


def test_long_lists_of_values_keep_their_texts(table: StatementSession) -> None:
    rows = ", ".join(f"({number}, '{number % 7}''s', -{number}.5)" for number in range(1000))
    table.run(f"INSERT INTO t (a, b, c) VALUES {rows}")
    assert table.run("SELECT COUNT(*), SUM(a), MIN(b), MIN(c) FROM t") == [(1000, 499500, "0's", Decimal("-999.50"))]


@pytest.mark.parametrize("value", ["PARSE_JSON('1')", "(SELECT 1)", "SUM(1)", "ROW_NUMBER() OVER (ORDER BY 1)"])
def test_what_values_cannot_hold_is_refused(table: StatementSession, value: str) -> None:
    assert error_of(table, f"INSERT INTO t (b) VALUES ({value})").error is ErrorCode.INVALID_VALUES_EXPRESSION


def test_session_variables_are_inserted(table: StatementSession) -> None:
    table.script("SET n = 5", "INSERT INTO t (a, b) VALUES ($n, 'x')")
    assert table.run("SELECT a, b FROM t") == [(5, "x")]
