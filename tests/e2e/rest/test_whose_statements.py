"""Where users prove who they are, they see and stop their own statements; who may be ACCOUNTADMIN, everybody's."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from mockhaus.application.execute_statement import StatementRequest
from tests.support.server import Answer, Client, LocalServer, local_server

_USERS = """
CREATE USER ADA PASSWORD = 'ada'; CREATE USER BEN PASSWORD = 'ben';
CREATE USER ROOT PASSWORD = 'root' DEFAULT_ROLE = ACCOUNTADMIN; GRANT ROLE ACCOUNTADMIN TO USER ROOT
"""
_LONG = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"


class As:
    """Calls in the name of a user."""

    def __init__(self, client: Client, user: str) -> None:
        self._client = client
        self._header = "Basic " + base64.b64encode(f"{user}:{user}".encode()).decode()

    def call(self, method: str, path: str, document: object = None) -> Answer:
        body = None if document is None else json.dumps(document).encode()
        return self._client.call(method, path, body, Authorization=self._header)

    def run(self, sql: str, **options: object) -> dict[str, Any]:
        return self.call("POST", "/api/v1/query", {"sql": sql, **options}).document


@pytest.fixture(scope="module")
def guarded() -> Iterator[LocalServer]:
    with local_server({"auth": {"mode": "password"}}) as server:
        with server.use_cases.execute(StatementRequest(sql=_USERS)) as execution:
            for result in execution:
                result.fetch_all()
        yield server


@pytest.fixture
def anonymous(guarded: LocalServer) -> Iterator[Client]:
    with guarded.client() as found:
        yield found


@pytest.fixture
def ada(anonymous: Client) -> As:
    return As(anonymous, "ada")


@pytest.fixture
def ben(anonymous: Client) -> As:
    return As(anonymous, "ben")


@pytest.fixture
def root(anonymous: Client) -> As:
    return As(anonymous, "root")


def test_statements_run_as_who_calls(ada: As) -> None:
    assert ada.run("SELECT CURRENT_USER() AS WHO")["data"] == [{"WHO": "ADA"}]


def test_submitted_statements_run_as_who_calls(ada: As) -> None:
    query_id = ada.run("SELECT CURRENT_USER() AS WHO", **{"async": True})["query_id"]
    assert ada.call("GET", f"/api/v1/query/{query_id}/result?wait=60").document["data"] == [{"WHO": "ADA"}]


@pytest.mark.parametrize("path", ["", "/result", "/plan", "/translation"])
def test_another_users_statement_is_not_there(ada: As, ben: As, path: str) -> None:
    query_id = ada.run("SELECT 1", **{"async": True})["query_id"]
    assert ada.call("GET", f"/api/v1/query/{query_id}/result?wait=60").status == 200
    answer = ben.call("GET", f"/api/v1/query/{query_id}{path}")
    assert (answer.status, answer.error["code"]) == (404, "000709")


def test_an_administrator_sees_every_statement(ada: As, root: As) -> None:
    query_id = ada.run("SELECT 1", **{"async": True})["query_id"]
    assert root.call("GET", f"/api/v1/query/{query_id}/result?wait=60").status == 200
    assert root.call("GET", f"/api/v1/query/{query_id}").document["user"] == "ADA"


def test_only_the_user_and_an_administrator_stop_a_statement(ada: As, ben: As, root: As) -> None:
    for who in (ada, root):
        query_id = ada.run(_LONG, **{"async": True})["query_id"]
        assert ben.call("POST", f"/api/v1/query/{query_id}/cancel").status == 404
        assert query_id not in _running(ben)
        assert query_id in _running(who)
        assert who.call("POST", f"/api/v1/query/{query_id}/cancel").status == 200


def _running(who: As) -> list[str]:
    return [item["query_id"] for item in who.call("GET", "/api/v1/query/running").document["data"]]


def test_a_user_lists_their_own_history_and_an_administrator_all(ada: As, ben: As, root: As) -> None:
    ada.run("SELECT 'of ada' AS WHOSE")
    ben.run("SELECT 'of ben' AS WHOSE")
    assert _history(ada) == {"ADA"}
    assert _history(root, "user=BEN") == {"BEN"}
    assert _history(root) == {"ADA", "BEN"}
    assert _history(ben, "user=ADA") == set()


def _history(who: As, more: str = "") -> set[str]:
    data = who.call("GET", f"/api/v1/query/history?text=WHOSE&{more}".rstrip("&")).document["data"]
    return {item["user"] for item in data}


def test_another_users_session_is_not_there_to_run_in(ada: As, ben: As) -> None:
    session = ada.call("POST", "/api/v1/sessions", {}).document["session_id"]
    for wish in ({}, {"async": True}):
        answer = ben.call("POST", "/api/v1/query", {"sql": "SELECT 1", "session_id": session, **wish})
        assert answer.error["code"] == "390111"


def test_nobody_runs_anything_without_a_login(anonymous: Client) -> None:
    assert anonymous.query("SELECT 1").status == 401
    assert anonymous.query("SELECT 1", **{"async": True}).status == 401
    assert anonymous.get("/api/v1/query/history").status == 401
