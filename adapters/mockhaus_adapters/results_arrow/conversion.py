"""Rows and Arrow of results, each from the other, as `mockhaus.domain.results` promises both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import DataType, Kind, ResultColumn

_INT64 = 2**63
_MOST_DIGITS = 38
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - what NTZ counts from
_TYPES = {
    Kind.FLOAT: pa.float64(),
    Kind.BINARY: pa.binary(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP_NTZ: pa.timestamp("us"),
    Kind.TIMESTAMP_LTZ: pa.timestamp("us", tz="UTC"),
    Kind.TIMESTAMP_TZ: pa.struct([("utc", pa.timestamp("us")), ("tz", pa.int16())]),
}


def schema_of_rows(columns: Sequence[ResultColumn], rows: Sequence[Row]) -> pa.Schema:
    """The Arrow types for rows: the narrow ones where their values allow."""
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    fields = [
        pa.field(column.name, _type_holding(column.type, held)) for column, held in zip(columns, values, strict=True)
    ]
    return pa.schema(fields)


def _type_holding(data_type: DataType, values: Iterable[Value]) -> pa.DataType:
    if data_type.kind is not Kind.NUMBER:
        return _TYPES.get(data_type.kind, pa.utf8())
    if data_type.scale:
        return pa.decimal128(_MOST_DIGITS, data_type.scale)
    wide = any(isinstance(value, int) and not -_INT64 <= value < _INT64 for value in values)
    return pa.decimal128(_MOST_DIGITS, 0) if wide else pa.int64()


def _out_of_range(error: Exception) -> SnowflakeError:
    return SnowflakeError(ErrorCode.NUMERIC_OUT_OF_RANGE, value=str(error).partition(":")[0])


def from_rows(rows: Sequence[Row], schema: pa.Schema) -> pa.RecordBatch:
    """Rows as a batch."""
    columns: Iterable[Sequence[Value]] = zip(*rows, strict=True) if rows else [()] * len(schema)
    try:
        arrays = [_from_values(values, wanted) for values, wanted in zip(columns, schema.types, strict=True)]
    except pa.ArrowInvalid as error:
        raise _out_of_range(error) from error
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def table_of(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    """Rows as a table."""
    return pa.Table.from_batches([from_rows(rows, schema)])


def _from_values(values: Sequence[Value], wanted: pa.DataType) -> pa.Array:
    if pa.types.is_struct(wanted):
        return pa.array([_parts(value) if isinstance(value, dt.datetime) else None for value in values], wanted)
    return pa.array(values, wanted)


def _parts(value: dt.datetime) -> dict[str, object]:
    offset = value.utcoffset() or dt.timedelta()
    return {"utc": value.replace(tzinfo=None) - offset, "tz": int(offset.total_seconds()) // 60}


def to_rows(table: pa.Table) -> list[Row]:
    """The rows of Arrow in the promised types."""
    if not table.num_rows:
        return []
    return list(zip(*(_values(column) for column in table.columns), strict=True))


def _values(column: pa.ChunkedArray) -> list[Any]:
    reader = _READERS.get(column.type.id)
    if reader is not None:
        return reader(column)
    return column.to_pylist()  # type: ignore[no-any-return]


def _numbers(column: pa.ChunkedArray) -> list[Any]:
    values: list[Any] = column.to_pylist()
    return values if column.type.scale else [None if value is None else int(value) for value in values]


def _instants(column: pa.ChunkedArray) -> list[Any]:
    if column.type.tz is None:
        return column.to_pylist()  # type: ignore[no-any-return]
    return [None if value is None else _instant(value, dt.UTC) for value in _microseconds(column)]


def _zoned_instants(column: pa.ChunkedArray) -> list[Any]:
    moments = _microseconds(pc.struct_field(column, "utc"))
    offsets = pc.struct_field(column, "tz").to_pylist()
    zones = {minutes: dt.timezone(dt.timedelta(minutes=minutes)) for minutes in set(offsets) - {None}}
    return [
        None if moment is None else _instant(moment, zones[offset])
        for moment, offset in zip(moments, offsets, strict=True)
    ]


def _microseconds(column: pa.ChunkedArray) -> list[int | None]:
    return column.cast(pa.timestamp("us")).cast(pa.int64()).to_pylist()  # type: ignore[no-any-return]


def _instant(microseconds: int, zone: dt.timezone) -> dt.datetime:
    return (_EPOCH + dt.timedelta(microseconds=microseconds)).replace(tzinfo=dt.UTC).astimezone(zone)


_READERS: dict[int, Callable[[pa.ChunkedArray], list[Any]]] = {
    pa.decimal128(1).id: _numbers,
    pa.timestamp("us").id: _instants,
    pa.struct([]).id: _zoned_instants,
}
