"""Coercibility: which values become those of another type by themselves.

Follows the column "Coercible" of https://docs.snowflake.com/en/sql-reference/data-type-conversion, and for structured
types https://docs.snowflake.com/en/sql-reference/data-types-structured.
"""

from __future__ import annotations

from mockhaus.domain.types import GEOSPATIAL, TIMESTAMPS, DataType, Kind
from mockhaus.translation.functions import structures

_COERCIBLE: dict[Kind, frozenset[Kind]] = {
    Kind.NUMBER: frozenset({Kind.BOOLEAN, Kind.DECFLOAT, Kind.FLOAT, Kind.VARCHAR, Kind.VARIANT}) | TIMESTAMPS,
    Kind.FLOAT: frozenset({Kind.BOOLEAN, Kind.DECFLOAT, Kind.NUMBER, Kind.VARCHAR, Kind.VARIANT}),
    Kind.BOOLEAN: frozenset({Kind.DECFLOAT, Kind.VARCHAR, Kind.VARIANT}),
    Kind.DATE: frozenset({Kind.VARCHAR}) | TIMESTAMPS,
    Kind.TIME: frozenset({Kind.VARCHAR}),
    **dict.fromkeys(TIMESTAMPS, frozenset({Kind.DATE, Kind.TIME, Kind.VARCHAR}) | TIMESTAMPS),
    Kind.VARCHAR: frozenset({Kind.BOOLEAN, Kind.DATE, Kind.DECFLOAT, Kind.FLOAT, Kind.NUMBER, Kind.TIME, Kind.UUID})
    | TIMESTAMPS,
    Kind.BINARY: frozenset(),
    Kind.OBJECT: frozenset({Kind.VARIANT}),
    Kind.ARRAY: frozenset({Kind.VARIANT}),
    Kind.VARIANT: frozenset(Kind)
    - {Kind.BINARY, Kind.DECFLOAT, Kind.FILE, Kind.MAP, Kind.NULL, Kind.UUID, Kind.VECTOR}
    - GEOSPATIAL,
    Kind.VECTOR: frozenset(),
    Kind.DECFLOAT: frozenset({Kind.BOOLEAN, Kind.FLOAT, Kind.NUMBER, Kind.VARCHAR}),
    Kind.GEOGRAPHY: frozenset(),
    Kind.GEOMETRY: frozenset(),
    Kind.UUID: frozenset({Kind.VARCHAR, Kind.VARIANT}),
    Kind.FILE: frozenset(),
    Kind.MAP: frozenset(),
}


_STORED = {
    Kind.BINARY: frozenset({Kind.VARCHAR}),
    **dict.fromkeys(GEOSPATIAL, frozenset({Kind.BINARY, Kind.OBJECT, Kind.VARCHAR, Kind.VARIANT})),
}


def is_assignable(source: DataType, target: DataType) -> bool:
    """Whether values of the source type go into a column of the target type by themselves.

    Into GEOGRAPHY and GEOMETRY more goes than is coercible, see
    https://docs.snowflake.com/en/sql-reference/data-types-geospatial; text in BINARY_INPUT_FORMAT goes into BINARY,
    see the examples of https://docs.snowflake.com/en/sql-reference/functions/lpad.
    """
    return is_coercible(source, target) or source.kind in _STORED.get(target.kind, ())


def is_coercible(source: DataType, target: DataType) -> bool:
    """Whether values of the source type become the target type by themselves."""
    if (source.is_structured or target.is_structured) and Kind.NULL not in (source.kind, target.kind):
        return structures.is_coercible(source, target)
    same = source.kind is target.kind or Kind.NULL in (source.kind, target.kind)
    return same or target.kind in _COERCIBLE[source.kind]
