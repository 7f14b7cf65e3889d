"""Rows that the core provides, as temporary tables of a session."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from mockhaus.domain.catalog import physical
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.results import Value
from mockhaus.domain.types import DataType, Kind
from mockhaus.ports.engine import RowsRelation
from mockhaus_adapters.engine_duckdb import statements

_STAGING = "mh_provided"
_INT64 = 2**63
_ARROW = {
    Kind.FLOAT: pa.float64(),
    Kind.BINARY: pa.binary(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP_NTZ: pa.timestamp("us"),
    Kind.TIMESTAMP_LTZ: pa.timestamp("us", tz="UTC"),
    Kind.TIMESTAMP_TZ: pa.struct([("utc", pa.timestamp("us")), ("tz", pa.int16())]),
}


def create(connection: duckdb.DuckDBPyConnection, relation: RowsRelation) -> None:
    """Make a relation's rows a temporary table, replacing what had the name."""
    columns = list(zip(*relation.rows, strict=True)) if relation.rows else [()] * len(relation.columns)
    arrays = [_array(kind, values) for (_, kind), values in zip(relation.columns, columns, strict=True)]
    names = [name for name, _ in relation.columns]
    connection.register(_STAGING, pa.Table.from_arrays(arrays, names=names))
    target = physical.relation(physical.TEMPORARY_ATTACHMENT, relation.name)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {target} AS SELECT * FROM temp.main.{always_quote(_STAGING)}")
    finally:
        connection.unregister(_STAGING)


def _array(data_type: DataType, values: tuple[Value, ...]) -> pa.Array:
    return pa.array([_stored(data_type, value) for value in values], type=_arrow_type(data_type, values))


def _arrow_type(data_type: DataType, values: tuple[Value, ...]) -> pa.DataType:
    if data_type.kind is not Kind.NUMBER:
        return _ARROW.get(data_type.kind, pa.string())
    if data_type.scale:
        return pa.decimal128(data_type.precision, data_type.scale)
    wide = any(isinstance(value, int) and not -_INT64 <= value < _INT64 for value in values)
    return pa.decimal128(38, 0) if wide else pa.int64()


def _stored(data_type: DataType, value: Value) -> Any:  # noqa: ANN401 - what pyarrow takes
    return statements.bound(value) if data_type.kind is Kind.TIMESTAMP_TZ else value
