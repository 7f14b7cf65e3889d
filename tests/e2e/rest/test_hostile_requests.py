"""Requests that mean no good, or nothing, are refused by name."""

from __future__ import annotations

import json
import urllib.request

import pytest

from tests.support.server import Client, LocalServer

_FAR = 10**20


def test_a_body_of_very_many_fields_is_refused_at_once(client: Client) -> None:
    answer = client.post("/api/v1/query", {f"field {number}": 1 for number in range(100_000)})
    assert (answer.status, answer.error["message"]) == (400, "the body has more than 1000 fields")


def test_of_many_problems_the_first_are_told(client: Client) -> None:
    answer = client.post("/api/v1/query", {f"field {number}": 1 for number in range(500)})
    assert answer.status == 400
    assert answer.error["message"].endswith("; and 481 more")


@pytest.mark.parametrize("body", ["[" * 100_000, '{"sql": "SELECT 1", "params": ' + "[" * 5_000 + "]" * 5_000 + "}"])
def test_a_body_that_is_nested_very_deep_is_refused(client: Client, body: str) -> None:
    answer = client.call("POST", "/api/v1/query", body.encode())
    assert answer.status == 400
    assert answer.error["code"] == "391900"


def test_a_body_beyond_what_is_read_at_once_is_read_all_the_same(client: Client) -> None:
    text = "x" * 200_000
    assert client.run("SELECT LENGTH(?) AS N", params=[text])["data"] == [{"N": 200_000}]


def test_an_offset_beyond_all_rows_is_refused(client: Client) -> None:
    query_id = client.run("SELECT 1", session_id=client.session())["query_id"]
    answer = client.get(f"/api/v1/query/{query_id}/result", offset=_FAR)
    assert (answer.status, answer.error["code"]) == (400, "391900")


def test_a_number_of_many_digits_where_none_belongs_is_refused(client: Client) -> None:
    answer = client.call("POST", "/api/v1/query", json.dumps({"sql": "SELECT 1", "statement_count": _FAR}).encode())
    assert answer.status == 400


def test_a_staged_file_is_never_taken_for_a_script(server: LocalServer, client: Client) -> None:
    client.call("PUT", "/api/v1/stages/~/files/page.js", b"alert(1)")
    address = f"{server.url}/api/v1/stages/~/files/page.js"
    with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 - the test's own server
        told = (response.headers["Content-Type"], response.headers["X-Content-Type-Options"])
    assert told == ("application/octet-stream", "nosniff")
