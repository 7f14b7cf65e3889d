"""What goes wrong is told in the envelope, with a Snowflake code and a 4xx status."""

from __future__ import annotations

import http.client
import json
import urllib.parse

import pytest

from tests.support.server import Client, LocalServer, local_server

QUERY = "/api/v1/query"


@pytest.mark.parametrize(
    ("sql", "code", "sqlstate", "words", "place"),
    [
        ("SELECT 1 +", "001003", "42000", "syntax error", None),
        ("SELEC 1", "001003", "42000", "unexpected 'SELEC'", (1, 0)),
        ("SELECT *\nFROM SHOP.PUBLIC.NOTHING", "002003", "42S02", "SHOP.PUBLIC.NOTHING", None),
        ("SELECT 1\nFROM SHOP.PUBLIC.ITEMS\nWHERE nothing = 1", "000904", "42000", "'NOTHING'", (3, 6)),
        ("SELECT NO_SUCH_FUNCTION(1)", "002140", "42601", "NO_SUCH_FUNCTION", None),
        ("SELECT 1 / 0", "100051", "22012", "Division by zero", None),
        ("SELECT 'x'::NUMBER", "100038", "22018", "'x' is not recognized", None),
        ("SELECT $nothing", "002211", "02000", "$NOTHING", None),
        ("INSERT INTO SHOP.PUBLIC.ITEMS VALUES (NULL, 'x', 1)", "100072", "22000", "non-nullable", None),
        ("INSERT INTO SHOP.PUBLIC.ITEMS (ID) VALUES (1, 2)", "002020", "21S01", "expecting 1 but got 2", None),
        ("CREATE TABLE SHOP.PUBLIC.ITEMS (A INT)", "002002", "42710", "already exists", None),
        ("SELECT * FROM ITEMS", "090105", "22000", "current database", None),
        ("CREATE TASK t AS SELECT 1", "000002", "0A000", "TASK", None),
        ("", "000900", "42601", "Empty SQL statement", None),
        (" -- nothing but a comment\n;;", "000900", "42601", "Empty SQL statement", None),
    ],
)
def test_a_failing_statement_has_snowflakes_code(
    client: Client, shop: str, sql: str, code: str, sqlstate: str, words: str, place: tuple[int, int] | None
) -> None:
    answer = client.query(sql)
    error = answer.error
    assert answer.media_type == "application/json"
    assert (error["code"], error["sqlstate"]) == (code, sqlstate)
    assert words in error["message"]
    assert len(error["query_id"]) == 36
    if place is not None:
        assert (error["line"], error["position"]) == place


@pytest.mark.parametrize(
    ("sql", "status"),
    [
        ("SELEC 1", 400),
        ("SELECT * FROM SHOP.PUBLIC.NOTHING", 400),
        ("CREATE TABLE SHOP.PUBLIC.ITEMS (A INT)", 409),
        ("USE ROLE NOBODY", 400),
        ("CREATE TASK t AS SELECT 1", 400),
    ],
)
def test_the_status_tells_who_can_do_something(client: Client, shop: str, sql: str, status: int) -> None:
    assert client.query(sql).status == status


def test_the_failure_is_found_in_the_history_by_its_query_id(client: Client) -> None:
    error = client.fail("SELECT 'a failure to be found'::NUMBER")
    (record,) = client.get("/api/v1/query/history", text="a failure to be found").document["data"]
    assert record["query_id"] == error["query_id"]
    assert record["error_code"] == error["code"]
    assert record["error_message"] == error["message"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "sql"),
        (b"{", "not JSON"),
        (b"SELECT 1", "not JSON"),
        (b"[]", "body"),
        (b"null", "body"),
        (b'"SELECT 1"', "body"),
        (b"{}", "sql"),
        (b'{"sql": 1}', "sql"),
        (b'{"sql": null}', "sql"),
        (b'{"sql": ["SELECT 1"]}', "sql"),
        (b'{"SQL": "SELECT 1"}', "SQL"),
        (b'{"sql": "SELECT 1", "format": "arrays"}', "format"),
        (b'{"sql": "SELECT 1", "row_format": "tuples"}', "row_format"),
        (b'{"sql": "SELECT 1", "timeout": -1}', "timeout"),
        (b'{"sql": "SELECT 1", "timeout": "1"}', "timeout"),
        (b'{"sql": "SELECT 1", "statement_count": 1.5}', "statement_count"),
        (b'{"sql": "SELECT 1", "params": "x"}', "params"),
        (b'{"sql": "SELECT 1", "session_id": 7}', "session_id"),
        (b'{"sql": "SELECT 1", "database": {}}', "database"),
        (b'{"sql": "\xff\xfe"}', "UTF-8"),
        (b'{"sql": "SELECT \'\\ud800\'"}', "JSON"),
        (b"\x00\x01\x02", "not JSON"),
    ],
)
def test_a_body_that_is_no_query_is_refused_saying_why(client: Client, body: bytes, words: str) -> None:
    answer = client.call("POST", QUERY, body)
    assert answer.status == 400
    assert answer.error["code"] == "391900"
    assert words in answer.error["message"]


def test_deeply_nested_json_is_refused(client: Client) -> None:
    answer = client.call("POST", QUERY, b'{"sql": "SELECT 1", "params": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")
    assert answer.status == 400


def test_deeply_nested_sql_is_refused(client: Client) -> None:
    assert client.query(f"SELECT {'(' * 5_000}1{')' * 5_000}").status == 400
    assert client.query(f"SELECT {'NOT ' * 5_000}TRUE").status == 400
    assert client.value("SELECT 1") == 1


def test_an_unknown_session_is_not_found(client: Client) -> None:
    answer = client.query("SELECT 1", session_id="12345")
    assert (answer.status, answer.error["code"]) == (404, "390111")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", QUERY, 405),
        ("DELETE", QUERY, 405),
        ("PUT", "/api/v1/sessions", 405),
        ("POST", "/api/v1/health", 405),
        ("POST", "/api/v1/databases", 405),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v3/query", 404),
        ("GET", "/api/v1/query/%ff%fe/cancel", 405),
        ("POST", "/api/v1/query/%00/cancel", 404),
        ("GET", "/api/v1/databases/NOWHERE/tables", 404),
        ("GET", "/api/v1/databases/%22/tables", 404),
        ("GET", "/api/v1/sessions/%F0%9F%A6%86", 404),
    ],
)
def test_a_request_that_leads_nowhere_is_told_in_the_envelope(
    client: Client, method: str, path: str, status: int
) -> None:
    answer = client.call(method, path)
    assert answer.status == status
    assert answer.media_type == "application/json"
    assert answer.error["code"]


def test_a_path_of_no_api_is_told_in_the_envelope_of_drivers(client: Client) -> None:
    answer = client.call("GET", "/nowhere")
    document = answer.document
    assert (answer.status, document["success"], document["data"]["errorCode"]) == (404, False, document["code"])


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": "many"},
        {"limit": 0},
        {"limit": 1_000_000},
        {"status": "unknown"},
        {"started_after": "yesterday"},
        {"started_before": "2024-13-01"},
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense_is_refused(client: Client, parameters: dict[str, object]) -> None:
    answer = client.get("/api/v1/query/history", **parameters)
    assert answer.status == 400
    assert next(iter(parameters)).split("_")[0] in answer.error["message"]


def test_a_body_beyond_the_limit_is_refused_before_it_is_read() -> None:
    with local_server({"server": {"max_body_bytes": 10_000}}) as server, server.client() as client:
        refused = client.query(f"SELECT '{'x' * 10_000}'")
        assert (refused.status, refused.error["code"]) == (413, "391900")
        assert "10000 bytes" in refused.error["message"]
        assert client.value(f"SELECT LENGTH('{'x' * 5_000}')") == 5_000


def test_a_result_beyond_the_limit_is_refused() -> None:
    with local_server({"server": {"max_result_rows": 10}}) as server, server.client() as client:
        assert len(client.rows("SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 10))")) == 10
        answer = client.query("SELECT SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 11))")
        assert (answer.status, answer.error["code"]) == (413, "000606")


def test_a_request_that_is_cut_off_harms_nobody(server: LocalServer, client: Client) -> None:
    parts = urllib.parse.urlsplit(server.url)
    assert parts.hostname is not None
    cut = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    cut.putrequest("POST", QUERY)
    cut.putheader("Content-Length", "1000")
    cut.endheaders()
    cut.send(json.dumps({"sql": "SELECT 1"}).encode())
    cut.close()
    assert client.value("SELECT 1") == 1
