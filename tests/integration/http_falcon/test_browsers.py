"""Web pages of other sites cannot use the server through a browser on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from falcon import testing

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.browsers import is_loopback
from mockhaus_adapters.http_falcon.limits import Limits
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


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]", "db.localhost"])
def test_names_of_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["evil.example", "10.0.0.1", "0.0.0.0", "localhost.evil.example", ""])  # noqa: S104
def test_names_of_others(host: str) -> None:
    assert not is_loopback(host)
