"""How a server ends: what runs may finish or is cancelled in time, sessions are told, files are checkpointed."""

from __future__ import annotations

import http.client
import os
import pty
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.server import Client, ServerProcess, server_process

ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 1000000)) a, TABLE(GENERATOR(ROWCOUNT => 1000000)) b"
CLIENTS = 16
GRACE = 1.5
_LOST = (http.client.HTTPException, ConnectionError)


def terminate(server: ServerProcess) -> float:
    """Send the signal; the moment at which it was sent."""
    os.kill(server.pid, signal.SIGTERM)
    return time.monotonic()


def test_while_statements_finish_new_calls_are_told_that_the_session_is_gone(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, MOCKHAUS_SERVER__SHUTDOWN_SECONDS=str(GRACE))
    with (
        server.client() as first,
        server.client() as second,
        server.client() as third,
        ThreadPoolExecutor(1) as threads,
    ):
        second.run("CREATE DATABASE D; CREATE TABLE D.PUBLIC.T (A INT)")
        session = second.session()
        second.run("BEGIN; INSERT INTO D.PUBLIC.T VALUES (1)", session_id=session)
        running = threads.submit(first.query, ENDLESS)
        time.sleep(0.5)
        began = terminate(server)
        time.sleep(0.4)
        refused = second.query("SELECT 1", session_id=session)
        assert refused.error["code"] == "390111"
        assert third.fail("SELECT 1")["code"] == "390111"
        assert third.post("/api/v1/sessions", {}).error["code"] == "390111"
        assert running.result(20).error["code"] == "000604"
        assert GRACE <= time.monotonic() - began < GRACE + 10
        assert server.wait() == 0
    assert list(tmp_path.glob("databases/*.wal")) == []
    with server_process(tmp_path) as again, again.client() as client:
        assert client.value("SELECT COUNT(*) FROM D.PUBLIC.T") == 0
        assert client.query("SELECT 1", session_id=session).error["code"] == "390111"


def test_a_second_signal_cancels_what_still_runs(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, MOCKHAUS_SERVER__SHUTDOWN_SECONDS="60")
    with server.client() as client, ThreadPoolExecutor(1) as threads:
        running = threads.submit(client.query, ENDLESS)
        time.sleep(0.5)
        terminate(server)
        time.sleep(0.5)
        assert not running.done()
        terminate(server)
        assert running.result(20).error["code"] == "000604"
        assert server.wait() == 0


class Load:
    """Clients that read and write until the server is gone, and count what they were told is done."""

    def __init__(self, server: ServerProcess) -> None:
        self._url = server.url
        self.acknowledged = [0] * CLIENTS
        self.answers: list[str] = []
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def _work(self, number: int) -> None:
        client = Client(self._url, timeout=30)
        try:
            while self._step(client, number):
                pass
        except _LOST:
            return
        finally:
            client.close()

    def _step(self, client: Client, number: int) -> bool:
        if number % 4 == 0:
            answer = client.query(ENDLESS)
        else:
            answer = client.query(
                f"INSERT INTO D.PUBLIC.T SELECT {number}, SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 1000))"
            )
        if answer.status == 200:
            self.acknowledged[number] += 1
            return True
        self.answers.append(answer.error["code"])
        return False

    def join(self) -> None:
        """Wait for the clients' end."""
        for thread in self._threads:
            thread.join(30)


def test_a_server_under_load_ends_in_time_and_keeps_what_it_acknowledged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = ServerProcess(tmp_path, MOCKHAUS_SERVER__SHUTDOWN_SECONDS=str(GRACE))
    with server.client() as client:
        client.run("CREATE DATABASE D; CREATE TABLE D.PUBLIC.T (N INT, A INT)")
    load = Load(server)
    time.sleep(2)
    began = terminate(server)
    assert server.wait() == 0
    took = time.monotonic() - began
    load.join()
    with capsys.disabled():
        print(f"\nfrom SIGTERM to the exit under load: {took:.1f} s, of which {GRACE} s are grace")  # noqa: T201
    assert took < GRACE + 10
    assert set(load.answers) <= {"000604", "390111"}
    assert list(tmp_path.glob("databases/*.wal")) == []
    with server_process(tmp_path) as again, again.client() as client:
        counts = dict(client.rows("SELECT N, COUNT(*) FROM D.PUBLIC.T GROUP BY N"))
    for number in range(CLIENTS):
        if number % 4:
            assert counts[number] in {1000 * load.acknowledged[number], 1000 * (load.acknowledged[number] + 1)}


def test_a_server_on_a_terminal_ends_when_the_terminal_does() -> None:
    ours, theirs = pty.openpty()
    server = ServerProcess(":memory:", stdin=theirs)
    os.close(theirs)
    os.kill(server.pid, signal.SIGHUP)
    assert server.wait() == 0
    os.close(ours)


def test_a_service_manager_is_told_when_the_server_is_ready_and_when_it_stops(tmp_path: Path) -> None:
    place = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(place))
        manager.settimeout(20)
        server = ServerProcess(":memory:", NOTIFY_SOCKET=str(place))
        assert manager.recv(1024).startswith(b"READY=1\n")
        os.kill(server.pid, signal.SIGHUP)
        assert manager.recv(1024).startswith(b"RELOADING=1\nMONOTONIC_USEC=")
        assert manager.recv(1024) == b"READY=1"
        assert server.stop() == 0
        assert manager.recv(1024) == b"STOPPING=1"
