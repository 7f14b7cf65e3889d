"""Figures of a real server: for Prometheus, as JSON, and in the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mockhaus_deployments.server import background_server
from mockhaus_deployments.settings import load
from tests.support.server import Client


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server on a folder of its own, which has done a little."""
    folder: Path = tmp_path_factory.mktemp("data")
    settings = load(flags={"data_dir": str(folder), "server": {"port": 0}, "log": {"slow_statement_seconds": 0.0}})
    with background_server(settings) as (url, _):
        client = Client(url)
        client.run("CREATE DATABASE SALES; CREATE TABLE SALES.PUBLIC.T (A INT); INSERT INTO SALES.PUBLIC.T VALUES (1)")
        for _ in range(3):
            client.rows("SELECT A FROM SALES.PUBLIC.T")
        client.fail("SELECT NOTHING FROM SALES.PUBLIC.T")
        client.query("SELECT A FROM SALES.PUBLIC.T", session_id=client.session())
        yield client
        client.close()


def samples(client: Client) -> dict[str, dict[tuple[str, ...], float]]:
    """The values of each metric by the values of its labels."""
    answer = client.get("/metrics")
    assert (answer.status, answer.media_type.partition(";")[0]) == (200, "text/plain")
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.body.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return found


def data(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/metrics")
    assert answer.status == 200
    found: dict[str, Any] = answer.document["data"]
    return found


def test_prometheus_is_told_of_statements_sessions_plans_and_files(measured: Client) -> None:
    found = samples(measured)
    assert found["mockhaus_statements_total"]["SELECT", "success"] == 4
    assert found["mockhaus_statements_total"]["SELECT", "fail"] == 1
    assert found["mockhaus_rows_changed_total"]["INSERT",] == 1
    assert found["mockhaus_sessions_open"][()] == 1
    assert found["mockhaus_results_kept"][()] == 1
    assert found["mockhaus_plan_cache_hits_total"][()] >= 2
    assert found["mockhaus_database_file_bytes"]["SALES",] > 0
    assert found["mockhaus_engine_memory_bytes"][()] > 0
    assert found["mockhaus_statement_duration_seconds_sum"]["SELECT", "total"] > 0


def test_requests_are_counted_by_face_and_status(measured: Client) -> None:
    before = samples(measured)["mockhaus_http_requests_total"]
    measured.get("/api/v2/databases")
    measured.get("/api/v1/nothing")
    measured.post("/session/v1/login-request", {})
    measured.get("/nowhere")
    after = samples(measured)["mockhaus_http_requests_total"]
    assert before["rest", "400"] == 1
    grown = {key[0] for key, value in after.items() if value > before.get(key, 0)}
    assert grown == {"rest", "resource_api", "driver", "other", "metrics"}
    assert after["rest", "404"] == 1


def test_a_request_that_is_refused_before_it_is_routed_is_counted(measured: Client) -> None:
    before = samples(measured)["mockhaus_http_requests_total"].get(("rest", "400"), 0)
    assert measured.call("GET", "/api/v1/health", Origin="http://elsewhere.example").status == 400
    assert samples(measured)["mockhaus_http_requests_total"]["rest", "400"] == before + 1


def test_json_tells_error_rates_and_percentiles_by_kind(measured: Client) -> None:
    statements = data(measured)["statements"]
    kinds = {item["kind"]: item for item in statements["by_kind"]}
    select = kinds["SELECT"]
    assert (select["count"], select["failed"], select["rows_produced"]) == (5, 1, 4)
    assert float(select["error_rate"]) == 0.2
    assert 0 < select["latency_ms"]["p50"] <= select["latency_ms"]["p90"] <= select["latency_ms"]["p99"]
    assert statements["count"] == sum(item["count"] for item in kinds.values())


def test_json_and_prometheus_tell_the_same(measured: Client) -> None:
    told, found = data(measured), samples(measured)
    assert told["pool"]["size"] == found["mockhaus_pool_size"][()] == 16
    assert told["plan_cache"]["hits"] == found["mockhaus_plan_cache_hits_total"][()]
    assert told["results"]["kept"] == found["mockhaus_results_kept"][()]
    assert {item["name"] for item in told["databases"]} == {key[0] for key in found["mockhaus_database_file_bytes"]}
    assert told["host"]["memory_limit_bytes"] == found["mockhaus_memory_limit_bytes"][()]


def test_prometheus_is_told_of_the_last_checks_of_readiness_and_makes_none(measured: Client) -> None:
    assert "mockhaus_health_check_passed" not in samples(measured)
    checks = measured.get("/api/v1/health").document["checks"]
    assert samples(measured)["mockhaus_health_check_passed"] == {(check["name"],): 1 for check in checks}


def test_a_slow_statement_is_logged_with_its_query_id(measured: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        query_id = measured.run("SELECT 1")["query_id"]
    (line,) = [record for record in caplog.records if record.name.endswith("slow_statements")]
    assert vars(line)["query_id"] == query_id


def test_asking_for_figures_is_no_statement(measured: Client) -> None:
    before = data(measured)["statements"]["count"]
    samples(measured)
    assert data(measured)["statements"]["count"] == before
