"""Running results without an engine."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.ports.engine import RowStream


class ListedRows(RowStream):
    """Rows that no engine holds."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = iter(rows)

    def fetch(self, count: int) -> list[Row]:
        return list(itertools.islice(self._rows, count))

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        raise NotImplementedError

    def close(self) -> None:
        self._rows = iter(())


class ArrowRows(RowStream):
    """Rows first, and the rest as Arrow in an engine's types; then, where one is given, an error."""

    def __init__(
        self,
        first: Sequence[Row],
        schema: pa.Schema,
        rest: Iterable[pa.RecordBatch],
        error: SnowflakeError | None = None,
    ) -> None:
        self._first = iter(first)
        self._schema = schema
        self._rest = rest
        self._error = error

    def fetch(self, count: int) -> list[Row]:
        found = list(itertools.islice(self._first, count))
        if not found and self._error:
            raise self._error
        return found

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        reader = pa.RecordBatchReader.from_batches(self._schema, self._failing())
        return reader.__arrow_c_stream__(requested_schema)

    def _failing(self) -> Iterator[pa.RecordBatch]:
        yield from self._rest
        if self._error:
            raise self._error

    def close(self) -> None:
        """Nothing is held."""
