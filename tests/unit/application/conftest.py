"""A session on a scripted engine, in database DB and schema S: what the catalog decides, without rows."""

from __future__ import annotations

import pytest

from tests.fakes.engine import FakeEngine
from tests.support.statement_session import StatementSession, services_on


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def session(engine: FakeEngine) -> StatementSession:
    found = StatementSession(engine, services_on(engine))
    found.script("CREATE DATABASE db", "CREATE SCHEMA s")
    return found
