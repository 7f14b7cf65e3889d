"""What the server offers to clients such as the command line: rows as text, cancelling by session, sample data."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.server import Client, LocalServer

ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 10000000)) a, TABLE(GENERATOR(ROWCOUNT => 10000000)) b"


def test_rows_can_be_the_texts_that_snowflake_shows(client: Client) -> None:
    answer = client.run("SELECT 12345678901234567.5 AS N, TRUE AS B, NULL AS Z, [1, 2] AS A", row_format="text")
    assert answer["data"] == [["12345678901234567.5", "TRUE", None, "[1,2]"]]
    assert [column["type"] for column in answer["columns"][:2]] == ["NUMBER", "BOOLEAN"]


def test_a_session_is_told_to_stop_and_stays_open(server: LocalServer, client: Client) -> None:
    session = client.session()
    with server.client() as busy, ThreadPoolExecutor(1) as thread:
        running = thread.submit(busy.fail, ENDLESS, session_id=session)
        while not running.done():
            assert client.post(f"/api/v1/sessions/{session}/cancel", {}).status == 200
            time.sleep(0.1)
        assert running.result()["code"] == "000604"
        assert client.value("SELECT 1", session_id=session) == 1


def test_a_session_that_is_not_there_cannot_be_told_to_stop(client: Client) -> None:
    assert client.post("/api/v1/sessions/1/cancel", {}).status == 404


def test_sample_data_are_told_line_by_line(client: Client) -> None:
    answer = client.post("/api/v1/sample-data", {"scale": 0.001})
    assert (answer.status, answer.media_type) == (200, "application/x-ndjson")
    *tables, end = map(json.loads, answer.body.splitlines())
    assert {"table": "SNOWFLAKE_SAMPLE_DATA.TPCH_SF0_001.ORDERS", "rows": 1500} in tables
    assert len(tables) == 8
    assert end == {"success": True}


@pytest.mark.parametrize("body", [{"scale": 0}, {"scale": "1"}, {"scale": 2_000}, {"size": 1}], ids=str)
def test_no_scale_is_refused_before_anything_is_done(client: Client, body: dict[str, object]) -> None:
    assert client.post("/api/v1/sample-data", body).status == 400
