"""Reading what follows the first rows of a result as Arrow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import RowStream
from mockhaus.ports.results import FIRST_ROWS
from mockhaus_adapters.results_arrow import conversion

_ROWS_AT_ONCE = 8_192


def rest_of(
    columns: Sequence[ResultColumn], first: Sequence[Row], rows: RowStream
) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The schema of a result whose first rows were read, and its other rows as they are asked for."""
    try:
        reader = pa.RecordBatchReader.from_stream(rows)
    except NotImplementedError:
        return _rest_of_rows(columns, first, rows)
    return reader.schema, _batches(reader, rows)


def pass_on(columns: Sequence[ResultColumn], first: Sequence[Row], rows: RowStream) -> Iterator[tuple[pa.Table, int]]:
    """A result whose first rows were read, as Arrow: tables as they are asked for, with their numbers of rows."""
    if len(first) < FIRST_ROWS:
        yield conversion.table_of(first, conversion.schema_of_rows(columns, first)), len(first)
        return
    schema, batches = rest_of(columns, first, rows)
    yield conversion.table_of(first, schema), len(first)
    for batch in batches:
        yield pa.Table.from_batches([batch]), batch.num_rows


def _rest_of_rows(
    columns: Sequence[ResultColumn], first: Sequence[Row], rows: RowStream
) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """Rows that no engine holds: they are in memory already, and are read to the end to know their types."""
    others: list[Row] = []
    while found := rows.fetch(_ROWS_AT_ONCE):
        others += found
    schema = conversion.schema_of_rows(columns, [*first, *others])
    pieces = (others[start : start + _ROWS_AT_ONCE] for start in range(0, len(others), _ROWS_AT_ONCE))
    return schema, (conversion.from_rows(piece, schema) for piece in pieces)


def _batches(reader: pa.RecordBatchReader, rows: RowStream) -> Iterator[pa.RecordBatch]:
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            return
        except (pa.ArrowException, OSError) as error:
            rows.fetch(1)  # raises what is behind it
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?") from error
        yield batch
