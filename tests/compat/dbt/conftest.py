"""One project, one database, and dbt run in this process as its own command line does."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import snowflake.connector
from dbt.cli.main import dbtRunner, dbtRunnerResult

DATABASE = "LENDING"
_SOURCES = (
    "CREATE SCHEMA desk",
    "CREATE TABLE desk.visits (member_id INT, payload VARIANT, loaded_at TIMESTAMP_NTZ)",
    """INSERT INTO desk.visits SELECT column1, PARSE_JSON(column2), column3::TIMESTAMP_NTZ FROM VALUES
       (1, '{"purpose": "read"}', '2024-03-01 10:00:00'), (2, '{"purpose": "ask"}', '2024-03-02 10:00:00')""",
    "CREATE TABLE desk.loans (id INT, member_id INT, lent_on DATE, state VARCHAR(4))",
    """INSERT INTO desk.loans VALUES
       (1, 1, '2024-01-15', 'back'), (2, 2, '2024-03-02', 'out'), (3, 2, '2024-03-05', 'out')""",
    "CREATE TABLE desk.returns (id INT)",
    "CREATE SCHEMA marts",
)
Query = Callable[[str], list[tuple[Any, ...]]]


class Dbt:
    """The program, in a copy of the project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, succeeds: bool = True) -> dbtRunnerResult:
        """Run a command of dbt; with the errors of its log in the message where it does not end as it should."""
        place = str(self.folder)
        log = self.folder / "logs" / "dbt.log"
        log.unlink(missing_ok=True)
        done = dbtRunner().invoke([*arguments, "--project-dir", place, "--profiles-dir", place, "--no-use-colors"])
        told = re.findall(r"\[error\].*(?:\n  .*)*", log.read_text()) if log.exists() else []
        assert done.success is succeeds, "\n".join((f"{arguments}: {done.exception}", *told))
        return done

    def statuses(self, *arguments: str, succeeds: bool = True) -> dict[str, str]:
        """What became of each node of a command that ran some."""
        return {node.node.name: str(node.status) for node in nodes(self(*arguments, succeeds=succeeds))}

    def message(self, *arguments: str) -> str:
        """What the only node of a command said that fails."""
        (node,) = nodes(self(*arguments, succeeds=False))
        return str(node.message)

    def artifact(self, name: str) -> dict[str, Any]:
        """A file that the last command left in the target folder."""
        found: dict[str, Any] = json.loads((self.folder / "target" / f"{name}.json").read_text())
        return found


def nodes(done: dbtRunnerResult) -> list[Any]:
    """The results of a command without those of its hooks."""
    found: Any = done.result
    return [result for result in found if result.node.resource_type != "operation"]


@pytest.fixture(scope="session")
def query() -> Iterator[Query]:
    """Answers rows of the warehouse, by way of the connector."""
    with snowflake.connector.connect(
        account="mockhaus",
        user="tester",
        password="secret",
        host=os.environ["MOCKHAUS_HOST"],
        port=int(os.environ["MOCKHAUS_PORT"]),
        protocol="http",
    ) as connection:
        yield lambda sql: list(connection.cursor().execute(sql).fetchall())


@pytest.fixture(scope="session")
def dbt(query: Query, tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    """A project that nothing was done with yet; its sources are there."""
    query(f"CREATE OR REPLACE DATABASE {DATABASE}")
    query(f"USE DATABASE {DATABASE}")
    for sql in _SOURCES:
        query(sql)
    os.environ |= {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}
    folder = tmp_path_factory.mktemp("dbt") / "project"
    shutil.copytree(Path(__file__).parent / "project", folder)
    return Dbt(folder)


@pytest.fixture(scope="session")
def built(dbt: Dbt) -> dict[str, str]:
    """The whole project, built; what became of each of its nodes."""
    return dbt.statuses("build", "--exclude", "path:models/incremental", "resource_type:snapshot", "tag:refused")
