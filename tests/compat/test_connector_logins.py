"""Passwords are asked for, and tokens renewed, as the Python connectors do it."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.parse
from collections.abc import Mapping
from typing import Any

import pytest

from mockhaus.application.execute_statement import StatementRequest
from tests.compat.clients import CLIENTS, FOLDER, Client
from tests.support.server import LocalServer, local_server

CONNECTORS = [client for client in CLIENTS if client.suite == "python_connector"]
LOGIN_FAILED = 390100
MASTER_TOKEN_EXPIRED = 390114
COULD_NOT_CONNECT = 250001


@pytest.fixture(params=CONNECTORS, ids=lambda client: client.name)
def connector(request: pytest.FixtureRequest) -> Client:
    client = request.param
    assert isinstance(client, Client)
    if not client.provisioned:
        reason = f"{client.name} is not provisioned: python -m tests.compat.provision {client.name}"
        if os.environ.get("TESTS_REQUIRE_CLIENTS"):
            pytest.fail(reason)
        pytest.skip(reason)
    return client


def told(connector: Client, server: LocalServer, work: str) -> Any:
    """What the connector's program tells of some work."""
    place = urllib.parse.urlsplit(server.url)
    program = [str(connector.environment / "bin" / "python"), str(FOLDER / "connector_logins.py")]
    done = subprocess.run(
        [*program, work, str(place.hostname), str(place.port)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def server_of(**auth: object) -> Any:
    settings: Mapping[str, Any] = {"auth": auth}
    return local_server(settings)


def test_the_password_of_a_user_is_asked_for(connector: Client) -> None:
    with server_of(mode="password") as server:
        request = StatementRequest(sql="CREATE USER ada PASSWORD = 'right' DEFAULT_ROLE = 'PUBLIC'")
        with server.use_cases.execute(request) as execution:
            assert [result.fetch_all() for result in execution]
        found = told(connector, server, "passwords")
    refused = ["DatabaseError", LOGIN_FAILED, "28000", True]
    assert found == {"right": ["ADA", "PUBLIC"], "wrong": refused, "nobody": refused}


def test_an_expired_token_is_renewed_for_the_same_session(connector: Client) -> None:
    with server_of(token_seconds=2) as server:
        found = told(connector, server, "renewal")
    before, after = found["sessions"]
    assert before == after
    assert found["kept"] == [[1]]


def test_a_session_whose_tokens_all_expired_must_log_in_again(connector: Client) -> None:
    with server_of(token_seconds=1, master_token_seconds=2) as server:
        found = told(connector, server, "expiry")
    assert found["errno"] == (COULD_NOT_CONNECT if connector.name.endswith("5") else MASTER_TOKEN_EXPIRED)
