"""Whatever is sent to the drivers' endpoints: the envelope with status 200, nothing carried out, the server alive."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.driver import LOGIN, QUERY, DriverClient, envelope, log_in
from tests.support.server import Answer, Client, LocalServer, local_server

ABORT = "/queries/v1/abort-request"
RENEWAL = "/session/token-request"
ENDPOINTS = (LOGIN, QUERY, ABORT, RENEWAL, "/telemetry/send")
UNKNOWN_QUERY = "01a20000-0000-7000-8000-000000000000"
GZIPPED = {"Content-Encoding": "gzip"}

_SETTINGS = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10)
_JSON = st.recursive(
    _SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = st.dictionaries(
    st.sampled_from(("asyncExec", "describeOnly", "parameters", "bindings", "bindStage", "sequenceId", "isInternal")),
    _JSON,
    max_size=4,
)
_BINDINGS = st.dictionaries(
    st.sampled_from(("1", "2", "x", "", "0", "-1", "99999999999999999999")),
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(
                [
                    *("FIXED", "REAL", "TEXT", "BOOLEAN", "BINARY", "DATE", "TIME", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ"),
                    *("TIMESTAMP_TZ", "VARIANT", "ANY", "NONE", "", None, 3),
                ]
            ),
            "value": _SCALAR | st.lists(_SCALAR, max_size=3) | st.sampled_from(("1" * 400, "nan", "1 2", "0x", "zz")),
            "fmt": _SCALAR,
        },
    )
    | _JSON,
    max_size=3,
)


@pytest.fixture
def driver(client: Client) -> DriverClient:
    return log_in(client)


@pytest.fixture(scope="module")
def small() -> Iterator[LocalServer]:
    """A server that takes bodies of 4 KiB."""
    with local_server({"server": {"max_body_bytes": 4_096}}) as found:
        yield found


@pytest.fixture
def small_client(small: LocalServer) -> Iterator[Client]:
    with small.client() as found:
        yield found


def check(answer: Answer) -> dict[str, Any]:
    """The envelope of an answer; one of failure tells its code, and never that the server was at a loss."""
    assert answer.status == 200, answer
    document = envelope(answer)
    if not document["success"]:
        assert re.fullmatch(r"\d{6}", document["code"]), document
        assert document["code"] != "300002", document
        assert document["message"]
    return document


def refused(answer: Answer) -> dict[str, Any]:
    document = check(answer)
    assert document["success"] is False, document
    return document


def alive(client: Client) -> None:
    assert log_in(client).rows("SELECT 1") == [["1"]]


@pytest.mark.parametrize("path", ENDPOINTS)
@_SETTINGS
@given(
    body=st.binary(max_size=100)
    | st.text(max_size=50).map(str.encode)
    | _JSON.map(lambda item: json.dumps(item).encode())
)
def test_any_body_is_answered(driver: DriverClient, path: str, body: bytes) -> None:
    check(driver.send(path, body))
    check(driver.send(path, body, **GZIPPED))
    check(driver.send(path, gzip.compress(body), **GZIPPED))


@_SETTINGS
@given(
    data=st.dictionaries(
        st.sampled_from(("LOGIN_NAME", "PASSWORD", "AUTHENTICATOR", "TOKEN", "SESSION_PARAMETERS")), _JSON
    )
)
def test_any_login_is_answered(client: Client, data: dict[str, Any]) -> None:
    check(client.post(LOGIN, {"data": data}))


@_SETTINGS
@given(fields=_FIELDS, sql=st.sampled_from(("SELECT 1", "SELECT ?, :x", "", 3, None, ["SELECT 1"], {"a": 1})))
def test_any_query_is_answered(driver: DriverClient, fields: dict[str, Any], sql: object) -> None:
    check(driver.post(QUERY, {"sqlText": sql, **fields}))


@_SETTINGS
@given(bindings=_BINDINGS)
def test_any_bound_values_are_answered(driver: DriverClient, bindings: dict[str, Any]) -> None:
    check(driver.post(QUERY, {"sqlText": "SELECT ?, ?", "bindings": bindings}))
    check(driver.post(QUERY, {"sqlText": "SELECT :1", "bindings": bindings, "describeOnly": True}))


@_SETTINGS
@given(
    method=st.sampled_from(("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")),
    parts=st.lists(
        st.sampled_from(
            [
                *("queries", "v1", "session", "monitoring", "results", "result", "abort-request", "query-request", "0"),
                *(UNKNOWN_QUERY, "..", "%00", "%2e%2e", "%2F", "", "x" * 300, "%F0%9F%98%80", "-1", "json", "arrow:2"),
            ]
        ),
        max_size=6,
    ),
    query=st.sampled_from(("", "?requestId=", "?requestId=%00", "?delete=true", "?delete=perhaps", "?a&&=&b")),
)
def test_any_path_is_answered(driver: DriverClient, method: str, parts: list[str], query: str) -> None:
    path = f"/{'/'.join(parts)}{query}"
    answer = driver.client.call(method, path, b"", Authorization=f'Snowflake Token="{driver.token}"')
    assert answer.status < 500, answer
    if "delete=true" in query and answer.status == 200:
        driver.token = log_in(driver.client).token


@pytest.mark.parametrize("path", ["/queries/v2/query-request", "/session/v1/unknown", "/nothing", "/queries"])
def test_unknown_paths_are_not_found(driver: DriverClient, path: str) -> None:
    answer = driver.post(path, {})
    assert answer.status == 404
    assert answer.document["success"] is False


@pytest.mark.parametrize("path", [QUERY, ABORT, RENEWAL, "/session/heartbeat", "/session?delete=true"])
@pytest.mark.parametrize("token", ["", "None", "x" * 5_000, "\xe4\xff", "' OR 1=1 --"])
def test_tokens_that_nobody_has_are_refused(driver: DriverClient, path: str, token: str) -> None:
    found = refused(driver.send(path, b"{}", token))
    assert found["code"] in ("390104", "390103", "390113", "390114", "390115", "390303"), found


@pytest.mark.parametrize("path", [QUERY, ABORT, "/session/heartbeat", "/session?delete=true"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic eDp5"}, {"Authorization": "Snowflake Token="}])
def test_requests_without_a_token_are_refused(client: Client, path: str, headers: dict[str, str]) -> None:
    refused(client.call("POST", path, b'{"sqlText": "CREATE DATABASE never_made"}', **headers))
    assert log_in(client).rows("SHOW DATABASES LIKE 'never_made'") == []


def test_a_master_token_opens_nothing_but_renewal(driver: DriverClient) -> None:
    refused(driver.post(QUERY, {"sqlText": "SELECT 1"}, driver.master_token))
    refused(driver.post(RENEWAL, {"requestType": "RENEW"}, driver.token))
    renewed = check(driver.post(RENEWAL, {"requestType": "RENEW"}, driver.master_token))["data"]
    refused(driver.post(QUERY, {"sqlText": "SELECT 1"}))
    driver.token = renewed["sessionToken"]
    assert driver.rows("SELECT 1") == [["1"]]


def test_the_token_of_a_closed_session_opens_nothing(driver: DriverClient) -> None:
    check(driver.post("/session?delete=true", {}))
    refused(driver.post(QUERY, {"sqlText": "SELECT 1"}))
    refused(driver.post("/session/heartbeat", {}))
    refused(driver.post(RENEWAL, {"requestType": "RENEW"}, driver.master_token))


def test_a_request_that_comes_again_is_carried_out_once(driver: DriverClient) -> None:
    driver.query("CREATE OR REPLACE DATABASE replayed")
    driver.query("CREATE TABLE numbers (n INT)")
    answers = [driver.query("INSERT INTO numbers VALUES (1)", "11111111-2222-4333-8444-555555555555") for _ in range(3)]
    assert {answer["data"]["queryId"] for answer in answers} == {answers[0]["data"]["queryId"]}
    assert driver.rows("SELECT COUNT(*) FROM numbers") == [["1"]]
    driver.query("DROP DATABASE replayed")


def test_the_request_ids_of_a_session_are_its_own(client: Client) -> None:
    one, two = log_in(client), log_in(client)
    request_id = "aaaaaaaa-2222-4333-8444-555555555555"
    first, second = one.query("SELECT 1", request_id), two.query("SELECT 2", request_id)
    assert (first["data"]["rowset"], second["data"]["rowset"]) == ([["1"]], [["2"]])
    refused(two.post(ABORT, {"requestId": "bbbbbbbb-2222-4333-8444-555555555555"}))


def test_statements_of_another_user_are_not_there(client: Client) -> None:
    mine, other = log_in(client), log_in(client, LOGIN_NAME="somebody")
    query_id = mine.query("SELECT 'secret'")["data"]["queryId"]
    refused(other.get(f"/queries/{query_id}/result"))
    refused(other.post(f"/queries/{query_id}/abort-request", {}))
    assert check(other.get(f"/monitoring/queries/{query_id}"))["data"] == {"queries": []}
    assert check(mine.get(f"/queries/{query_id}/result"))["data"]["rowset"] == [["secret"]]


def test_statements_that_never_were_are_not_there(driver: DriverClient) -> None:
    for query_id in (UNKNOWN_QUERY, "x", "%00", "'", "1" * 300):
        refused(driver.get(f"/queries/{query_id}/result"))
        refused(driver.post(f"/queries/{query_id}/abort-request", {}))
        assert check(driver.get(f"/monitoring/queries/{query_id}"))["data"] == {"queries": []}


def test_parts_of_results_need_their_signature(driver: DriverClient) -> None:
    sql = "SELECT SEQ8(), RPAD('', 100, 'x') FROM TABLE(GENERATOR(ROWCOUNT => 200000))"
    data = driver.query(sql)["data"]
    url = data["chunks"][0]["url"]
    path = url[url.index("/results/") :]
    assert driver.client.call("GET", path).status == 200
    *start, signature = path.split("/")
    for other in ("/".join([*start, signature[::-1]]), path.replace("/1/", "/2/", 1), path.replace("json", "arrow", 1)):
        if other != path:
            assert 400 <= driver.client.call("GET", other).status < 500


def truncated(body: bytes) -> list[bytes]:
    return [body[:1], body[: len(body) // 2], body[:-1]]


def test_truncated_bodies_are_refused(driver: DriverClient) -> None:
    body = json.dumps({"sqlText": "CREATE DATABASE never_made"}).encode()
    for part in truncated(body):
        refused(driver.send(QUERY, part))
    for part in truncated(gzip.compress(body)):
        refused(driver.send(QUERY, part, **GZIPPED))
    refused(driver.send(QUERY, body, **GZIPPED))
    refused(driver.send(QUERY, zlib.compress(body), **{"Content-Encoding": "deflate"}))
    assert driver.rows("SHOW DATABASES LIKE 'never_made'") == []


def test_large_bodies_are_refused(small_client: Client) -> None:
    driver = log_in(small_client)
    body = json.dumps({"sqlText": "SELECT 1" + " " * 5_000}).encode()
    refused(driver.send(QUERY, body))
    alive(small_client)


def test_a_bomb_of_gzip_is_refused(small_client: Client) -> None:
    driver = log_in(small_client)
    bomb = gzip.compress(b'{"sqlText": "SELECT 1' + b" " * (100 * 2**20) + b'"}')
    layers = gzip.compress(gzip.compress(b" " * 2**20))
    for body in (bomb[:4_000], bomb, layers):
        refused(driver.send(QUERY, body, **GZIPPED))
    alive(small_client)


@pytest.mark.parametrize("depth", [200, 5_000, 100_000])
def test_deep_documents_are_answered(driver: DriverClient, depth: int) -> None:
    deep = b"[" * depth + b"]" * depth
    for body in (deep, b'{"sqlText": "SELECT 1", "bindings": ' + deep + b"}", b'{"data": ' + deep + b"}"):
        for path in (QUERY, LOGIN, ABORT):
            check(driver.send(path, body))


@pytest.mark.parametrize(
    "document",
    [
        {"sqlText": "INSERT INTO fuzz.public.t VALUES (?)", "bindings": {"1": {"type": "FIXED", "value": ["1", "x"]}}},
        {"sqlText": "INSERT INTO fuzz.public.t VALUES (?)", "bindings": {"1": {"type": "FIXED", "value": [["1"]]}}},
        {"sqlText": "INSERT INTO fuzz.public.t VALUES (?)", "bindStage": "@no_such_stage/x"},
        {"sqlText": "INSERT INTO fuzz.public.t VALUES (?)", "bindStage": "../../etc/passwd"},
        {"sqlText": "INSERT INTO fuzz.public.t VALUES (1); SELECT 1"},
        {"sqlText": "INSERT INTO fuzz.public.t VALUES (1)", "parameters": {"MULTI_STATEMENT_COUNT": "many"}},
        {"sqlText": "INSERT INTO fuzz.public.t VALUES (1)", "parameters": {"TIMEZONE": "No/Where"}},
    ],
)
def test_a_request_that_is_refused_changes_nothing(driver: DriverClient, document: dict[str, Any]) -> None:
    driver.query("CREATE DATABASE IF NOT EXISTS fuzz")
    driver.query("CREATE OR REPLACE TABLE fuzz.public.t (n INT)")
    refused(driver.post(QUERY, document))
    assert driver.rows("SELECT COUNT(*) FROM fuzz.public.t") == [["0"]]


@pytest.mark.parametrize("signature", ["made-up", "%C3%A9", "%00"])
def test_a_result_is_not_opened_by_a_signature_that_is_not_its_own(client: Client, signature: str) -> None:
    assert client.call("GET", f"/results/01a20627-4b23-7000-8cfd-a49315a04711/1/json-2-/{signature}").status == 403
