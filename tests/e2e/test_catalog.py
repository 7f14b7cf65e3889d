"""Databases, tables, health and history, without SQL."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version

from tests.support.server import Client, local_server


def test_health_names_every_check(client: Client) -> None:
    answer = client.get("/api/v1/health")
    document = answer.document
    assert answer.status == 200
    assert document["status"] == "healthy"
    assert document["version"] == version("mockhaus")
    checks = {check["name"]: check["healthy"] for check in document["checks"]}
    assert {"engine", "metadata_store", "stage_store", "memory", "disk"} <= set(checks)
    assert set(checks.values()) == {True}


def test_databases_are_listed_by_name() -> None:
    with local_server() as server, server.client() as client:
        client.run("CREATE DATABASE B COMMENT = 'second'; CREATE TRANSIENT DATABASE \"a\"; CREATE DATABASE GONE")
        client.run("DROP DATABASE GONE")
        databases = client.get("/api/v1/databases").document["data"]
        assert [(item["name"], item["kind"], item["comment"]) for item in databases] == [
            ("B", "PERMANENT", "second"),
            ("a", "TRANSIENT", ""),
        ]


def test_tables_and_views_are_listed_by_schema_and_name(client: Client, shop: str) -> None:
    tables = client.get("/api/v1/databases/shop/tables").document["data"]
    assert [(item["schema"], item["name"], item["kind"]) for item in tables] == [
        ("ARCHIVE", "OLD", "TABLE"),
        ("PUBLIC", "CHEAP", "VIEW"),
        ("PUBLIC", "ITEMS", "TABLE"),
    ]


def test_a_table_is_listed_with_its_columns(client: Client, shop: str) -> None:
    tables = client.get("/api/v1/databases/SHOP/tables").document["data"]
    (items,) = [item for item in tables if item["name"] == "ITEMS"]
    assert [(column["name"], column["type"], column["nullable"]) for column in items["columns"]] == [
        ("ID", "NUMBER(10,0)", False),
        ("NAME", "VARCHAR(20)", True),
        ("PRICE", "NUMBER(10,2)", True),
    ]


def test_a_quoted_database_name_keeps_its_case(client: Client) -> None:
    client.run('CREATE DATABASE "mixed Case"; CREATE TABLE "mixed Case".PUBLIC.T (A INT)')
    answer = client.get("/api/v1/databases/%22mixed%20Case%22/tables")
    assert [item["name"] for item in answer.document["data"]] == ["T"]


def test_a_role_sees_only_what_it_may_use(client: Client) -> None:
    client.run("USE ROLE SYSADMIN; CREATE DATABASE ROLE_OWNED")
    everything = client.get("/api/v1/databases").document["data"]
    public = client.get("/api/v1/databases", role="PUBLIC").document["data"]
    assert "ROLE_OWNED" in {item["name"] for item in everything}
    assert "ROLE_OWNED" not in {item["name"] for item in public}
    assert client.get("/api/v1/databases/ROLE_OWNED/tables", role="PUBLIC").error["code"] == "002003"


def test_the_history_has_every_statement_the_newest_first(client: Client) -> None:
    session = client.session(user="history_user")
    client.run("SELECT 1; SELECT 2", session_id=session)
    client.fail("SELECT 3 FROM", session_id=session)
    records = client.get("/api/v1/query/history", session_id=session).document["data"]
    assert [(record["query_text"], record["status"]) for record in records] == [
        ("SELECT 3 FROM", "FAIL"),
        ("SELECT 2", "SUCCESS"),
        ("SELECT 1", "SUCCESS"),
    ]


def test_a_record_says_who_ran_what_where(client: Client, shop: str) -> None:
    session = client.session(
        user="record_user", role="SYSADMIN", database="SHOP", parameters={"QUERY_TAG": "nightly", "WEEK_START": 1}
    )
    query_id = client.run("SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 5))", session_id=session)["query_id"]
    (record,) = client.get("/api/v1/query/history", session_id=session).document["data"]
    told = {name: record[name] for name in ("query_id", "user", "role", "database", "schema", "query_tag")}
    assert told == {
        "query_id": query_id,
        "user": "RECORD_USER",
        "role": "SYSADMIN",
        "database": "SHOP",
        "schema": "PUBLIC",
        "query_tag": "nightly",
    }
    assert (record["query_type"], record["rows_produced"], record["error_code"]) == ("SELECT", 5, None)
    assert record["bytes_produced"] > 0
    assert record["total_elapsed_time"] >= record["execution_time"] >= 0
    assert dt.datetime.fromisoformat(record["end_time"]) >= dt.datetime.fromisoformat(record["start_time"])


def test_the_history_is_filtered(client: Client) -> None:
    session = client.session(user="filter_user")
    client.run("SELECT 'needle' AS a; SELECT 'hay' AS b; SHOW DATABASES", session_id=session)
    client.fail("SELECT 'needle' FROM NOWHERE.PUBLIC.T", session_id=session)

    def texts(**filters: object) -> list[str]:
        records = client.get("/api/v1/query/history", user="FILTER_USER", **filters).document["data"]
        return [record["query_text"] for record in records]

    assert texts(text="needle", status="success") == ["SELECT 'needle' AS a"]
    assert texts(status="FAIL") == ["SELECT 'needle' FROM NOWHERE.PUBLIC.T"]
    assert texts(kind="SHOW") == ["SHOW DATABASES"]
    assert texts(limit=1) == ["SELECT 'needle' FROM NOWHERE.PUBLIC.T"]
    assert texts(started_before="2020-01-01") == []
    assert len(texts(started_after="2020-01-01T00:00:00+02:00")) == 4


def test_a_filter_is_never_read_as_a_pattern_or_sql(client: Client) -> None:
    session = client.session()
    client.run("SELECT 1", session_id=session)
    for text in ("%", "_", "' OR 1 = 1 --", "\\"):
        found = client.get("/api/v1/query/history", session_id=session, text=text)
        assert found.status == 200
        assert found.document["data"] == []


def test_secrets_are_masked_in_the_history(client: Client) -> None:
    client.query("CREATE USER masked PASSWORD = 'open sesame'")
    records = client.get("/api/v1/query/history", text="masked").document["data"]
    assert records
    assert not any("open sesame" in str(record) for record in records)
