"""The health of a real server, as an orchestrator asks for it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mockhaus.application.read_figures import ReadFigures
from tests.support.server import Client, local_server, server_process

ERRANDS = 4
"""The threads that serve look-ups."""
Answers = tuple[int, dict[str, dict[str, Any]]]


def asked(client: Client, path: str) -> Answers:
    """The status, and the checks by name."""
    answer = client.get(path)
    assert answer.document["status"] == ("healthy" if answer.status == 200 else "unhealthy")
    return answer.status, {check["name"]: check for check in answer.document["checks"]}


def test_an_orchestrator_is_told_that_the_process_lives(client: Client) -> None:
    status, checks = asked(client, "/api/v1/health/live")
    assert (status, set(checks)) == (200, {"journal", "watchdog", "maintenance", "pipes", "threads"})


def test_an_orchestrator_is_told_of_every_check_with_its_time(client: Client) -> None:
    client.run("CREATE DATABASE IF NOT EXISTS SHOWN")
    status, checks = asked(client, "/api/v1/health/ready")
    assert (status, checks["database:SHOWN"]["state"]) == (200, "healthy")
    assert {"engine", "metadata_store", "stage_store", "memory", "disk"} <= set(checks)
    for check in checks.values():
        assert check["duration_ms"] >= 0
        assert dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(check["checked_at"]) < dt.timedelta(minutes=1)


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Look-ups of figures hang until they are let go."""
    let_go = threading.Event()
    monkeypatch.setattr(ReadFigures, "__call__", lambda _self: let_go.wait(30))
    yield let_go.set
    let_go.set()


def test_a_server_whose_threads_are_stuck_does_not_live_and_says_so_at_once(stuck: Callable[[], None]) -> None:
    with (
        local_server({"health": {"check_seconds": 0.3}}) as server,
        server.client() as client,
        ExitStack() as stack,
    ):
        assert asked(client, "/api/v1/health/live")[0] == 200
        others = [stack.enter_context(server.client()) for _ in range(ERRANDS)]
        waiting = [threading.Thread(target=other.get, args=("/api/v1/metrics",)) for other in others]
        for thread in waiting:
            thread.start()
        status, checks = asked(client, "/api/v1/health/live")
        while status == 200:
            status, checks = asked(client, "/api/v1/health/live")
        assert (status, checks["threads"]["detail"]) == (503, "It did not answer within 0.3 s.")
        assert asked(client, "/api/v1/health/ready")[0] == 200
        stuck()
        for thread in waiting:
            thread.join()
        assert asked(client, "/api/v1/health/live")[0] == 200


def test_a_server_that_has_lost_a_database_lives_and_is_not_ready(tmp_path: Path) -> None:
    with server_process(tmp_path) as server, server.client() as client:
        client.run("CREATE DATABASE SHOP")
        (file,) = tmp_path.glob("databases/*.db")
        file.unlink()
        status, checks = asked(client, "/api/v1/health")
        assert (status, [name for name, check in checks.items() if not check["healthy"]]) == (503, ["database:SHOP"])
        assert str(tmp_path) not in str(checks)
        assert asked(client, "/api/v1/health/live")[0] == 200
