"""What the result store does with memory and files."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.domain.types import VARCHAR, ResultColumn
from mockhaus.ports.results import FIRST_ROWS, KeptResult
from mockhaus_adapters.results_arrow import ArrowResultStore, Budgets
from mockhaus_adapters.results_arrow.arrow_parts import PART_BYTES, PART_ROWS, cut
from tests.fakes.clock import FakeClock
from tests.fakes.row_streams import ArrowRows, ListedRows

TEXT = (ResultColumn("T", VARCHAR),)
SCHEMA = pa.schema([("T", pa.utf8())])
SMALL: list[Row] = [("x" * 100,)] * 5


def store_in(folder: Path, **budgets: int) -> ArrowResultStore:
    return ArrowResultStore(FakeClock(), folder, Budgets(**budgets))


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def texts(length: int, count: int) -> pa.RecordBatch:
    return pa.record_batch([pa.array(["x" * length] * count, pa.utf8())], schema=SCHEMA)


def long_stream(count: int) -> ArrowRows:
    return ArrowRows([("x",)] * FIRST_ROWS, SCHEMA, [texts(100, count)])


def whole(kept: KeptResult) -> list[Row]:
    return [row for part in range(len(kept.parts)) for row in kept.rows(part)]


# Parts


def test_many_rows_are_cut_into_parts_of_equal_size() -> None:
    parts = list(cut([texts(1, 3 * PART_ROWS - 3)]))

    assert [sum(batch.num_rows for batch in part) for part in parts] == [PART_ROWS - 1] * 3


def test_few_rows_of_several_batches_become_one_part() -> None:
    assert [len(part) for part in cut([texts(1, 1_000)] * 20)] == [20]


def test_wide_rows_are_cut_by_their_bytes() -> None:
    parts = list(cut([texts(100_000, 1_000)]))

    assert sum(batch.num_rows for part in parts for batch in part) == 1_000
    assert all(sum(batch.nbytes for batch in part) <= PART_BYTES for part in parts)
    assert len(parts) == 3


def test_rows_of_uneven_width_are_cut_by_their_bytes() -> None:
    uneven = pa.array(["x"] * 500 + ["x" * 1_000_000] * 100, pa.utf8())

    parts = list(cut([pa.record_batch([uneven], schema=SCHEMA)]))

    assert sum(batch.num_rows for part in parts for batch in part) == 600
    assert all(sum(batch.nbytes for batch in part) <= PART_BYTES for part in parts)


def test_a_row_that_is_wider_than_a_part_is_a_part() -> None:
    parts = list(cut([texts(PART_BYTES, 2)]))

    assert [sum(batch.num_rows for batch in part) for part in parts] == [1, 1]


def test_empty_batches_are_no_parts() -> None:
    assert list(cut([texts(1, 0)])) == []


# Files


def test_a_small_result_needs_no_file(tmp_path: Path) -> None:
    store_in(tmp_path).keep("q", TEXT, ListedRows(SMALL), owner="U")

    assert files(tmp_path) == []


def test_a_large_result_is_one_file(tmp_path: Path) -> None:
    kept = store_in(tmp_path).keep("q", TEXT, long_stream(300_000), owner="U")

    assert len(kept.parts) == 4
    assert [file.stat().st_size for file in files(tmp_path)] == [sum(part.size for part in kept.parts[1:])]


def test_few_but_wide_rows_go_to_a_file(tmp_path: Path) -> None:
    rows: list[Row] = [("x" * 100_000,)] * 20

    kept = store_in(tmp_path).keep("q", TEXT, ListedRows(rows), owner="U")

    assert len(files(tmp_path)) == 1
    assert whole(kept) == rows


def test_a_query_id_is_no_path(tmp_path: Path) -> None:
    folder = tmp_path / "results"

    store_in(folder).keep("../../outside", TEXT, long_stream(1_000), owner="U")

    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert len(files(folder)) == 1


def test_only_its_owner_enters_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    store_in(folder)

    assert folder.stat().st_mode & 0o077 == 0


def test_results_of_a_process_before_are_deleted(tmp_path: Path) -> None:
    store_in(tmp_path).keep("q", TEXT, long_stream(1_000), owner="U")

    again = store_in(tmp_path)

    assert files(tmp_path) == []
    assert again.find("q") is None


def test_a_file_that_is_gone_is_a_result_that_is_gone(tmp_path: Path) -> None:
    kept = store_in(tmp_path).keep("q", TEXT, long_stream(1_000), owner="U")
    files(tmp_path)[0].unlink()

    with pytest.raises(SnowflakeError) as caught:
        kept.rows(1)

    assert caught.value.error is ErrorCode.RESULT_NOT_FOUND


def test_a_folder_that_is_gone_is_an_error_of_storage(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    store = store_in(folder)
    folder.rmdir()

    with pytest.raises(SnowflakeError) as caught:
        store.keep("q", TEXT, long_stream(1_000), owner="U")

    assert caught.value.error is ErrorCode.STORAGE
    assert store.find("q") is None


# Budgets


def test_without_memory_the_oldest_results_go_to_files(tmp_path: Path) -> None:
    store = store_in(tmp_path, memory=10_000)
    for number in range(20):
        store.keep(f"q{number}", TEXT, ListedRows(SMALL), owner="U")

    found = [store.find(f"q{number}") for number in range(20)]

    assert 10 <= len(files(tmp_path)) < 20
    assert [whole(kept) for kept in found if kept] == [SMALL] * 20


def test_the_number_of_results_is_bounded(tmp_path: Path) -> None:
    store = store_in(tmp_path, results=3)
    for number in range(5):
        store.keep(f"q{number}", TEXT, ListedRows(SMALL), owner="U")

    assert [store.find(f"q{number}") is not None for number in range(5)] == [False, False, True, True, True]


def test_the_oldest_files_make_room(tmp_path: Path) -> None:
    store = store_in(tmp_path, disk=300_000)
    for number in range(4):
        store.keep(f"q{number}", TEXT, long_stream(1_000), owner="U")

    assert [store.find(f"q{number}") is not None for number in range(4)] == [False, False, True, True]
    assert sum(file.stat().st_size for file in files(tmp_path)) <= 300_000


def test_a_result_is_not_crowded_out_while_it_is_read(tmp_path: Path) -> None:
    store = store_in(tmp_path, disk=2_500_000)
    refused = []

    def batches() -> Iterator[pa.RecordBatch]:
        for _ in range(3):
            yield texts(1, PART_ROWS)
            try:
                store.keep("other", TEXT, long_stream(14_000), owner="U")
            except SnowflakeError as error:
                refused.append(error.error)

    kept = store.keep("q", TEXT, ArrowRows([("x",)] * FIRST_ROWS, SCHEMA, batches()), owner="U")

    assert refused == [ErrorCode.RESULT_TOO_LARGE]
    assert len(whole(kept)) == FIRST_ROWS + 3 * PART_ROWS
    assert store.find("other") is None


def test_many_threads_stay_within_the_budgets(tmp_path: Path) -> None:
    store = store_in(tmp_path, memory=20_000, disk=60_000, results=50)

    def work(number: int) -> None:
        store.keep(f"q{number % 70}", TEXT, ListedRows(SMALL), owner="U")
        found = store.find(f"q{(number * 7) % 70}")
        if found is not None:
            try:
                rows = whole(found)
            except SnowflakeError as error:
                rows = SMALL if error.error is ErrorCode.RESULT_NOT_FOUND else []
            assert rows == SMALL
        if number % 5 == 0:
            store.remove(f"q{(number * 3) % 70}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(1_500)))

    kept = [found for number in range(70) if (found := store.find(f"q{number}"))]
    assert 0 < len(kept) <= 50
    assert all(whole(found) == SMALL for found in kept)
    assert sum(file.stat().st_size for file in files(tmp_path)) <= 60_000
    store.close()
    assert files(tmp_path) == []
    assert store.keep("q", TEXT, ListedRows(SMALL), owner="U").row_count == 5
