"""Every released client that is provisioned passes its suite against a server over a socket."""

from __future__ import annotations

import os
import subprocess
import urllib.parse

import pytest

from tests.compat.clients import CLIENTS, Client
from tests.support.server import local_server

_LONGEST_SECONDS = 540
_REQUIRED = "TESTS_REQUIRE_CLIENTS"


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_the_client_passes_its_suite(client: Client) -> None:
    if not client.provisioned:
        reason = f"{client.name} is not provisioned: python -m tests.compat.provision {client.name}"
        if os.environ.get(_REQUIRED):
            pytest.fail(reason)
        pytest.skip(reason)
    with local_server() as server:
        place = urllib.parse.urlsplit(server.url)
        environment = client.environment_variables()
        environment |= {"MOCKHAUS_HOST": str(place.hostname), "MOCKHAUS_PORT": str(place.port)}
        done = subprocess.run(
            client.filled(client.run),
            cwd=client.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    print(done.stdout[-20_000:], done.stderr[-5_000:])
    assert done.returncode == 0, f"the suite of {client.name} failed: its output is above"
