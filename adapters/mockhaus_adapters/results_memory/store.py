"""The result store in memory: for deployments whose nothing outlives the process."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence

from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.clock import Clock
from mockhaus.ports.engine import RowStream
from mockhaus.ports.results import FIRST_ROWS, ArrowSource, KeptResult, ResultPart, ResultStore

_PART_ROWS = 10_000


class _Rows(KeptResult):
    """A result as rows."""

    def __init__(
        self, columns: tuple[ResultColumn, ...], chunks: tuple[tuple[Row, ...], ...], kept_at: dt.datetime
    ) -> None:
        self._columns = columns
        self._chunks = chunks
        self.kept_at = kept_at

    @property
    def columns(self) -> tuple[ResultColumn, ...]:
        return self._columns

    @property
    def parts(self) -> tuple[ResultPart, ...]:
        return tuple(ResultPart(len(chunk), 0) for chunk in self._chunks)

    @property
    def row_count(self) -> int:
        return sum(len(chunk) for chunk in self._chunks)

    def rows(self, part: int) -> Sequence[Row]:
        return self._chunks[part]

    def arrow(self, part: int) -> ArrowSource:
        raise NotImplementedError


class MemoryResultStore(ResultStore):
    """See the port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._results: dict[str, _Rows] = {}

    def keep(self, query_id: str, columns: Sequence[ResultColumn], rows: RowStream) -> KeptResult:
        chunks = [tuple(rows.fetch(FIRST_ROWS))]
        while len(chunks[0]) == FIRST_ROWS and (found := rows.fetch(_PART_ROWS)):
            chunks.append(tuple(found))
        kept = _Rows(tuple(columns), tuple(chunks), self._clock.now())
        with self._lock:
            self._results[query_id] = kept
        return kept

    def find(self, query_id: str) -> KeptResult | None:
        with self._lock:
            return self._results.get(query_id)

    def remove(self, query_id: str) -> None:
        with self._lock:
            self._results.pop(query_id, None)

    def purge(self, before: dt.datetime) -> int:
        with self._lock:
            old = [query_id for query_id, kept in self._results.items() if kept.kept_at < before]
            for query_id in old:
                del self._results[query_id]
        return len(old)

    def close(self) -> None:
        with self._lock:
            self._results.clear()
