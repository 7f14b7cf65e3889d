"""The OpenAPI document, the models and the server say the same; random calls find nothing that is undocumented."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import falcon.inspect
import pytest
from openapi_spec_validator import validate

from mockhaus_adapters.http_falcon.app import create_app
from mockhaus_adapters.http_falcon.rest import openapi
from mockhaus_adapters.http_falcon.rest.routes import OPERATIONS
from tests.support.example_account import example_account
from tests.support.server import Client, LocalServer, environment, local_server

_BROWSER = "chromium"
_THERE = """
[parameters]
"path.database" = "SHOP"
"path.schema" = "PUBLIC"
"path.table" = "ORDERS"
"path.stage" = "UPLOADS"
"path.path" = "greetings.csv"
"""
"""What of the example account random calls name."""
_QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
_OFFLINE = ("--disable-background-networking", "--disable-component-update", "--disable-sync")


def _documented() -> set[tuple[str, str]]:
    return {(operation.method, operation.path) for operation in OPERATIONS}


def test_the_document_is_valid_openapi(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").document
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_what_is_served_is_what_is_documented(server: LocalServer) -> None:
    served = {
        (method.method, route.path)
        for route in falcon.inspect.inspect_routes(create_app(server.use_cases, version="1.0.0"))
        for method in route.methods
        if route.path.startswith("/api/v1/") and not method.internal
    }
    assert served == _documented()


def test_the_document_that_is_served_is_made_from_the_operations(client: Client) -> None:
    document = json.loads(client.get("/api/v1/openapi.json").body)
    assert document == openapi.document(OPERATIONS, document["info"]["version"])
    paths = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    assert paths == {(method, re.sub(r":path}", "}", path)) for method, path in _documented()}


def test_operations_have_names_of_their_own() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert sorted(names) == sorted(set(names))


def test_random_calls_of_what_is_there_meet_no_server_error_and_nothing_undocumented(tmp_path: Path) -> None:
    with local_server() as server, example_account(server) as account:
        config = tmp_path / "schemathesis.toml"
        config.write_text(_THERE + f'"path.query_id" = "{account.query_id}"\n', encoding="utf-8")
        done = _called_at_random(server, "--phases", "examples,coverage,fuzzing", "--max-examples", "8", config=config)
    assert done.returncode == 0, done.stdout.decode()[-20_000:]
    assert b"Missing test data: 2 operations" in done.stdout  # those that cancel: nothing runs


def test_random_calls_under_any_names_meet_no_server_error_and_nothing_undocumented(tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text("", encoding="utf-8")
    with local_server() as server, example_account(server):
        done = _called_at_random(server, "--phases", "fuzzing,stateful", "--max-examples", "4", config=config)
    assert done.returncode == 0, done.stdout.decode()[-20_000:]


def _called_at_random(server: LocalServer, *options: str, config: Path) -> subprocess.CompletedProcess[bytes]:
    """What schemathesis tells of calls that it makes up from the document."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "--no-color", "run"),
            *(f"{server.url}/api/v1/openapi.json", "--url", server.url, *options),
            *("--seed", "1", "--workers", "1"),
            *("--exclude-operation-id", "installSampleData"),  # the largest scale would run for hours
            *("--exclude-operation-id", "resetAccount"),  # it takes from the others what they call
            *("--exclude-checks", "positive_data_acceptance"),  # SQL and names may be wrong in a fitting body
        ],
        capture_output=True,
        timeout=280,
        env=environment(),
        check=False,
    )


def test_the_page_shows_every_call_in_a_browser_without_a_network(server: LocalServer, tmp_path: Path) -> None:
    browser = shutil.which(_BROWSER)
    if browser is None:
        if os.environ.get("TESTS_REQUIRE_BROWSER"):
            pytest.fail(f"{_BROWSER} is not installed, and TESTS_REQUIRE_BROWSER is set")
        pytest.skip(f"{_BROWSER} is not installed")
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    command = [browser, *_QUIET, *_OFFLINE, alone, f"--user-data-dir={tmp_path}"]
    waiting = ("--virtual-time-budget=20000", "--dump-dom", f"{server.url}/api/v1/docs")
    done = subprocess.run([*command, *waiting], capture_output=True, timeout=120, check=False)
    page = html.unescape(done.stdout.decode())
    missing = [item.name for item in OPERATIONS if item.summary not in page]
    assert missing == []
