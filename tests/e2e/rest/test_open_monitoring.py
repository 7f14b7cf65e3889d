"""What is told of the account to whoever asks for health and figures, where users have passwords."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from tests.e2e.rest.test_logins import basic
from tests.support.server import Client, local_server

_USER = ("ada", "ada secret")


def _client(*, is_open: bool) -> Iterator[Client]:
    with local_server({"auth": {"mode": "password", "open_monitoring": is_open}}) as server:
        request = StatementRequest(sql=f"CREATE DATABASE PLANS; CREATE USER ada PASSWORD = '{_USER[1]}'")
        with server.use_cases.execute(request) as execution:
            for result in execution:
                result.fetch_all()
        with server.client() as client:
            yield client


@pytest.fixture(scope="module")
def guarded() -> Iterator[Client]:
    """A server with a database PLANS that tells nobody of it."""
    yield from _client(is_open=False)


@pytest.fixture(scope="module")
def told() -> Iterator[Client]:
    """The same with `auth.open_monitoring`."""
    yield from _client(is_open=True)


def _checks(client: Client) -> list[str]:
    return [check["name"] for check in client.get("/api/v1/health").document["checks"]]


def test_health_does_not_name_databases_to_anybody(guarded: Client) -> None:
    assert "databases" in _checks(guarded)
    assert not [name for name in _checks(guarded) if name.startswith("database:")]


@pytest.mark.parametrize("path", ["/metrics", "/api/v1/metrics"])
def test_figures_ask_who_calls(guarded: Client, path: str) -> None:
    assert guarded.get(path).status == 401
    assert guarded.call("GET", path, Authorization=basic(*_USER)).status == 200


def test_a_setting_opens_them_to_everybody(told: Client) -> None:
    assert [told.get(path).status for path in ("/metrics", "/api/v1/metrics")] == [200, 200]
    assert "database:PLANS" in _checks(told)


def test_wrong_passwords_are_refused_unseen_after_a_few(guarded: Client) -> None:
    def code(password: str) -> str:
        answer = guarded.call("GET", "/api/v1/databases", Authorization=basic("ben", password))
        assert answer.status == 401
        return str(answer.error["code"])

    assert [code(f"wrong {number}") for number in range(6)] == ["390100"] * 5 + ["390102"]


def test_wrong_passwords_of_one_user_do_not_stop_another(guarded: Client) -> None:
    for number in range(6):
        guarded.post("/api/v1/login", {"user": "cem", "password": f"wrong {number}"})
    assert guarded.post("/api/v1/login", {"user": "cem", "password": "any"}).error["code"] == "390102"
    assert guarded.post("/api/v1/login", {"user": _USER[0], "password": _USER[1]}).status == 200
