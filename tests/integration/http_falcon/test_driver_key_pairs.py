"""Logins of drivers by key pair, https://docs.snowflake.com/en/user-guide/key-pair-auth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from falcon import testing

from mockhaus.application.execute_statement import StatementRequest
from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.workers import Workers
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load
from tests.support.key_pairs import PUBLIC_KEY, jwt

_USERS = f"CREATE USER anna RSA_PUBLIC_KEY = '{PUBLIC_KEY}'; CREATE USER berta PASSWORD = 'secret'"


@pytest.fixture(scope="module")
def client() -> Iterator[testing.TestClient]:
    settings = load(flags={"data_dir": ":memory:", "auth": {"mode": "password"}})
    with embedded(settings) as use_cases:
        with use_cases.execute(StatementRequest(sql=_USERS)) as execution:
            list(execution)
        workers = Workers(2)
        yield testing.TestClient(create_app(use_cases, version="test", workers=workers))
        workers.close()


def log_in(client: testing.TestClient, **data: str) -> Any:
    """The answer to a login."""
    return client.simulate_post("/session/v1/login-request", json={"data": data}).json


def test_a_user_logs_in_with_a_token_signed_by_their_key(client: testing.TestClient) -> None:
    answer = log_in(client, LOGIN_NAME="ANNA", AUTHENTICATOR="SNOWFLAKE_JWT", TOKEN=jwt("ANNA"))
    assert answer["data"]["displayUserName"] == "ANNA"


def test_the_token_says_who_logs_in(client: testing.TestClient) -> None:
    answer = log_in(client, LOGIN_NAME="BERTA", AUTHENTICATOR="snowflake_jwt", TOKEN=jwt("ANNA"))
    assert answer["data"]["displayUserName"] == "ANNA"


@pytest.mark.parametrize("token", [jwt("BERTA"), jwt("ANNA", minutes=-5), "no token", ""])
def test_a_token_that_no_key_of_the_user_has_signed_is_refused(client: testing.TestClient, token: str) -> None:
    answer = log_in(client, LOGIN_NAME="ANNA", AUTHENTICATOR="SNOWFLAKE_JWT", TOKEN=token)
    assert (answer["success"], answer["code"]) == (False, "390144")


def test_other_authenticators_are_refused_by_name(client: testing.TestClient) -> None:
    answer = log_in(client, LOGIN_NAME="ANNA", AUTHENTICATOR="OAUTH", TOKEN=jwt("ANNA"))
    assert answer["code"] == "000002"
    assert "OAUTH" in answer["message"]
