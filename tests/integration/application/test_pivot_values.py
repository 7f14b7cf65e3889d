"""PIVOT … IN (ANY) and IN (query): columns that depend on values."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.support.statement_session import StatementSession


@pytest.fixture
def sales(session: StatementSession) -> StatementSession:
    session.script(
        "CREATE TABLE sales (id INT, quarter VARCHAR, number INT, amount INT)",
        "INSERT INTO sales VALUES (1, 'Q2', 2, 20), (1, 'Q1', 1, 10), (2, 'Q1', 1, 5), (2, NULL, NULL, 7)",
    )
    return session


PIVOTED = "SELECT * FROM (SELECT id, quarter, amount FROM sales) PIVOT (SUM(amount) FOR quarter IN ({})) ORDER BY id"


def test_any_stands_for_all_values(sales: StatementSession) -> None:
    assert sales.named(PIVOTED.format("ANY")) == [
        {"ID": 1, "'Q1'": 10, "'Q2'": 20},
        {"ID": 2, "'Q1'": 5, "'Q2'": None},
    ]


def test_any_may_be_ordered(sales: StatementSession) -> None:
    assert list(sales.named(PIVOTED.format("ANY ORDER BY quarter DESC"))[0]) == ["ID", "'Q2'", "'Q1'"]


def test_a_query_gives_the_values(sales: StatementSession) -> None:
    text = PIVOTED.format("SELECT quarter FROM sales WHERE number = 2")
    assert sales.named(text)[0] == {"ID": 1, "'Q2'": 20}


def test_numbers_are_named_as_they_are_printed(sales: StatementSession) -> None:
    text = "SELECT * FROM (SELECT number, amount FROM sales) PIVOT (SUM(amount) FOR number IN (ANY))"
    assert sales.named(text) == [{"1": 15, "2": 20}]


def test_values_are_found_anew_for_each_run(sales: StatementSession) -> None:
    sales.run(PIVOTED.format("ANY"))
    sales.run("INSERT INTO sales VALUES (1, 'Q3', 3, 30)")
    assert sales.named(PIVOTED.format("ANY"))[0] == {"ID": 1, "'Q1'": 10, "'Q2'": 20, "'Q3'": 30}


def test_common_table_expressions_can_be_pivoted(sales: StatementSession) -> None:
    text = "WITH a AS (SELECT quarter, amount FROM sales), b AS (SELECT * FROM a) SELECT * FROM b PIVOT ({})"
    assert sales.run(text.format("MAX(amount) FOR quarter IN (ANY) DEFAULT ON NULL (0)")) == [(10, 20)]


def test_a_table_can_be_made_of_it(sales: StatementSession) -> None:
    sales.run(f"CREATE TABLE wide AS {PIVOTED.format('ANY')}")
    assert sales.run("SELECT id, \"'Q1'\" FROM wide ORDER BY id") == [(1, 10), (2, 5)]


def test_two_pivots_may_have_values_of_one_name(sales: StatementSession) -> None:
    text = (
        "SELECT * FROM (SELECT quarter AS a, quarter AS b, amount, number FROM sales) "
        "PIVOT (SUM(amount) FOR a IN ('Q1')) PIVOT (MAX(number) FOR b IN ('Q1')) AS p (total, most) ORDER BY total"
    )
    assert sales.run(text)[0] == (15, 1)


def test_a_view_of_it_fails_once_its_columns_are_others(sales: StatementSession) -> None:
    sales.run(f"CREATE VIEW v AS {PIVOTED.format('ANY')}")
    assert sales.run("SELECT COUNT(*) FROM v") == sales.run(f"SELECT COUNT(*) FROM ({PIVOTED.format('ANY')})")
    sales.run("DELETE FROM sales")
    with pytest.raises(SnowflakeError) as found:
        sales.run("SELECT * FROM v")
    assert found.value.error is ErrorCode.VIEW_COLUMN_COUNT


def test_order_by_means_the_result_where_sources_share_a_name(sales: StatementSession) -> None:
    assert sales.run("SELECT a.id FROM sales a JOIN sales b ON a.amount = b.amount ORDER BY id LIMIT 1") == [(1,)]
