from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.ports.account import AccountRecord, AccountStore
from mockhaus_adapters.metadata_memory import MemoryAccountStore
from mockhaus_adapters.metadata_sqlalchemy import SqlAccountStore
from tests.contract.account_contract import AccountStoreContract
from tests.support.metadata import opened


class TestMemoryAccountStore(AccountStoreContract):
    @pytest.fixture
    def store(self) -> AccountStore:
        return MemoryAccountStore()


class TestSqliteFileAccountStore(AccountStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[AccountStore]:
        with opened(f"sqlite:///{tmp_path}/metadata.db") as database:
            yield SqlAccountStore(database)

    def test_records_are_there_when_the_database_is_opened_again(self, tmp_path: Path) -> None:
        record = AccountRecord("ROLE", "ANALYST", 1, "{}")
        url = f"sqlite:///{tmp_path}/again.db"
        with opened(url) as database:
            SqlAccountStore(database).change(put=[record])
        with opened(url) as database:
            assert list(SqlAccountStore(database).list()) == [record]


class TestSqliteMemoryAccountStore(AccountStoreContract):
    @pytest.fixture
    def store(self) -> Iterator[AccountStore]:
        with opened("sqlite://") as database:
            yield SqlAccountStore(database)


class TestPostgresAccountStore(AccountStoreContract):
    @pytest.fixture
    def store(self, postgres_schema_url: str) -> Iterator[AccountStore]:
        with opened(postgres_schema_url) as database:
            yield SqlAccountStore(database)
