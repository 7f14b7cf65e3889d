"""Pipes of a server that is stopped, killed and told otherwise: what was queued is loaded, once."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Client, ServerProcess, local_server, server_process

WAIT = 30
FILES = 40
KILLS = 3


def make(client: Client, *, auto_ingest: bool = False) -> None:
    client.run(
        f"""CREATE DATABASE D; CREATE TABLE D.PUBLIC.T (A INT); CREATE STAGE D.PUBLIC.S;
        CREATE PIPE D.PUBLIC.P AUTO_INGEST = {auto_ingest} AS COPY INTO D.PUBLIC.T FROM @D.PUBLIC.S"""
    )


def stage(client: Client, path: str, value: int = 1) -> None:
    client.run(
        f"COPY INTO @D.PUBLIC.S/{path} FROM (SELECT {value}) SINGLE = TRUE "
        "FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE)"
    )


def status(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.value("SELECT SYSTEM$PIPE_STATUS('D.PUBLIC.P')"))
    return found


def values(client: Client) -> list[int]:
    return [value for (value,) in client.rows("SELECT A FROM D.PUBLIC.T ORDER BY 1")]


def await_values(client: Client, expected: list[int]) -> None:
    deadline = time.monotonic() + WAIT
    while (found := values(client)) != expected:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def insert(client: Client, *paths: str) -> None:
    body = json.dumps({"files": [{"path": path} for path in paths]}).encode()
    answer = client.call("POST", "/v1/data/pipes/D.PUBLIC.P/insertFiles", body, Authorization="Bearer any")
    assert answer.status == 200, answer.body


def test_what_was_queued_and_loaded_outlives_the_server(tmp_path: Path) -> None:
    with server_process(tmp_path) as server, server.client() as client:
        make(client)
        stage(client, "a.csv", 1)
        insert(client, "a.csv")
        await_values(client, [1])
        client.run("ALTER PIPE D.PUBLIC.P SET PIPE_EXECUTION_PAUSED = TRUE")
        stage(client, "b.csv", 2)
        insert(client, "a.csv", "b.csv")
    with server_process(tmp_path) as server, server.client() as client:
        assert (status(client)["executionState"], status(client)["pendingFileCount"]) == ("PAUSED", 1)
        history = client.rows(
            "SELECT file_name, pipe_name FROM TABLE(D.INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => 'D.PUBLIC.T', "
            "START_TIME => DATEADD(hour, -1, CURRENT_TIMESTAMP())))"
        )
        assert history == [["a.csv", "P"]]
        client.run("ALTER PIPE D.PUBLIC.P SET PIPE_EXECUTION_PAUSED = FALSE")
        await_values(client, [1, 2])


def test_files_are_loaded_once_and_whole_however_often_the_server_is_killed(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    try:
        with server.client() as client:
            make(client)
            client.run("ALTER PIPE D.PUBLIC.P SET PIPE_EXECUTION_PAUSED = TRUE")
            for number in range(FILES):
                stage(client, f"{number}.csv", number)
            insert(client, *(f"{number}.csv" for number in range(FILES)))
            client.run("ALTER PIPE D.PUBLIC.P SET PIPE_EXECUTION_PAUSED = FALSE")
        for kill in range(KILLS):
            time.sleep(0.05 * kill)
            server.kill()
            server = ServerProcess(tmp_path)
        with server.client() as client:
            await_values(client, list(range(FILES)))
            assert status(client)["pendingFileCount"] == 0
    finally:
        server.kill()


def test_a_load_that_waits_for_a_lock_keeps_no_server_from_ending() -> None:
    with local_server() as server, server.client() as client:
        make(client)
        stage(client, "a.csv", 1)
        session = client.session()
        client.run("BEGIN", session_id=session)
        client.run("DELETE FROM D.PUBLIC.T", session_id=session)
        insert(client, "a.csv")
        time.sleep(0.5)
        ending = time.monotonic()
    assert time.monotonic() - ending < WAIT


def test_a_server_that_begins_looks_at_the_stages_of_its_pipes(tmp_path: Path) -> None:
    with server_process(tmp_path) as server, server.client() as client:
        make(client, auto_ingest=True)
        client.run("ALTER PIPE D.PUBLIC.P SET PIPE_EXECUTION_PAUSED = TRUE")
        stage(client, "a.csv", 1)
        client.run("ALTER PIPE D.PUBLIC.P SET PIPE_EXECUTION_PAUSED = FALSE")
        await_values(client, [1])
    with server_process(tmp_path) as server, server.client() as client:
        stage(client, "b.csv", 2)
        await_values(client, [1, 2])


@pytest.mark.parametrize("seconds", [0.05, 3600])
def test_a_setting_says_how_often_stages_are_looked_at(seconds: float) -> None:
    with local_server({"pipes": {"poll_seconds": seconds}}) as server, server.client() as client:
        make(client, auto_ingest=True)
        while "lastPulledFromChannelTimestamp" not in status(client):  # the look that the statement asked for
            time.sleep(0.02)
        stage(client, "a.csv", 1)
        if seconds < 1:
            await_values(client, [1])
        else:
            time.sleep(1)
            assert values(client) == []


def test_files_of_a_folder_outside_are_loaded_by_themselves(tmp_path: Path) -> None:
    """A pipe with AUTO_INGEST over an external stage with a file:// URL."""
    settings = {"stages": {"external_roots": [str(tmp_path)]}, "pipes": {"poll_seconds": 0.1}}
    with local_server(settings) as server, server.client() as client:
        client.run(
            f"""CREATE DATABASE D; CREATE TABLE D.PUBLIC.T (A INT);
            CREATE STAGE D.PUBLIC.S URL = 'file://{tmp_path}/in/';
            CREATE PIPE D.PUBLIC.P AUTO_INGEST = TRUE AS COPY INTO D.PUBLIC.T FROM @D.PUBLIC.S"""
        )
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / "a.csv").write_text("1\n2\n")
        await_values(client, [1, 2])
