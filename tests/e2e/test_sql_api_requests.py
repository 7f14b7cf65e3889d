"""Requests of the SQL API: several statements, partitions, waiting, cancelling, repeating, headers."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator

import pytest

from mockhaus_adapters.http_falcon.sql_api import statements
from tests.support import key_pairs
from tests.support.server import LocalServer, local_server
from tests.support.sql_api import STATEMENTS, SqlApi, SqlApiAnswer, sql_api

_NOBODY = "00000000-0000-0000-0000-000000000000"
_MANY = "SELECT seq4() AS n, 'x' || seq4() AS t FROM TABLE(GENERATOR(ROWCOUNT => 20000)) ORDER BY n"


@pytest.fixture
def api(server: LocalServer) -> Iterator[SqlApi]:
    with sql_api(server.url) as found:
        yield found


def several(api: SqlApi, sql: str, count: str = "0", query: str = "") -> SqlApiAnswer:
    return api.submit(sql, query=query, parameters={"MULTI_STATEMENT_COUNT": count})


# -- several statements -------------------------------------------------------------------------------------------


def test_several_statements_answer_that_they_are_done_and_where_their_results_are(api: SqlApi) -> None:
    answer = several(api, "SELECT 1 AS a; SELECT 2 AS b", "2")
    assert answer.data == [["Multiple statements executed successfully."]]
    (column,) = answer.document["resultSetMetaData"]["rowType"]
    assert (column["name"], column["type"]) == ("multiple statement execution", "text")
    first, second = answer.document["statementHandles"]
    assert (api.look(first).data, api.look(second).data) == ([["1"]], [["2"]])
    assert answer.handle not in (first, second)


def test_the_handle_of_several_statements_answers_what_their_request_did(api: SqlApi) -> None:
    answer = several(api, "SELECT 1; SELECT 2")
    again = api.look(answer.handle).document
    assert again["statementHandles"] == answer.document["statementHandles"]
    assert again["data"] == answer.document["data"]


def test_several_statements_share_a_session(api: SqlApi) -> None:
    sql = """CREATE OR REPLACE DATABASE several; USE SCHEMA several.public; ALTER SESSION SET TIMEZONE = 'Asia/Tokyo';
        SET x = 7; CREATE TEMPORARY TABLE t (a INT); INSERT INTO t VALUES ($x);
        SELECT a, CURRENT_TIMESTAMP()::VARCHAR LIKE '% +0900' FROM t"""
    handles = several(api, sql, "7").document["statementHandles"]
    assert api.look(handles[-1]).data == [["7", "true"]]
    assert api.submit("SELECT * FROM several.public.t").refusal == (422, "002003")


@pytest.mark.parametrize(("end", "rows"), [("COMMIT", "1"), ("ROLLBACK", "0")])
def test_a_transaction_ends_within_its_request(api: SqlApi, end: str, rows: str) -> None:
    api.submit("CREATE OR REPLACE DATABASE transactions")
    api.submit("CREATE TABLE transactions.public.t (a INT)")
    assert several(api, f"BEGIN; INSERT INTO transactions.public.t VALUES (1); {end}", "3").status == 200
    assert api.value("SELECT COUNT(*) FROM transactions.public.t") == rows


def test_a_transaction_that_the_request_leaves_open_is_undone(api: SqlApi) -> None:
    api.submit("CREATE OR REPLACE DATABASE transactions")
    api.submit("CREATE TABLE transactions.public.t (a INT)")
    assert several(api, "BEGIN; INSERT INTO transactions.public.t VALUES (1)", "2").status == 200
    assert api.value("SELECT COUNT(*) FROM transactions.public.t") == "0"


def test_the_statement_of_several_that_fails_is_told_and_those_before_it_stay_done(api: SqlApi) -> None:
    api.submit("CREATE OR REPLACE DATABASE failing")
    sql = (
        "create or replace table failing.public.t (i int); insert into failing.public.t (i) values (1); "
        "insert into failing.public.t (i) values ('This is not a valid integer.'); "
        "insert into failing.public.t (i) values (2)"
    )
    answer = several(api, sql, "4")
    assert answer.refusal == (422, "100132")
    assert answer.document["sqlState"] == "P0000"
    message = answer.document["message"]
    place = sql.index("insert into failing.public.t (i) values ('This")
    assert f'failed on statement "insert into failing.public.t (..." (at line 1, position {place}).' in message
    assert "Numeric value 'This is not a valid integer.' is not recognized" in message
    assert api.data("SELECT i FROM failing.public.t") == [["1"]]


@pytest.mark.parametrize(
    ("sql", "count"), [("SELECT 1; SELECT 2", "3"), ("SELECT 1", "2"), ("SELECT 1; SELECT 2", "1")]
)
def test_another_number_of_statements_than_was_said_runs_none(api: SqlApi, sql: str, count: str) -> None:
    answer = several(api, sql, count)
    assert answer.refusal == (422, "000008")
    actual = sql.count("SELECT")
    assert answer.document["message"] == (
        f"Actual statement count {actual} did not match the desired statement count {count}."
    )


def test_values_are_not_bound_in_several_statements(api: SqlApi) -> None:
    bindings = {"1": {"type": "FIXED", "value": "1"}}
    answer = api.submit("SELECT ?; SELECT 2", bindings=bindings, parameters={"MULTI_STATEMENT_COUNT": "2"})
    assert answer.refusal == (422, "000002")


# -- partitions ---------------------------------------------------------------------------------------------------


def test_a_large_result_comes_in_partitions(api: SqlApi) -> None:
    answer = api.submit(_MANY)
    metadata = answer.document["resultSetMetaData"]
    numbers = range(1, len(metadata["partitionInfo"]))
    partitions = [answer, *(api.look(answer.handle, f"?partition={number}") for number in numbers)]
    assert len(partitions) > 1
    assert [len(part.data) for part in partitions] == [part["rowCount"] for part in metadata["partitionInfo"]]
    assert [row for part in partitions for row in part.data] == [[str(n), f"x{n}"] for n in range(20_000)]


def test_a_further_partition_is_gzipped_and_has_no_metadata(api: SqlApi) -> None:
    part = api.look(api.submit(_MANY).handle, "?partition=1")
    assert (part.headers["content-encoding"], part.headers["content-type"]) == ("gzip", "application/json")
    assert list(json.loads(gzip.decompress(part.content))) == ["data"]


def test_the_first_partition_comes_with_the_metadata(api: SqlApi) -> None:
    answer = api.submit(_MANY)
    for query in ("", "?partition=0"):
        again = api.look(answer.handle, query).document
        assert again["resultSetMetaData"] == answer.document["resultSetMetaData"]
        assert again["data"] == answer.document["data"]
        assert again["createdOn"] == answer.document["createdOn"]


def test_links_lead_to_the_other_partitions(api: SqlApi) -> None:
    answer = api.submit(_MANY)
    last = len(answer.document["resultSetMetaData"]["partitionInfo"]) - 1
    assert {name: url.rpartition("=")[2] for name, url in answer.links.items()} == {
        "first": "0",
        "next": "1",
        "last": str(last),
    }
    following = api.call("GET", answer.links["next"])
    assert following.data[0] == [str(len(answer.data)), f"x{len(answer.data)}"]
    assert following.links["prev"].endswith("&partition=0")


def test_a_small_result_has_one_partition(api: SqlApi) -> None:
    answer = api.submit("SELECT 1")
    assert {name: url.rpartition("=")[2] for name, url in answer.links.items()} == {"first": "0", "last": "0"}
    assert all(url.startswith(f"{STATEMENTS}/{answer.handle}?requestId=") for url in answer.links.values())


@pytest.mark.parametrize("number", ["1", "-1", "x", "1.0", "9" * 30, "²"])
def test_a_partition_that_is_not_there_is_refused(api: SqlApi, number: str) -> None:
    handle = api.submit("SELECT 1").handle
    answer = api.look(handle, f"?partition={number}".replace("²", "%C2%B2"))
    assert answer.status == 400
    assert answer.document == {
        "code": "391922",
        "message": "Invalid partition parameter. The partition must be long type parsable and between 0 and 0, "
        f"but '{number}' is specified.",
        "sqlState": "22023",
        "statementHandle": handle,
    }


# -- waiting and cancelling ---------------------------------------------------------------------------------------


def _assert_in_progress(answer: SqlApiAnswer) -> None:
    assert answer.status == 202
    assert answer.document == {
        "code": "333334",
        "message": "Asynchronous execution in progress. Use provided query id to perform query monitoring and "
        "management.",
        "statementHandle": answer.handle,
        "statementStatusUrl": f"{STATEMENTS}/{answer.handle}",
    }


def test_an_asynchronous_statement_is_asked_for_until_it_is_done(api: SqlApi) -> None:
    answer = api.submit("SELECT SYSTEM$WAIT(400, 'MILLISECONDS')", query="?async=true")
    _assert_in_progress(answer)
    _assert_in_progress(api.call("GET", answer.document["statementStatusUrl"]))
    assert api.awaited(answer.handle).data == [["waited 400 milliseconds"]]


def test_an_asynchronous_statement_tells_its_error_to_who_asks(api: SqlApi) -> None:
    answer = api.submit("SELECT 1/0", query="?async=true")
    assert answer.status == 202
    assert api.awaited(answer.handle).refusal == (422, "100051")


def test_a_statement_that_takes_longer_than_a_request_waits_goes_on(
    api: SqlApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "PATIENCE_SECONDS", 0.1)
    answer = api.submit("SELECT SYSTEM$WAIT(500, 'MILLISECONDS')")
    _assert_in_progress(answer)
    assert api.awaited(answer.handle).data == [["waited 500 milliseconds"]]


def test_a_running_statement_is_cancelled(api: SqlApi) -> None:
    handle = api.submit("SELECT SYSTEM$WAIT(60)", query="?async=true").handle
    answer = api.cancel(handle)
    assert answer.status == 200
    assert answer.document == {
        "code": "000604",
        "sqlState": "57014",
        "message": "SQL execution canceled",
        "statementHandle": handle,
        "statementStatusUrl": f"{STATEMENTS}/{handle}",
    }
    assert api.awaited(handle).refusal == (422, "000604")


def test_cancelling_what_is_done_changes_nothing(api: SqlApi) -> None:
    handle = api.submit("SELECT 1").handle
    assert api.cancel(handle).refusal == (200, "000604")
    assert api.look(handle).data == [["1"]]


def test_a_handle_of_nothing_is_refused(api: SqlApi) -> None:
    told = {"code": "000709", "message": f"Statement {_NOBODY} not found", "sqlState": "02000"}
    assert api.look(_NOBODY).document == {**told, "statementHandle": _NOBODY}
    assert api.look(_NOBODY).status == 400
    assert api.cancel(_NOBODY).document == {**told, "statementHandle": _NOBODY}
    assert api.cancel(_NOBODY).status == 422


def test_a_statement_of_another_user_is_not_found(api: SqlApi, server: LocalServer) -> None:
    handle = api.submit("SELECT 1").handle
    with sql_api(server.url, key_pairs.jwt("SOMEBODY_ELSE")) as other:
        assert other.look(handle).refusal == (400, "000709")
        assert other.cancel(handle).refusal == (422, "000709")


# -- repeating ----------------------------------------------------------------------------------------------------


def _count(api: SqlApi) -> str | None:
    return api.value("SELECT COUNT(*) FROM repeated.public.t")


@pytest.fixture
def repeated(api: SqlApi) -> str:
    api.submit("CREATE OR REPLACE DATABASE repeated")
    api.submit("CREATE TABLE repeated.public.t (a INT)")
    return "INSERT INTO repeated.public.t VALUES (1)"


def test_a_retried_request_does_not_run_again(api: SqlApi, repeated: str) -> None:
    first = api.submit(repeated, query="?requestId=retried-1")
    second = api.submit(repeated, query="?requestId=retried-1&retry=true")
    assert (second.status, second.handle) == (200, first.handle)
    assert _count(api) == "1"


def test_a_request_sent_twice_without_retry_runs_twice(api: SqlApi, repeated: str) -> None:
    handles = {api.submit(repeated, query="?requestId=retried-2").handle for _ in range(2)}
    assert len(handles) == 2
    assert _count(api) == "2"


def test_a_retried_request_that_never_came_runs(api: SqlApi, repeated: str) -> None:
    assert api.submit(repeated, query="?requestId=retried-3&retry=true").status == 200
    assert _count(api) == "1"


def test_a_retried_request_that_failed_runs_again(api: SqlApi, repeated: str) -> None:
    sql = "INSERT INTO repeated.public.later VALUES (1)"
    assert api.submit(sql, query="?requestId=retried-4").status == 422
    api.submit("CREATE TABLE repeated.public.later (a INT)")
    assert api.submit(sql, query="?requestId=retried-4&retry=true").status == 200


def test_a_retried_request_waits_for_the_one_of_before(api: SqlApi) -> None:
    sql = "SELECT SYSTEM$WAIT(400, 'MILLISECONDS')"
    first = api.submit(sql, query="?requestId=retried-5&async=true")
    second = api.submit(sql, query="?requestId=retried-5&retry=true")
    assert second.handle == first.handle
    assert second.data == [["waited 400 milliseconds"]]


# -- headers, paths and bodies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "status", "code"),
    [
        ("Accept", None, 400, "391902"),
        ("Accept", "text/html", 400, "391902"),
        ("User-Agent", None, 400, "391900"),
        ("Content-Type", "text/plain", 415, "391900"),
        ("Content-Type", "application/json-not", 415, "391900"),
        ("Authorization", None, 400, "390146"),
        ("Authorization", "Bearer", 400, "390146"),
        ("Authorization", "Basic dTpw", 400, "390146"),
        ("X-Snowflake-Authorization-Token-Type", "MAGIC", 400, "391900"),
    ],
)
def test_a_header_that_is_wrong_is_refused(api: SqlApi, name: str, value: str | None, status: int, code: str) -> None:
    answer = api.call("POST", STATEMENTS, b'{"statement": "SELECT 1"}', {name: value})
    assert answer.refusal == (status, code)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Accept", "*/*"),
        ("Accept", "text/html, application/json;q=0.5"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Type", None),
        ("Authorization", "bearer any"),
        ("X-Snowflake-Authorization-Token-Type", "OAUTH"),
        ("X-Snowflake-Authorization-Token-Type", "PROGRAMMATIC_ACCESS_TOKEN"),
    ],
)
def test_a_header_may_be_written_so(api: SqlApi, name: str, value: str | None) -> None:
    assert api.call("POST", STATEMENTS, b'{"statement": "SELECT 1"}', {name: value}).data == [["1"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SELECT 1",
        b"[]",
        b"1",
        b'{"statement": 1}',
        b'{"statement": "SELECT 1"',
        b'{"statement": "SELECT 1", "timeout": -1}',
        b'{"statement": "SELECT 1", "timeout": "soon"}',
        b'{"statement": "SELECT 1", "timeout": 9223372036854775808}',
        b'{"statement": "SELECT 1", "database": ["D"]}',
        b'{"statement": "SELECT 1", "parameters": []}',
        b'{"statement": "SELECT 1", "parameters": {"timezone": {}}}',
        b'{"statement": "SELECT 1", "bindings": []}',
        b'{"statement": "\xff"}',
    ],
)
def test_a_body_that_is_none_is_refused(api: SqlApi, content: bytes) -> None:
    answer = api.call("POST", STATEMENTS, content)
    assert answer.status == 400
    assert answer.document == {"code": "390142", "message": "Incoming request does not contain a valid payload."}


def test_what_else_a_body_holds_is_let_through(api: SqlApi) -> None:
    assert api.value("SELECT 1", resultSetMetaData={"format": "jsonv2"}) == "1"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PUT", ""), ("DELETE", f"/{_NOBODY}"), ("POST", f"/{_NOBODY}"), ("GET", f"/{_NOBODY}/cancel")],
)
def test_a_method_that_an_endpoint_does_not_have_is_refused_without_words(api: SqlApi, method: str, path: str) -> None:
    answer = api.call(method, STATEMENTS + path)
    assert (answer.status, answer.content) == (405, b"")


def test_an_endpoint_that_is_not_there_is_not_found(api: SqlApi) -> None:
    assert api.call("GET", f"{STATEMENTS}/{_NOBODY}/hello").refusal == (404, "391900")


@pytest.mark.parametrize("query", ["?async=perhaps", "?retry=2", "?nullable=x"])
def test_a_switch_is_true_or_false(api: SqlApi, query: str) -> None:
    assert api.submit("SELECT 1", query=query).refusal == (400, "391900")


def test_a_page_of_another_site_is_refused_in_the_api_s_own_words(api: SqlApi) -> None:
    answer = api.call("POST", STATEMENTS, b'{"statement": "SELECT 1"}', {"Origin": "https://example.org"})
    assert answer.refusal == (400, "391900")


def test_a_server_that_has_no_connection_free_says_that_there_are_too_many_requests() -> None:
    settings = {"sessions": {"pool_size": 1, "pool_wait_seconds": 0.1}}
    with local_server(settings) as server, sql_api(server.url) as one:
        handle = one.submit("SELECT SYSTEM$WAIT(60)", query="?async=true").handle
        while not server.use_cases.sessions.pool_figures().in_use:
            time.sleep(0.01)
        answer = one.submit("SELECT 1")
        assert answer.status == 429
        assert (answer.document["code"], answer.document["message"]) == ("390505", "Too many requests.")
        one.cancel(handle)
        assert one.awaited(handle).refusal == (422, "000604")
