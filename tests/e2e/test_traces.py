"""Statements of a real server, as a collector sees them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.support import sql_api
from tests.support.otlp import Collector, collector, values_of
from tests.support.server import Client, LocalServer, local_server

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def told() -> Iterator[Collector]:
    with collector() as found:
        yield found


def settings(told: Collector, **telemetry: object) -> Mapping[str, Any]:
    """A server that tells the collector."""
    return {"telemetry": {"otlp_endpoint": told.url, **telemetry}}


@pytest.fixture(scope="module")
def server(told: Collector) -> Iterator[LocalServer]:
    with local_server(settings(told)) as server, server.client() as client:
        client.run("CREATE DATABASE SHOP; CREATE TABLE SHOP.PUBLIC.T (A INT)")
        yield server


@pytest.fixture
def client(server: LocalServer) -> Iterator[Client]:
    with server.client() as client:
        yield client


def phases(told: Collector, span: Span) -> dict[str, Span]:
    """The phases of a statement by name."""
    return {phase.name: phase for phase in told.phases(span)}


def ran(client: Client, told: Collector, sql: str) -> Span:
    """The span of a statement that is carried out."""
    return told.of_query(client.run(sql)["query_id"])


def test_a_query_has_its_phases_in_order_within_its_own_time(client: Client, told: Collector) -> None:
    span = ran(client, told, "SELECT 1 AS ONE, 'in order'")
    below = told.phases(span)
    assert [phase.name for phase in below] == ["receive", "parse", "translate", "execute", "fetch"]
    ends = [span.start_time_unix_nano]
    for phase in below:
        assert ends[-1] <= phase.start_time_unix_nano <= phase.end_time_unix_nano <= span.end_time_unix_nano
        ends.append(phase.end_time_unix_nano)


def test_a_query_asked_again_finds_its_plan(client: Client, told: Collector) -> None:
    sql = "SELECT 1 AS AGAIN"
    cached = [values_of(phases(told, ran(client, told, sql))["translate"])["mockhaus.plan_cached"] for _ in range(2)]
    assert cached == [False, True]


def test_a_write_tells_of_its_lock_and_its_rows(client: Client, told: Collector) -> None:
    span = ran(client, told, "INSERT INTO SHOP.PUBLIC.T VALUES (1), (2)")
    assert {"translate", "lock", "execute"} <= set(phases(told, span))
    assert values_of(span)["mockhaus.rows_changed"] == 2


def test_the_wait_for_a_lock_is_the_phase_of_the_lock(server: LocalServer, told: Collector) -> None:
    with server.client() as first, server.client() as second:
        one, two = first.session(database="SHOP"), second.session(database="SHOP")
        first.run("CREATE TABLE W (A INT); INSERT INTO W VALUES (1); BEGIN; UPDATE W SET A = 2", session_id=one)
        found: list[dict[str, Any]] = []
        waiting = threading.Thread(target=lambda: found.append(second.run("UPDATE W SET A = 3", session_id=two)))
        waiting.start()
        time.sleep(0.4)
        first.run("COMMIT", session_id=one)
        waiting.join()
    lock = phases(told, told.of_query(found[0]["query_id"]))["lock"]
    assert lock.end_time_unix_nano - lock.start_time_unix_nano > 200_000_000


def test_a_failure_is_traced_up_to_the_phase_that_failed(client: Client, told: Collector) -> None:
    query_id = client.fail("SELECT NOTHING FROM SHOP.PUBLIC.T")["query_id"]
    span = told.of_query(query_id)
    assert values_of(span)["error.type"] == "000904"
    assert list(phases(told, span)) == ["receive", "parse", "translate"]


def test_statements_belong_to_the_trace_of_their_request(client: Client, told: Collector) -> None:
    body = b'{"sql": "SELECT 1 AS A; SELECT 2 AS B"}'
    answer = client.call("POST", "/api/v1/query", body, traceparent=PARENT)
    spans = [told.of_query(item["query_id"]) for item in answer.document["statements"]]
    assert [(span.trace_id.hex(), span.parent_span_id.hex()) for span in spans] == [(PARENT[3:35], PARENT[36:52])] * 2
    assert ["receive" in phases(told, span) for span in spans] == [True, False]


def test_a_request_without_a_trace_is_not_put_into_that_of_another(client: Client, told: Collector) -> None:
    client.call("POST", "/api/v1/query", b'{"sql": "SELECT 3 AS C"}', traceparent=PARENT)
    assert ran(client, told, "SELECT 4 AS D").trace_id.hex() != PARENT[3:35]


@pytest.mark.parametrize("text", [False, True])
def test_no_text_leaves_the_server_unless_a_setting_says_so_and_secrets_never_do(
    told: Collector, *, text: bool
) -> None:
    with local_server(settings(told, statement_text=text)) as server, server.client() as client:
        span = ran(client, told, "CREATE USER U PASSWORD = 'hunter2' COMMENT = 'visible'")
    told_text = values_of(span).get("db.query.text", "")
    assert ("visible" in told_text) is text
    assert "hunter2" not in str(told.requests)


def test_statements_are_answered_though_no_collector_listens() -> None:
    with (
        local_server({"telemetry": {"otlp_endpoint": "http://127.0.0.1:9"}}) as server,
        server.client() as client,
    ):
        began = time.perf_counter()
        assert [client.value("SELECT 1") for _ in range(50)] == [1] * 50
        assert time.perf_counter() - began < 10


def test_statements_of_snowflakes_sql_api_belong_to_the_trace_of_their_request(client: Client, told: Collector) -> None:
    headers = {**sql_api.HEADERS, "Authorization": "Bearer any", "traceparent": PARENT}
    answer = client.call("POST", "/api/v2/statements", b'{"statement": "SELECT 7"}', **headers)
    assert answer.status == 200, answer.body
    span = told.of_query(answer.document["statementHandle"])
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == (PARENT[3:35], PARENT[36:52])
