"""Snowflake's data types and the description of a result column.

Follows https://docs.snowflake.com/en/sql-reference/intro-summary-data-types.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mockhaus.domain.collations import Collation

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
    MAP = "MAP"
    VECTOR = "VECTOR"
    DECFLOAT = "DECFLOAT"
    GEOGRAPHY = "GEOGRAPHY"
    GEOMETRY = "GEOMETRY"
    UUID = "UUID"
    FILE = "FILE"
    NULL = "NULL"
    """The type of a bare NULL: it takes any other type."""


SEMI_STRUCTURED = frozenset({Kind.VARIANT, Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.FILE})
"""Kinds whose values are documents: JSON to clients. An OBJECT or ARRAY may be structured, a MAP always is.

A FILE is the document that names a file on a stage.
"""
TIMESTAMPS = frozenset({Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ})
NUMERIC = frozenset({Kind.NUMBER, Kind.FLOAT})
GEOSPATIAL = frozenset({Kind.GEOGRAPHY, Kind.GEOMETRY})
_WITH_FRACTION = TIMESTAMPS | {Kind.TIME}


@dataclass(frozen=True, slots=True)
class DataType:
    """A type with its parameters and whether its values may be NULL.

    `precision` is the digits of a NUMBER and the fractional-second digits of a TIME or timestamp; `length` the
    characters of a VARCHAR, the bytes of a BINARY or the elements of a VECTOR, whose `element` is FLOAT or NUMBER (for
    INT). Parameters that a kind does not have are 0. In a result the `element` of a GEOGRAPHY or GEOMETRY is what it is
    printed as: OBJECT, VARCHAR or BINARY.

    `parts` makes an OBJECT or ARRAY structured, and is None for all other types but MAP: the fields of an OBJECT in
    order, the element of an ARRAY, the key and value of a MAP.

    `collation` is that of a VARCHAR which has one; it is no part of how the type is printed.
    """

    kind: Kind
    precision: int = 0
    scale: int = 0
    length: int = 0
    nullable: bool = True
    element: Kind | None = None
    parts: tuple[Part, ...] | None = None
    collation: Collation | None = None

    def __str__(self) -> str:
        """The type as Snowflake prints it in DESCRIBE and SYSTEM$TYPEOF: `NUMBER(38,0)`, `VARCHAR(16777216)`."""
        if self.kind is Kind.NUMBER:
            return f"NUMBER({self.precision},{self.scale})"
        if self.kind in (Kind.VARCHAR, Kind.BINARY):
            return f"{self.kind.value}({self.length})"
        if self.kind is Kind.DECFLOAT:
            return f"DECFLOAT({MAX_PRECISION})"
        if self.kind in _WITH_FRACTION:
            return f"{self.kind.value}({self.precision})"
        if self.kind is Kind.VECTOR:
            return f"VECTOR({'INT' if self.element is Kind.NUMBER else 'FLOAT'}, {self.length})"
        if self.parts is not None:
            shown = [f"{part.shown_name} {part}" if self.kind is Kind.OBJECT else str(part) for part in self.parts]
            return f"{self.kind.value}({', '.join(shown)})"
        return str(self.kind.value)

    @property
    def is_structured(self) -> bool:
        """Whether values are structured: an OBJECT of known fields, an ARRAY of one type, a MAP."""
        return self.parts is not None

    @property
    def last_part(self) -> DataType:
        """The type of the elements of a structured ARRAY, or of the values of a MAP."""
        assert self.parts  # noqa: S101 - asked only of those
        return self.parts[-1].type

    def field(self, name: str) -> DataType | None:
        """The type of a field of a structured OBJECT; None where it has none of that name."""
        return next((part.type for part in self.parts or () if part.name == name), None)

    @property
    def shown(self) -> DataType:
        """The type of the values that clients see: of a GEOGRAPHY or GEOMETRY what it is printed as."""
        if self.kind not in GEOSPATIAL:
            return self
        lengths = {Kind.VARCHAR: DEFAULT_VARCHAR, Kind.BINARY: DEFAULT_BINARY}
        kind = self.element or Kind.OBJECT
        return DataType(kind, length=lengths.get(kind, 0), nullable=self.nullable)

    @property
    def integer_digits(self) -> int:
        """Digits before the decimal point of a NUMBER."""
        return self.precision - self.scale

    def with_nullable(self, nullable: bool) -> DataType:  # noqa: FBT001 - a plain setter
        """The same type with another nullability."""
        return self if nullable == self.nullable else replace(self, nullable=nullable)

    def with_collation(self, collation: Collation | None) -> DataType:
        """The same type with another collation."""
        return self if collation == self.collation else replace(self, collation=collation)

    def as_column(self) -> DataType:
        """The type as a query passes it on: a collation that its text gave is a column's from there on."""
        return self if self.collation is None else self.with_collation(self.collation.of_column())


@dataclass(frozen=True, slots=True)
class Part:
    """What a structured type holds: a field of an OBJECT by its name, an element, key or value without one."""

    name: str
    type: DataType

    def __str__(self) -> str:
        """The type of the part within the whole type: `NUMBER(38,0) NOT NULL`."""
        return f"{self.type}{'' if self.type.nullable else ' NOT NULL'}"

    @property
    def shown_name(self) -> str:
        """The name of a field, between quotes where it needs them."""
        return self.name if _WORD.fullmatch(self.name) else _quoted(self.name)


_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*", re.ASCII)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def array_of(element: DataType, *, nullable: bool = True) -> DataType:
    """ARRAY(element), structured; the element's own nullability is part of the type."""
    return DataType(Kind.ARRAY, nullable=nullable, parts=(Part("", element),))


def map_of(key: DataType, value: DataType, *, nullable: bool = True) -> DataType:
    """MAP(key, value); keys are never NULL, which the type does not say."""
    return DataType(Kind.MAP, nullable=nullable, parts=(Part("", key.with_nullable(True)), Part("", value)))


def object_of(fields: Iterable[tuple[str, DataType]], *, nullable: bool = True) -> DataType:
    """OBJECT(name type, …), structured; without fields it is still not the semi-structured OBJECT."""
    return DataType(Kind.OBJECT, nullable=nullable, parts=tuple(Part(name, data_type) for name, data_type in fields))


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
DECFLOAT = DataType(Kind.DECFLOAT)
GEOGRAPHY = DataType(Kind.GEOGRAPHY)
GEOMETRY = DataType(Kind.GEOMETRY)
UUID = DataType(Kind.UUID)
FILE = DataType(Kind.FILE)
NULL = DataType(Kind.NULL)
VARCHAR = varchar()
BINARY = binary()
INTEGER = number()


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result: its heading as Snowflake spells it, and its type with nullability."""

    name: str
    type: DataType
