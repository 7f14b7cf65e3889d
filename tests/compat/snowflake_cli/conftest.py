"""The command `snow` with a configuration of its own; each run is a process, as for its users."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from snowflake.cli._app.__main__ import main

DATABASE = "CLI"


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    status: int
    out: str

    @property
    def json(self) -> Any:
        """What a run printed in the format json."""
        return json.loads(self.out)

    @property
    def csv(self) -> list[list[str]]:
        """What a run printed in the format csv."""
        return list(csv.reader(self.out.strip().splitlines()))


class Snow:
    """Runs of `snow`.

    Each is a fork of this process, which has loaded the program already: loading takes several times as long as a run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self) -> None:
        """Have every command of the program in this process."""
        with pytest.raises(SystemExit), contextlib.redirect_stdout(io.StringIO()):
            main(["--config-file", str(self.folder / "config.toml"), "sql", "--help"])

    def __call__(self, *arguments: str, given: str = "", status: int = 0) -> Done:
        """Run a command with a text as its standard input; it ends with this status."""
        place = self.folder / "out"
        (self.folder / "in").write_text(given)
        child = os.fork()
        if child == 0:
            self._become(arguments)
        _, ended = os.waitpid(child, 0)
        done = Done(os.waitstatus_to_exitcode(ended), place.read_text())
        assert done.status == status, done.out
        return done

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """The rows that a command prints in the format json."""
        found: list[dict[str, Any]] = self(*arguments, "--format", "json").json
        return found

    def query(self, sql: str) -> list[dict[str, Any]]:
        """The rows of one statement."""
        return self.rows("sql", "-q", sql)

    def _become(self, arguments: tuple[str, ...]) -> None:
        """Be the program in this process, and end with it."""
        status = 1
        try:
            os.dup2(os.open(self.folder / "in", os.O_RDONLY), 0)
            os.dup2(os.open(self.folder / "out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 1)
            os.dup2(1, 2)
            sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
            main(["--config-file", str(self.folder / "config.toml"), *arguments])
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException:  # noqa: BLE001 - told by the status
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)


@pytest.fixture(scope="session")
def snow(tmp_path_factory: pytest.TempPathFactory) -> Snow:
    """Runs of `snow` with one connection, and a database of the suite's own."""
    folder = tmp_path_factory.mktemp("snow")
    configuration = folder / "config.toml"
    configuration.write_text(
        f"""
default_connection_name = "local"

[cli.logs]
save_logs = false

[connections.local]
account = "mockhaus"
user = "tester"
password = "secret"
host = "{os.environ["MOCKHAUS_HOST"]}"
port = {os.environ["MOCKHAUS_PORT"]}
protocol = "http"
role = "ACCOUNTADMIN"
warehouse = "COMPUTE_WH"
database = "{DATABASE}"
schema = "PUBLIC"
"""
    )
    configuration.chmod(0o600)
    os.environ |= {"SNOWFLAKE_HOME": str(folder), "COLUMNS": "200"}
    found = Snow(folder)
    found.load()
    found("sql", "-q", f"CREATE OR REPLACE DATABASE {DATABASE}; CREATE SCHEMA other")
    return found
