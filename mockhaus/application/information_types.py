"""What INFORMATION_SCHEMA tells of data types, and its views of the parts of structured ones.

Follows https://docs.snowflake.com/en/sql-reference/info-schema/element_types and
https://docs.snowflake.com/en/sql-reference/info-schema/fields. An identifier names a structured type within its table:
the table's id, the column's position, and the positions of parts within parts. Snowflake's are others; like these they
only join the views.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mockhaus.domain.types import MAX_PRECISION, DataType, Kind

Fields = dict[str, Any]

_MOST_BYTES_OF_CHARACTER = 4
_MOST_BYTES_OF_TEXT = 134_217_728
_MAP_FIELDS = ("KEY", "VALUE")


@dataclass(frozen=True, slots=True)
class StructuredColumn:
    """A column of a structured type: the names of its database, schema and table, and where it stands in the table."""

    place: tuple[str, str, str]
    table_id: int
    position: int
    type: DataType


def type_fields(data_type: DataType) -> Fields:
    """The name of a type, and what views tell of its sizes."""
    name = "TEXT" if data_type.kind is Kind.VARCHAR else data_type.kind.value
    return {"DATA_TYPE": name, **_sizes(data_type)}


def _sizes(data_type: DataType) -> Fields:
    if data_type.kind is Kind.VARCHAR:
        octets = min(data_type.length * _MOST_BYTES_OF_CHARACTER, _MOST_BYTES_OF_TEXT)
        return {"CHARACTER_MAXIMUM_LENGTH": data_type.length, "CHARACTER_OCTET_LENGTH": octets}
    if data_type.kind is Kind.BINARY:
        return {"CHARACTER_MAXIMUM_LENGTH": data_type.length, "CHARACTER_OCTET_LENGTH": data_type.length}
    if data_type.kind is Kind.NUMBER:
        return {
            "NUMERIC_PRECISION": data_type.precision,
            "NUMERIC_PRECISION_RADIX": 10,
            "NUMERIC_SCALE": data_type.scale,
        }
    if data_type.kind is Kind.DECFLOAT:
        return {"NUMERIC_PRECISION": MAX_PRECISION, "NUMERIC_PRECISION_RADIX": 10}
    return {"DATETIME_PRECISION": data_type.precision} if data_type.precision else {}


def identifier_of(table_id: int, position: int, data_type: DataType) -> str | None:
    """The identifier of a column's structured type; None of another type."""
    return f"{table_id}.{position}" if data_type.is_structured else None


def element_types(columns: Iterable[StructuredColumn]) -> Iterator[Fields]:
    """A row for each structured ARRAY: of a column, or within another structured type."""
    for column, identifier, data_type in _structured(columns):
        if data_type.kind is Kind.ARRAY:
            yield {
                **_object(column),
                "COLLECTION_TYPE_IDENTIFIER": identifier,
                **_part(identifier, 1, data_type.last_part),
            }


def fields(columns: Iterable[StructuredColumn]) -> Iterator[Fields]:
    """A row for each field of a structured OBJECT, and for the key and the value of each MAP."""
    for column, identifier, data_type in _structured(columns):
        if data_type.kind is Kind.ARRAY:
            continue
        for position, part in enumerate(data_type.parts or (), 1):
            name = _MAP_FIELDS[position - 1] if data_type.kind is Kind.MAP else part.name
            yield {
                **_object(column),
                "ROW_IDENTIFIER": identifier,
                "FIELD_NAME": name,
                "ORDINAL_POSITION": position,
                **_part(identifier, position, part.type),
            }


def _structured(columns: Iterable[StructuredColumn]) -> Iterator[tuple[StructuredColumn, str, DataType]]:
    """Each structured type of the columns with its identifier, outer ones first."""
    for column in columns:
        yield from _within(column, f"{column.table_id}.{column.position}", column.type)


def _within(
    column: StructuredColumn, identifier: str, data_type: DataType
) -> Iterator[tuple[StructuredColumn, str, DataType]]:
    if data_type.parts is None:
        return
    yield column, identifier, data_type
    for position, part in enumerate(data_type.parts, 1):
        yield from _within(column, f"{identifier}.{position}", part.type)


def _object(column: StructuredColumn) -> Fields:
    database, schema, name = column.place
    return {"OBJECT_CATALOG": database, "OBJECT_SCHEMA": schema, "OBJECT_NAME": name, "OBJECT_TYPE": "TABLE"}


def _part(identifier: str, position: int, data_type: DataType) -> Fields:
    """What the views tell of a part's type; DATETIME_PRECISION does not apply in them."""
    told = {**type_fields(data_type), "DATETIME_PRECISION": None}
    return {**told, "DTD_IDENTIFIER": f"{identifier}.{position}" if data_type.is_structured else None}
