"""Settings of the HTTP interface, from what is written to what holds."""

from __future__ import annotations

import http.client
import json
import logging
from contextlib import closing
from pathlib import Path

import pytest

from mockhaus_deployments.server import background_server
from mockhaus_deployments.serving import options_of
from mockhaus_deployments.settings import ConfigurationError, load
from tests.support.server import Client, local_server

APP = "https://app.example"


def test_what_is_written_holds(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(f"server:\n  cors_origins: ['{APP}']\n  compression: false\nlog:\n  requests: debug\n")
    options = options_of(load(file))
    assert options.cors_origins == (APP,)
    assert not options.compression
    assert options.request_log == logging.DEBUG


def test_origins_come_from_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__CORS_ORIGINS", json.dumps([APP, "http://localhost:3000"]))
    assert load().server.cors_origins == (APP, "http://localhost:3000")


def test_by_default_no_page_may_call_and_no_request_is_logged() -> None:
    options = options_of(load())
    assert (options.cors_origins, options.compression, options.request_log) == ((), True, None)


@pytest.mark.parametrize(
    "origin", ["app.example", "https://app.example/", "https://app.example/path", "https://a b", ""]
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ConfigurationError, match="cors_origins"):
        load(flags={"server": {"cors_origins": [origin]}})


def test_a_server_answers_pages_of_its_origins() -> None:
    with local_server({"server": {"cors_origins": [APP]}}) as server, server.client() as client:
        assert client.call("GET", "/api/v1/databases", Origin=APP).status == 200
        assert client.call("GET", "/api/v1/databases", Origin="https://evil.example").status == 400


def test_settings_of_a_program_are_told_as_such() -> None:
    settings = load(flags={"server": {"port": 0}})
    with background_server(settings) as (url, _):
        client = Client(url)
        found = {item["name"]: item for item in client.get("/api/v1/admin/config").document["data"]}
        client.close()
    assert (found["server.port"]["origin"], found["server.host"]["origin"]) == ("program", "default")


def test_a_body_in_chunks_is_limited_too() -> None:
    with (
        local_server({"server": {"max_body_bytes": 1024}}) as server,
        closing(http.client.HTTPConnection(server.url.removeprefix("http://"))) as connection,
    ):
        headers = {"Transfer-Encoding": "chunked"}
        connection.request("POST", "/api/v1/query", (b" " * 600 for _ in range(3)), headers, encode_chunked=True)
        assert connection.getresponse().status == 413
