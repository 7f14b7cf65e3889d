"""What every batch of a store of staged files promises."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.stages import StageStore
from tests.contract.stage_store_contract import REFUSED_PATHS, STAGE


class StagedBatchContract:
    @pytest.fixture
    def store(self) -> StageStore:
        raise NotImplementedError

    def test_a_batch_is_out_of_sight_until_it_is_published(self, store: StageStore) -> None:
        with store.batch(STAGE) as batch:
            sizes = [batch.put("out/a.csv", (b"1\n", b"2\n")), batch.put("b.csv", io.BytesIO(b""))]
            before = store.list(STAGE)
            in_the_way = batch.publish(overwrite=False)

        assert (sizes, before, in_the_way) == ([4, 0], [], ())
        assert [(file.path, file.size, file.md5) for file in store.list(STAGE)] == [
            ("b.csv", 0, hashlib.md5(b"").hexdigest()),  # noqa: S324
            ("out/a.csv", 4, hashlib.md5(b"1\n2\n").hexdigest()),  # noqa: S324
        ]

    def test_a_batch_that_is_not_published_leaves_nothing(self, store: StageStore) -> None:
        with pytest.raises(ValueError, match="stopped"), store.batch(STAGE) as batch:  # noqa: PT012 - the context ends
            batch.put("a.csv", (b"1",))
            raise ValueError("stopped")

        assert store.list(STAGE) == []

    def test_a_batch_replaces_nothing_unless_told(self, store: StageStore) -> None:
        store.put(STAGE, "a.csv", io.BytesIO(b"old"), overwrite=False)

        with store.batch(STAGE) as batch:
            batch.put("a.csv", (b"new",))
            batch.put("b.csv", (b"new",))
            assert batch.publish(overwrite=False) == ["a.csv"]
        assert [file.path for file in store.list(STAGE)] == ["a.csv"]
        with store.open(STAGE, "a.csv") as kept:
            assert kept.read() == b"old"

        with store.batch(STAGE) as batch:
            batch.put("a.csv", (b"new",))
            assert batch.publish(overwrite=True) == ()
        with store.open(STAGE, "a.csv") as replaced:
            assert replaced.read() == b"new"

    def test_the_engine_may_write_files_of_a_batch(self, store: StageStore) -> None:
        with store.batch(STAGE) as batch:
            Path(batch.engine_path("d/a.parquet")).write_bytes(b"PAR1")
            Path(batch.engine_path("d/b.parquet")).write_bytes(b"x")
            assert batch.size("d/a.parquet") == 4
            batch.drop("d/b.parquet")
            batch.publish(overwrite=False)

        assert [file.path for file in store.list(STAGE)] == ["d/a.parquet"]

    def test_a_file_of_a_batch_can_be_renamed(self, store: StageStore) -> None:
        with store.batch(STAGE) as batch:
            batch.put("a.csv", (b"1",))
            batch.put("b.csv", (b"22",))
            batch.rename("a.csv", "d/c.csv")
            assert batch.size("d/c.csv") == 1
            batch.publish(overwrite=False)

        assert [(file.path, file.size) for file in store.list(STAGE)] == [("b.csv", 2), ("d/c.csv", 1)]

    def test_a_file_that_is_added_behind_a_dropped_one_replaces_no_other(self, store: StageStore) -> None:
        with store.batch(STAGE) as batch:
            batch.put("a.csv", (b"1",))
            batch.put("b.csv", (b"22",))
            batch.drop("a.csv")
            batch.put("c.csv", (b"333",))
            batch.publish(overwrite=False)

        assert [(file.path, file.size) for file in store.list(STAGE)] == [("b.csv", 2), ("c.csv", 3)]

    @pytest.mark.parametrize("path", REFUSED_PATHS)
    def test_a_batch_refuses_what_could_leave_its_location(self, store: StageStore, path: str) -> None:
        with store.batch(STAGE) as batch:
            with pytest.raises(SnowflakeError) as raised:
                batch.put(path, (b"1",))
            with pytest.raises(SnowflakeError):
                batch.engine_path(path)

        assert raised.value.error is ErrorCode.STAGE_PATH
