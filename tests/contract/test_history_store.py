from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.ports.history import HistoryStore
from mockhaus_adapters.metadata_memory import MemoryHistoryStore
from mockhaus_adapters.metadata_sqlalchemy import SqlHistoryStore
from tests.contract.history_store_contract import HistoryStoreContract
from tests.support.metadata import opened


class TestMemoryHistoryStore(HistoryStoreContract):
    @pytest.fixture
    def store(self) -> HistoryStore:
        return MemoryHistoryStore()


class TestSqliteFileHistoryStore(HistoryStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[HistoryStore]:
        with opened(f"sqlite:///{tmp_path}/metadata.db") as database:
            yield SqlHistoryStore(database)


class TestSqliteMemoryHistoryStore(HistoryStoreContract):
    @pytest.fixture
    def store(self) -> Iterator[HistoryStore]:
        with opened("sqlite://") as database:
            yield SqlHistoryStore(database)


class TestPostgresHistoryStore(HistoryStoreContract):
    @pytest.fixture
    def store(self, postgres_schema_url: str) -> Iterator[HistoryStore]:
        with opened(postgres_schema_url) as database:
            yield SqlHistoryStore(database)
