from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.ports.results import ResultStore
from mockhaus_adapters.results_arrow import ArrowResultStore, Budgets
from tests.contract.results_contract import BUDGET, ResultStoreContract
from tests.fakes.clock import FakeClock


class TestArrowResultStoreInMemory(ResultStoreContract):
    @pytest.fixture
    def store(self, clock: FakeClock) -> Iterator[ResultStore]:
        store = ArrowResultStore(clock, budgets=Budgets(memory=BUDGET))
        yield store
        store.close()

    def left_over(self) -> int:
        return 0


class TestArrowResultStoreInFolder(ResultStoreContract):
    @pytest.fixture
    def store(self, clock: FakeClock, tmp_path: Path) -> Iterator[ResultStore]:
        self.folder = tmp_path / "results"
        store = ArrowResultStore(clock, self.folder, Budgets(memory=BUDGET, disk=BUDGET))
        yield store
        store.close()

    def left_over(self) -> int:
        return len(list(self.folder.iterdir()))
