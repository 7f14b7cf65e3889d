"""What every store of results promises."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pytest

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import DataType, ResultColumn, number
from mockhaus.ports.engine import RowStream
from mockhaus.ports.results import FIRST_ROWS, KeptResult, ResultStore, StoreFigures
from tests.fakes.clock import FakeClock
from tests.fakes.row_streams import ArrowRows, ListedRows

N = (ResultColumn("N", number(10)),)
OWNER = "ALICE"
BUDGET = 4 * 2**20
"""Bytes that a store under test may take in memory, and again in files where it has some."""

D = decimal.Decimal
UTC = dt.UTC
NTZ = dt.datetime

VALUES: dict[str, tuple[DataType, tuple[Value, ...]]] = {
    "integers": (number(38), (0, -1, 2**63 - 1, -(2**63))),
    "wide integers": (number(38), (10**38 - 1, -(10**38) + 1, 0)),
    "decimals": (number(10, 2), (D("0.00"), D("-99999999.99"), D("12345678.90"))),
    "wide decimals": (number(38, 37), (D("1." + "2" * 37), D("-9." + "9" * 37))),
    "floats": (types.FLOAT, (0.0, -1.5e308, 5e-324, float("inf"), float("-inf"))),
    "texts": (types.VARCHAR, ("", "a\x00b", "日本語 🦆", "x" * 5_000, "'\"\\\n")),
    "bytes": (types.BINARY, (b"", b"\x00\xff", bytes(range(256)))),
    "booleans": (types.BOOLEAN, (True, False)),
    "dates": (types.DATE, (dt.date(1, 1, 1), dt.date(1969, 12, 31), dt.date(9999, 12, 31))),
    "times": (types.TIME, (dt.time(0), dt.time(23, 59, 59, 999_999))),
    "NTZ": (
        types.TIMESTAMP_NTZ,
        (NTZ(1, 1, 1), NTZ(1969, 12, 31, 23, 59, 59, 1), NTZ(9999, 12, 31, 23, 59, 59, 999_999)),
    ),
    "LTZ": (types.TIMESTAMP_LTZ, (NTZ(1, 1, 1, tzinfo=UTC), NTZ(2024, 2, 29, 1, 2, 3, 4, tzinfo=UTC))),
    "variants": (types.VARIANT, ('{"a":1}', "null", '"x"')),
    "objects": (types.OBJECT, ('{\n  "a": 1\n}', "{}")),
    "arrays": (types.ARRAY, ("[]", '["é"]')),
    "nothing": (types.NULL, ()),
}
ZONES = (dt.timezone(dt.timedelta(hours=-11, minutes=-30)), dt.timezone(dt.timedelta(hours=14)), UTC)


def integers(count: int, start: int = 0) -> list[Row]:
    return [(value,) for value in range(start, start + count)]


def listed(count: int) -> RowStream:
    return ListedRows(integers(count))


def arrow(count: int, batch_rows: int = 10_000, error: SnowflakeError | None = None) -> RowStream:
    """The integers from 0: rows first, then 32-bit Arrow integers, as an engine gives small ones."""

    def batches() -> Iterator[pa.RecordBatch]:
        for start in range(FIRST_ROWS, count, batch_rows):
            values = range(start, min(count, start + batch_rows))
            yield pa.record_batch([pa.array(values, pa.int32())], ["N"])

    first = integers(min(count, FIRST_ROWS))
    return ArrowRows(first, pa.schema([("N", pa.int32())]), batches(), error)


def everything(kept: KeptResult) -> list[Row]:
    return [row for part in range(len(kept.parts)) for row in kept.rows(part)]


def tables(kept: KeptResult) -> list[pa.Table]:
    return [pa.table(kept.arrow(part)) for part in range(len(kept.parts))]


class ResultStoreContract:
    """Bound to each adapter by its tests. The store may take BUDGET bytes."""

    @pytest.fixture
    def clock(self) -> FakeClock:
        return FakeClock()

    @pytest.fixture
    def store(self, clock: FakeClock) -> Iterator[ResultStore]:
        raise NotImplementedError

    def left_over(self) -> int:
        """Files that the store has now."""
        raise NotImplementedError

    # Keeping and finding

    @pytest.mark.parametrize("stream", [listed, arrow])
    @pytest.mark.parametrize("count", [0, 1, FIRST_ROWS - 1, FIRST_ROWS, FIRST_ROWS + 1, 25_000])
    def test_a_kept_result_has_every_row_in_order(self, store: ResultStore, stream: Any, count: int) -> None:
        kept = store.keep("q-1", N, stream(count), owner=OWNER)

        assert everything(kept) == integers(count)
        assert kept.row_count == count
        assert sum(part.row_count for part in kept.parts) == count

    @pytest.mark.parametrize("stream", [listed, arrow])
    def test_a_result_without_rows_has_one_part(self, store: ResultStore, stream: Any) -> None:
        kept = store.keep("q-1", N, stream(0), owner=OWNER)

        assert [part.row_count for part in kept.parts] == [0]
        assert kept.rows(0) in ([], ())
        assert tables(kept)[0].column_names == ["N"]

    @pytest.mark.parametrize("stream", [listed, arrow])
    def test_the_first_part_is_small(self, store: ResultStore, stream: Any) -> None:
        kept = store.keep("q-1", N, stream(25_000), owner=OWNER)

        assert kept.parts[0].row_count == FIRST_ROWS

    def test_small_batches_of_an_engine_become_large_parts(self, store: ResultStore) -> None:
        kept = store.keep("q-1", N, arrow(150_000, batch_rows=1_000), owner=OWNER)

        assert len(kept.parts) == 3
        assert all(part.row_count <= 131_072 for part in kept.parts)

    def test_a_large_batch_of_an_engine_becomes_several_parts(self, store: ResultStore) -> None:
        kept = store.keep("q-1", N, arrow(300_000, batch_rows=300_000), owner=OWNER)

        assert all(part.row_count <= 131_072 for part in kept.parts)
        assert kept.row_count == 300_000

    def test_a_part_says_its_size(self, store: ResultStore) -> None:
        kept = store.keep("q-1", N, arrow(50_000), owner=OWNER)

        assert kept.parts[0].size > 0
        assert 4 * 49_900 <= kept.parts[1].size < 8 * 49_900

    def test_a_result_is_found_by_its_query(self, store: ResultStore) -> None:
        store.keep("q-1", N, listed(1), owner=OWNER)
        store.keep("q-2", N, listed(2), owner=OWNER)

        found = store.find("q-2")

        assert found is not None
        assert everything(found) == integers(2)
        assert found.columns == N

    def test_an_unknown_query_has_no_result(self, store: ResultStore) -> None:
        assert store.find("q-1") is None
        assert store.find("../../etc/passwd") is None

    def test_a_later_result_of_a_query_takes_the_place_of_the_first(self, store: ResultStore) -> None:
        store.keep("q-1", N, arrow(5_000), owner=OWNER)
        store.keep("q-1", N, listed(3), owner=OWNER)

        found = store.find("q-1")

        assert found is not None
        assert found.row_count == 3

    def test_short_reads_of_a_stream_are_not_its_end(self, store: ResultStore) -> None:
        class Halting(ListedRows):
            def fetch(self, count: int) -> list[Row]:
                return super().fetch(min(count, 7))

        assert store.keep("q-1", N, Halting(integers(250)), owner=OWNER).row_count == 250

    # Values

    @pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
    @pytest.mark.parametrize("name", VALUES)
    def test_values_of_every_type_come_back(self, store: ResultStore, name: str, *, many: bool) -> None:
        data_type, values = VALUES[name]
        rows: list[Row] = [(value,) for _ in range(200 if many else 1) for value in (None, *values)]
        column = ResultColumn("x y", data_type)

        kept = store.keep("q-1", (column,), ListedRows(rows), owner=OWNER)

        assert everything(kept) == rows
        assert self.through_arrow(store, kept) == rows

    @pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
    def test_timestamps_come_back_with_their_offsets(self, store: ResultStore, *, many: bool) -> None:
        moments = [dt.datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=zone) for zone in ZONES]
        rows: list[Row] = [(value,) for _ in range(200 if many else 1) for value in (None, *moments)]

        kept = store.keep("q-1", (ResultColumn("T", types.TIMESTAMP_TZ),), ListedRows(rows), owner=OWNER)

        for found in (everything(kept), self.through_arrow(store, kept)):
            assert found == rows
            offsets = [value.utcoffset() for (value,) in found if isinstance(value, dt.datetime)]
            assert offsets == [zone.utcoffset(None) for zone in ZONES] * (200 if many else 1)

    def through_arrow(self, store: ResultStore, kept: KeptResult) -> list[Row]:
        """The rows of a result that is kept from another's Arrow alone."""
        schema = tables(kept)[0].schema
        batches = [batch for table in tables(kept) for batch in table.to_batches()]
        first: list[Row] = [(None,) * len(schema)] * FIRST_ROWS
        again = store.keep("q-2", kept.columns, ArrowRows(first, schema, batches), owner=OWNER)
        return everything(again)[FIRST_ROWS:]

    def test_not_a_number_comes_back(self, store: ResultStore) -> None:
        kept = store.keep("q-1", (ResultColumn("F", types.FLOAT),), ListedRows([(float("nan"),)] * 200), owner=OWNER)

        ((value,),) = kept.rows(1)[:1]

        assert value != value  # noqa: PLR0124 - that is what makes it nan

    def test_several_columns_of_one_name_are_kept(self, store: ResultStore) -> None:
        columns = (ResultColumn("A", number(1)), ResultColumn("A", types.VARCHAR))

        kept = store.keep("q-1", columns, ListedRows([(1, "x")] * 101), owner=OWNER)

        assert kept.rows(1) in ([(1, "x")], ((1, "x"),))
        assert tables(kept)[1].column_names == ["A", "A"]

    # Arrow types

    @pytest.mark.parametrize("given", [pa.int8(), pa.int32(), pa.int64(), pa.decimal128(38, 0)])
    def test_all_parts_have_the_types_of_the_stream(self, store: ResultStore, given: pa.DataType) -> None:
        batch = pa.record_batch([pa.array([1, None], pa.int32()).cast(given)], ["N"])

        kept = store.keep("q-1", N, ArrowRows(integers(FIRST_ROWS), batch.schema, [batch]), owner=OWNER)

        assert [table.schema for table in tables(kept)] == [batch.schema, batch.schema]
        assert everything(kept) == [*integers(FIRST_ROWS), (1,), (None,)]

    @pytest.mark.parametrize(
        ("data_type", "value", "promised"),
        [
            (number(38), 2**63 - 1, pa.int64()),
            (number(38), 2**63, pa.decimal128(38, 0)),
            (number(10, 2), D("1.50"), pa.decimal128(38, 2)),
            (types.FLOAT, 1.5, pa.float64()),
            (types.VARCHAR, "x", pa.utf8()),
            (types.BINARY, b"x", pa.binary()),
            (types.BOOLEAN, True, pa.bool_()),
            (types.DATE, dt.date(2024, 2, 29), pa.date32()),
            (types.TIME, dt.time(1), pa.time64("us")),
            (types.TIMESTAMP_NTZ, NTZ(2024, 2, 29), pa.timestamp("us")),
            (types.TIMESTAMP_LTZ, NTZ(2024, 2, 29, tzinfo=UTC), pa.timestamp("us", "UTC")),
            (types.TIMESTAMP_TZ, None, pa.struct([("utc", pa.timestamp("us")), ("tz", pa.int16())])),
            (types.VARIANT, "1", pa.utf8()),
            (types.OBJECT, "{}", pa.utf8()),
            (types.ARRAY, "[]", pa.utf8()),
            (types.NULL, None, pa.utf8()),
        ],
    )
    def test_rows_have_the_promised_arrow_types(
        self, store: ResultStore, data_type: DataType, value: Value, promised: pa.DataType
    ) -> None:
        kept = store.keep("q-1", (ResultColumn("x y", data_type),), ListedRows([(None,), (value,)]), owner=OWNER)

        assert tables(kept)[0].schema == pa.schema([("x y", promised)])

    # Passing on

    @pytest.mark.parametrize("stream", [listed, arrow])
    @pytest.mark.parametrize("count", [0, 1, FIRST_ROWS - 1, FIRST_ROWS, FIRST_ROWS + 1, 25_000])
    def test_a_result_that_is_passed_on_has_every_row_in_order(
        self, store: ResultStore, stream: Any, count: int
    ) -> None:
        parts = [(pa.table(part), row_count) for part, row_count in store.pass_on(N, stream(count))]

        assert [value for table, _ in parts for value in table.column(0).to_pylist()] == list(range(count))
        assert [table.num_rows for table, _ in parts] == [row_count for _, row_count in parts]
        assert len({table.schema for table, _ in parts}) == 1

    def test_a_result_that_is_passed_on_is_read_as_it_is_asked_for(self, store: ResultStore) -> None:
        stream = arrow(50_000, error=SnowflakeError(ErrorCode.CANCELLED))

        parts = store.pass_on(N, stream)

        assert sum(pa.table(next(parts)[0]).num_rows for _ in range(6)) == 50_000
        with pytest.raises(SnowflakeError) as caught:
            next(parts)
        assert caught.value.error is ErrorCode.CANCELLED

    def test_nothing_of_a_result_that_is_passed_on_is_kept(self, store: ResultStore) -> None:
        assert sum(row_count for _, row_count in store.pass_on(N, arrow(200_000))) == 200_000

        assert store.figures() == StoreFigures(results=0, memory=0, disk=0)
        assert self.left_over() == 0

    # Deleting

    def test_a_removed_result_is_gone(self, store: ResultStore) -> None:
        kept = store.keep("q-1", N, arrow(5_000), owner=OWNER)

        store.remove("q-1")
        store.remove("q-1")

        assert store.find("q-1") is None
        assert self.left_over() == 0
        for part in (0, 1):
            for read in (kept.rows, kept.arrow):
                with pytest.raises(SnowflakeError) as caught:
                    read(part)
                assert caught.value.error is ErrorCode.RESULT_NOT_FOUND

    def test_what_was_begun_to_read_is_read_to_its_end(self, store: ResultStore) -> None:
        kept = store.keep("q-1", N, arrow(50_000), owner=OWNER)
        part = kept.arrow(1)

        store.remove("q-1")

        assert pa.table(part).num_rows == 49_900

    def test_old_results_are_purged(self, store: ResultStore, clock: FakeClock) -> None:
        store.keep("q-1", N, arrow(5_000), owner=OWNER)
        store.keep("q-2", N, listed(5), owner=OWNER)
        clock.advance(10)
        limit = clock.now()
        store.keep("q-3", N, arrow(5_000), owner=OWNER)

        assert store.purge(limit) == 2
        assert store.purge(limit) == 0
        assert [store.find(name) is None for name in ("q-1", "q-2", "q-3")] == [True, True, False]

    def test_closing_deletes_everything(self, store: ResultStore) -> None:
        store.keep("q-1", N, arrow(5_000), owner=OWNER)

        store.close()
        store.close()

        assert self.left_over() == 0

    # Failing streams

    def test_an_error_of_the_rows_leaves_nothing_kept(self, store: ResultStore) -> None:
        class Failing(ListedRows):
            def fetch(self, count: int) -> list[Row]:
                if found := super().fetch(count):
                    return found
                raise SnowflakeError(ErrorCode.CANCELLED)

        with pytest.raises(SnowflakeError) as caught:
            store.keep("q-1", N, Failing(integers(150)), owner=OWNER)

        assert caught.value.error is ErrorCode.CANCELLED
        assert store.find("q-1") is None
        assert self.left_over() == 0

    def test_an_error_of_the_arrow_stream_is_the_one_behind_it(self, store: ResultStore) -> None:
        with pytest.raises(SnowflakeError) as caught:
            store.keep("q-1", N, arrow(200_000, error=SnowflakeError(ErrorCode.CANCELLED)), owner=OWNER)

        assert caught.value.error is ErrorCode.CANCELLED
        assert store.find("q-1") is None
        assert self.left_over() == 0

    def test_a_failed_result_leaves_the_one_before(self, store: ResultStore) -> None:
        store.keep("q-1", N, listed(3), owner=OWNER)

        with pytest.raises(SnowflakeError):
            store.keep("q-1", N, arrow(5_000, error=SnowflakeError(ErrorCode.CANCELLED)), owner=OWNER)

        found = store.find("q-1")
        assert found is not None
        assert found.row_count == 3

    def test_a_result_that_does_not_fit_is_refused(self, store: ResultStore) -> None:
        store.keep("q-1", N, listed(3), owner=OWNER)

        with pytest.raises(SnowflakeError) as caught:
            store.keep("q-2", N, arrow(BUDGET // 4 + 200_000), owner=OWNER)

        assert caught.value.error is ErrorCode.RESULT_TOO_LARGE
        assert store.find("q-2") is None
        assert self.left_over() == 0

    def test_the_oldest_results_make_room(self, store: ResultStore) -> None:
        for place in range(8):
            store.keep(f"q-{place}", N, arrow(BUDGET // 16), owner=OWNER)

        found = [store.find(f"q-{place}") for place in range(8)]

        assert found[0] is None
        assert all(found[-3:])
        assert sum(part.size for kept in found if kept for part in kept.parts) <= 2 * BUDGET

    def test_many_small_results_stay_whole(self, store: ResultStore) -> None:
        rows: list[Row] = [("x" * 1_000,)] * 50
        texts = (ResultColumn("T", types.VARCHAR),)
        for place in range(120):
            store.keep(f"q-{place}", texts, ListedRows(rows), owner=OWNER)

        kept = [found for place in range(120) if (found := store.find(f"q-{place}"))]

        assert len(kept) >= 60
        assert all(everything(found) == rows for found in kept)

    # Figures

    def test_figures_of_an_empty_store_are_zero(self, store: ResultStore) -> None:
        assert store.figures() == StoreFigures(results=0, memory=0, disk=0)

    def test_figures_tell_how_much_is_kept(self, store: ResultStore) -> None:
        store.keep("q-1", N, listed(10), owner=OWNER)
        small = store.figures()
        store.keep("q-2", N, arrow(25_000), owner=OWNER)
        both = store.figures()

        assert (small.results, both.results) == (1, 2)
        assert small.memory > 0
        assert both.memory + both.disk > small.memory + 25_000

    def test_figures_are_zero_again_when_everything_was_removed(self, store: ResultStore) -> None:
        store.keep("q", N, arrow(25_000), owner=OWNER)
        store.remove("q")
        assert store.figures() == StoreFigures(results=0, memory=0, disk=0)

    # Many at once

    def test_results_are_kept_found_and_removed_side_by_side(self, store: ResultStore) -> None:
        def work(number: int) -> int:
            name = f"q-{number % 5}"
            kept = store.keep(name, N, arrow(2_000 + number), owner=OWNER)
            with suppress(SnowflakeError):  # another one took its place
                assert len(everything(kept)) == kept.row_count
            if number % 3 == 0:
                store.remove(name)
            return kept.row_count

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(work, range(60))) == [2_000 + number for number in range(60)]
        store.close()
        assert self.left_over() == 0
