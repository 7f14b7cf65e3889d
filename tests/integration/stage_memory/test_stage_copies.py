from __future__ import annotations

from pathlib import Path

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.stage_memory import MemoryStageStore
from tests.fakes.clock import START, FakeClock


def test_nothing_is_written_until_the_engine_asks() -> None:
    store = MemoryStageStore(FakeClock())
    store.put("stage", "a", [b"data"], overwrite=False)
    assert list(Path(store.engine_folder).iterdir()) == []
    store.close()


def test_a_file_that_is_asked_for_twice_is_copied_once() -> None:
    store = MemoryStageStore(FakeClock())
    store.put("stage", "a", [b"data"], overwrite=False)
    assert store.engine_path("stage", "a") == store.engine_path("stage", "a")
    store.close()


def test_a_copy_keeps_the_ending_of_the_name() -> None:
    store = MemoryStageStore(FakeClock())
    store.put("stage", "a/b.csv.gz", [b"data"], overwrite=False)
    assert store.engine_path("stage", "a/b.csv.gz").endswith(".gz")
    store.close()


def test_closing_deletes_every_copy_and_may_be_repeated() -> None:
    store = MemoryStageStore(FakeClock())
    store.put("stage", "a", [b"data"], overwrite=False)
    store.engine_path("stage", "a")
    store.close()
    store.close()
    assert not Path(store.engine_folder).exists()


def test_a_copy_after_closing_is_a_storage_error() -> None:
    store = MemoryStageStore(FakeClock())
    store.put("stage", "a", [b"data"], overwrite=False)
    store.close()
    with pytest.raises(SnowflakeError) as failure:
        store.engine_path("stage", "a")
    assert failure.value.error is ErrorCode.STORAGE


def test_the_time_of_change_is_the_clocks() -> None:
    store = MemoryStageStore(FakeClock(START))
    file = store.put("stage", "a", [b"data"], overwrite=False)
    assert file is not None
    assert file.modified_at == START
    store.close()
