"""GET /api/v1/query/history: its filters and its pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.server import Client

HISTORY = "/api/v1/query/history"


@pytest.fixture
def session(client: Client) -> str:
    """A session that ran seven statements."""
    made = client.session()
    for number in range(7):
        client.run(f"SELECT {number} AS PAGED", session_id=made)
    return made


def listed(client: Client, **filters: object) -> list[dict[str, Any]]:
    answer = client.get(HISTORY, **filters)
    assert answer.status == 200, answer.body
    data: list[dict[str, Any]] = answer.document["data"]
    return data


@pytest.mark.parametrize("limit", [1, 3, 6, 7, 100])
def test_pages_follow_each_other_without_gap_or_repeat(client: Client, session: str, limit: int) -> None:
    texts: list[str] = []
    filters: dict[str, object] = {"session_id": session, "limit": limit}
    while True:
        page = client.get(HISTORY, **filters).document
        assert len(page["data"]) <= limit
        texts += [item["query_text"] for item in page["data"]]
        if page["next_cursor"] is None:
            break
        filters["cursor"] = page["next_cursor"]
    assert texts == [f"SELECT {number} AS PAGED" for number in range(6, -1, -1)]


def test_what_is_run_meanwhile_does_not_shift_the_pages(client: Client, session: str) -> None:
    first = client.get(HISTORY, session_id=session, limit=2).document
    client.run("SELECT 'meanwhile' AS PAGED", session_id=session)
    second = client.get(HISTORY, session_id=session, limit=2, cursor=first["next_cursor"]).document
    assert [item["query_text"] for item in second["data"]] == ["SELECT 4 AS PAGED", "SELECT 3 AS PAGED"]


@pytest.mark.parametrize("cursor", ["", "x", "é", "MjAyNg", "bm8gdGltZSB4", "MjAyNi0wMS0wMSBx", "////"])
def test_what_is_no_cursor_is_refused(client: Client, cursor: str) -> None:
    answer = client.get(HISTORY, cursor=cursor)
    assert (answer.status, answer.error["code"]) == (400, "391900")
    assert "cursor" in answer.error["message"]


def test_statements_are_listed_by_role_database_and_warehouse(client: Client) -> None:
    client.run("CREATE OR REPLACE DATABASE LISTED_HERE; CREATE OR REPLACE WAREHOUSE LISTED_WH")
    client.run("SELECT 'there' AS FILTERED", database="LISTED_HERE", role="SYSADMIN", warehouse="LISTED_WH")
    client.run("SELECT 'elsewhere' AS FILTERED")
    for filters in ({"database": "LISTED_HERE"}, {"role": "SYSADMIN"}, {"warehouse": "LISTED_WH"}):
        found = listed(client, text="AS FILTERED", **filters)
        assert [item["query_text"] for item in found] == ["SELECT 'there' AS FILTERED"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": 0},
        {"limit": 10_001},
        {"status": "GOOD"},
        {"started_after": "yesterday"},
        {"started_before": 0.5},
        {"nonsense": 1},
    ],
)
def test_what_is_no_filter_is_refused(client: Client, parameters: dict[str, object]) -> None:
    answer = client.get(HISTORY, **parameters)
    assert (answer.status, answer.error["code"]) == (400, "391900")
