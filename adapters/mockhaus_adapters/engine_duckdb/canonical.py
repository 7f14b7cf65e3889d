"""Arrow batches of the engine as the Arrow types that `mockhaus.domain.results` promises.

What fits already is passed on as it is, or looked at as another type without a copy. What no cast does exactly as the
rows of a result do goes through the same functions as they (`values`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from mockhaus.domain.types import DataType, Kind, ResultColumn
from mockhaus_adapters.engine_duckdb import values

Conform = Callable[[pa.Array], pa.Array]

WIDE = pa.decimal128(38, 0)
INSTANT = pa.timestamp("us", "UTC")
ZONED = pa.struct([("utc", pa.timestamp("us")), ("tz", pa.int16())])
_TYPES: dict[Kind, pa.DataType] = {
    Kind.FLOAT: pa.float64(),
    Kind.BINARY: pa.binary(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP_NTZ: pa.timestamp("us"),
    Kind.TIMESTAMP_LTZ: INSTANT,
    Kind.TIMESTAMP_TZ: ZONED,
}
_NS = ("ns", pa.int16())
FINE: dict[Kind, pa.DataType] = {
    Kind.TIME: pa.struct([("us", pa.time64("us")), _NS]),
    Kind.TIMESTAMP_NTZ: pa.struct([("us", pa.timestamp("us")), _NS]),
    Kind.TIMESTAMP_LTZ: pa.struct([("us", INSTANT), _NS]),
    Kind.TIMESTAMP_TZ: pa.struct([*ZONED, _NS]),
}
"""Times and timestamps that have nanoseconds."""
_TEXTS = (pa.types.is_large_string, pa.types.is_string_view, pa.types.is_dictionary, pa.types.is_string)
_BYTES = (pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_dictionary)
_MOMENTS = (pa.date32(), pa.timestamp("s"), pa.timestamp("ms"))
_INT64_SCALE = 19
"""The largest scale at which any 64-bit integer is a NUMBER(38, scale)."""


class Canonical:
    """The promised form of a result's batches: its schema, and what makes a batch fit it."""

    def __init__(self, columns: Sequence[ResultColumn], schema: pa.Schema) -> None:
        plans = [_plan(column.type, field.type) for column, field in zip(columns, schema, strict=True)]
        fields = [pa.field(column.name, kind) for column, (kind, _) in zip(columns, plans, strict=True)]
        self.schema = pa.schema(fields)
        self._conforms = [conform for _, conform in plans]
        self._same = schema.equals(self.schema, check_metadata=True) and not any(self._conforms)

    def batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """A batch of the engine in the promised form."""
        if self._same:
            return batch
        arrays = [
            conform(array) if conform else array for array, conform in zip(batch.columns, self._conforms, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def empty_schema(columns: Sequence[ResultColumn]) -> pa.Schema:
    """The schema of a result of which nothing is left to read."""
    return pa.schema([(column.name, _promised(column.type)) for column in columns])


def _promised(data_type: DataType) -> pa.DataType:
    if data_type.kind is Kind.NUMBER:
        return pa.decimal128(38, data_type.scale) if data_type.scale else pa.int64()
    return _TYPES.get(data_type.shown.kind, pa.utf8())


def _plan(data_type: DataType, found: pa.DataType) -> tuple[pa.DataType, Conform | None]:
    """The promised type for what the engine gives, and what makes it so; None: it fits."""
    if isinstance(found, pa.BaseExtensionType):
        promised, conform = _plan(data_type, found.storage_type)
        return promised, lambda array: conform(array.storage) if conform else array.storage
    if data_type.kind is Kind.NUMBER:
        return _number_plan(data_type, found)
    if data_type.kind in FINE and pa.types.is_struct(found) and found.get_field_index("ns") >= 0:
        promised = FINE[data_type.kind]
        return promised, partial(_with_nanoseconds, promised)
    promised = _promised(data_type)
    if data_type.kind is Kind.TIMESTAMP_TZ:
        return promised, _zoned
    if found == promised:
        return promised, None
    if pa.types.is_null(found) or _casts_exactly(data_type.shown.kind, found):
        return promised, lambda array: array.cast(promised)
    return promised, partial(_through_values, data_type, promised)


def _casts_exactly(kind: Kind, found: pa.DataType) -> bool:
    if kind is Kind.BINARY:
        return any(is_type(found) for is_type in _BYTES)
    if kind in (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ):
        return found in _MOMENTS or bool(pa.types.is_timestamp(found) and found.unit == "us")
    if kind in _TYPES:
        return kind is Kind.FLOAT and found == pa.float32()
    return any(is_type(found) for is_type in _TEXTS)


def _number_plan(data_type: DataType, found: pa.DataType) -> tuple[pa.DataType, Conform | None]:
    scale = data_type.scale
    wide = pa.decimal128(38, scale)
    if pa.types.is_decimal128(found) and found.scale == scale:
        return (found, None) if scale or found == WIDE else (WIDE, lambda array: array.view(WIDE))
    if scale == 0:
        if pa.types.is_signed_integer(found):
            return found, None
        if pa.types.is_unsigned_integer(found) or pa.types.is_null(found):
            holder = _HOLDERS.get(found, WIDE)
            return holder, lambda array: array.cast(holder)
    elif pa.types.is_null(found) or (pa.types.is_integer(found) and scale <= _INT64_SCALE):
        return wide, lambda array: array.cast(wide)
    if pa.types.is_decimal128(found):
        return wide, partial(_rescaled, scale)
    return wide, partial(_through_values, data_type, wide)


_HOLDERS = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.null(): pa.int64()}


def _rescaled(scale: int, array: pa.Array) -> pa.Array:
    widened = array.cast(pa.decimal128(38, array.type.scale))
    if array.type.scale > scale:
        widened = pc.round(widened, scale, round_mode="half_towards_infinity")
    return widened.cast(pa.decimal128(38, scale))


def _zoned(array: pa.Array) -> pa.Array:
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), ZONED)
    utc, zone = array.flatten()
    if array.type == ZONED and utc.null_count == array.null_count:
        return array
    parts = [utc.cast(ZONED[0].type), zone.cast(ZONED[1].type)]
    return pa.StructArray.from_arrays(parts, fields=list(ZONED), mask=utc.is_null())


def _with_nanoseconds(promised: pa.StructType, array: pa.Array) -> pa.Array:
    """A struct without a time is a NULL."""
    parts = [part.cast(field.type) for part, field in zip(array.flatten(), promised, strict=True)]
    return pa.StructArray.from_arrays(parts, fields=list(promised), mask=parts[0].is_null())


def _through_values(data_type: DataType, promised: pa.DataType, array: pa.Array) -> pa.Array:
    converter = values.converter(data_type, "")
    found = array.to_pylist()
    if converter:
        found = [None if value is None else converter(value) for value in found]
    return pa.array(found, promised)
