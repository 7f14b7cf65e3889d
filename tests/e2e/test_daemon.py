"""A server in the background: started, watched, told to reload and stopped by its pid file."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from mockhaus_deployments.data_folder import claim
from mockhaus_deployments.pid_file import Found, look
from tests.support.server import Client, mockhaus


@dataclass(frozen=True)
class Daemon:
    """A server in the background, with its files."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "server.yaml"

    @property
    def pid_file(self) -> Path:
        return self.folder / "mockhaus.pid"

    @property
    def log(self) -> Path:
        return self.folder / "mockhaus.log"

    def settings(self, **sections: dict[str, Any]) -> None:
        """Write the file of settings, with these over the usual ones."""
        usual: dict[str, Any] = {
            "data_dir": str(self.folder / "data"),
            "server": {"port": 0, "pid_file": str(self.pid_file)},
            "log": {"format": "json"},
        }
        for name, values in sections.items():
            usual[name] = {**usual.get(name, {}), **values}
        self.config.write_text(json.dumps(usual))

    def run(self, command: str, *arguments: str) -> CompletedProcess[str]:
        """A command on this server."""
        return mockhaus(command, "--config", str(self.config), *arguments)

    @property
    def found(self) -> Found:
        """What the pid file says."""
        found = look(self.pid_file)
        assert found is not None
        return found

    @property
    def url(self) -> str:
        """The base URL."""
        return str(self.found.state["url"])

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A connection."""
        with closing(Client(self.url)) as client:
            yield client

    def lines(self) -> list[dict[str, Any]]:
        """The lines of the log."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def daemon_in(folder: Path, **sections: dict[str, Any]) -> Iterator[Daemon]:
    """A server in the background, for as long as the context lasts."""
    found = Daemon(folder)
    found.settings(**sections)
    started = found.run("serve", "--daemon")
    assert started.returncode == 0, started.stderr
    assert started.stderr == f"Mockhaus answers at {found.url} (process {found.found.pid})\n"
    yield found
    left = look(found.pid_file)
    if left is not None and left.alive:
        os.kill(left.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A server for tests that let it run."""
    with daemon_in(tmp_path_factory.mktemp("daemon")) as found:
        yield found


def test_a_daemon_answers_when_its_start_returns(daemon: Daemon) -> None:
    with daemon.client() as client:
        assert client.value("SELECT 1") == 1


def test_a_daemon_has_no_terminal_and_a_session_of_its_own(daemon: Daemon) -> None:
    pid = daemon.found.pid
    assert os.getsid(pid) != os.getsid(0)
    assert os.getpgid(pid) != os.getpgid(0)


def test_the_status_names_the_process_and_its_address(daemon: Daemon) -> None:
    done = daemon.run("status", "--format", "json")
    assert done.returncode == 0
    status = json.loads(done.stdout)
    assert (status["pid"], status["running"], status["state"]) == (daemon.found.pid, True, "running")
    assert (status["ready"], status["unhealthy"]) == (True, [])
    assert status["url"].startswith("http://127.0.0.1:")


def test_the_status_of_a_server_that_is_not_ready_names_what_is_not_healthy(tmp_path: Path) -> None:
    with daemon_in(tmp_path, health={"min_free_disk_bytes": 2**60}) as daemon:
        done = daemon.run("status")
        assert done.returncode == 4
        assert done.stdout.endswith("; it is not ready: disk\n")


def test_a_second_start_is_refused(daemon: Daemon) -> None:
    for arguments in (("--daemon",), ()):
        done = daemon.run("serve", *arguments)
        assert done.returncode == 3
        assert f"a server runs already as process {daemon.found.pid}" in done.stderr
    with daemon.client() as client:
        assert client.value("SELECT 1") == 1


def test_the_log_is_json_with_a_line_for_the_start(daemon: Daemon) -> None:
    (line,) = [line for line in daemon.lines() if "answers at" in line["message"]]
    assert line["level"] == "info"
    assert line["time"].endswith("Z")
    assert daemon.url in line["message"]


def test_a_reload_tells_what_holds_and_what_needs_a_restart(daemon: Daemon) -> None:
    daemon.settings(server={"max_result_rows": 2, "threads": 3}, log={"level": "debug"}, sessions={"maximum": 1})
    done = daemon.run("reload")
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.splitlines()) == {
        "taken over: server.max_result_rows: 1000000 → 2",
        "taken over: log.level: info → debug",
        "taken over: sessions.maximum: 1000 → 1",
        "needs a restart: server.threads: 16 → 3",
    }
    with daemon.client() as client:
        assert client.fail("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3")["code"] == "000606"
        client.session()
        assert client.post("/api/v1/sessions", {}).status == 429


def test_a_reload_of_wrong_settings_changes_nothing(daemon: Daemon) -> None:
    daemon.settings(history={"days": 3}, server={"prot": 1})
    done = daemon.run("reload")
    assert done.returncode == 1
    assert "did you mean server.port?" in done.stderr
    assert done.stdout == ""
    with daemon.client() as client:
        assert client.value("SELECT 1") == 1


def test_a_log_that_was_moved_away_is_begun_anew_on_reload(daemon: Daemon) -> None:
    daemon.settings()
    moved = daemon.log.with_suffix(".log.1")
    daemon.log.rename(moved)
    before = moved.read_text()
    assert daemon.run("reload").returncode == 0
    assert moved.read_text() == before
    assert daemon.lines() != []


def test_a_stop_waits_for_the_end_and_takes_the_pid_file_away(tmp_path: Path) -> None:
    with daemon_in(tmp_path) as daemon:
        assert daemon.run("stop").returncode == 0
        assert not daemon.pid_file.exists()
        with claim(daemon.folder / "data"):
            pass
        for command in ("stop", "status"):
            done = daemon.run(command)
            assert done.returncode == 3
            assert "no server runs" in done.stderr


def test_a_pid_file_left_by_a_crash_is_told_and_does_not_hinder_a_start(tmp_path: Path) -> None:
    with daemon_in(tmp_path) as daemon:
        os.kill(daemon.found.pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while daemon.found.alive and time.monotonic() < deadline:
            time.sleep(0.05)
        assert daemon.run("status").returncode == 1
        assert "left over" in daemon.run("stop").stderr
        assert daemon.run("serve", "--daemon").returncode == 0
        assert daemon.found.alive


def test_a_daemon_that_cannot_start_says_why_where_it_was_started(tmp_path: Path) -> None:
    data, pid_file = tmp_path / "data", tmp_path / "mockhaus.pid"
    data.write_text("not a folder")
    done = mockhaus("serve", "--daemon", "--pid-file", str(pid_file), "--data-dir", str(data), "--port", "0")
    assert done.returncode == 3
    assert "cannot be used" in done.stderr
    assert not pid_file.exists()


def test_a_daemon_needs_a_pid_file(tmp_path: Path) -> None:
    done = mockhaus("serve", "--daemon", "--data-dir", str(tmp_path))
    assert done.returncode == 3
    assert "--pid-file" in done.stderr


def test_a_file_that_is_no_pid_file_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    file.write_text("account: MINE\n")
    done = mockhaus("serve", "--daemon", "--pid-file", str(file), "--data-dir", str(tmp_path / "data"), "--port", "0")
    assert done.returncode == 3
    assert "is no pid file" in done.stderr
    assert file.read_text() == "account: MINE\n"
