"""Texts split into rows."""

from __future__ import annotations

from tests.support.snowflake_session import SnowflakeQueries


def test_split_to_table_gives_a_row_for_each_part(functions: SnowflakeQueries) -> None:
    query = "SELECT seq, index, value FROM TABLE(SPLIT_TO_TABLE('a..b', '.')) ORDER BY index"
    assert functions.rows(query) == [(1, 1, "a"), (1, 2, ""), (1, 3, "b")]


def test_strtok_split_to_table_leaves_empty_tokens_out(functions: SnowflakeQueries) -> None:
    query = "SELECT index, value FROM TABLE(STRTOK_SPLIT_TO_TABLE('a.,b', ',.')) ORDER BY index"
    assert functions.rows(query) == [(1, "a"), (2, "b")]


def test_a_lateral_split_takes_the_text_of_each_row(functions: SnowflakeQueries) -> None:
    query = """SELECT t.column1, s.value FROM VALUES ('a.b'), ('c'), (NULL) AS t,
               LATERAL SPLIT_TO_TABLE(t.column1, '.') AS s ORDER BY 1, s.index"""
    assert functions.rows(query) == [("a.b", "a"), ("a.b", "b"), ("c", "c")]


def test_a_table_function_takes_the_text_of_each_row(functions: SnowflakeQueries) -> None:
    query = """SELECT t.column1, s.value FROM VALUES ('a b') AS t,
               TABLE(STRTOK_SPLIT_TO_TABLE(t.column1)) AS s ORDER BY s.index"""
    assert functions.rows(query) == [("a b", "a"), ("a b", "b")]
