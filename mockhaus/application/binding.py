"""Bound values: from what a client sends to typed engine parameters."""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import CountedInstant, nanoseconds, offset_minutes
from mockhaus.domain.results import BoundColumn, TypedValue, Value
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.parameters import FINE

Bound = Value | TypedValue
"""A bound value, perhaps with the type that the client gives it."""

_NARROW = 18


@dataclass(frozen=True, slots=True)
class ArrayBind:
    """The values of many rows for one statement: a column for each positional parameter, all equally long.

    Instead of columns there may be `stage`: the location of CSV files with a row for each run of the statement.
    """

    columns: tuple[BoundColumn, ...] = ()
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Binds:
    """Values and their Snowflake types by engine parameter name: `p1`, `p2`, … and `n_<name>`.

    With an `array` there are types only: the values are the array's.
    """

    values: Mapping[str, Value]
    types: Mapping[str, DataType]
    array: ArrayBind | None = None


NO_BINDS = Binds({}, {})


def bind(parameters: Sequence[Bound] | Mapping[str, Bound] | None) -> Binds:
    """Positional values (a sequence) or named ones (a mapping, names without regard to case)."""
    if not parameters:
        return NO_BINDS
    if isinstance(parameters, Mapping):
        named = {f"n_{name.lower()}": value for name, value in parameters.items()}
    else:
        named = {f"p{number}": value for number, value in enumerate(parameters, start=1)}
    return Binds(
        {name: value.value if isinstance(value, TypedValue) else value for name, value in named.items()},
        {name: value.type if isinstance(value, TypedValue) else type_of(value) for name, value in named.items()},
    )


def with_nanoseconds(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """The values, beside times and timestamps what stands for them in a plan of nanoseconds."""
    fine = {
        f"{FINE}{name}": _count(value) for name, value in values.items() if isinstance(value, dt.datetime | dt.time)
    }
    return {**values, **fine} if fine else values


def _count(value: dt.datetime | dt.time) -> Value:
    """Nanoseconds; of a timestamp with a zone those in UTC, and the offset in minutes."""
    count = nanoseconds(value)
    if isinstance(value, dt.time) or value.tzinfo is None:
        return count
    return CountedInstant(count, offset_minutes(value))


def bind_array(array: ArrayBind, count: int) -> Binds:
    """The values of many rows for a statement that takes `count` values; those in staged files are texts.

    BIND_BATCH_SIZE where the columns are not equally long.
    """
    if array.stage is not None:
        return Binds({}, dict.fromkeys(_positions(count), types.VARCHAR), array)
    _check_lengths(array.columns)
    given = [column.type for column in array.columns]
    return Binds({}, dict(zip(_positions(len(given)), given, strict=True)), array)


def _check_lengths(columns: Sequence[BoundColumn]) -> None:
    for number, (before, column) in enumerate(itertools.pairwise(columns), start=2):
        expected, actual = len(before.values), len(column.values)
        if expected != actual:
            raise SnowflakeError(ErrorCode.BIND_BATCH_SIZE, number=number, expected=expected, actual=actual)


def bind_nothing(count: int) -> Binds:
    """Untyped NULLs for the positional parameters of a statement that is described without its values."""
    names = _positions(count)
    return Binds(dict.fromkeys(names), dict.fromkeys(names, types.NULL))


def _positions(count: int) -> list[str]:
    return [f"p{number}" for number in range(1, count + 1)]


def type_of(value: object) -> DataType:
    """The Snowflake type of a Python value, as a literal of it would have; INVALID_REQUEST where there is none."""
    match value:
        case None:
            return types.NULL
        case bool():
            return types.BOOLEAN
        case int():
            return _integer(value)
        case decimal.Decimal():
            return _decimal(value)
        case float():
            return types.FLOAT
        case str():
            return types.VARCHAR
        case bytes():
            return types.BINARY
        case dt.datetime():
            return types.TIMESTAMP_NTZ if value.tzinfo is None else types.TIMESTAMP_TZ
        case dt.date():
            return types.DATE
        case dt.time():
            return types.TIME
    raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"a value of type {type(value).__name__} cannot be bound")


def _integer(value: int) -> DataType:
    if abs(value) >= 10**types.MAX_PRECISION:
        raise SnowflakeError(ErrorCode.NUMERIC_OUT_OF_RANGE, value=value)
    return types.number(max(len(str(abs(value))), 1))


def _decimal(value: decimal.Decimal) -> DataType:
    if not value.is_finite():
        return types.FLOAT
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - a finite decimal's exponent is a number
    scale = max(-exponent, 0)
    precision = max(len(digits) + max(exponent, 0), scale)
    if precision > types.MAX_PRECISION or math.isinf(float(value)):
        raise SnowflakeError(ErrorCode.NUMERIC_OUT_OF_RANGE, value=value)
    return types.number(max(precision, 1), scale)


# -- plans for values of any number of digits ---------------------------------------------------------------------


def most_digits(bound: Mapping[str, DataType]) -> dict[str, DataType]:
    """The types with each NUMBER as long as those that the engine holds alike: of 18 digits, or of 38."""
    return _with_precision(bound, lambda item: _NARROW if item.precision <= _NARROW else types.MAX_PRECISION)


def fewest_digits(bound: Mapping[str, DataType]) -> dict[str, DataType]:
    """The types with each NUMBER as short as those that the engine holds alike."""
    return _with_precision(bound, lambda item: max(item.scale, 1) if item.precision <= _NARROW else _NARROW + 1)


def _with_precision(bound: Mapping[str, DataType], precision: Callable[[DataType], int]) -> dict[str, DataType]:
    return {
        name: replace(item, precision=max(precision(item), item.scale)) if item.kind is Kind.NUMBER else item
        for name, item in bound.items()
    }
