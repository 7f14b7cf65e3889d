"""Locations that are external places keep what stage stores promise, but for what belongs to all locations of a store.

A store's version stands for the MD5, and the files of a place outlive its location.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from mockhaus.ports.external_stages import ExternalPlace, ExternalStages
from mockhaus.ports.stages import StageStore
from mockhaus_adapters.clock_system import SystemClock
from mockhaus_adapters.stage_memory import MemoryStageStore
from mockhaus_adapters.stage_object_store import ExternalOptions, ExternalStageStore
from mockhaus_adapters.stage_object_store import store as module
from mockhaus_adapters.stage_object_store.objects import ExternalFolder
from tests.contract.external_stages_contract import ExternalStagesContract
from tests.contract.stage_store_contract import STAGE, StageStoreContract, put
from tests.contract.staged_batch_contract import StagedBatchContract
from tests.support.object_storage import new_bucket, s3_server

KEYS = (("AWS_KEY_ID", "id"), ("AWS_SECRET_KEY", "secret"))


@pytest.fixture
def inside() -> Iterator[MemoryStageStore]:
    store = MemoryStageStore(SystemClock())
    yield store
    store.close()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with s3_server() as url:
        yield url


class _ExternalContract(StageStoreContract):
    def test_removes_a_location_with_all_its_files(self, store: StageStore) -> None:
        """The place is let go."""
        put(store, "a/b")
        store.remove_location(STAGE)
        assert list(store.list(STAGE)) == []

    def test_tells_the_locations_that_have_files(self, store: StageStore) -> None:
        """It is not among them."""
        put(store, "a/b")
        assert STAGE not in store.locations()


class TestStoreOfObjectsInMemory(_ExternalContract):
    @pytest.fixture
    def store(self, inside: MemoryStageStore, monkeypatch: pytest.MonkeyPatch) -> StageStore:
        outside = ExternalFolder(MemoryStore())
        monkeypatch.setattr(module, "folder_at", lambda *_: outside)
        store = ExternalStageStore(inside, ExternalOptions(("s3://bucket",)))
        store.connect(STAGE, ExternalPlace("s3://bucket/folder/"))
        return store

    def test_put_tells_path_size_and_md5(self, store: StageStore) -> None:
        """The version is any."""
        file = put(store, "a/b.csv", b"hello")
        assert (file.path, file.size) == ("a/b.csv", 5)

    def test_with_overwrite_content_and_md5_are_the_new_ones(self, store: StageStore) -> None:
        """The version is another."""
        assert put(store, "a", b"old").md5 != put(store, "a", b"new").md5


class TestS3(_ExternalContract):
    @pytest.fixture
    def store(self, inside: MemoryStageStore, s3: str) -> StageStore:
        bucket = new_bucket(s3)
        store = ExternalStageStore(inside, ExternalOptions((f"s3://{bucket}",), s3_endpoint=s3))
        store.connect(STAGE, ExternalPlace(f"s3://{bucket}/folder/", credentials=KEYS))
        return store


class TestS3Batches(StagedBatchContract):
    @pytest.fixture
    def store(self, inside: MemoryStageStore, s3: str) -> StageStore:
        bucket = new_bucket(s3)
        store = ExternalStageStore(inside, ExternalOptions((f"s3://{bucket}",), s3_endpoint=s3))
        store.connect(STAGE, ExternalPlace(f"s3://{bucket}/folder/", credentials=KEYS))
        return store


class TestPlacesInS3(ExternalStagesContract):
    @pytest.fixture
    def bucket(self, s3: str) -> str:
        return new_bucket(s3)

    @pytest.fixture
    def stages(self, inside: MemoryStageStore, s3: str, bucket: str) -> ExternalStages:
        return ExternalStageStore(inside, ExternalOptions((f"s3://{bucket}",), s3_endpoint=s3))

    @pytest.fixture
    def store(self, stages: ExternalStages) -> StageStore:
        assert isinstance(stages, ExternalStageStore)
        return stages

    @pytest.fixture
    def place(self, bucket: str) -> ExternalPlace:
        return ExternalPlace(f"s3://{bucket}/", credentials=KEYS)


class TestPlacesInFolders(ExternalStagesContract):
    @pytest.fixture
    def stages(self, inside: MemoryStageStore, tmp_path: Path) -> ExternalStages:
        return ExternalStageStore(inside, ExternalOptions(roots=(tmp_path,)))

    @pytest.fixture
    def store(self, stages: ExternalStages) -> StageStore:
        assert isinstance(stages, ExternalStageStore)
        return stages

    @pytest.fixture
    def place(self, tmp_path: Path) -> ExternalPlace:
        return ExternalPlace(f"file://{tmp_path}/")
