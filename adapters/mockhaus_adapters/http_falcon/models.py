"""The bodies of requests: what is allowed in them, checked before anything runs."""

from __future__ import annotations

import datetime as dt
import decimal
import json
import re
from typing import Any, TypeVar

import orjson
import pydantic
from pydantic import BaseModel

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import beyond_microseconds, with_beyond, with_time_beyond
from mockhaus.domain.results import Value

Model = TypeVar("Model", bound=BaseModel)
_MANY_DIGITS = re.compile(rb"[0-9.]{16}")
"""Perhaps a number with more digits than a float keeps, or an int of more than 64 bits."""
_MOST_FIELDS = 1_000
_MOST = 20
"""Problems that are told of one body."""
_LONGEST = 500


def read_body(model: type[Model], body: bytes) -> Model:
    """A request's body as its model; INVALID_REQUEST says what is wrong and where."""
    document = _document(body or b"{}")
    if isinstance(document, dict) and len(document) > _MOST_FIELDS:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"the body has more than {_MOST_FIELDS} fields")
    try:
        return model.model_validate(document)
    except pydantic.ValidationError as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=problems_of(error)) from error


def _document(body: bytes) -> object:
    """What JSON says, with all digits of its numbers: those that no float has are ints and Decimals."""
    try:
        found: object = orjson.loads(body)
        return json.loads(body, parse_float=_exact) if _MANY_DIGITS.search(body) else found
    except (ValueError, RecursionError) as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"the body is not JSON: {error}") from error


def _exact(text: str) -> float | decimal.Decimal:
    """A float where that keeps the digits."""
    found, all_digits = float(text), decimal.Decimal(text)
    return found if decimal.Decimal(repr(found)) == all_digits else all_digits


def problems_of(error: pydantic.ValidationError) -> str:
    """What is wrong and where, in one line: the first problems, each cut where it is long."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(map(str, item['loc'])) or 'body'}: {item['msg']}"[:_LONGEST] for item in found[:_MOST]]
    more = [f"and {len(found) - _MOST} more"] if len(found) > _MOST else []
    return "; ".join([*told, *more])


def bound_value(value: object) -> Value:
    """A value of `params`: a JSON scalar, or `{"type": "DATE", "value": "2024-01-31"}` for what JSON cannot say.

    A JSON number with a fraction is an exact NUMBER, as the same digits are in SQL.
    """
    if isinstance(value, dict):
        return _typed_value(value)
    if value is None or isinstance(value, bool | int | str | decimal.Decimal):
        return value
    if isinstance(value, float):
        return decimal.Decimal(repr(value))
    raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="a bound value must be a JSON scalar or a typed value")


def _typed_value(value: dict[str, Any]) -> Value:
    kind, text = value.get("type"), value.get("value")
    if set(value) != {"type", "value"} or not isinstance(kind, str) or not isinstance(text, str | type(None)):
        raise SnowflakeError(
            ErrorCode.INVALID_REQUEST, detail='a typed value is {"type": "…", "value": "…"} with text for its value'
        )
    read = _READERS.get(kind.upper())
    if read is None:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"values of type {kind} cannot be bound")
    try:
        return None if text is None else read(text)
    except (ValueError, decimal.InvalidOperation) as error:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"{text!r} is no value of type {kind}") from error


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _number(text: str) -> decimal.Decimal:
    found = decimal.Decimal(text)
    if not found.is_finite():
        raise ValueError(text)
    return found


_FRACTION = re.compile(r"[.,]\d{6}(\d{1,3})(\d*)", re.ASCII)
"""A fraction of a second of more than six digits: up to the ninth, and those behind that."""


def _instant(text: str) -> dt.datetime:
    """A date and time in ISO 8601 form, with at most nine digits of a second."""
    fraction = _FRACTION.search(text)
    if fraction is None:
        return dt.datetime.fromisoformat(text)
    if fraction[2].strip("0"):
        raise ValueError(text)
    return with_beyond(dt.datetime.fromisoformat(text), int(fraction[1].ljust(3, "0")))


def _instant_with_offset(text: str) -> dt.datetime:
    found = _instant(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _time(text: str) -> dt.time:
    found = _instant(f"1970-01-01T{text}")
    if found.tzinfo is not None:
        raise ValueError(text)
    return with_time_beyond(found.time(), beyond_microseconds(found))


_READERS: dict[str, Any] = {
    "FIXED": _number,
    "NUMBER": _number,
    "REAL": float,
    "FLOAT": float,
    "TEXT": str,
    "VARCHAR": str,
    "BOOLEAN": _boolean,
    "BINARY": bytes.fromhex,
    "DATE": dt.date.fromisoformat,
    "TIME": _time,
    "TIMESTAMP_NTZ": lambda text: _instant(text).replace(tzinfo=None),
    "TIMESTAMP_TZ": _instant_with_offset,
}
