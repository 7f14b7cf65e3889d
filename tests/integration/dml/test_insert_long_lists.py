"""Long INSERT … VALUES lists store what short ones do: https://docs.snowflake.com/en/sql-reference/sql/insert."""

from __future__ import annotations

import datetime as dt
import decimal

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.support.statement_session import StatementSession

_MANY = 300


def long_list(row: str) -> str:
    return ", ".join([row] * _MANY)


def test_values_arrive_in_columns_of_many_types(session: StatementSession) -> None:
    session.run(
        "CREATE TABLE t (n INT, d NUMBER(10, 2), s VARCHAR, b BOOLEAN, f FLOAT, day DATE, "
        "x INT DEFAULT 7, k INT IDENTITY)"
    )
    row = "(-5, 1.255, 'it''s', TRUE, 2.5, '2024-02-29')"
    assert session.run(f"INSERT INTO t (n, d, s, b, f, day) VALUES {long_list(row)}") == [(_MANY,)]
    stored = (-5, decimal.Decimal("1.26"), "it's", True, 2.5, dt.date(2024, 2, 29), 7)
    assert session.run("SELECT n, d, s, b, f, day, x FROM t GROUP BY ALL") == [stored]
    assert session.run("SELECT MIN(k), MAX(k), COUNT(DISTINCT k) FROM t") == [(1, _MANY, _MANY)]


def test_nulls_and_empty_texts_stay_apart(session: StatementSession) -> None:
    rows = long_list("(1, NULL), (NULL, '')")
    session.script("CREATE TABLE t (k INT, s VARCHAR)", f"INSERT INTO t VALUES {rows}")
    assert session.run("SELECT k, s, COUNT(*) FROM t GROUP BY ALL ORDER BY k") == [
        (1, None, _MANY),
        (None, "", _MANY),
    ]


def test_large_integers_make_the_table_wider(session: StatementSession) -> None:
    session.script("CREATE TABLE t (k INT)", f"INSERT INTO t VALUES {long_list(f'(1), ({10**30})')}")
    assert session.run("SELECT DISTINCT k FROM t ORDER BY k") == [(1,), (10**30,)]


def test_overwrite_replaces_the_rows_also_within_a_transaction(session: StatementSession) -> None:
    session.script("CREATE TABLE t (k INT)", "INSERT INTO t VALUES (0)", "BEGIN")
    session.script(f"INSERT OVERWRITE INTO t VALUES {long_list('(1)')}", "COMMIT")
    assert session.run("SELECT k, COUNT(*) FROM t GROUP BY k") == [(1, _MANY)]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("(1, 2)", ErrorCode.INSERT_COLUMN_COUNT),
        ("('abcdef')", ErrorCode.STRING_TOO_LONG),
        ("(NULL)", ErrorCode.NULL_NOT_ALLOWED),
    ],
)
def test_what_a_short_list_refuses_a_long_one_refuses(session: StatementSession, row: str, error: ErrorCode) -> None:
    session.run("CREATE TABLE t (s VARCHAR(3) NOT NULL)")
    for text in (f"INSERT INTO t VALUES {row}", f"INSERT INTO t VALUES {long_list(row)}"):
        with pytest.raises(SnowflakeError) as caught:
            session.run(text)
        assert caught.value.error is error
    assert session.run("SELECT * FROM t") == []
