"""The command line at a server that asks who calls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.execute_statement import StatementRequest
from tests.support.server import LocalServer, local_server, mockhaus

_WHO = "SELECT CURRENT_USER() AS who"


@pytest.fixture(scope="module")
def guarded() -> Iterator[LocalServer]:
    """A server with the user ADA."""
    with local_server({"auth": {"mode": "password"}}) as server:
        request = StatementRequest(sql="CREATE USER ada PASSWORD = 'ada:sécret'")
        with server.use_cases.execute(request) as execution:
            for result in execution:
                result.fetch_all()
        yield server


def test_options_say_who_calls(guarded: LocalServer) -> None:
    done = mockhaus(
        "query", _WHO, "--url", guarded.url, "--login", "ada", "--password", "ada:sécret", "--format", "csv"
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, ["WHO", "ADA"])


def test_the_environment_says_who_calls(guarded: LocalServer) -> None:
    done = mockhaus("sessions", "list", "--url", guarded.url, MOCKHAUS_USER="ada", MOCKHAUS_PASSWORD="ada:sécret")
    assert done.returncode == 0, done.stderr


def test_the_environment_is_no_matter_without_a_server() -> None:
    done = mockhaus("query", "SELECT 1", "--data-dir", ":memory:", MOCKHAUS_USER="ada", MOCKHAUS_PASSWORD="x")
    assert done.returncode == 0, done.stderr


def test_a_wrong_password_is_told_as_the_server_tells_it(guarded: LocalServer) -> None:
    done = mockhaus("query", _WHO, "--url", guarded.url, "--login", "ada", "--password", "wrong")
    assert done.returncode == 1
    assert "390100" in done.stderr


def test_a_login_without_a_server_is_wrong_usage() -> None:
    done = mockhaus("query", "SELECT 1", "--data-dir", ":memory:", "--login", "ada")
    assert done.returncode == 2
    assert "--login" in done.stderr
