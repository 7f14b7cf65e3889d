"""An S3 on this machine, for tests."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from moto.server import ThreadedMotoServer


@dataclass(frozen=True)
class Outside:
    """What the operator allows of the world outside: a server of S3, a folder."""

    server: str
    root: Path


@contextmanager
def s3_server() -> Iterator[str]:
    """The URL of a server of S3 that takes all keys."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


def new_bucket(server: str) -> str:
    """The name of a new, empty bucket."""
    name = f"bucket-{uuid4()}"
    urllib.request.urlopen(urllib.request.Request(f"{server}/{name}", method="PUT")).close()  # noqa: S310 - http of ours
    return name
