"""Bound values as drivers send them: `{"1": {"type": "FIXED", "value": "5"}, …}`, and the location of staged ones.

Values are texts or null, for an array bind a list of them. Python, JDBC and Go send dates and times as counts, Node
sends them as texts in ISO form; a null is `TEXT` to Node and Go whatever it is for, so it has no type here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from mockhaus.application.binding import ArrayBind, Bound
from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.nanoseconds import from_nanoseconds, time_from_nanoseconds
from mockhaus.domain.results import BoundColumn, TypedValue, Value
from mockhaus.domain.types import DataType, Kind

Values = Sequence[Bound] | Mapping[str, Bound] | None
Reader = Callable[[str], Value]

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_FIRST_DAY = dt.date(1970, 1, 1).toordinal()
_DAY_MS = 86_400_000
_DAY_NS = 86_400_000_000_000
_OFFSET_BASE = 1_440
_LONGEST_NUMBER = 9
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_REFUSED = frozenset({"INTERVAL_YEAR_MONTH", "INTERVAL_DAY_TIME", "MAP", "VECTOR", "GEOGRAPHY", "GEOMETRY"})
_FAULTS = (ValueError, OverflowError)


def read_bindings(bindings: Mapping[str, Any] | None, stage: str | None) -> tuple[Values, ArrayBind | None]:
    """The values of a request, or its array bind; INVALID_REQUEST, BIND_INVALID for what is none."""
    if stage:
        return None, ArrayBind(stage=stage)
    if not bindings:
        return None, None
    if all(map(str.isdecimal, bindings)):
        return _positional(_in_order(bindings))
    if any(map(str.isdecimal, bindings)):
        raise unsupported("positional and named values together")
    if any(_is_list(given) for given in bindings.values()):
        raise unsupported("array binding of named values")
    return {name: _value(given) for name, given in bindings.items()}, None


def _in_order(bindings: Mapping[str, Any]) -> list[Any]:
    by_number = {int(name): given for name, given in bindings.items() if len(name) <= _LONGEST_NUMBER}
    numbers = range(1, len(bindings) + 1)
    missing = next((number for number in numbers if number not in by_number), None)
    if missing is not None:
        raise SnowflakeError(ErrorCode.BIND_NOT_SET, name=f":{missing}")
    return [by_number[number] for number in numbers]


def _positional(given: Sequence[Any]) -> tuple[Values, ArrayBind | None]:
    lists = [_is_list(item) for item in given]
    if not any(lists):
        return [_value(item) for item in given], None
    if not all(lists):
        raise _malformed("either all or none of the bound values are lists")
    return None, ArrayBind(tuple(map(_column, given)))


def _is_list(given: object) -> bool:
    return isinstance(given, dict) and isinstance(given.get("value"), list)


def _value(given: object) -> Bound:
    name, value = _parts(given)
    text = _text(value)
    if text is None:
        data_type = types.NULL if name in _REFUSED else _type(name)
        return None if data_type.kind in (Kind.NULL, Kind.VARCHAR) else TypedValue(None, data_type)
    data_type, read = _type(name), _reader(name)
    found = _read(read, name, text)
    return found if data_type.kind is Kind.NUMBER else TypedValue(found, data_type)


def _column(given: object) -> BoundColumn:
    name, values = _parts(given)
    texts = [_text(value) for value in values]
    if all(text is None for text in texts):
        found = types.NULL if name in _REFUSED else _type(name)
        return BoundColumn(types.NULL if found.kind is Kind.VARCHAR else found, (None,) * len(texts))
    data_type, read = _type(name), _reader(name)
    column = tuple(_read_all(read, name, texts))
    return BoundColumn(_number_type(column) if data_type.kind is Kind.NUMBER else data_type, column)


def _parts(given: object) -> tuple[str, Any]:
    if not isinstance(given, dict) or not isinstance(given.get("type"), str):
        raise _malformed("a bound value is an object with a type and a value")
    return given["type"].upper(), given.get("value")


def _text(value: object) -> str | None:
    """The text of a value; JSON's own numbers and booleans are taken too."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    raise _malformed("a bound value is a text, a null, or a list of these")


def _type(name: str) -> DataType:
    if name in _REFUSED:
        raise unsupported(f"binding values of type {name}")
    if name not in _TYPES:
        raise _malformed(f"'{name}' is no type of a bound value")
    return _TYPES[name][0]


def _reader(name: str) -> Reader:
    return _TYPES[name][1]


def _read_all(read: Reader, name: str, texts: Sequence[str | None]) -> list[Value]:
    try:
        return [None if text is None else read(text) for text in texts]
    except _FAULTS:
        return [None if text is None else _read(read, name, text) for text in texts]


def _read(read: Reader, name: str, text: str) -> Value:
    try:
        return read(text)
    except _FAULTS as error:
        raise SnowflakeError(ErrorCode.BIND_INVALID, type=name, value=text) from error


def _malformed(detail: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.INVALID_REQUEST, detail=detail)


# -- the types ----------------------------------------------------------------------------------------------------


def _number(text: str) -> Value:
    if text.isascii() and text.lstrip("-").isdecimal():
        return int(text)
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _decimal_float(text: str) -> str:
    """The number as it is written: the engine reads it, and knows how large it may be."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return text


def _number_type(values: Sequence[Value]) -> DataType:
    """The least NUMBER that holds all, with one digit before the point at least."""
    whole_numbers = [value for value in values if isinstance(value, int)]
    decimals = [value for value in values if isinstance(value, Decimal)]
    longest = max(map(abs, whole_numbers), default=0)
    scale = max((-int(value.as_tuple().exponent) for value in decimals), default=0)
    whole = max(len(str(longest)), *(value.adjusted() + 1 for value in decimals), 1)
    if whole + max(scale, 0) > types.MAX_PRECISION:
        raise SnowflakeError(ErrorCode.NUMERIC_OUT_OF_RANGE, value=max(map(str, values), key=len))
    return types.number(whole + max(scale, 0), max(scale, 0))


def _real(text: str) -> float:
    if "_" in text:
        raise ValueError(text)
    return float(text)


def _boolean(text: str) -> bool:
    if text.lower() not in _BOOLEANS:
        raise ValueError(text)
    return _BOOLEANS[text.lower()]


def _binary(text: str) -> bytes:
    if not text.isascii() or any(map(str.isspace, text)):
        raise ValueError(text)
    return bytes.fromhex(text)


def _date(text: str) -> dt.date:
    return dt.date.fromordinal(_FIRST_DAY + _count(text) // _DAY_MS)


def _time(text: str) -> dt.time:
    count = _count(text)
    if not 0 <= count < _DAY_NS:
        raise ValueError(text)
    return time_from_nanoseconds(count)


def _timestamp(text: str) -> dt.datetime:
    return from_nanoseconds(_count(text))


def _instant(text: str) -> dt.datetime:
    return from_nanoseconds(_count(text), dt.UTC)


def _offset_timestamp(text: str) -> dt.datetime:
    """Nanoseconds in UTC, a blank and the offset in minutes + 1440; some drivers leave the offset out: UTC."""
    count, _, offset = text.partition(" ")
    minutes = _count(offset) - _OFFSET_BASE if offset else 0
    return from_nanoseconds(_count(count), dt.timezone(dt.timedelta(minutes=minutes)))


def _count(text: str) -> int:
    if not (text.isascii() and text.lstrip("-").isdecimal()):
        raise ValueError(text)
    return int(text)


_TYPES: Mapping[str, tuple[DataType, Reader]] = {
    "FIXED": (types.INTEGER, _number),
    "REAL": (types.FLOAT, _real),
    "DECFLOAT": (types.DECFLOAT, _decimal_float),
    "TEXT": (types.VARCHAR, str),
    "ANY": (types.VARCHAR, str),
    "BOOLEAN": (types.BOOLEAN, _boolean),
    "BINARY": (types.BINARY, _binary),
    "DATE": (types.DATE, _date),
    "TIME": (types.TIME, _time),
    "TIMESTAMP_NTZ": (types.TIMESTAMP_NTZ, _timestamp),
    "TIMESTAMP_LTZ": (types.TIMESTAMP_LTZ, _instant),
    "TIMESTAMP_TZ": (types.TIMESTAMP_TZ, _offset_timestamp),
    "VARIANT": (types.VARIANT, str),
    "OBJECT": (types.OBJECT, str),
    "ARRAY": (types.ARRAY, str),
}
