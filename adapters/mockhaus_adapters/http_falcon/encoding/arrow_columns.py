"""Single columns in Snowflake's Arrow encoding: their layouts and their fields."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from functools import lru_cache

import pyarrow as pa

from mockhaus.domain.types import DataType, Kind, ResultColumn
from mockhaus_adapters.http_falcon.encoding import decimal_floats
from mockhaus_adapters.http_falcon.encoding.row_types import lengths, logical_type, precision_and_scale

Layout = tuple[int, ...]
"""The bytes that a value takes, for each column: 1, 2, 4, 8 or 16 for a NUMBER, 0 for what has but one form."""

WIDE = 16
LONG = 8
_WIDTHS = (1, 2, 4, LONG)
INTEGERS = {1: pa.int8(), 2: pa.int16(), 4: pa.int32(), LONG: pa.int64()}
_EXACT = decimal.Context(prec=80)

LAST_COUNTED = 6
"""The most fractional digits of a TIMESTAMP_NTZ or TIMESTAMP_LTZ as one count of units: seven, too, are documented by
clients, but the Python connector misreads them where it is asked for microseconds."""
LAST_COUNTED_ZONED = 3
_EPOCH, _FRACTION = pa.field("epoch", pa.int64()), pa.field("fraction", pa.int32())
_ZONE = pa.field("timezone", pa.int32())
PARTS = [_EPOCH, _FRACTION]
ZONED_UNITS = [_EPOCH, _ZONE]
ZONED_PARTS = [_EPOCH, _FRACTION, _ZONE]

_SIMPLE: dict[Kind, tuple[pa.DataType, str, int]] = {
    Kind.FLOAT: (pa.float64(), "DOUBLE", 8),
    Kind.BOOLEAN: (pa.bool_(), "SB1", 1),
    Kind.DATE: (pa.date32(), "SB4", 4),
    Kind.TIME: (pa.int64(), "SB8", 8),
    Kind.BINARY: (pa.binary(), "LOB", 0),
}

# -- layouts ----------------------------------------------------------------------------------------------------


def uniform_layout(columns: Iterable[ResultColumn], width: int) -> Layout:
    """All NUMBERs of one width."""
    return tuple(width if column.type.kind is Kind.NUMBER else 0 for column in columns)


def width_of(values: Iterable[int]) -> int:
    """The bytes that the largest of the integers takes."""
    bits = max((value.bit_length() if value >= 0 else (~value).bit_length() for value in values), default=0)
    return next((width for width in _WIDTHS if bits < 8 * width), WIDE)


def unscaled(value: int | decimal.Decimal, scale: int) -> int:
    """A NUMBER as a count of its last digit."""
    return int(decimal.Decimal(value).scaleb(scale, _EXACT)) if scale else int(value)


# -- fields -----------------------------------------------------------------------------------------------------


def field(column: ResultColumn, width: int) -> pa.Field:
    """The field of a column, with the metadata that tells decoders how to read it."""
    arrow_type, metadata = _form(column.type.shown, width)
    return pa.field(column.name, arrow_type, column.type.nullable, metadata)


def field_type(data_type: DataType, width: int = 0) -> pa.DataType:
    """The Arrow type of a column."""
    return _form(data_type.shown, width)[0]


@lru_cache(maxsize=4096)
def _form(data_type: DataType, width: int) -> tuple[pa.DataType, dict[str, str]]:
    arrow_type, physical, size = _physical(data_type, width)
    characters, byte_length = lengths(data_type) or (0, size)
    precision, scale = precision_and_scale(data_type) or (0, 0)
    return arrow_type, {
        "logicalType": logical_type(data_type).upper(),
        "precision": str(precision),
        "scale": str(scale or 0),
        "charLength": str(characters),
        "byteLength": str(byte_length),
        "finalType": "T",
        "physicalType": physical,
    }


def _physical(data_type: DataType, width: int) -> tuple[pa.DataType, str, int]:
    """The Arrow type, what the service calls its own form, and the bytes of a value."""
    kind = data_type.kind
    if kind is Kind.NUMBER:
        return INTEGERS.get(width) or pa.decimal128(38, data_type.scale), f"SB{width}", width
    if kind is Kind.TIMESTAMP_TZ:
        if data_type.precision <= LAST_COUNTED_ZONED:
            return pa.struct(ZONED_UNITS), "SB8", 8
        return pa.struct(ZONED_PARTS), "SB16", 16
    if kind in (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ):
        if data_type.precision <= LAST_COUNTED:
            return pa.int64(), "SB8", 8
        return pa.struct(PARTS), "SB16", 16
    if kind is Kind.DECFLOAT:
        return decimal_floats.TYPE, "LOB", 0
    if kind is Kind.VECTOR:
        element = pa.int32() if data_type.element is Kind.NUMBER else pa.float32()
        return pa.list_(element, data_type.length), "LOB", 0
    return _SIMPLE.get(kind, (pa.utf8(), "LOB", 0))
