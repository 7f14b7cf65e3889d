"""Rows that the core provides, as Arrow tables that the engine reads."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Sequence

import pyarrow as pa

from mockhaus.domain.nanoseconds import beyond_microseconds, nanoseconds, offset_minutes
from mockhaus.domain.results import Value
from mockhaus.domain.types import DataType, Kind
from mockhaus.ports.engine import ArrowRelation, ColumnsRelation, RowsRelation
from mockhaus_adapters.engine_duckdb.canonical import FINE

_WIDE = pa.decimal128(38, 0)
_ARROW = {
    Kind.FLOAT: pa.float64(),
    Kind.BINARY: pa.binary(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP_NTZ: pa.timestamp("us"),
    Kind.TIMESTAMP_LTZ: pa.timestamp("us", tz="UTC"),
}
_MINUTE = dt.timedelta(minutes=1)
_ZERO = dt.timedelta()


def table_of(relation: ArrowRelation | ColumnsRelation | RowsRelation) -> pa.Table:
    """The rows of a relation, under the names of its columns."""
    match relation:
        case ArrowRelation(_, columns, parts):
            table = pa.concat_tables([pa.table(part) for part in parts])
            return table.rename_columns([column for column, _ in columns])
        case ColumnsRelation(_, columns, values):
            return _table(columns, values)
        case RowsRelation(_, columns, rows):
            return _table(columns, tuple(zip(*rows, strict=True)) or ((),) * len(columns))


def _table(columns: Sequence[tuple[str, DataType]], values: Sequence[Sequence[Value]]) -> pa.Table:
    arrays = [_array(kind, held) for (_, kind), held in zip(columns, values, strict=True)]
    return pa.Table.from_arrays(arrays, names=[name for name, _ in columns])


def _array(data_type: DataType, values: Sequence[Value]) -> pa.Array:
    kind = data_type.kind
    if kind is Kind.NUMBER:
        return _numbers(data_type, values)
    if kind in FINE and any(map(beyond_microseconds, values)):
        return _fine(FINE[kind], values)
    if kind is Kind.TIMESTAMP_TZ:
        return _offset_stamps(values)
    return pa.array(values, type=_ARROW.get(data_type.shown.kind, pa.string()))


def _numbers(data_type: DataType, values: Sequence[Value]) -> pa.Array:
    if data_type.scale:
        return pa.array(values, type=pa.decimal128(data_type.precision, data_type.scale))
    try:
        return pa.array(values, type=pa.int64())
    except (OverflowError, pa.ArrowInvalid):
        return pa.array([None if value is None else decimal.Decimal(str(value)) for value in values], _WIDE)


def _fine(held: pa.StructType, values: Sequence[Value]) -> pa.Array:
    """Times or timestamps some of which have nanoseconds."""
    moments = [value if isinstance(value, dt.datetime | dt.time) else None for value in values]
    counts = [None if value is None else divmod(nanoseconds(value), 1000) for value in moments]
    parts = {
        "ns": [count and count[1] for count in counts],
        "tz": [offset_minutes(value) if isinstance(value, dt.datetime) else None for value in moments],
    }
    whole = [count and count[0] for count in counts]
    children = [
        pa.array(parts.get(field.name, whole), field.type if field.name in parts else pa.int64()).view(field.type)
        for field in held
    ]
    mask = pa.array([value is None for value in moments])
    return pa.StructArray.from_arrays(children, fields=list(held), mask=mask)


def _offset_stamps(values: Sequence[Value]) -> pa.Array:
    stamps = [value if isinstance(value, dt.datetime) else None for value in values]
    moments = [None if stamp is None else stamp.astimezone(dt.UTC).replace(tzinfo=None) for stamp in stamps]
    offsets = [None if stamp is None else (stamp.utcoffset() or _ZERO) // _MINUTE for stamp in stamps]
    missing = pa.array([stamp is None for stamp in stamps], type=pa.bool_())
    children = [pa.array(moments, type=pa.timestamp("us")), pa.array(offsets, type=pa.int16())]
    return pa.StructArray.from_arrays(children, names=["utc", "tz"], mask=missing)
