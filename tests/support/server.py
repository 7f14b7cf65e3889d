"""Real servers for tests: as a process of their own, and on a thread of this one; and a client that speaks HTTP."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mockhaus.application.use_cases import UseCases
from mockhaus_deployments.server import background_server
from mockhaus_deployments.settings import load

STARTS_WITHIN = 60
STOPS_WITHIN = 30
_READY = "Mockhaus answers at "


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    media_type: str
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The body as a JSON object; fractions are Decimals, so that no digit is lost."""
        document: dict[str, Any] = json.loads(self.body, parse_float=Decimal)
        return document

    @property
    def error(self) -> dict[str, Any]:
        """The error of the envelope."""
        assert self.document["success"] is False
        error: dict[str, Any] = self.document["error"]
        return error


class Client:
    """One connection to a server, kept open between requests. Not thread-safe."""

    def __init__(self, url: str, timeout: float = 120) -> None:
        parts = urllib.parse.urlsplit(url)
        assert parts.hostname is not None
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)

    def call(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Any request."""
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        return Answer(response.status, response.getheader("Content-Type", ""), response.read())

    def get(self, path: str, **parameters: object) -> Answer:
        """GET with a query string."""
        return self.call("GET", f"{path}?{urllib.parse.urlencode(parameters)}" if parameters else path)

    def post(self, path: str, document: object) -> Answer:
        """POST a JSON document."""
        return self.call("POST", path, json.dumps(document).encode())

    def query(self, sql: str, **options: object) -> Answer:
        """POST /api/v1/query."""
        return self.post("/api/v1/query", {"sql": sql, **options})

    def run(self, sql: str, **options: object) -> dict[str, Any]:
        """The envelope of statements that succeed."""
        answer = self.query(sql, **options)
        assert answer.status == 200, answer.body
        return answer.document

    def rows(self, sql: str, **options: object) -> list[list[Any]]:
        """The rows of the last statement, as arrays."""
        rows: list[list[Any]] = self.run(sql, row_format="arrays", **options)["data"]
        return rows

    def value(self, sql: str, **options: object) -> Any:
        """The one value of the last statement."""
        ((value,),) = self.rows(sql, **options)
        return value

    def fail(self, sql: str, **options: object) -> dict[str, Any]:
        """The error of statements that fail."""
        answer = self.query(sql, **options)
        assert 400 <= answer.status < 500, answer.body
        return answer.error

    def session(self, **options: object) -> str:
        """The id of a new session."""
        answer = self.post("/api/v1/sessions", options)
        assert answer.status == 201, answer.body
        return str(answer.document["session_id"])

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


@dataclass(frozen=True)
class LocalServer:
    """A server on a thread of this process."""

    url: str
    use_cases: UseCases

    @contextmanager
    def client(self, timeout: float = 120) -> Iterator[Client]:
        """A connection of its own."""
        with closing(Client(self.url, timeout)) as client:
            yield client


@contextmanager
def local_server(settings: Mapping[str, Any] | None = None) -> Iterator[LocalServer]:
    """A server in this process with these settings, in memory unless they name a folder."""
    values = dict(settings or {})
    values["server"] = {"port": 0, **values.get("server", {})}
    with background_server(load(flags=values)) as (url, use_cases):
        yield LocalServer(url, use_cases)


def environment(**variables: str) -> dict[str, str]:
    """The environment of this process with the import path of the tests, without settings of Mockhaus but these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOCKHAUS_")}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), **variables}


def mockhaus(
    *arguments: str, stdin: str | bytes = "", timeout: float = 120, **variables: str
) -> subprocess.CompletedProcess[str]:
    """The program `mockhaus`, run to its end."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "mockhaus_deployments", *arguments],
        input=given,
        capture_output=True,
        timeout=timeout,
        env=environment(**variables),
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


class ServerProcess:
    """A server in a process of its own, started when made."""

    def __init__(
        self, data_dir: Path | str, *arguments: str, stdin: int = subprocess.DEVNULL, **variables: str
    ) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        command = [sys.executable, "-m", "mockhaus_deployments", "serve", "--port", "0", "--data-dir", str(data_dir)]
        self._process = subprocess.Popen(
            [*command, *arguments],
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            env=environment(**variables),
        )
        try:
            self.url = self._await_url()
        except BaseException:
            self.kill()
            raise

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def log(self) -> str:
        """What the server wrote on its error stream so far."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode(errors="replace")

    def _await_url(self) -> str:
        wait = 0.01
        for _ in range(int(STARTS_WITHIN / wait)):
            ready = [line for line in self.log.splitlines(keepends=True) if line.startswith(_READY)]
            if ready and ready[0].endswith("\n"):
                return ready[0].removeprefix(_READY).strip()
            if self._ended(wait):
                break
        raise AssertionError(f"the server did not start: {self.log}")

    def _ended(self, wait: float) -> bool:
        try:
            self._process.wait(wait)
        except subprocess.TimeoutExpired:
            return False
        return True

    @contextmanager
    def client(self, timeout: float = 120) -> Iterator[Client]:
        """A connection of its own."""
        with closing(Client(self.url, timeout)) as client:
            yield client

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self._process.kill()
        self._process.wait(STOPS_WITHIN)
        self._log.close()

    def stop(self) -> int:
        """End it in order; its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end; its exit code."""
        try:
            return self._process.wait(STOPS_WITHIN)
        finally:
            self.kill()


@contextmanager
def server_process(data_dir: Path | str, *arguments: str, **variables: str) -> Iterator[ServerProcess]:
    """A server in a process of its own, ended in order."""
    server = ServerProcess(data_dir, *arguments, stdin=subprocess.DEVNULL, **variables)
    try:
        yield server
    except BaseException:
        server.kill()
        raise
    server.stop()
