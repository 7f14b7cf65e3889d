"""Single columns in Snowflake's Arrow encoding: their fields and their arrays."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from mockhaus.domain.json_layout import laid_out
from mockhaus.domain.types import SEMI_STRUCTURED, DataType, Kind, ResultColumn
from mockhaus_adapters.http_falcon.encoding.json_rows import OFFSET_BASE
from mockhaus_adapters.http_falcon.encoding.row_types import lengths, logical_type, precision_and_scale

Layout = tuple[int, ...]
"""The bytes that a value takes, for each column: 1, 2, 4, 8 or 16 for a NUMBER, 0 for what has but one form."""

WIDE = 16
_LONG_DIGITS = 18
LONG = 8
_WIDTHS = (1, 2, 4, LONG)
INTEGERS = {1: pa.int8(), 2: pa.int16(), 4: pa.int32(), LONG: pa.int64()}
_EXACT = decimal.Context(prec=80)

_LAST_COUNTED = 6
"""The most fractional digits of a TIMESTAMP_NTZ or TIMESTAMP_LTZ as one count of units: seven, too, are documented by
clients, but the Python connector misreads them where it is asked for microseconds."""
_LAST_COUNTED_ZONED = 3
_MICRO = 6
_SECOND = 1_000_000
_ZERO = pa.scalar(0, pa.int64())
_THOUSAND = pa.scalar(1000, pa.int32())
_BASE = pa.scalar(OFFSET_BASE, pa.int32())

_EPOCH, _FRACTION = pa.field("epoch", pa.int64()), pa.field("fraction", pa.int32())
_ZONE = pa.field("timezone", pa.int32())
_PARTS = [_EPOCH, _FRACTION]
_ZONED_UNITS = [_EPOCH, _ZONE]
_ZONED_PARTS = [_EPOCH, _FRACTION, _ZONE]

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


def measured_layout(columns: Iterable[ResultColumn], arrays: Iterable[pa.ChunkedArray]) -> Layout:
    """The smallest layout that fits the values."""
    return tuple(
        _measured(column.type.scale, array) if column.type.kind is Kind.NUMBER else 0
        for column, array in zip(columns, arrays, strict=True)
    )


def roomy_layout(columns: Iterable[ResultColumn], arrays: Iterable[pa.ChunkedArray]) -> Layout:
    """A layout of 64 bits for each NUMBER, and of 128 where the values need them."""
    return tuple(
        _roomy(column.type.scale, array) if column.type.kind is Kind.NUMBER else 0
        for column, array in zip(columns, arrays, strict=True)
    )


def _roomy(scale: int, array: pa.ChunkedArray) -> int:
    if pa.types.is_integer(array.type) or array.type.precision <= _LONG_DIGITS:
        return LONG
    return max(LONG, _measured(scale, array))


def _measured(scale: int, array: pa.ChunkedArray) -> int:
    extremes = pc.min_max(array).as_py()
    return width_of([unscaled(value, scale) for value in extremes.values() if value is not None])


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
    arrow_type, metadata = _form(column.type, width)
    return pa.field(column.name, arrow_type, column.type.nullable, metadata)


def field_type(data_type: DataType, width: int = 0) -> pa.DataType:
    """The Arrow type of a column."""
    return _form(data_type, width)[0]


@lru_cache(maxsize=4096)
def _form(data_type: DataType, width: int) -> tuple[pa.DataType, dict[str, str]]:
    arrow_type, physical, size = _physical(data_type, width)
    characters, byte_length = lengths(data_type) or (0, size)
    precision, scale = precision_and_scale(data_type) or (0, 0)
    return arrow_type, {
        "logicalType": logical_type(data_type).upper(),
        "precision": str(precision),
        "scale": str(scale),
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
        if data_type.precision <= _LAST_COUNTED_ZONED:
            return pa.struct(_ZONED_UNITS), "SB8", 8
        return pa.struct(_ZONED_PARTS), "SB16", 16
    if kind in (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ):
        if data_type.precision <= _LAST_COUNTED:
            return pa.int64(), "SB8", 8
        return pa.struct(_PARTS), "SB16", 16
    return _SIMPLE.get(kind, (pa.utf8(), "LOB", 0))


# -- arrays -----------------------------------------------------------------------------------------------------


def encoded(data_type: DataType, array: pa.Array, width: int, indent: int) -> pa.Array:
    """An array of the Arrow type that results promise, as Snowflake encodes it."""
    kind = data_type.kind
    if kind is Kind.NUMBER:
        return _numbers(array, data_type.scale, width)
    if kind in SEMI_STRUCTURED:
        return _documents(array, indent)
    encode = _TEMPORAL.get(kind)
    return array if encode is None else encode(array, data_type.precision)


def _numbers(array: pa.Array, scale: int, width: int) -> pa.Array:
    if pa.types.is_decimal(array.type):
        if width == WIDE:
            return array.view(pa.decimal128(38, scale))
        array = array.view(pa.decimal128(38, 0))
    if width == WIDE:
        return array.cast(pa.decimal128(38, 0))
    return array.cast(INTEGERS[width])


def _documents(array: pa.Array, indent: int) -> pa.Array:
    if indent == 0:
        return array
    return pa.array([None if text is None else laid_out(text, indent) for text in array.to_pylist()], pa.utf8())


def _times(array: pa.Array, digits: int) -> pa.Array:
    return _units(array.view(pa.int64()), digits)


def _timestamps(array: pa.Array, digits: int) -> pa.Array:
    count = array.view(pa.int64())
    if digits <= _LAST_COUNTED:
        return _units(count, digits)
    return pa.StructArray.from_arrays(_seconds_and_fraction(count), fields=_PARTS, mask=count.is_null())


def _zoned(array: pa.Array, digits: int) -> pa.Array:
    utc, offset = array.flatten()
    count = utc.view(pa.int64())
    zone = pc.add(offset.cast(pa.int32()), _BASE)
    counted = digits <= _LAST_COUNTED_ZONED
    parts = [_units(count, digits)] if counted else list(_seconds_and_fraction(count))
    parts.append(zone)
    fields = _ZONED_UNITS if counted else _ZONED_PARTS
    return pa.StructArray.from_arrays(parts, fields=fields, mask=array.is_null())


_TEMPORAL: dict[Kind, Callable[[pa.Array, int], pa.Array]] = {
    Kind.TIME: _times,
    Kind.TIMESTAMP_NTZ: _timestamps,
    Kind.TIMESTAMP_LTZ: _timestamps,
    Kind.TIMESTAMP_TZ: _zoned,
}


def _seconds_and_fraction(microseconds: pa.Array) -> tuple[pa.Array, pa.Array]:
    seconds = _floor(microseconds, _SECOND)
    rest = pc.subtract(microseconds, pc.multiply(seconds, _long(_SECOND)))
    return seconds, pc.multiply(rest.cast(pa.int32()), _THOUSAND)


def _units(microseconds: pa.Array, digits: int) -> pa.Array:
    if digits == _MICRO:
        return microseconds
    if digits > _MICRO:
        return pc.multiply(microseconds, _long(10 ** (digits - _MICRO)))
    return _floor(microseconds, 10 ** (_MICRO - digits))


def _floor(values: pa.Array, unit: int) -> pa.Array:
    """The quotient, rounded towards the past; Arrow's own division rounds towards 0."""
    negative = pc.less(values, _ZERO)
    return pc.divide(pc.if_else(negative, pc.subtract(values, _long(unit - 1)), values), _long(unit))


@lru_cache(maxsize=32)
def _long(value: int) -> pa.Scalar:
    """A number as Arrow takes it at once: what it does with a Python number takes a hundred times as long."""
    return pa.scalar(value, pa.int64())
