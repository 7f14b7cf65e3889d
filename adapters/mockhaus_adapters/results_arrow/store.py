"""The result store: first rows as values, the others as Arrow, small ones in memory, large ones in files."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import shutil
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.clock import Clock
from mockhaus.ports.engine import ArrowSource, RowStream
from mockhaus.ports.results import FIRST_ROWS, KeptResult, ResultPart, ResultStore, StoreFigures
from mockhaus_adapters.results_arrow.budget import Budget, Budgets
from mockhaus_adapters.results_arrow.parts import Part, RowsPart

if TYPE_CHECKING:  # start-up stays light
    import pyarrow as pa

    from mockhaus_adapters.results_arrow.shelves import Shelf

SMALL_BYTES = 2**20
"""First parts up to this size stay in memory as values."""

_log = logging.getLogger(__name__)
_RESULT_BYTES = 1_024
_SUFFIX = ".arrow"


class StoredResult(KeptResult):
    """A result in the store. Its parts may move from memory to a file, and go when it is deleted."""

    __slots__ = ("_columns", "_owner", "deleted", "files", "kept_at", "query_id", "stored")

    def __init__(self, query_id: str, columns: tuple[ResultColumn, ...], owner: str, kept_at: dt.datetime) -> None:
        self.query_id = query_id
        self.kept_at = kept_at
        self.stored: list[Part] = []
        self.files: list[str] = []
        self.deleted = False
        self._columns = columns
        self._owner = owner

    @property
    def owner(self) -> str:
        """See the port."""
        return self._owner

    @property
    def columns(self) -> tuple[ResultColumn, ...]:
        """See the port."""
        return self._columns

    @property
    def parts(self) -> tuple[ResultPart, ...]:
        """See the port."""
        return tuple(ResultPart(part.row_count, part.size) for part in self.stored)

    @property
    def row_count(self) -> int:
        """See the port."""
        return sum(part.row_count for part in self.stored)

    def rows(self, part: int) -> Sequence[Row]:
        """See the port."""
        try:
            return self._part(part).rows()
        except FileNotFoundError as error:
            raise self._not_found() from error

    def arrow(self, part: int) -> ArrowSource:
        """See the port."""
        try:
            return self._part(part).table()  # type: ignore[no-any-return]
        except FileNotFoundError as error:
            raise self._not_found() from error

    def _part(self, number: int) -> Part:
        if self.deleted:
            raise self._not_found()
        return self.stored[number]

    def _not_found(self) -> SnowflakeError:
        return SnowflakeError(ErrorCode.RESULT_NOT_FOUND, query_id=self.query_id)


class ArrowResultStore(ResultStore):
    """See the port. With a folder, which it empties at once, large results are files there; without, all is in memory.

    Where memory is used up the oldest results go to files, or without a folder are deleted; where the files take too
    much, the oldest results that have some are deleted. A result that fits nowhere alone is RESULT_TOO_LARGE.
    """

    def __init__(self, clock: Clock, folder: Path | None = None, budgets: Budgets | None = None) -> None:
        limits = budgets or Budgets()
        self._clock = clock
        self._folder = folder
        self._lock = threading.Lock()
        self._results: dict[str, StoredResult] = {}
        self._count = Budget[StoredResult](limits.results, "results")
        self._memory = Budget[StoredResult](limits.memory, "bytes")
        self._disk = Budget[StoredResult](limits.disk, "bytes")
        self._numbers = itertools.count(1)
        if folder is not None:
            _empty(folder)

    def keep(self, query_id: str, columns: Sequence[ResultColumn], rows: RowStream, *, owner: str) -> KeptResult:
        """See the port."""
        kept = StoredResult(query_id, tuple(columns), owner, self._clock.now())
        try:
            self._take(self._count, kept, 1)
            self._read(kept, rows)
        except BaseException:
            self._delete(kept)
            raise
        replaced = self._publish(kept)
        if replaced is not None:
            self._delete(replaced)
        return kept

    def pass_on(self, columns: Sequence[ResultColumn], rows: RowStream) -> Iterator[tuple[ArrowSource, int]]:
        """See the port."""
        from mockhaus_adapters.results_arrow import reading  # noqa: PLC0415 - start-up stays light

        return reading.pass_on(columns, _first(rows), rows)

    def _publish(self, kept: StoredResult) -> StoredResult | None:
        with self._lock:
            replaced = self._results.pop(kept.query_id, None)
            self._results[kept.query_id] = kept
            for budget in (self._count, self._memory, self._disk):
                budget.settle(kept)
        return replaced

    def find(self, query_id: str) -> KeptResult | None:
        """See the port."""
        with self._lock:
            return self._results.get(query_id)

    def remove(self, query_id: str) -> None:
        """See the port."""
        with self._lock:
            found = self._results.get(query_id)
        if found is not None:
            self._delete(found)

    def purge(self, before: dt.datetime) -> int:
        """See the port."""
        with self._lock:
            old = [kept for kept in self._results.values() if kept.kept_at < before]
        for kept in old:
            self._delete(kept)
        return len(old)

    def figures(self) -> StoreFigures:
        """See the port."""
        with self._lock:
            return StoreFigures(results=len(self._results), memory=self._memory.used, disk=self._disk.used)

    def close(self) -> None:
        """See the port."""
        with self._lock:
            every = list(self._results.values())
        for kept in every:
            self._delete(kept)

    def _delete(self, kept: StoredResult) -> None:
        with self._lock:
            kept.deleted = True
            if self._results.get(kept.query_id) is kept:
                del self._results[kept.query_id]
            for budget in (self._count, self._memory, self._disk):
                budget.release(kept)
            files = tuple(kept.files)
        for file in files:
            Path(file).unlink(missing_ok=True)

    # Reading a result

    def _read(self, kept: StoredResult, rows: RowStream) -> None:
        first = _first(rows)
        if len(first) < FIRST_ROWS:
            self._add_first(kept, first, None)
            return
        from mockhaus_adapters.results_arrow.reading import rest_of  # noqa: PLC0415 - start-up stays light

        schema, batches = rest_of(kept.columns, first, rows)
        self._add_first(kept, first, schema)
        self._add_others(kept, batches, schema)

    def _add_first(self, kept: StoredResult, first: list[Row], schema: pa.Schema | None) -> None:
        part = RowsPart(tuple(first), kept.columns, schema)
        if part.size > SMALL_BYTES:
            table = part.table()
            self._add_others(kept, iter(table.to_batches()), table.schema)
            return
        self._take(self._memory, kept, part.size + _RESULT_BYTES)
        kept.stored.append(part)

    def _add_others(self, kept: StoredResult, batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> None:
        begun = next(batches, None)
        if begun is None:
            return
        shelf = self._shelf(kept)
        try:
            for part in shelf.fill(itertools.chain([begun], batches), schema):
                kept.stored.append(part)
        finally:
            shelf.close()

    def _shelf(self, kept: StoredResult) -> Shelf:
        from mockhaus_adapters.results_arrow.shelves import (  # noqa: PLC0415 - start-up stays light
            FileShelf,
            MemoryShelf,
        )

        if self._folder is None:
            return MemoryShelf(partial(self._take, self._memory, kept))
        path = str(self._folder / f"{next(self._numbers)}{_SUFFIX}")
        kept.files.append(path)
        return FileShelf(path, partial(self._take, self._disk, kept))

    # Making room

    def _take(self, budget: Budget[StoredResult], kept: StoredResult, size: int) -> None:
        with self._lock:
            crowded_out = budget.take(kept, size)
        for other in crowded_out:
            if budget is self._memory and self._folder is not None:
                self._spill(other)
            else:
                self._delete(other)

    def _spill(self, kept: StoredResult) -> None:
        """Move what a result has in memory to a file; it is deleted where files have no room."""
        try:
            kept.stored = self._in_file(kept)
        except SnowflakeError:
            self._delete(kept)
        except Exception as error:  # noqa: BLE001 - another statement's result must not fail the one that needs room
            _log.error("a result could not be moved to a file", exc_info=error)
            self._delete(kept)
        with self._lock:
            self._disk.settle(kept)
        if kept.deleted:
            self._delete(kept)  # once more: the file is there only now

    def _in_file(self, kept: StoredResult) -> list[Part]:
        shelf = self._shelf(kept)
        try:
            return [_moved(part, shelf) for part in kept.stored]
        finally:
            shelf.close()


def _moved(part: Part, shelf: Shelf) -> Part:
    if not isinstance(part, RowsPart):
        return part
    table = part.table()
    return shelf.put(table.to_batches(), table.schema)


def _empty(folder: Path) -> None:
    """Results do not outlive their process."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _first(rows: RowStream) -> list[Row]:
    found: list[Row] = []
    while len(found) < FIRST_ROWS and (more := rows.fetch(FIRST_ROWS - len(found))):
        found += more
    return found
