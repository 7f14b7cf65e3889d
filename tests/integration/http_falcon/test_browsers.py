"""Web pages of other sites cannot use the server through a browser on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from falcon import testing

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.browsers import is_loopback
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.options import Options
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load()) as found:
        yield found


def status(use_cases: UseCases, *, local: bool, host: str, origin: str | None = None) -> int:
    client = testing.TestClient(create_app(use_cases, version="test", limits=Limits(local=local)))
    headers = {} if origin is None else {"Origin": origin}
    found = client.simulate_post("/api/v1/query", host=host, port=8084, headers=headers, body='{"sql": "SELECT 1"}')
    return int(found.status_code)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:3000", "null"])
def test_a_page_of_another_origin_is_refused(use_cases: UseCases, origin: str) -> None:
    assert status(use_cases, local=True, host="localhost", origin=origin) == 400


def test_a_page_of_the_server_itself_is_served(use_cases: UseCases) -> None:
    assert status(use_cases, local=True, host="localhost", origin="http://localhost:8084") == 200


def test_a_foreign_name_bent_to_this_machine_is_refused(use_cases: UseCases) -> None:
    assert status(use_cases, local=True, host="evil.example", origin="http://evil.example:8084") == 400


def test_a_server_for_other_machines_goes_by_any_name(use_cases: UseCases) -> None:
    assert status(use_cases, local=False, host="mockhaus.internal") == 200


APP = "https://app.example"


def asked(use_cases: UseCases, *origins: str, origin: str, method: str = "GET", **headers: str) -> testing.Result:
    options = Options(cors_origins=origins)
    client = testing.TestClient(create_app(use_cases, version="test", limits=Limits(local=True), options=options))
    return client.simulate_request(method, "/api/v1/databases", host="localhost", headers={"Origin": origin, **headers})


def test_a_page_of_an_allowed_origin_may_read_answers_and_send_what_the_browser_keeps(use_cases: UseCases) -> None:
    found = asked(use_cases, APP, origin=APP)
    assert found.status_code == 200
    assert found.headers["Access-Control-Allow-Origin"] == APP
    assert found.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Origin" in found.headers["Vary"]


def test_a_page_of_any_origin_may_be_allowed_but_nothing_that_the_browser_keeps(use_cases: UseCases) -> None:
    found = asked(use_cases, "*", origin=APP)
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in found.headers


@pytest.mark.parametrize("origin", ["https://evil.example", "http://app.example", "https://app.example.evil", "null"])
def test_an_origin_is_allowed_as_it_is_written_alone(use_cases: UseCases, origin: str) -> None:
    found = asked(use_cases, APP, origin=origin)
    assert found.status_code == 400
    assert "Access-Control-Allow-Origin" not in found.headers


def test_a_browser_that_asks_beforehand_is_told_what_a_page_may_send(use_cases: UseCases) -> None:
    wanted = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}
    found = asked(use_cases, APP, origin=APP, method="OPTIONS", **wanted)
    assert (found.status_code, found.content) == (204, b"")
    assert found.headers["Access-Control-Allow-Origin"] == APP
    assert "PUT" in found.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in found.headers["Access-Control-Allow-Headers"]


def test_a_browser_that_asks_beforehand_for_a_page_that_is_not_allowed_is_refused(use_cases: UseCases) -> None:
    wanted = {"Access-Control-Request-Method": "PUT"}
    found = asked(use_cases, APP, origin="https://evil.example", method="OPTIONS", **wanted)
    assert found.status_code == 400
    assert "Access-Control-Allow-Origin" not in found.headers


def test_a_page_of_an_allowed_origin_may_read_errors(use_cases: UseCases) -> None:
    found = asked(use_cases, APP, origin=APP, method="PATCH")
    assert found.status_code == 405
    assert found.headers["Access-Control-Allow-Origin"] == APP


def test_an_allowed_origin_does_not_open_the_server_to_bent_names(use_cases: UseCases) -> None:
    options = Options(cors_origins=("*",))
    client = testing.TestClient(create_app(use_cases, version="test", limits=Limits(local=True), options=options))
    found = client.simulate_get("/api/v1/databases", host="evil.example", headers={"Origin": APP})
    assert found.status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]", "db.localhost"])
def test_names_of_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["evil.example", "10.0.0.1", "0.0.0.0", "localhost.evil.example", ""])  # noqa: S104
def test_names_of_others(host: str) -> None:
    assert not is_loopback(host)
