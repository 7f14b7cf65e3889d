"""A whole project built: seeds, views, tables, tests, hooks, documentation."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

from conftest import DATABASE, Dbt, Query


def test_every_node_is_built(built: dict[str, str]) -> None:
    assert set(built.values()) == {"success", "pass", "no-op", "warn"}
    assert [name for name, status in built.items() if status == "warn"] == ["fines_are_small"]
    assert {"fines_are_summed", "books_are_counted", "members", "stg_loans", "member_loans"} <= set(built)


def test_seeds_have_the_types_of_their_values_or_those_given(built: dict[str, str], query: Query) -> None:
    types = {row[0]: row[1] for row in query("DESCRIBE TABLE marts.loans")}
    assert types == {
        "ID": "NUMBER(38,0)",
        "MEMBER_ID": "NUMBER(38,0)",
        "ISBN": "NUMBER(38,0)",
        "LENT_ON": "DATE",
        "RETURNED_AT": "TIMESTAMP_NTZ(9)",
        "FINE": "NUMBER(6,2)",
    }
    assert query("SELECT name, joined_on, active FROM marts.members WHERE id >= 3 ORDER BY id") == [
        ("O'Brien, Pat", dt.date(2023, 3, 20), False),
        ("Jürgen", dt.date(2024, 1, 15), True),
    ]
    assert query("SELECT title, pages, price FROM marts.books WHERE isbn > 9780000000001 ORDER BY isbn") == [
        ('The "Second" Step', 240, 20.0),
        ("Third Time", None, 7.25),
    ]


def test_views_read_sources_and_seeds(built: dict[str, str], query: Query) -> None:
    assert query("SELECT purpose FROM staging.stg_visits ORDER BY member_id") == [("read",), ("ask",)]
    secure = query(
        "SELECT table_name FROM information_schema.views WHERE table_schema = 'STAGING' AND is_secure = 'YES'"
    )
    assert secure == [("STG_BOOKS",)]


def test_a_table_is_made_through_an_ephemeral_model(built: dict[str, str], query: Query) -> None:
    (first, *_) = query("SELECT * FROM marts.member_loans ORDER BY member_id")
    assert first[:4] == (1, "Ada", 2, 150)
    assert json.loads(first[4]) == ["9780000000001", "9780000000002"]
    assert first[5] == dt.date(2024, 3, 2)
    assert query("SHOW OBJECTS LIKE 'INT_LOANS%' IN DATABASE") == []


def test_a_contract_gives_types_and_constraints(built: dict[str, str], query: Query) -> None:
    described = query("DESCRIBE TABLE marts.member_loans")
    assert [(row[0], row[1], row[3], row[5]) for row in described] == [
        ("MEMBER_ID", "NUMBER(38,0)", "N", "Y"),
        ("MEMBER_NAME", "VARCHAR(16777216)", "Y", "N"),
        ("LOANS", "NUMBER(38,0)", "Y", "N"),
        ("FINE_CENTS", "NUMBER(38,0)", "Y", "N"),
        ("ISBNS", "ARRAY", "Y", "N"),
        ("LAST_LENT_ON", "DATE", "Y", "N"),
    ]


def test_tables_are_transient_unless_told_otherwise(built: dict[str, str], query: Query) -> None:
    kinds = {row[1]: row[4] for row in query("SHOW TABLES IN SCHEMA marts")}
    assert kinds["LENT_BOOKS"] == "TABLE"
    assert kinds["MEMBER_LOANS"] == "TRANSIENT"


def test_tables_are_clustered(built: dict[str, str], query: Query) -> None:
    keys = query("SELECT clustering_key FROM information_schema.tables WHERE table_name = 'CLUSTERED'")
    assert keys == [("LINEAR(lent_on, year(returned_on))",)]


def test_descriptions_are_kept_with_relations_and_columns(built: dict[str, str], query: Query) -> None:
    comments = {row[1]: row[5] for row in query("SHOW TABLES IN SCHEMA marts")}
    assert comments["MEMBERS"] == "Those who may borrow."
    assert comments["MEMBER_LOANS"] == "What each member borrowed: it's a [$]ummary"
    columns = dict(
        query("SELECT column_name, comment FROM information_schema.columns WHERE table_name = 'MEMBER_LOANS'")
    )
    assert (columns["MEMBER_ID"], columns["LOANS"]) == ("The member's number.", "How many loans there were.")
    assert not columns["ISBNS"]


def test_hooks_run_around_the_run_and_the_model(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    query("TRUNCATE TABLE marts.runs")
    dbt("run", "--select", "member_loans")

    invocation = dbt.artifact("run_results")["metadata"]["invocation_id"]
    assert query("SELECT * FROM marts.runs") == [
        (invocation, "start"),
        (invocation, "member_loans 3"),
        (invocation, "end"),
    ]


def test_a_query_tag_lasts_as_long_as_its_model(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    dbt("run", "--select", "books_lent")
    text = (dbt.folder / "logs" / "dbt.log").read_text()
    assert "alter session set query_tag = 'books'" in text
    assert "alter session unset query_tag" in text


def test_failing_rows_are_stored(built: dict[str, str], query: Query) -> None:
    assert query("SELECT * FROM dbt_test__audit.fines_are_small") == [(2, 150)]
    assert query("SELECT COUNT(*) FROM dbt_test__audit.unique_member_loans_member_id") == [(0,)]


def test_portable_macros_mean_what_they_say(built: dict[str, str], query: Query) -> None:
    assert query("SELECT * EXCLUDE (constructed, appended) FROM marts.portable") == [
        (
            "ab",
            dt.date(2024, 3, 1),
            2,
            dt.date(2024, 3, 1),
            dt.date(2024, 2, 29),
            "y",
            None,
            "0cc175b9c0f1b6a831c399e269772661",
            "axc",
            "bc",
            3,
            "it is",
            "it's",
            True,
            "v",
            "l",
            4,
            "true",
            True,
        )
    ]
    assert query("SELECT ARRAY_SIZE(constructed), appended[1]::INT FROM marts.portable") == [(2, 2)]


def test_run_results_tell_the_rows_and_the_query(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    dbt("run", "--select", "books_lent")
    results = {result["unique_id"]: result for result in dbt.artifact("run_results")["results"]}
    result = results["model.lending.books_lent"]
    answer = result["adapter_response"]
    assert (result["status"], answer["code"], answer["rows_affected"]) == ("success", "SUCCESS", 1)
    assert query(f"SELECT COUNT(*) FROM TABLE(RESULT_SCAN('{answer['query_id']}'))") == [(1,)]


def test_the_catalog_describes_what_was_built(dbt: Dbt, built: dict[str, str]) -> None:
    dbt("docs", "generate", "--select", "member_loans", "stg_books", "members", "source:desk.visits")
    catalog = dbt.artifact("catalog")
    assert catalog["errors"] is None
    found = {name for name in catalog["nodes"] if not name.startswith("test.")}
    assert found == {"model.lending.member_loans", "model.lending.stg_books", "seed.lending.members"}
    table = catalog["nodes"]["model.lending.member_loans"]
    assert table["metadata"] == {
        "type": "BASE TABLE",
        "schema": "MARTS",
        "name": "MEMBER_LOANS",
        "database": DATABASE,
        "comment": "What each member borrowed: it's a [$]ummary",
        "owner": "ACCOUNTADMIN",
    }
    assert table["columns"]["MEMBER_ID"] == {
        "type": "NUMBER",
        "index": 1,
        "name": "MEMBER_ID",
        "comment": "The member's number.",
    }
    assert table["stats"]["row_count"]["value"] == 3
    assert catalog["nodes"]["model.lending.stg_books"]["metadata"]["type"] == "VIEW"
    assert set(catalog["sources"]["source.lending.desk.visits"]["columns"]) == {"MEMBER_ID", "PAYLOAD", "LOADED_AT"}


def test_the_whole_catalog_is_described(dbt: Dbt, built: dict[str, str]) -> None:
    dbt("docs", "generate")
    catalog = dbt.artifact("catalog")
    assert catalog["errors"] is None
    assert catalog["nodes"]["seed.lending.books"]["columns"]["PRICE"]["type"] in ("FLOAT", "NUMBER")


def test_a_failing_test_counts_its_rows(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    query("INSERT INTO marts.loans (id, member_id, lent_on) VALUES (6, 99, '2024-04-01'), (7, 98, '2024-04-01')")
    try:
        assert dbt.message("test", "--select", "loans").startswith("Got 2 results")
    finally:
        query("DELETE FROM marts.loans WHERE id > 5")


def test_seeds_are_loaded_anew(dbt: Dbt, built: dict[str, str], query: Query) -> None:
    query("DELETE FROM marts.books")
    dbt("seed", "--select", "books")
    assert query("SELECT COUNT(*), MAX(price) FROM marts.books") == [(3, Decimal("20.0"))]

    dbt("seed", "--select", "books", "--full-refresh")
    assert query("SELECT COUNT(*) FROM marts.books") == [(3,)]
