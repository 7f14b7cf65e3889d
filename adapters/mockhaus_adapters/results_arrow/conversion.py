"""Rows and Arrow of results, each from the other, as `mockhaus.domain.results` promises both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import (
    beyond_microseconds,
    from_nanoseconds,
    nanoseconds,
    offset_minutes,
    time_from_nanoseconds,
)
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
_NS = ("ns", pa.int16())
_FINE = {
    Kind.TIME: pa.struct([("us", pa.time64("us")), _NS]),
    Kind.TIMESTAMP_NTZ: pa.struct([("us", pa.timestamp("us")), _NS]),
    Kind.TIMESTAMP_LTZ: pa.struct([("us", pa.timestamp("us", tz="UTC")), _NS]),
    Kind.TIMESTAMP_TZ: pa.struct([("utc", pa.timestamp("us")), ("tz", pa.int16()), _NS]),
}


def schema_of_rows(columns: Sequence[ResultColumn], rows: Sequence[Row]) -> pa.Schema:
    """The Arrow types for rows: the narrow ones where their values allow."""
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    fields = [
        pa.field(column.name, _type_holding(column.type, held)) for column, held in zip(columns, values, strict=True)
    ]
    return pa.schema(fields)


def _type_holding(data_type: DataType, values: Iterable[Value]) -> pa.DataType:
    if data_type.kind in _FINE and any(map(beyond_microseconds, values)):
        return _FINE[data_type.kind]
    if data_type.kind is not Kind.NUMBER:
        return _TYPES.get(data_type.shown.kind, pa.utf8())
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
    if pa.types.is_struct(wanted) and wanted.get_field_index("ns") >= 0:
        return pa.array([None if value is None else _fine_parts(value, wanted) for value in values], wanted)
    if pa.types.is_struct(wanted):
        return pa.array([_parts(value) if isinstance(value, dt.datetime) else None for value in values], wanted)
    return pa.array(values, wanted)


def _fine_parts(value: Value, wanted: pa.StructType) -> dict[str, object]:
    assert isinstance(value, dt.datetime | dt.time)  # noqa: S101 - what columns of such a type hold
    whole, beyond = divmod(nanoseconds(value), 1000)
    tz = offset_minutes(value) if isinstance(value, dt.datetime) else None
    return {"ns": beyond, "tz": tz, wanted[0].name: pa.scalar(whole, pa.int64()).cast(wanted[0].type)}


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


def _structs(column: pa.ChunkedArray) -> list[Any]:
    if column.type.get_field_index("ns") < 0:
        return _zoned_instants(column)
    held = column.type[0].type
    whole = pc.struct_field(column, [0]).cast(pa.int64()).to_pylist()
    beyond = pc.struct_field(column, "ns").to_pylist()
    if pa.types.is_time(held):
        return [_fine_time(count, more) for count, more in zip(whole, beyond, strict=True)]
    if column.type.get_field_index("tz") < 0:
        zone = dt.UTC if held.tz else None
        return [_fine_moment(count, more, zone) for count, more in zip(whole, beyond, strict=True)]
    offsets = pc.struct_field(column, "tz").to_pylist()
    zones = {minutes: dt.timezone(dt.timedelta(minutes=minutes)) for minutes in set(offsets) - {None}}
    return [
        _fine_moment(count, more, zones.get(offset)) for count, more, offset in zip(whole, beyond, offsets, strict=True)
    ]


def _fine_moment(whole: int | None, beyond: int, zone: dt.tzinfo | None) -> dt.datetime | None:
    return None if whole is None else from_nanoseconds(whole * 1000 + beyond, zone)


def _fine_time(whole: int | None, beyond: int) -> dt.time | None:
    return None if whole is None else time_from_nanoseconds(whole * 1000 + beyond)


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
    pa.struct([]).id: _structs,
}
