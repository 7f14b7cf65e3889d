"""The commands of dbt besides build, and what a project may do to schemas and relations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import DATABASE, Dbt, Query, nodes


def told(capfd: pytest.CaptureFixture[str]) -> str:
    """What dbt printed."""
    return capfd.readouterr().out


def test_debug_reaches_the_server(dbt: Dbt) -> None:
    assert dbt("debug").result is True


def test_nodes_are_listed(dbt: Dbt) -> None:
    listed: Any = dbt("list", "--resource-type", "model", "--select", "tag:books").result
    assert listed == ["lending.marts.books_lent"]


def test_a_query_is_shown(dbt: Dbt, capfd: pytest.CaptureFixture[str]) -> None:
    dbt("show", "--inline", "select 1 as one, 'x' as other", "--output", "json", "--log-format", "text")
    out = told(capfd)
    assert json.loads(out[out.index("{") : out.rindex("}") + 1])["show"] == [{"ONE": 1, "OTHER": "x"}]


def test_a_model_is_shown_with_a_limit(dbt: Dbt, built: dict[str, str]) -> None:
    (table,) = [node.agate_table for node in nodes(dbt("show", "--select", "stg_books", "--limit", "2"))]
    assert table.column_names == ("ISBN", "TITLE", "PAGES", "PRICE")
    assert len(table.rows) == 2


def test_sources_are_fresh_or_not(dbt: Dbt) -> None:
    dbt("source", "freshness", "--select", "source:desk.visits")
    (visits,) = dbt.artifact("sources")["results"]
    assert visits["status"] == "warn"
    assert visits["max_loaded_at"].startswith("2024-03-")

    dbt("source", "freshness", "--select", "source:desk.loans", succeeds=False)
    assert dbt.artifact("sources")["results"][0]["status"] == "error"


def test_freshness_is_read_from_the_metadata(dbt: Dbt) -> None:
    dbt("source", "freshness", "--select", "source:desk.returns")
    (returns,) = dbt.artifact("sources")["results"]
    assert returns["status"] == "pass"


def test_an_operation_queries(dbt: Dbt, built: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    dbt("run-operation", "count_rows", "--args", "{relation_name: marts.books}")
    assert "rows: 3" in told(capfd)


def test_relations_are_renamed_swapped_and_emptied(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    dbt("run-operation", "rename_and_swap")
    assert query("SELECT i FROM marts.first_one") == [(1,)]
    assert query("SELECT i FROM marts.other_one") == []


def test_schemas_are_created_and_dropped(dbt: Dbt, capfd: pytest.CaptureFixture[str]) -> None:
    dbt("run-operation", "schema_comes_and_goes")
    assert [line.rsplit("exists: ")[1] for line in told(capfd).splitlines() if "exists: " in line] == ["True", "False"]


def test_a_state_is_cloned(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    state = dbt.folder / "state"
    state.mkdir(exist_ok=True)
    (state / "manifest.json").write_text((dbt.folder / "target" / "manifest.json").read_text())

    dbt("clone", "--state", "state", "--target", "other", "--select", "books_lent", "member_loans")

    assert query("SELECT COUNT(*) FROM copied.lent_books") == query("SELECT COUNT(*) FROM marts.lent_books")
    assert query("SELECT MAX(loans) FROM copied.member_loans") == [(2,)]


def test_analyses_are_compiled(dbt: Dbt) -> None:
    dbt("compile", "--select", "busiest")
    compiled = (dbt.folder / "target" / "compiled" / "lending" / "analyses" / "busiest.sql").read_text()
    assert f"{DATABASE}.MARTS.member_loans" in compiled


def test_an_error_names_its_cause(dbt: Dbt) -> None:
    done = dbt("show", "--inline", "select nothing from nowhere", succeeds=False)
    assert "002003 (42S02)" in str(done.exception)


def test_a_view_becomes_a_table_and_a_table_a_view(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    query("CREATE OR REPLACE TABLE staging.stg_books_old AS SELECT 1 AS i")
    query("DROP VIEW staging.stg_books")
    query("CREATE TABLE staging.stg_books AS SELECT 1 AS i")
    dbt("run", "--select", "stg_books")
    assert {row[2] for row in query("SHOW TERSE OBJECTS LIKE 'STG_BOOKS' IN SCHEMA staging")} == {"VIEW"}

    query("DROP TABLE marts.portable")
    query("CREATE VIEW marts.portable AS SELECT 1 AS i")
    dbt("run", "--select", "portable")
    assert {row[2] for row in query("SHOW TERSE OBJECTS LIKE 'PORTABLE' IN SCHEMA marts")} == {"TABLE"}


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("dynamic", "CREATE DYNAMIC TABLE"),
        ("iceberg", "CREATE ICEBERG TABLE"),
        ("granted", "GRANT privileges"),
        ("in_python", "CALL with an anonymous procedure"),
        ("doubled", "CREATE FUNCTION"),
    ],
)
def test_what_is_not_emulated_is_refused_by_name(dbt: Dbt, built: dict[str, str], model: str, name: str) -> None:
    message = dbt.message("build", "--select", model)
    assert "000002 (0A000): Unsupported feature" in message
    assert name in message
