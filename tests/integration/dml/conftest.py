"""Sessions on one engine in memory, in database DB; each test has a schema of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from mockhaus.application.services import Services
from mockhaus.ports.engine import Engine
from tests.support.snowflake_session import memory_engine
from tests.support.statement_session import StatementSession, services_on

OpenSession = Callable[[], StatementSession]

_numbers = count(1)


@pytest.fixture(scope="session")
def account() -> Iterator[tuple[Engine, Services]]:
    """An engine with the services over it."""
    engine = memory_engine()
    services = services_on(engine)
    session = StatementSession(engine, services, session_id="0")
    session.run("CREATE DATABASE db")
    session.close()
    yield engine, services
    engine.close()


@pytest.fixture
def open_session(account: tuple[Engine, Services]) -> Iterator[OpenSession]:
    """Opens sessions of one account, all in the same new schema."""
    schema = f"db.s_{next(_numbers)}"
    opened: list[StatementSession] = []

    def new() -> StatementSession:
        session = StatementSession(*account, session_id=str(next(_numbers)))
        session.script(*(() if opened else (f"CREATE SCHEMA {schema}",)), f"USE SCHEMA {schema}")
        opened.append(session)
        return session

    yield new
    for session in opened:
        session.close()


@pytest.fixture
def session(open_session: OpenSession) -> StatementSession:
    return open_session()
