"""The log of requests."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from falcon import testing

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.options import Options
from mockhaus_deployments.embedded import embedded
from mockhaus_deployments.settings import load


@pytest.fixture(scope="module")
def use_cases() -> Iterator[UseCases]:
    with embedded(load()) as found:
        yield found


def logged(
    use_cases: UseCases, caplog: pytest.LogCaptureFixture, path: str, level: int | None = logging.INFO, **headers: str
) -> list[dict[str, Any]]:
    """The fields of the lines that tell of a request."""
    client = testing.TestClient(create_app(use_cases, version="test", options=Options(request_log=level)))
    with caplog.at_level(logging.DEBUG):
        client.simulate_get(path, headers=headers)
    return [vars(record) for record in caplog.records if record.name.endswith("request_log")]


def test_a_request_is_one_line_with_what_became_of_it(use_cases: UseCases, caplog: pytest.LogCaptureFixture) -> None:
    header = "Basic " + base64.b64encode(b"ada:secret").decode()
    (line,) = logged(use_cases, caplog, "/api/v1/databases", Authorization=header)
    told = {name: line[name] for name in ("method", "path", "status", "bytes", "user", "levelname")}
    assert told == {
        "method": "GET",
        "path": "/api/v1/databases",
        "status": 200,
        "bytes": len(b'{"success":true,"data":[]}'),
        "user": "ADA",
        "levelname": "INFO",
    }
    assert line["ms"] > 0


def test_a_refusal_is_logged_too(use_cases: UseCases, caplog: pytest.LogCaptureFixture) -> None:
    (line,) = logged(use_cases, caplog, "/api/v1/sessions/1")
    assert line["status"] == 404


def test_no_request_is_logged_unless_that_is_wanted(use_cases: UseCases, caplog: pytest.LogCaptureFixture) -> None:
    assert logged(use_cases, caplog, "/api/v1/databases", None) == []


def test_query_strings_and_tokens_are_never_logged(use_cases: UseCases, caplog: pytest.LogCaptureFixture) -> None:
    lines = logged(use_cases, caplog, "/api/v1/databases?role=SECRET")
    lines += logged(use_cases, caplog, "/stage-files/SECRET/name?SECRET=1", Authorization="Bearer SECRET")
    assert len(lines) >= 2
    assert not any("SECRET" in str(line) for line in lines)


def test_a_path_cannot_break_a_line(use_cases: UseCases, caplog: pytest.LogCaptureFixture) -> None:
    (line,) = logged(use_cases, caplog, "/nowhere%0Aforged%1b[31m")
    assert line["path"] == "/nowhere%0Aforged%1B%5B31m"
