"""A session with a stage of real files, on an engine in memory that may read them; external places beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from mockhaus.application.services import Services
from mockhaus.ports.engine import Engine
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.settings import EngineOptions
from mockhaus_adapters.stage_filesystem import FilesystemStageStore
from mockhaus_adapters.stage_object_store import ExternalOptions, ExternalStageStore
from tests.support.loading_session import LoadingSession
from tests.support.object_storage import Outside, s3_server
from tests.support.statement_session import StatementSession, services_on

_numbers = count(1)


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Services]]:
    """An engine with the services over it, stages in a folder."""
    stages: Path = tmp_path_factory.mktemp("stages")
    engine = DuckDbEngine(EngineOptions(readable=(stages,)))
    services = replace(services_on(engine), stages=FilesystemStageStore(stages))
    session = StatementSession(engine, services, session_id="0")
    session.run("CREATE DATABASE db")
    session.close()
    yield engine, services
    engine.close()


@pytest.fixture
def session(account: tuple[Engine, Services]) -> Iterator[LoadingSession]:
    """A session in a new schema, with the stage FILES."""
    number = next(_numbers)
    found = LoadingSession(*account, session_id=str(number))
    found.script(f"CREATE SCHEMA db.s_{number}", f"USE SCHEMA db.s_{number}", "CREATE STAGE files")
    yield found
    found.close()


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """A server of S3 and a folder, both allowed."""
    with s3_server() as server:
        yield Outside(server, tmp_path_factory.mktemp("outside"))


@pytest.fixture(scope="session")
def external_account(outside: Outside, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Services]]:
    """An engine with the services over it, which reach what is outside."""
    inside: Path = tmp_path_factory.mktemp("inside")
    engine = DuckDbEngine(EngineOptions(readable=(inside,)))
    identity = (("AWS_KEY_ID", "k"), ("AWS_SECRET_KEY", "s"))
    options = ExternalOptions(("s3://",), (outside.root,), outside.server, identity)
    stages = ExternalStageStore(FilesystemStageStore(inside), options)
    services = replace(services_on(engine), stages=stages, external=stages)
    session = LoadingSession(engine, services, session_id="0")
    session.run("CREATE DATABASE db")
    session.close()
    yield engine, services
    engine.close()
