from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.ports.configuration import ConfigurationStore
from mockhaus_adapters.metadata_memory import MemoryConfigurationStore
from mockhaus_adapters.metadata_sqlalchemy import SqlConfigurationStore
from tests.contract.configuration_store_contract import ConfigurationStoreContract
from tests.support.metadata import opened


class TestMemoryConfigurationStore(ConfigurationStoreContract):
    @pytest.fixture
    def store(self) -> ConfigurationStore:
        return MemoryConfigurationStore()


class TestSqliteFileConfigurationStore(ConfigurationStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[ConfigurationStore]:
        with opened(f"sqlite:///{tmp_path}/metadata.db") as database:
            yield SqlConfigurationStore(database)


class TestSqliteMemoryConfigurationStore(ConfigurationStoreContract):
    @pytest.fixture
    def store(self) -> Iterator[ConfigurationStore]:
        with opened("sqlite://") as database:
            yield SqlConfigurationStore(database)


class TestPostgresConfigurationStore(ConfigurationStoreContract):
    @pytest.fixture
    def store(self, postgres_schema_url: str) -> Iterator[ConfigurationStore]:
        with opened(postgres_schema_url) as database:
            yield SqlConfigurationStore(database)
