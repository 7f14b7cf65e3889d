"""Snowflake's data types and the description of a result column.

Follows https://docs.snowflake.com/en/sql-reference/intro-summary-data-types.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

MAX_PRECISION = 38
MAX_VARCHAR = 134_217_728
DEFAULT_VARCHAR = 16_777_216
DEFAULT_BINARY = 8_388_608
MAX_BINARY = 67_108_864
MAX_DIMENSION = 4096
DEFAULT_FRACTION = 9


class Kind(enum.Enum):
    """The families of types; the value is the name that Snowflake prints."""

    NUMBER = "NUMBER"
    FLOAT = "FLOAT"
    VARCHAR = "VARCHAR"
    BINARY = "BINARY"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    TIME = "TIME"
    TIMESTAMP_NTZ = "TIMESTAMP_NTZ"
    TIMESTAMP_LTZ = "TIMESTAMP_LTZ"
    TIMESTAMP_TZ = "TIMESTAMP_TZ"
    VARIANT = "VARIANT"
    OBJECT = "OBJECT"
    ARRAY = "ARRAY"
    VECTOR = "VECTOR"
    NULL = "NULL"
    """The type of a bare NULL: it takes any other type."""


SEMI_STRUCTURED = frozenset({Kind.VARIANT, Kind.OBJECT, Kind.ARRAY})
TIMESTAMPS = frozenset({Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ})
NUMERIC = frozenset({Kind.NUMBER, Kind.FLOAT})
_WITH_FRACTION = TIMESTAMPS | {Kind.TIME}


@dataclass(frozen=True, slots=True)
class DataType:
    """A type with its parameters and whether its values may be NULL.

    `precision` is the digits of a NUMBER and the fractional-second digits of a TIME or timestamp; `length` the
    characters of a VARCHAR, the bytes of a BINARY or the elements of a VECTOR, whose `element` is FLOAT or NUMBER (for
    INT). Parameters that a kind does not have are 0.
    """

    kind: Kind
    precision: int = 0
    scale: int = 0
    length: int = 0
    nullable: bool = True
    element: Kind | None = None

    def __str__(self) -> str:
        """The type as Snowflake prints it in DESCRIBE and SYSTEM$TYPEOF: `NUMBER(38,0)`, `VARCHAR(16777216)`."""
        if self.kind is Kind.NUMBER:
            return f"NUMBER({self.precision},{self.scale})"
        if self.kind in (Kind.VARCHAR, Kind.BINARY):
            return f"{self.kind.value}({self.length})"
        if self.kind in _WITH_FRACTION:
            return f"{self.kind.value}({self.precision})"
        if self.kind is Kind.VECTOR:
            return f"VECTOR({'INT' if self.element is Kind.NUMBER else 'FLOAT'}, {self.length})"
        return str(self.kind.value)

    @property
    def integer_digits(self) -> int:
        """Digits before the decimal point of a NUMBER."""
        return self.precision - self.scale

    def with_nullable(self, nullable: bool) -> DataType:  # noqa: FBT001 - a plain setter
        """The same type with another nullability."""
        return self if nullable == self.nullable else replace(self, nullable=nullable)


def number(precision: int = MAX_PRECISION, scale: int = 0, *, nullable: bool = True) -> DataType:
    """NUMBER(precision, scale), both clamped to what Snowflake allows."""
    return DataType(Kind.NUMBER, min(precision, MAX_PRECISION), min(scale, MAX_PRECISION - 1), nullable=nullable)


def varchar(length: int = DEFAULT_VARCHAR, *, nullable: bool = True) -> DataType:
    """VARCHAR(length), clamped to 128 MB."""
    return DataType(Kind.VARCHAR, length=min(length, MAX_VARCHAR), nullable=nullable)


def binary(length: int = DEFAULT_BINARY, *, nullable: bool = True) -> DataType:
    """BINARY(length), clamped to 64 MB."""
    return DataType(Kind.BINARY, length=min(length, MAX_BINARY), nullable=nullable)


def vector(element: Kind, dimension: int, *, nullable: bool = True) -> DataType:
    """VECTOR(FLOAT, dimension), or VECTOR(INT, dimension) for elements that are NUMBERs: 32 bits each."""
    return DataType(Kind.VECTOR, length=dimension, nullable=nullable, element=element)


def fractional(kind: Kind, precision: int = DEFAULT_FRACTION, *, nullable: bool = True) -> DataType:
    """A TIME or timestamp type with its fractional-second digits."""
    return DataType(kind, precision, nullable=nullable)


FLOAT = DataType(Kind.FLOAT)
BOOLEAN = DataType(Kind.BOOLEAN)
DATE = DataType(Kind.DATE)
TIME = fractional(Kind.TIME)
TIMESTAMP_NTZ = fractional(Kind.TIMESTAMP_NTZ)
TIMESTAMP_LTZ = fractional(Kind.TIMESTAMP_LTZ)
TIMESTAMP_TZ = fractional(Kind.TIMESTAMP_TZ)
VARIANT = DataType(Kind.VARIANT)
OBJECT = DataType(Kind.OBJECT)
ARRAY = DataType(Kind.ARRAY)
NULL = DataType(Kind.NULL)
VARCHAR = varchar()
BINARY = binary()
INTEGER = number()


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result: its heading as Snowflake spells it, and its type with nullability."""

    name: str
    type: DataType
