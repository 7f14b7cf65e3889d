"""Whole Arrow columns in Snowflake's encoding, by Arrow's kernels.

Only what has many rows imports this module: the kernels take long to import.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from mockhaus.domain.json_layout import laid_out
from mockhaus.domain.types import SEMI_STRUCTURED, DataType, Kind, ResultColumn
from mockhaus_adapters.http_falcon.encoding import arrow_columns, decimal_floats
from mockhaus_adapters.http_falcon.encoding.arrow_columns import Layout
from mockhaus_adapters.http_falcon.encoding.json_rows import OFFSET_BASE

_LONG_DIGITS = 18
_MICRO = 6
_NANO = 9
_SECOND = 1_000_000
_ZERO = pa.scalar(0, pa.int64())
_THOUSAND = pa.scalar(1000, pa.int32())
_BASE = pa.scalar(OFFSET_BASE, pa.int32())


# -- layouts ----------------------------------------------------------------------------------------------------


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
        return arrow_columns.LONG
    return max(arrow_columns.LONG, _measured(scale, array))


def _measured(scale: int, array: pa.ChunkedArray) -> int:
    extremes = pc.min_max(array).as_py()
    return arrow_columns.width_of(
        [arrow_columns.unscaled(value, scale) for value in extremes.values() if value is not None]
    )


# -- arrays -----------------------------------------------------------------------------------------------------


def encoded(data_type: DataType, array: pa.Array, width: int, indent: int) -> pa.Array:
    """An array of the Arrow type that results promise, as Snowflake encodes it."""
    kind = data_type.shown.kind
    if kind is Kind.NUMBER:
        return _numbers(array, data_type.scale, width)
    if kind in SEMI_STRUCTURED:
        return _documents(array, indent)
    if kind is Kind.DECFLOAT:
        return decimal_floats.array_of(array.to_pylist())
    if kind is Kind.VECTOR:
        vectors = [None if text is None else json.loads(text) for text in array.to_pylist()]
        return pa.array(vectors, arrow_columns.field_type(data_type))
    encode = _TEMPORAL.get(kind)
    return array if encode is None else encode(array, data_type.precision)


def _numbers(array: pa.Array, scale: int, width: int) -> pa.Array:
    if pa.types.is_decimal(array.type):
        if width == arrow_columns.WIDE:
            return array.view(pa.decimal128(38, scale))
        array = array.view(pa.decimal128(38, 0))
    if width == arrow_columns.WIDE:
        return array.cast(pa.decimal128(38, 0))
    return array.cast(arrow_columns.INTEGERS[width])


def _documents(array: pa.Array, indent: int) -> pa.Array:
    if indent == 0:
        return array
    return pa.array([None if text is None else laid_out(text, indent) for text in array.to_pylist()], pa.utf8())


def _counted(array: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """The microseconds of times or timestamps, and the nanoseconds beyond where they have any."""
    if not pa.types.is_struct(array.type):
        return array.view(pa.int64()), None
    parts = dict(zip((field.name for field in array.type), array.flatten(), strict=True))
    return parts["us" if "us" in parts else "utc"].view(pa.int64()), parts.get("ns")


def _times(array: pa.Array, digits: int) -> pa.Array:
    return _units(*_counted(array), digits)


def _timestamps(array: pa.Array, digits: int) -> pa.Array:
    count, beyond = _counted(array)
    if digits <= arrow_columns.LAST_COUNTED:
        return _units(count, beyond, digits)
    parts = _seconds_and_fraction(count, beyond)
    return pa.StructArray.from_arrays(parts, fields=arrow_columns.PARTS, mask=count.is_null())


def _zoned(array: pa.Array, digits: int) -> pa.Array:
    count, beyond = _counted(array)
    offset = array.flatten()[1]
    zone = pc.add(offset.cast(pa.int32()), _BASE)
    counted = digits <= arrow_columns.LAST_COUNTED_ZONED
    parts = [_units(count, beyond, digits)] if counted else list(_seconds_and_fraction(count, beyond))
    parts.append(zone)
    fields = arrow_columns.ZONED_UNITS if counted else arrow_columns.ZONED_PARTS
    return pa.StructArray.from_arrays(parts, fields=fields, mask=array.is_null())


_TEMPORAL: dict[Kind, Callable[[pa.Array, int], pa.Array]] = {
    Kind.TIME: _times,
    Kind.TIMESTAMP_NTZ: _timestamps,
    Kind.TIMESTAMP_LTZ: _timestamps,
    Kind.TIMESTAMP_TZ: _zoned,
}


def _seconds_and_fraction(microseconds: pa.Array, beyond: pa.Array | None) -> tuple[pa.Array, pa.Array]:
    seconds = _floor(microseconds, _SECOND)
    rest = pc.subtract(microseconds, pc.multiply(seconds, _long(_SECOND)))
    fraction = pc.multiply(rest.cast(pa.int32()), _THOUSAND)
    return seconds, fraction if beyond is None else pc.add(fraction, beyond.cast(pa.int32()))


def _units(microseconds: pa.Array, beyond: pa.Array | None, digits: int) -> pa.Array:
    if digits == _MICRO:
        return microseconds
    if digits > _MICRO:
        units = pc.multiply(microseconds, _long(10 ** (digits - _MICRO)))
        if beyond is None:
            return units
        return pc.add(units, pc.divide(beyond.cast(pa.int64()), _long(10 ** (_NANO - digits))))
    return _floor(microseconds, 10 ** (_MICRO - digits))


def _floor(values: pa.Array, unit: int) -> pa.Array:
    """The quotient, rounded towards the past; Arrow's own division rounds towards 0."""
    negative = pc.less(values, _ZERO)
    return pc.divide(pc.if_else(negative, pc.subtract(values, _long(unit - 1)), values), _long(unit))


@lru_cache(maxsize=32)
def _long(value: int) -> pa.Scalar:
    """A number as Arrow takes it at once: what it does with a Python number takes a hundred times as long."""
    return pa.scalar(value, pa.int64())
