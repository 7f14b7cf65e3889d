"""Columns of Python values in Snowflake's Arrow encoding: quicker than by way of Arrow's kernels where rows are few."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from mockhaus.domain.json_layout import laid_out
from mockhaus.domain.nanoseconds import beyond_microseconds
from mockhaus.domain.types import SEMI_STRUCTURED, DataType, Kind
from mockhaus_adapters.http_falcon.encoding import arrow_columns, decimal_floats
from mockhaus_adapters.http_falcon.encoding.json_rows import OFFSET_BASE, microseconds, offset_minutes

_MICRO = 6
_NANO = 9
_SECOND = 1_000_000

Count = Callable[[Any], int]


def of_numbers(values: Sequence[int | decimal.Decimal | None], scale: int, width: int = 0) -> tuple[pa.Array, int]:
    """NUMBERs, and the width used: the one given, or the smallest that fits."""
    counts = [None if value is None else arrow_columns.unscaled(value, scale) for value in values]
    width = width or arrow_columns.width_of(count for count in counts if count is not None)
    if width < arrow_columns.WIDE:
        return pa.array(counts, arrow_columns.INTEGERS[width]), width
    return pa.array(counts, pa.decimal128(38, 0)).view(pa.decimal128(38, scale)), width


def of_values(data_type: DataType, values: Sequence[Any], indent: int) -> pa.Array:
    """Values of any type but NUMBER."""
    kind, arrow_type = data_type.shown.kind, arrow_columns.field_type(data_type)
    if kind in SEMI_STRUCTURED:
        return pa.array([None if text is None else laid_out(text, indent) for text in values], arrow_type)
    if kind is Kind.DECFLOAT:
        return decimal_floats.array_of(values)
    if kind is Kind.VECTOR:
        return pa.array([None if text is None else json.loads(text) for text in values], arrow_type)
    if kind is Kind.TIME:
        return pa.array(_each(_units(data_type.precision, _of_time), values), arrow_type)
    if kind in (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ) and arrow_type == pa.int64():
        return pa.array(_each(_units(data_type.precision, microseconds), values), arrow_type)
    if pa.types.is_struct(arrow_type):
        return _struct(arrow_type, data_type.precision, values)
    return pa.array(values, arrow_type)


def _struct(arrow_type: pa.StructType, digits: int, values: Sequence[dt.datetime | None]) -> pa.Array:
    has_fraction = arrow_type.get_field_index("fraction") >= 0
    writers = {
        "epoch": _seconds if has_fraction else _units(digits, microseconds),
        "fraction": _fraction,
        "timezone": _zone,
    }
    parts = [pa.array(_each(writers[field.name], values), field.type) for field in arrow_type]
    mask = parts[0].is_null() if parts[0].null_count else None
    return pa.StructArray.from_arrays(parts, fields=list(arrow_type), mask=mask)


def _each(count: Count, values: Sequence[Any]) -> list[int | None]:
    return [None if value is None else count(value) for value in values]


def _units(digits: int, count: Count) -> Count:
    """Counts of a unit of so many fractional digits; what is finer is cut off towards the past."""
    if digits > _MICRO:
        unit = 10 ** (_NANO - digits)
        return lambda value: (count(value) * 1000 + beyond_microseconds(value)) // unit
    unit = 10 ** (_MICRO - digits)
    return lambda value: count(value) // unit


def _of_time(value: dt.time) -> int:
    return ((value.hour * 60 + value.minute) * 60 + value.second) * _SECOND + value.microsecond


def _seconds(value: dt.datetime) -> int:
    return microseconds(value) // _SECOND


def _fraction(value: dt.datetime) -> int:
    return value.microsecond * 1000 + beyond_microseconds(value)


def _zone(value: dt.datetime) -> int:
    return offset_minutes(value) + OFFSET_BASE
