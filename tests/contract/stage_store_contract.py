"""What every store of staged files promises."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.stage_paths import MAX_PART_BYTES
from mockhaus.ports.stages import StagedFile, StageStore

STAGE = "stage-1_Key"

REFUSED_PATHS = (
    "",
    "/",
    "/etc/passwd",
    "..",
    "../other",
    "a/../../other",
    "a/..",
    ".",
    "./a",
    "a/./b",
    "a//b",
    "a/",
    "\\\\server\\share",
    "a\\..\\b",
    "C:/windows",
    "c:windows",
    "nul\x00",
    "line\nfeed",
    "del\x7f",
    "c1\x85",
    "lone\ud800",
    "x" * (MAX_PART_BYTES + 1),
    "ü" * MAX_PART_BYTES,
    "/".join(["x" * 100] * 11),
)

KEPT_PATHS = (
    "plain.csv",
    "year=2024/month=02/part 1.csv.gz",
    " leading and trailing ",
    ".hidden",
    "...",
    "-rf",
    "50%",
    "a%2Fb",
    "folder%/file%",
    "*?[a-z]{x}.csv",
    'a"b<c>d|e:f',
    "it's;--",
    "日本語/🦆.json",
    "e\u0301",
    "\u00e9",
    "CON",
    "x" * MAX_PART_BYTES,
    "/".join(["x" * 100] * 10),
)


def paths(store: StageStore, prefix: str = "") -> list[str]:
    """The paths that a location lists."""
    return [file.path for file in store.list(STAGE, prefix)]


def content(store: StageStore, path: str) -> bytes:
    """The bytes of a staged file."""
    with store.open(STAGE, path) as file:
        return file.read()


def put(store: StageStore, path: str, data: bytes = b"data") -> StagedFile:
    """Stage a file, in place of one that is there."""
    file = store.put(STAGE, path, [data], overwrite=True)
    assert file is not None
    return file


class StageStoreContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def store(self) -> StageStore:
        raise NotImplementedError(f"{type(self).__name__} must provide the store fixture")

    def test_gives_back_what_was_put(self, store: StageStore) -> None:
        put(store, "a/b.csv", b"1,2\n")
        assert content(store, "a/b.csv") == b"1,2\n"

    def test_takes_content_from_a_file(self, store: StageStore) -> None:
        data = bytes(range(256)) * 20_000
        store.put(STAGE, "a", io.BytesIO(data), overwrite=False)
        assert content(store, "a") == data

    def test_takes_content_in_pieces(self, store: StageStore) -> None:
        store.put(STAGE, "a", (piece for piece in (b"one", b"", b"two")), overwrite=False)
        assert content(store, "a") == b"onetwo"

    def test_an_empty_file_is_a_file(self, store: StageStore) -> None:
        store.put(STAGE, "a", [], overwrite=False)
        assert content(store, "a") == b""
        assert store.list(STAGE)[0].size == 0

    def test_put_tells_path_size_and_md5(self, store: StageStore) -> None:
        file = put(store, "a/b.csv", b"hello")
        assert (file.path, file.size, file.md5) == ("a/b.csv", 5, "5d41402abc4b2a76b9719d911017c592")

    def test_list_tells_of_a_file_what_put_told(self, store: StageStore) -> None:
        file = put(store, "a/b.csv")
        assert list(store.list(STAGE)) == [file]

    def test_the_time_of_change_is_now_in_utc(self, store: StageStore) -> None:
        file = put(store, "a")
        assert abs(file.modified_at - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)
        assert file.modified_at.utcoffset() == dt.timedelta(0)

    def test_without_overwrite_a_file_that_is_there_is_kept(self, store: StageStore) -> None:
        put(store, "a", b"old")
        assert store.put(STAGE, "a", [b"new"], overwrite=False) is None
        assert content(store, "a") == b"old"

    def test_with_overwrite_content_and_md5_are_the_new_ones(self, store: StageStore) -> None:
        put(store, "a", b"old")
        put(store, "a", b"new")
        assert content(store, "a") == b"new"
        assert [file.md5 for file in store.list(STAGE)] == [hashlib.md5(b"new").hexdigest()]  # noqa: S324

    def test_content_that_breaks_off_leaves_no_file(self, store: StageStore) -> None:
        with pytest.raises(ConnectionResetError):
            store.put(STAGE, "a", _breaking_off(), overwrite=False)
        assert paths(store) == []

    def test_content_that_breaks_off_leaves_the_file_that_was_there(self, store: StageStore) -> None:
        put(store, "a", b"old")
        with pytest.raises(ConnectionResetError):
            store.put(STAGE, "a", _breaking_off(), overwrite=True)
        assert content(store, "a") == b"old"

    def test_a_file_being_read_is_not_disturbed_by_its_overwriting(self, store: StageStore) -> None:
        put(store, "a", b"old")
        with store.open(STAGE, "a") as file:
            put(store, "a", b"new")
            assert file.read() == b"old"

    def test_one_of_many_threads_that_put_the_same_file_stores_it(self, store: StageStore) -> None:
        def attempt(index: int) -> StagedFile | None:
            return store.put(STAGE, "a/b", [b"%d" % index], overwrite=False)

        with ThreadPoolExecutor(8) as pool:
            stored = [file for file in pool.map(attempt, range(32)) if file is not None]
        assert len(stored) == 1
        assert list(store.list(STAGE)) == stored

    def test_threads_put_and_remove_in_one_folder_side_by_side(self, store: StageStore) -> None:
        def come_and_go(index: int) -> bool:
            put(store, f"folder/{index}")
            return store.remove(STAGE, f"folder/{index}")

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(come_and_go, range(100)))
        assert paths(store) == []

    def test_opening_a_file_that_is_not_there_is_refused(self, store: StageStore) -> None:
        with pytest.raises(SnowflakeError) as refusal:
            store.open(STAGE, "a")
        assert refusal.value.error is ErrorCode.FILE_NOT_FOUND

    def test_a_folder_is_no_file(self, store: StageStore) -> None:
        put(store, "a/b")
        with pytest.raises(SnowflakeError) as refusal:
            store.open(STAGE, "a")
        assert refusal.value.error is ErrorCode.FILE_NOT_FOUND
        assert store.remove(STAGE, "a") is False

    def test_lists_files_in_the_order_of_their_paths(self, store: StageStore) -> None:
        for path in ("b", "a/b", "a.csv", "B", "a", "ä", "a/a/a"):
            put(store, path)
        assert paths(store) == ["B", "a", "a.csv", "a/a/a", "a/b", "b", "ä"]

    def test_an_unknown_location_lists_nothing(self, store: StageStore) -> None:
        assert list(store.list("nowhere")) == []

    @pytest.mark.parametrize(
        ("prefix", "found"),
        [
            ("", ["a", "a/b/c", "ab/c", "b"]),
            ("a", ["a", "a/b/c", "ab/c"]),
            ("a/", ["a/b/c"]),
            ("a/b", ["a/b/c"]),
            ("a/b/c", ["a/b/c"]),
            ("a/b/c/", []),
            ("A", []),
            ("../", []),
            ("%", []),
        ],
    )
    def test_a_prefix_is_compared_with_the_start_of_the_path(
        self, store: StageStore, prefix: str, found: list[str]
    ) -> None:
        for path in ("a", "a/b/c", "ab/c", "b"):
            put(store, path)
        assert paths(store, prefix) == found

    def test_locations_do_not_see_each_other(self, store: StageStore) -> None:
        put(store, "a", b"here")
        store.put("other", "a", [b"there"], overwrite=False)
        assert content(store, "a") == b"here"
        assert paths(store) == ["a"]

    def test_removes_a_file_and_tells_whether_it_was_there(self, store: StageStore) -> None:
        put(store, "a/b")
        assert store.remove(STAGE, "a/b") is True
        assert store.remove(STAGE, "a/b") is False
        assert paths(store) == []

    def test_removing_a_file_leaves_its_neighbours(self, store: StageStore) -> None:
        put(store, "a/b")
        put(store, "a/c")
        store.remove(STAGE, "a/b")
        assert paths(store) == ["a/c"]

    def test_removes_a_location_with_all_its_files(self, store: StageStore) -> None:
        put(store, "a/b")
        put(store, "c")
        store.remove_location(STAGE)
        assert paths(store) == []
        assert store.put(STAGE, "c", [b""], overwrite=False) is not None

    def test_tells_the_locations_that_have_files(self, store: StageStore) -> None:
        put(store, "a/b")
        store.put("another", "c", [b""], overwrite=True)
        assert set(store.locations()) == {STAGE, "another"}
        store.remove_location("another")
        assert set(store.locations()) == {STAGE}

    def test_removing_a_location_that_is_not_there_is_allowed(self, store: StageStore) -> None:
        store.remove_location("nowhere")

    def test_the_engine_path_is_absolute_and_leads_to_the_content(self, store: StageStore) -> None:
        put(store, "a/b.csv.gz", b"data")
        path = Path(store.engine_path(STAGE, "a/b.csv.gz"))
        assert path.is_absolute()
        assert path.read_bytes() == b"data"

    def test_the_engine_path_leads_to_the_content_as_it_is_now(self, store: StageStore) -> None:
        put(store, "a", b"old")
        store.engine_path(STAGE, "a")
        put(store, "a", b"new")
        assert Path(store.engine_path(STAGE, "a")).read_bytes() == b"new"

    def test_the_engine_path_of_a_removed_file_leads_nowhere(self, store: StageStore) -> None:
        put(store, "a")
        path = Path(store.engine_path(STAGE, "a"))
        store.remove(STAGE, "a")
        assert not path.exists()

    def test_there_is_no_engine_path_of_a_file_that_is_not_there(self, store: StageStore) -> None:
        with pytest.raises(SnowflakeError) as refusal:
            store.engine_path(STAGE, "a")
        assert refusal.value.error is ErrorCode.FILE_NOT_FOUND

    def test_no_engine_path_can_be_read_as_a_pattern(self, store: StageStore) -> None:
        put(store, "*?[a-z]{x}/*?[a-z]{x}.csv")
        assert not set("*?[]{}") & set(store.engine_path(STAGE, "*?[a-z]{x}/*?[a-z]{x}.csv"))

    @pytest.mark.parametrize("path", KEPT_PATHS)
    def test_an_unusual_path_is_kept_as_it_is(self, store: StageStore, path: str) -> None:
        put(store, path)
        assert paths(store) == [path]
        assert content(store, path) == b"data"

    def test_a_file_and_a_folder_may_have_one_name(self, store: StageStore) -> None:
        put(store, "a", b"file")
        put(store, "a/b", b"below")
        assert (content(store, "a"), content(store, "a/b")) == (b"file", b"below")

    def test_names_that_differ_in_their_code_points_are_different_files(self, store: StageStore) -> None:
        put(store, "e\u0301", b"two code points")
        put(store, "\u00e9", b"one code point")
        assert paths(store) == ["e\u0301", "\u00e9"]

    @pytest.mark.parametrize("path", REFUSED_PATHS)
    def test_a_path_that_could_lead_astray_is_refused(self, store: StageStore, path: str) -> None:
        refusals = []
        for use in (store.open, store.remove, store.engine_path):
            with pytest.raises(SnowflakeError) as refusal:
                use(STAGE, path)
            refusals.append(refusal.value.error)
        with pytest.raises(SnowflakeError) as refusal:
            put(store, path)
        assert {*refusals, refusal.value.error} == {ErrorCode.STAGE_PATH}

    @pytest.mark.parametrize("location", ["", ".", "..", "a/b", ".incoming", "a b", "x" * 129, "a\x00"])
    def test_a_location_that_is_no_folder_key_is_refused(self, store: StageStore, location: str) -> None:
        refusals = []
        for use in (store.list, store.remove_location):
            with pytest.raises(SnowflakeError) as refusal:
                use(location)
            refusals.append(refusal.value.error)
        with pytest.raises(SnowflakeError) as refusal:
            store.put(location, "a", [b""], overwrite=True)
        assert {*refusals, refusal.value.error} == {ErrorCode.STAGE_PATH}


def _breaking_off() -> Iterator[bytes]:
    yield b"part"
    raise ConnectionResetError
