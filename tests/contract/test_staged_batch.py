from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.ports.stages import StageStore
from mockhaus_adapters.clock_system import SystemClock
from mockhaus_adapters.stage_filesystem import FilesystemStageStore
from mockhaus_adapters.stage_memory import MemoryStageStore
from tests.contract.staged_batch_contract import StagedBatchContract


class TestFilesystemStagedBatch(StagedBatchContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> StageStore:
        return FilesystemStageStore(tmp_path / "stages")


class TestMemoryStagedBatch(StagedBatchContract):
    @pytest.fixture
    def store(self) -> Iterator[StageStore]:
        store = MemoryStageStore(SystemClock())
        yield store
        store.close()
