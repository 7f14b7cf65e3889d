"""The ASGI application under servers of others: uvicorn and gunicorn."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from mockhaus_deployments.asgi import Application, create_application
from tests.support.server import STARTS_WITHIN, STOPS_WITHIN, Client, environment

APPLICATION = "mockhaus_deployments.asgi:application"
ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
UVICORN = ("uvicorn", APPLICATION, "--port", "0")
GUNICORN = ("gunicorn", "--worker-class", "asgi", "--bind", "127.0.0.1:0", "--no-control-socket", APPLICATION)
ENDS_WITHIN = 2 * STARTS_WITHIN
"""A refusal takes the starts of two workers."""
_ADDRESS = re.compile(r"(?:running on|Listening at:) (http://127\.0\.0\.1:\d+)")


class Foreign:
    """Another server, in a process of its own, that serves the application."""

    def __init__(self, command: tuple[str, ...], **variables: str) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            env=environment(**variables),
        )

    @property
    def log(self) -> str:
        """What it wrote so far."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode(errors="replace")

    def client(self) -> Client:
        """A connection, once it answers."""
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := _ADDRESS.search(self.log):
                client = Client(found[1])
                try:
                    assert client.value("SELECT 1") == 1
                except ConnectionError:
                    client.close()
                else:
                    return client
            time.sleep(0.05)
        raise AssertionError(f"it does not answer: {self.log}")

    def stop(self) -> int:
        """End it in order; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOPS_WITHIN)

    def close(self) -> None:
        """End it at once, where it lives still."""
        self.process.kill()
        self.process.wait(STOPS_WITHIN)
        self._log.close()


@contextmanager
def foreign(*command: str, **variables: str) -> Iterator[Foreign]:
    """A server, for as long as the context lasts."""
    with closing(Foreign(command, **variables)) as server:
        yield server


@pytest.mark.parametrize("command", [UVICORN, GUNICORN], ids=("uvicorn", "gunicorn"))
def test_it_is_served_and_ends_in_order(tmp_path: Path, command: tuple[str, ...]) -> None:
    config = tmp_path / "server.yaml"
    config.write_text(f"data_dir: {tmp_path / 'data'}\naccount: FROM_FILE\n")
    variables = {"MOCKHAUS_CONFIG": str(config), "MOCKHAUS_SERVER__SHUTDOWN_SECONDS": "0.5"}
    with foreign(*command, **variables) as server, closing(server.client()) as client, ThreadPoolExecutor(1) as threads:
        client.run("CREATE DATABASE D; CREATE TABLE D.PUBLIC.T AS SELECT 1 AS A")
        assert client.value("SELECT CURRENT_ACCOUNT()") == "FROM_FILE"
        running = threads.submit(client.query, ENDLESS)
        time.sleep(0.5)
        began = time.monotonic()
        code = server.stop()
        assert running.result(20).error["code"] == "000604"
        assert time.monotonic() - began < 15
        assert code in (0, -signal.SIGTERM)
    assert [path.name for path in tmp_path.glob("data/databases/*")] == ["D.db"]


def test_two_workers_on_one_data_folder_are_refused(tmp_path: Path) -> None:
    with foreign(*GUNICORN, "--workers", "2", MOCKHAUS_DATA_DIR=str(tmp_path)) as server:
        assert server.process.wait(ENDS_WITHIN) == 3
        assert server.log.count("start the server with a single worker") == 1


def test_two_workers_with_a_memory_each_are_refused() -> None:
    with foreign(*UVICORN, "--workers", "2", MOCKHAUS_DATA_DIR=":memory:") as server:
        server.process.wait(ENDS_WITHIN)
        assert "start the server with a single worker" in server.log  # perhaps twice: uvicorn may try a worker again
        assert "failed to start, stopping the parent process" in server.log


def test_a_factory_makes_applications_of_their_own() -> None:
    assert isinstance(create_application(), Application)
    assert create_application() is not create_application()


def test_wrong_settings_are_told_by_the_server(tmp_path: Path) -> None:
    with foreign(*UVICORN, MOCKHAUS_DATA_DIR=str(tmp_path), MOCKHAUS_ACCONT="X") as server:
        assert server.process.wait(ENDS_WITHIN) == 3
        assert "did you mean MOCKHAUS_ACCOUNT?" in server.log
