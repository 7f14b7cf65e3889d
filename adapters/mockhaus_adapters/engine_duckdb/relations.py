"""Rows that the core provides, as temporary tables of a session."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Sequence

import duckdb
import pyarrow as pa

from mockhaus.domain.catalog import physical
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.results import Value
from mockhaus.domain.types import SEMI_STRUCTURED, DataType, Kind
from mockhaus.ports.engine import ArrowRelation, ColumnsRelation, QueryRelation, Relation, RowsRelation

_STAGING = "mh_provided"
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


def create(connection: duckdb.DuckDBPyConnection, relation: Relation) -> None:
    """Make a relation's rows a temporary table, replacing what had the name."""
    match relation:
        case QueryRelation(name, sql):
            _create_as(connection, name, sql)
        case ArrowRelation(name, columns, parts):
            table = pa.concat_tables([pa.table(part) for part in parts])
            rows = table.rename_columns([column for column, _ in columns])
            _create_from(connection, name, rows, [_parsed(*column) for column in columns])
        case ColumnsRelation(name, columns, values):
            _create_from(connection, name, _table(columns, values), [_parsed(*column) for column in columns])
        case RowsRelation(name, columns, found):
            values = tuple(zip(*found, strict=True)) or ((),) * len(columns)
            _create_from(connection, name, _table(columns, values), ["*"])


def _table(columns: Sequence[tuple[str, DataType]], values: Sequence[Sequence[Value]]) -> pa.Table:
    arrays = [_array(kind, held) for (_, kind), held in zip(columns, values, strict=True)]
    return pa.Table.from_arrays(arrays, names=[name for name, _ in columns])


def _create_from(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table, outputs: Sequence[str]) -> None:
    connection.register(_STAGING, rows)
    try:
        _create_as(connection, name, f"SELECT {', '.join(outputs)} FROM temp.main.{always_quote(_STAGING)}")
    finally:
        connection.unregister(_STAGING)


def drop(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Remove what `create` made, if it is there."""
    connection.execute(f"DROP TABLE IF EXISTS {physical.relation(physical.TEMPORARY_ATTACHMENT, name)}")


def _create_as(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    target = physical.relation(physical.TEMPORARY_ATTACHMENT, name)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {target} AS {sql}")


def _parsed(name: str, data_type: DataType) -> str:
    """The column as the engine holds values of its type."""
    quoted = always_quote(name)
    if data_type.kind is Kind.NUMBER and data_type.scale:
        return f"CAST({quoted} AS DECIMAL({data_type.precision},{data_type.scale})) AS {quoted}"
    if data_type.kind not in SEMI_STRUCTURED:
        return quoted
    parsed = f"mh_parse({quoted})"
    checked = {Kind.OBJECT: f"mh_objt({parsed})", Kind.ARRAY: f"mh_to_array({parsed})"}.get(data_type.kind, parsed)
    return f"{checked} AS {quoted}"


def _array(data_type: DataType, values: Sequence[Value]) -> pa.Array:
    kind = data_type.kind
    if kind is Kind.NUMBER:
        return _numbers(data_type, values)
    if kind is Kind.TIMESTAMP_TZ:
        return _offset_stamps(values)
    return pa.array(values, type=_ARROW.get(kind, pa.string()))


def _numbers(data_type: DataType, values: Sequence[Value]) -> pa.Array:
    if data_type.scale:
        return pa.array(values, type=pa.decimal128(data_type.precision, data_type.scale))
    try:
        return pa.array(values, type=pa.int64())
    except (OverflowError, pa.ArrowInvalid):
        return pa.array([None if value is None else decimal.Decimal(str(value)) for value in values], _WIDE)


def _offset_stamps(values: Sequence[Value]) -> pa.Array:
    stamps = [value if isinstance(value, dt.datetime) else None for value in values]
    moments = [None if stamp is None else stamp.astimezone(dt.UTC).replace(tzinfo=None) for stamp in stamps]
    offsets = [None if stamp is None else (stamp.utcoffset() or _ZERO) // _MINUTE for stamp in stamps]
    missing = pa.array([stamp is None for stamp in stamps])
    children = [pa.array(moments, type=pa.timestamp("us")), pa.array(offsets, type=pa.int16())]
    return pa.StructArray.from_arrays(children, names=["utc", "tz"], mask=missing)
