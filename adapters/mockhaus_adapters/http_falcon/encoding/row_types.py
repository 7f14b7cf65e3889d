"""The description of result columns for official clients: `rowtype` of the drivers, `rowType` of the SQL API."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NotRequired, TypedDict

from mockhaus.domain.types import (
    DEFAULT_VARCHAR,
    GEOSPATIAL,
    MAX_PRECISION,
    MAX_VARCHAR,
    TIMESTAMPS,
    DataType,
    Kind,
    ResultColumn,
)

_NAMES = {
    Kind.NUMBER: "fixed",
    Kind.FLOAT: "real",
    Kind.VARCHAR: "text",
    Kind.UUID: "text",
    Kind.NULL: "text",
    Kind.MAP: "object",
    Kind.FILE: "object",
}
"""The names of the protocol where they are others. Drivers get structured values as semi-structured ones."""
_EXTENDED = GEOSPATIAL | {Kind.FILE}
"""Kinds that are told beside that of their documents."""
_UUID_LENGTH = 36
_WITH_FRACTION = TIMESTAMPS | {Kind.TIME}


class RowType(TypedDict):
    """One column. Sizes that its type does not have are None; `database`, `schema` and `table` are never told."""

    name: str
    database: str
    schema: str
    table: str
    type: str
    nullable: bool
    length: int | None
    byteLength: int | None
    precision: int | None
    scale: int | None
    collation: str | None
    extTypeName: NotRequired[str]
    vectorDimension: NotRequired[int]
    fields: NotRequired[list[dict[str, object]]]


def row_types(columns: Sequence[ResultColumn]) -> list[RowType]:
    """The columns in order, in the form that the drivers' protocol and the SQL API share."""
    return [_row_type(column) for column in columns]


def logical_type(data_type: DataType) -> str:
    """The name of a type in the protocol, in lower case."""
    return _NAMES.get(data_type.kind, data_type.kind.value.lower())


def lengths(data_type: DataType) -> tuple[int, int] | None:
    """Characters (of a BINARY: bytes) and bytes of a type that has a length; a bare NULL is the longest text."""
    match data_type.kind:
        case Kind.VARCHAR:
            return data_type.length, min(4 * data_type.length, MAX_VARCHAR)
        case Kind.BINARY:
            return data_type.length, data_type.length
        case Kind.UUID:
            return _UUID_LENGTH, _UUID_LENGTH
        case Kind.NULL:
            return DEFAULT_VARCHAR, DEFAULT_VARCHAR
    return None


def precision_and_scale(data_type: DataType) -> tuple[int, int | None] | None:
    """Digits of a NUMBER or DECFLOAT; fractional-second digits, as the scale, of a TIME or timestamp."""
    if data_type.kind is Kind.DECFLOAT:
        return MAX_PRECISION, None
    if data_type.kind is Kind.NUMBER:
        return data_type.precision, data_type.scale
    if data_type.kind in _WITH_FRACTION:
        return 0, data_type.precision
    return None


@lru_cache(maxsize=4096)
def _sizes(data_type: DataType) -> tuple[int | None, int | None, int | None, int | None]:
    length, byte_length = lengths(data_type) or (None, None)
    precision, scale = precision_and_scale(data_type) or (None, None)
    return length, byte_length, precision, scale


def _row_type(column: ResultColumn) -> RowType:
    shown = column.type.shown
    length, byte_length, precision, scale = _sizes(shown)
    found: RowType = {
        "name": column.name,
        "database": "",
        "schema": "",
        "table": "",
        "type": logical_type(shown),
        "nullable": column.type.nullable,
        "length": length,
        "byteLength": byte_length,
        "precision": precision,
        "scale": scale,
        "collation": column.type.collation.specification if column.type.collation else None,
    }
    if column.type.kind in _EXTENDED:
        found["extTypeName"] = column.type.kind.value
    if column.type.kind is Kind.VECTOR:
        found["vectorDimension"] = column.type.length
        found["fields"] = [_element(column.type)]
    return found


def _element(data_type: DataType) -> dict[str, object]:
    """What the elements of a VECTOR are: 32 bits each."""
    fixed = data_type.element is Kind.NUMBER
    sizes = {"precision": 38 if fixed else None, "scale": 0 if fixed else None, "length": None, "byteLength": None}
    return {"type": "fixed" if fixed else "real", "nullable": False, **sizes}
