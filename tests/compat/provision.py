"""Installs the clients: `python -m tests.compat.provision [client …]`. Standard library only."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.compat.clients import CLIENTS, Client

_AT_ONCE = 3


def provision(client: Client) -> str:
    """Make a client's environment where it is not there; what happened, in words."""
    if client.missing:
        return f"{client.name}: {', '.join(client.missing)} not found"
    if client.provisioned:
        return f"{client.name}: is there"
    shutil.rmtree(client.environment, ignore_errors=True)
    client.environment.mkdir(parents=True)
    for command in client.install:
        done = subprocess.run(
            client.filled(command),
            cwd=client.environment,
            env=client.environment_variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            return f"{client.name}: FAILED: {' '.join(client.filled(command))}\n{done.stdout}{done.stderr}"
    (client.environment / ".provisioned").write_text(client.pins())
    return f"{client.name}: installed"


def main(names: list[str]) -> int:
    """Provision the clients named, or all; 1 where one failed."""
    chosen = [client for client in CLIENTS if not names or client.name in names]
    failed = False
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for words in pool.map(provision, chosen):
            print(words, flush=True)
            failed = failed or "FAILED" in words
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
