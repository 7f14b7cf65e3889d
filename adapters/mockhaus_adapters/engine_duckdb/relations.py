"""Rows that the core provides, as temporary tables of a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import duckdb

from mockhaus.domain.catalog import physical
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.types import GEOSPATIAL, SEMI_STRUCTURED, DataType, Kind
from mockhaus.ports.engine import QueryRelation, Relation, RowsRelation, ViewRelation

if TYPE_CHECKING:  # start-up stays light
    import pyarrow as pa

_STAGING = "mh_provided"


def create(connection: duckdb.DuckDBPyConnection, relation: Relation) -> None:
    """Make a relation's rows a temporary table, or a view of them, replacing what of that sort had the name."""
    if isinstance(relation, ViewRelation):
        _create_view(connection, relation.name, relation.sql)
        return
    if isinstance(relation, QueryRelation):
        _create_as(connection, relation.name, relation.sql)
        return
    from mockhaus_adapters.engine_duckdb.arrow_tables import table_of  # noqa: PLC0415 - start-up stays light

    outputs = ["*"] if isinstance(relation, RowsRelation) else [_parsed(*column) for column in relation.columns]
    _create_from(connection, relation.name, table_of(relation), outputs)


def _create_from(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table, outputs: Sequence[str]) -> None:
    connection.register(_STAGING, rows)
    try:
        _create_as(connection, name, f"SELECT {', '.join(outputs)} FROM temp.main.{always_quote(_STAGING)}")
    finally:
        connection.unregister(_STAGING)


def drop(connection: duckdb.DuckDBPyConnection, name: str, *, view: bool = False) -> None:
    """Remove what `create` made, if it is there."""
    kind = "VIEW" if view else "TABLE"
    connection.execute(f"DROP {kind} IF EXISTS {physical.relation(physical.TEMPORARY_ATTACHMENT, name)}")


def _create_as(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    target = physical.relation(physical.TEMPORARY_ATTACHMENT, name)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {target} AS {sql}")


def _create_view(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    target = physical.relation(physical.TEMPORARY_ATTACHMENT, name)
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {target} AS {sql}")


def _parsed(name: str, data_type: DataType) -> str:
    """The column as the engine holds values of its type."""
    quoted = always_quote(name)
    if data_type.kind is Kind.NUMBER and data_type.scale:
        return f"CAST({quoted} AS DECIMAL({data_type.precision},{data_type.scale})) AS {quoted}"
    if data_type.kind is Kind.DECFLOAT:
        return f"mh_decfloat({quoted}) AS {quoted}"
    if data_type.kind is Kind.VECTOR:
        element = "INTEGER" if data_type.element is Kind.NUMBER else "FLOAT"
        return f"CAST({quoted} AS {element}[{data_type.length}]) AS {quoted}"
    if data_type.kind in GEOSPATIAL:
        return f"{_shape(quoted, data_type)} AS {quoted}"
    if data_type.kind not in SEMI_STRUCTURED:
        return quoted
    parsed = f"mh_parse({quoted})"
    checked = {Kind.OBJECT: f"mh_objt({parsed})", Kind.ARRAY: f"mh_to_array({parsed})"}.get(data_type.kind, parsed)
    return f"{checked} AS {quoted}"


def _shape(quoted: str, data_type: DataType) -> str:
    """A shape of what it was printed as; whatever was printed once is let in."""
    source = "bytes" if data_type.shown.kind is Kind.BINARY else "text"
    srid = "" if data_type.kind is Kind.GEOGRAPHY else "NULL, "
    return f"mh_{data_type.kind.value.lower()}_of_{source}({quoted}, 'AUTO', {srid}true, false)"
