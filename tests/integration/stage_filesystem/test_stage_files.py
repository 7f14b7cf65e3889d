from __future__ import annotations

import hashlib
import os
import resource
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.stage_filesystem import FilesystemStageStore
from mockhaus_adapters.stage_filesystem.batches import write_list

STAGE = "stage"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "stages"


@pytest.fixture
def store(root: Path) -> FilesystemStageStore:
    return FilesystemStageStore(root)


def all_files(folder: Path) -> list[str]:
    """Every file below a folder, relative to it."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def put(store: FilesystemStageStore, path: str, data: bytes = b"data") -> None:
    assert store.put(STAGE, path, [data], overwrite=True) is not None


def test_a_file_has_its_own_name_and_a_folder_a_mark(store: FilesystemStageStore, root: Path) -> None:
    put(store, "year=2024/part 1.csv.gz")
    assert all_files(root) == ["stage/year=2024%/part 1.csv.gz"]


def test_files_are_still_there_for_the_next_process(store: FilesystemStageStore, root: Path) -> None:
    put(store, "a/b")
    assert list(FilesystemStageStore(root).list(STAGE)) == list(store.list(STAGE))


def test_a_file_changed_from_outside_is_listed_with_its_new_md5(store: FilesystemStageStore, root: Path) -> None:
    put(store, "a", b"old")
    (root / STAGE / "a").write_bytes(b"from outside")
    assert [file.md5 for file in store.list(STAGE)] == [hashlib.md5(b"from outside").hexdigest()]  # noqa: S324


def test_a_half_written_file_lies_outside_every_stage(store: FilesystemStageStore, root: Path) -> None:
    seen: list[list[str]] = []

    def watching() -> Iterator[bytes]:
        yield b"half"
        seen.append([path.split("/")[0] for path in all_files(root)])

    store.put(STAGE, "a", watching(), overwrite=False)
    assert seen == [[".incoming"]]
    assert all_files(root) == ["stage/a"]


def test_what_an_ended_process_left_half_written_is_deleted_at_the_start(
    store: FilesystemStageStore, root: Path
) -> None:
    (root / ".incoming" / "left").write_bytes(b"half")
    FilesystemStageStore(root)
    assert all_files(root) == []


def test_folders_that_become_empty_are_deleted(store: FilesystemStageStore, root: Path) -> None:
    put(store, "a/b/c")
    store.remove(STAGE, "a/b/c")
    assert [path.name for path in root.iterdir()] == [".incoming"]


def test_removing_a_location_leaves_nothing_of_it(store: FilesystemStageStore, root: Path) -> None:
    put(store, "a/b/c")
    store.remove_location(STAGE)
    assert [path.name for path in root.rglob("*")] == [".incoming"]


def test_a_file_behind_a_linked_folder_is_not_there(store: FilesystemStageStore, root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (root / STAGE).mkdir()
    (root / STAGE / "out%").symlink_to(tmp_path)
    assert list(store.list(STAGE)) == []
    assert store.remove(STAGE, "out/secret") is False
    with pytest.raises(SnowflakeError) as refusal:
        store.open(STAGE, "out/secret")
    assert refusal.value.error is ErrorCode.FILE_NOT_FOUND


def test_a_linked_file_is_not_there(store: FilesystemStageStore, root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (root / STAGE).mkdir()
    (root / STAGE / "a").symlink_to(tmp_path / "secret")
    assert list(store.list(STAGE)) == []
    with pytest.raises(SnowflakeError):
        store.engine_path(STAGE, "a")


def test_nothing_is_written_through_a_linked_folder(store: FilesystemStageStore, root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (root / STAGE).mkdir()
    (root / STAGE / "out%").symlink_to(tmp_path / "outside")
    with pytest.raises(SnowflakeError) as refusal:
        put(store, "out/new/file")
    assert refusal.value.error is ErrorCode.STAGE_PATH
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_linked_location_is_empty(store: FilesystemStageStore, root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    (root / STAGE).symlink_to(tmp_path / "outside")
    assert list(store.list(STAGE)) == []


def test_removing_a_linked_location_removes_the_link_only(
    store: FilesystemStageStore, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").write_text("kept")
    (root / STAGE).symlink_to(tmp_path / "outside")
    store.remove_location(STAGE)
    assert (tmp_path / "outside" / "kept").exists()
    assert not (root / STAGE).exists()


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    store = FilesystemStageStore(tmp_path / "link")
    put(store, "a/b")
    assert [file.path for file in store.list(STAGE)] == ["a/b"]


def test_engine_paths_lie_in_the_engine_folder(store: FilesystemStageStore) -> None:
    put(store, "a/b")
    assert Path(store.engine_path(STAGE, "a/b")).is_relative_to(store.engine_folder)


def test_a_root_that_is_a_file_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SnowflakeError) as failure:
        FilesystemStageStore(tmp_path / "file")
    assert failure.value.error is ErrorCode.STORAGE


def test_a_file_larger_than_the_system_allows_is_a_storage_error(store: FilesystemStageStore, root: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(SnowflakeError) as failure:
            put(store, "a", b"x" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert failure.value.error is ErrorCode.STORAGE
    assert all_files(root) == []


def test_a_full_disk_is_a_storage_error_that_names_no_host_path(
    store: FilesystemStageStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device", str(root))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SnowflakeError) as failure:
        put(store, "a")
    assert failure.value.error is ErrorCode.STORAGE
    assert str(root) not in failure.value.message
    assert all_files(root) == []


def test_a_name_that_grows_too_long_by_escaping_is_refused(store: FilesystemStageStore) -> None:
    with pytest.raises(SnowflakeError) as refusal:
        put(store, "*" * 100)
    assert refusal.value.error is ErrorCode.STAGE_PATH


def test_a_batch_is_published_to_its_end_by_the_next_process(store: FilesystemStageStore, root: Path) -> None:
    with store.batch(STAGE) as batch:
        batch.put("a.csv", (b"first",))
        batch.put("b/c.csv", (b"second",))
        (folder,) = (root / ".incoming").iterdir()
        write_list(folder, STAGE, {"a.csv": "0", "b/c.csv": "1"})
        left = root / ".incoming" / "left"
        shutil.copytree(folder, left)
    (left / "0").replace(root / "moved")  # as if the process had ended between two files

    (root / STAGE).mkdir()
    (root / "moved").replace(root / STAGE / "a.csv")

    assert [file.path for file in FilesystemStageStore(root).list(STAGE)] == ["a.csv", "b/c.csv"]
    assert all_files(root) == ["stage/a.csv", "stage/b%/c.csv"]


def test_a_batch_that_was_not_to_be_published_is_gone_with_its_process(root: Path, store: FilesystemStageStore) -> None:
    with store.batch(STAGE) as batch:
        batch.put("a.csv", (b"first",))
        (folder,) = (root / ".incoming").iterdir()
        shutil.copytree(folder, root / ".incoming" / "left")

    assert FilesystemStageStore(root).list(STAGE) == []
    assert all_files(root) == []
