"""Results as Arrow IPC streams in Snowflake's encoding of its types.

The fields carry what decoders ask for in their metadata. NUMBERs are unscaled integers of the width that their values
need, or `decimal128(38, scale)`; TIMEs count units of their precision; timestamps count units of their precision up to
six digits (TIMESTAMP_TZ: three), and are seconds and nanoseconds beyond; TIMESTAMP_TZ have the offset in minutes plus
1440 besides.

What has no rows is no bytes at all: clients take neither a stream without batches nor one with an empty batch.

Clients put the parts of a large result together without a conversion, so all parts must be encoded in one `Layout`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import cast

import pyarrow as pa

from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import DataType, Kind, ResultColumn
from mockhaus.ports.engine import ArrowSource
from mockhaus_adapters.http_falcon.encoding import arrow_columns, arrow_values
from mockhaus_adapters.http_falcon.encoding.arrow_columns import Layout
from mockhaus_adapters.http_falcon.encoding.json_rows import INDENT

_END = b"\xff\xff\xff\xff\x00\x00\x00\x00"


def schema_of(columns: tuple[ResultColumn, ...], layout: Layout) -> pa.Schema:
    """The schema of a result."""
    return _prepared(columns, layout)[0]


def layout_of(columns: Sequence[ResultColumn], sources: Iterable[ArrowSource]) -> Layout:
    """One layout for all the parts of a result: clients take the first part's for that of the others.

    Integers get 64 bits without a look at them; only NUMBERs that may need more are measured.
    """
    from mockhaus_adapters.http_falcon.encoding import arrow_kernels  # noqa: PLC0415 - start-up stays light

    layout = arrow_columns.uniform_layout(columns, arrow_columns.LONG)
    for source in sources:
        measured = arrow_kernels.roomy_layout(columns, pa.table(source).columns)
        layout = tuple(map(max, layout, measured))
    return layout


def encode(
    columns: tuple[ResultColumn, ...], source: ArrowSource, layout: Layout | None = None, *, indent: int = INDENT
) -> bytes:
    """A result, or a part of one, of the Arrow types that `mockhaus.domain.results` promises.

    Without a layout it gets the smallest that fits its values. `indent` is JSON_INDENT.
    """
    from mockhaus_adapters.http_falcon.encoding import arrow_kernels  # noqa: PLC0415 - start-up stays light

    table = pa.table(source)
    if not table.num_rows:
        return b""
    layout = layout or arrow_kernels.measured_layout(columns, table.columns)
    schema, header = _prepared(columns, layout)
    parts = [header]
    for batch in filter(len, table.to_batches()):
        arrays = [
            arrow_kernels.encoded(column.type, array, width, indent)
            for column, array, width in zip(columns, batch.columns, layout, strict=True)
        ]
        parts.append(_message(arrays, schema))
    return b"".join((*parts, _END))


def encode_rows(
    columns: tuple[ResultColumn, ...], rows: Sequence[Row], layout: Layout | None = None, *, indent: int = INDENT
) -> bytes:
    """The same of rows of values: the quick way where they are few."""
    if not rows:
        return b""
    given = layout or (0,) * len(columns)
    arrays: list[pa.Array] = []
    used: list[int] = []
    for column, values, width in zip(columns, zip(*rows, strict=True), given, strict=True):
        array, needed = _column(column.type, values, width, indent)
        arrays.append(array)
        used.append(needed)
    schema, header = _prepared(columns, tuple(used))
    return b"".join((header, _message(arrays, schema), _END))


def _column(data_type: DataType, values: tuple[Value, ...], width: int, indent: int) -> tuple[pa.Array, int]:
    if data_type.kind is Kind.NUMBER:
        return arrow_values.of_numbers(cast("tuple[int | None]", values), data_type.scale, width)
    return arrow_values.of_values(data_type, values, indent), 0


def _message(arrays: list[pa.Array], schema: pa.Schema) -> bytes:
    return pa.RecordBatch.from_arrays(arrays, schema=schema).serialize()  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def _prepared(columns: tuple[ResultColumn, ...], layout: Layout) -> tuple[pa.Schema, bytes]:
    """A schema, and the message that begins streams of it."""
    fields = [arrow_columns.field(column, width) for column, width in zip(columns, layout, strict=True)]
    schema = pa.schema(fields)
    return schema, schema.serialize().to_pybytes()
