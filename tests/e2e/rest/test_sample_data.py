"""The sample database over REST: refused where there is no room, ended with the client that asked for it."""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse

import pytest

from mockhaus.ports.host import DiskSpace
from tests.fakes.host import FakeHost
from tests.support.server import Client, LocalServer, local_server

_PATH = "/api/v1/sample-data"
_WITHIN = 30
_SCALE = 10
"""Its files take minutes."""


def test_a_scale_without_room_on_the_disk_is_refused_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with local_server() as server, server.client() as client:
        host = FakeHost()
        host.disk_space = DiskSpace(free=2**30, total=2**40)
        monkeypatch.setattr(server.use_cases.sample_data, "_host", host)
        answer = client.post(_PATH, {"scale": 100})
        assert (answer.status, answer.error["code"]) == (409, "000605")
        assert answer.error["message"] == (
            "Storage failed: sample data of scale 100 need 100.0 GiB of disk, and 1.0 GiB are free"
        )
        assert client.rows("SHOW DATABASES LIKE 'SNOWFLAKE_SAMPLE_DATA'") == []
        assert client.post(_PATH, {"scale": 0.001}).status == 200


def test_an_installation_ends_when_its_client_leaves(server: LocalServer, client: Client) -> None:
    address = urllib.parse.urlsplit(server.url)
    leaving = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    leaving.request("POST", _PATH, json.dumps({"scale": _SCALE}))
    _await(client, there=True)
    leaving.close()
    _await(client, there=False)
    schemas = client.rows("SHOW SCHEMAS IN SNOWFLAKE_SAMPLE_DATA")
    assert "TPCH_SF10" not in {row[1] for row in schemas}


def _await(client: Client, *, there: bool) -> None:
    """Wait until an installation runs, or none."""
    until = time.monotonic() + _WITHIN
    while ("sample data" in _clients(client)) is not there:
        assert time.monotonic() < until, "it did not end" if not there else "it did not begin"
        time.sleep(0.05)


def _clients(client: Client) -> list[str]:
    return [session["client"] for session in client.get("/api/v1/sessions").document["data"]]
