"""Engine values as the values that `mockhaus.domain.results` promises. Columns that fit already cost nothing."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import from_nanoseconds, time_from_nanoseconds, with_beyond, with_time_beyond
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import MAX_PRECISION, SEMI_STRUCTURED, DataType, Kind, ResultColumn
from mockhaus_adapters.engine_duckdb.functions import decimal_floats

Converter = Callable[[Any], Value]

_INTEGERS = frozenset(
    {"BIGINT", "INTEGER", "HUGEINT", "SMALLINT", "TINYINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT", "UHUGEINT"}
)
_ONE = decimal.Decimal(1)
_EXACT = decimal.Context(prec=80)
_ZONED = "TIMESTAMP WITH TIME ZONE"


def converters(columns: Sequence[ResultColumn], engine_types: Sequence[str]) -> tuple[Converter | None, ...]:
    """For each column what turns its engine values, other than NULL, into the promised ones; None: nothing does."""
    return tuple(converter(column.type, engine_type) for column, engine_type in zip(columns, engine_types, strict=True))


def convert(rows: list[Row], chosen: Sequence[Converter | None]) -> list[Row]:
    """Rows with their columns converted."""
    if not rows or not any(chosen):
        return rows
    values: list[Iterable[Value]] = list(zip(*rows, strict=True))
    for place, chosen_one in enumerate(chosen):
        if chosen_one:
            values[place] = [None if value is None else chosen_one(value) for value in values[place]]
    return list(zip(*values, strict=True))


def has_instants(engine_types: Iterable[str]) -> bool:
    """Whether a result has instants, which the driver cannot give as rows without a library of time zones."""
    return any(_ZONED in engine_type for engine_type in engine_types)


def converter(data_type: DataType, engine_type: str) -> Converter | None:
    """What turns an engine's values, other than NULL, into those of a type; None: nothing does."""
    if data_type.kind is Kind.NUMBER:
        return _number_converter(data_type.scale, engine_type)
    if data_type.kind in _COUNTED and " ns SMALLINT" in engine_type:
        return _COUNTED[data_type.kind]
    if data_type.kind in _COUNTS and engine_type in _COUNT_TYPES:
        return _COUNTS[data_type.kind]
    fits, other = _OTHERS.get(data_type.kind, ("", None))
    return None if engine_type == fits else other


def _number_converter(scale: int, engine_type: str) -> Converter | None:
    if scale == 0:
        return None if engine_type in _INTEGERS else lambda value: int(_rounded(value, _ONE))
    if engine_type.startswith("DECIMAL") and engine_type.endswith(f",{scale})"):
        return None
    unit = decimal.Decimal((0, (1,), -scale))
    return lambda value: _rounded(value, unit)


def _rounded(value: decimal.Decimal | float, unit: decimal.Decimal) -> decimal.Decimal:
    """A number as a NUMBER that counts such units; NUMERIC_OUT_OF_RANGE for what no NUMBER can be, as NaN."""
    exact = decimal.Decimal(value)
    if exact.is_finite() and exact.adjusted() <= MAX_PRECISION:
        rounded = exact.quantize(unit, decimal.ROUND_HALF_UP, _EXACT)
        if len(rounded.as_tuple().digits) <= MAX_PRECISION:
            return rounded
    raise SnowflakeError(ErrorCode.NUMERIC_OUT_OF_RANGE, value=value)


def zoned(value: dict[str, Any]) -> dt.datetime | None:
    """A TIMESTAMP_TZ from its instant and its offset in minutes."""
    if value["utc"] is None:
        return None
    zone = dt.timezone(dt.timedelta(minutes=value["tz"]))
    return value["utc"].replace(tzinfo=dt.UTC).astimezone(zone)  # type: ignore[no-any-return]


def _counted(value: dict[str, Any]) -> dt.datetime | None:
    """A TIMESTAMP_NTZ from microseconds and the nanoseconds beyond."""
    return None if value["us"] is None else with_beyond(value["us"], value["ns"])


def _counted_instant(value: dict[str, Any]) -> dt.datetime | None:
    if value["us"] is None:
        return None
    return with_beyond(value["us"].replace(tzinfo=dt.UTC), value["ns"])


def _counted_zoned(value: dict[str, Any]) -> dt.datetime | None:
    found = zoned(value)
    return None if found is None else with_beyond(found, value["ns"])


def _counted_time(value: dict[str, Any]) -> dt.time | None:
    return None if value["us"] is None else with_time_beyond(value["us"], value["ns"])


_COUNTED: dict[Kind, Converter] = {
    Kind.TIME: _counted_time,
    Kind.TIMESTAMP_NTZ: _counted,
    Kind.TIMESTAMP_LTZ: _counted_instant,
    Kind.TIMESTAMP_TZ: _counted_zoned,
}
"""What makes values of structs with the nanoseconds beyond microseconds."""


_COUNT_TYPES = frozenset({"BIGINT", "HUGEINT", "STRUCT(utc HUGEINT, tz SMALLINT)"})
_COUNTS: dict[Kind, Converter] = {
    Kind.TIME: time_from_nanoseconds,
    Kind.TIMESTAMP_NTZ: from_nanoseconds,
    Kind.TIMESTAMP_LTZ: lambda count: from_nanoseconds(count, dt.UTC),
    Kind.TIMESTAMP_TZ: lambda value: from_nanoseconds(value["utc"], dt.timezone(dt.timedelta(minutes=value["tz"]))),
}
"""What makes values of counts of nanoseconds, as plans in nanoseconds have them in their midst."""


def _midnight(value: dt.date) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _instant(value: dt.datetime) -> dt.datetime:
    return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


_OTHERS: dict[Kind, tuple[str, Converter | None]] = {
    Kind.FLOAT: ("DOUBLE", float),
    Kind.DECFLOAT: ("VARCHAR", decimal_floats.shown),
    Kind.DATE: ("DATE", _day),
    Kind.TIMESTAMP_NTZ: ("TIMESTAMP", _midnight),
    Kind.TIMESTAMP_LTZ: ("", _instant),
    Kind.TIMESTAMP_TZ: ("", zoned),
    **dict.fromkeys(SEMI_STRUCTURED, ("JSON", None)),
}
