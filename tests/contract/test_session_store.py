from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.ports.sessions import SessionStore
from mockhaus_adapters.metadata_memory import MemorySessionStore
from mockhaus_adapters.metadata_sqlalchemy import SqlSessionStore
from tests.contract.session_store_contract import SessionStoreContract
from tests.support.metadata import opened


class TestMemorySessionStore(SessionStoreContract):
    @pytest.fixture
    def store(self) -> SessionStore:
        return MemorySessionStore()


class TestSqliteFileSessionStore(SessionStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SessionStore]:
        with opened(f"sqlite:///{tmp_path}/metadata.db") as database:
            yield SqlSessionStore(database)


class TestSqliteMemorySessionStore(SessionStoreContract):
    @pytest.fixture
    def store(self) -> Iterator[SessionStore]:
        with opened("sqlite://") as database:
            yield SqlSessionStore(database)


class TestPostgresSessionStore(SessionStoreContract):
    @pytest.fixture
    def store(self, postgres_schema_url: str) -> Iterator[SessionStore]:
        with opened(postgres_schema_url) as database:
            yield SqlSessionStore(database)
