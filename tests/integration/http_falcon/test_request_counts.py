"""Requests are counted by the face of the server that their path belongs to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mockhaus_adapters.http_falcon.request_counts import RequestCount, RequestCounts, face_of
from mockhaus_adapters.http_falcon.rest.routes import OPERATIONS

ADAPTER = Path(__file__).parents[3] / "adapters/mockhaus_adapters/http_falcon"


@pytest.mark.parametrize(
    ("path", "face"),
    [
        ("/api/v1/query", "rest"),
        ("/api/v2/statements", "sql_api"),
        ("/api/v2/statements/01/cancel", "sql_api"),
        ("/api/v2/databases/A/schemas", "resource_api"),
        ("/session", "driver"),
        ("/session/v1/login-request", "driver"),
        ("//queries/v1/query-request", "driver"),
        ("/results/01/2/arrow/x", "driver"),
        ("/stage-files/token/a.csv", "files"),
        ("/metrics", "metrics"),
        ("/", "other"),
        ("/favicon.ico", "other"),
        ("/queriesx", "other"),
    ],
)
def test_a_path_belongs_to_a_face(path: str, face: str) -> None:
    assert face_of(path) == face


def test_every_route_belongs_to_a_face() -> None:
    sources = [file.read_text() for file in ADAPTER.rglob("*.py")]
    routes = [route for text in sources for route in re.findall(r'add_route\(\s*"(/[^"]*)"', text)]
    routes += [operation.path for operation in OPERATIONS]
    assert len(routes) > 40
    assert [route for route in routes if face_of(route) == "other"] == []


def test_requests_are_told_in_order() -> None:
    counts = RequestCounts()
    for face, status in (("rest", 200), ("driver", 200), ("rest", 200), ("rest", 404)):
        counts.add(face, status)
    assert counts.counts() == [
        RequestCount("driver", 200, 1),
        RequestCount("rest", 200, 2),
        RequestCount("rest", 404, 1),
    ]
