"""Pipes over external stages: https://docs.snowflake.com/en/user-guide/data-load-snowpipe-auto."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

import pytest

from mockhaus.application.run_pipes import RunPipes
from mockhaus.application.services import Services
from mockhaus.domain.results import Row
from mockhaus.ports.engine import Engine
from tests.support.loading_session import LoadingSession
from tests.support.object_storage import Outside, new_bucket
from tests.support.pipes import pipes_of

KEYS = "CREDENTIALS = (AWS_KEY_ID = 'the-id' AWS_SECRET_KEY = 'the-secret')"
_numbers = count(1)


@pytest.fixture
def session(external_account: tuple[Engine, Services]) -> Iterator[LoadingSession]:
    number = next(_numbers)
    found = LoadingSession(*external_account, session_id=str(number))
    schema = f"db.pipes_{number}"
    found.script(f"CREATE SCHEMA {schema}", f"USE SCHEMA {schema}", "CREATE TABLE t (a INT, b TEXT)")
    yield found
    found.run(f"DROP SCHEMA {schema}")
    found.close()


@pytest.fixture
def pipes(external_account: tuple[Engine, Services]) -> RunPipes:
    return pipes_of(*external_account)


@pytest.fixture(params=["s3", "file"])
def stage(request: pytest.FixtureRequest, session: LoadingSession, outside: Outside) -> str:
    """The URL of the external stage FILES, made for the test."""
    if request.param == "file":
        found, keys = f"file://{outside.root}/pipes_{session.session.id}/in", ""
    else:
        found, keys = f"s3://{new_bucket(outside.server)}/in", KEYS
    session.run(f"CREATE STAGE files URL = '{found}/' {keys}")
    session.run("LIST @files")
    return found


def state(session: LoadingSession) -> str:
    return str(json.loads(str(session.status("SELECT SYSTEM$PIPE_STATUS('p')")))["executionState"])


def rows(session: LoadingSession) -> list[Row]:
    return session.run("SELECT * FROM t ORDER BY ALL")


@pytest.mark.usefixtures("stage")
def test_new_files_are_loaded_once_two_looks_find_them_alike(session: LoadingSession, pipes: RunPipes) -> None:
    session.run("CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM @files/d/")
    session.put("d/a.csv", "1,x\n")
    pipes.tick(everything=False)
    assert rows(session) == []
    pipes.tick(everything=False)
    assert rows(session) == [(1, "x")]
    pipes.tick(everything=False)
    assert rows(session) == [(1, "x")]


@pytest.mark.usefixtures("stage")
def test_files_that_are_there_are_loaded_by_a_refresh(session: LoadingSession, pipes: RunPipes) -> None:
    session.put("a.csv", "1,x\n")
    session.run("CREATE PIPE p AS COPY INTO t FROM @files")
    assert session.run("ALTER PIPE p REFRESH") == [("a.csv", "SENT")]
    pipes.tick()
    assert rows(session) == [(1, "x")]


def test_a_pipe_stops_where_its_stage_is_elsewhere(session: LoadingSession, stage: str) -> None:
    """https://docs.snowflake.com/en/user-guide/data-load-snowpipe-manage: changing the URL of the stage."""
    session.run("CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM @files")
    session.run(f"ALTER STAGE files SET URL = '{stage}/other/'")
    assert state(session) == "STOPPED_STAGE_ALTERED"


def test_a_stage_that_cannot_be_read_stalls_its_pipe(session: LoadingSession, pipes: RunPipes) -> None:
    session.run(f"CREATE STAGE files URL = 's3://nobody-has-this-bucket/' {KEYS}")
    session.run("CREATE PIPE p AUTO_INGEST = TRUE AS COPY INTO t FROM @files")
    pipes.tick()
    assert state(session) == "STALLED_STAGE_PERMISSION_ERROR"
