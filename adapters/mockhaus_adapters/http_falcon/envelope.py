"""Answers as JSON: columns, rows and errors in the REST API's envelope."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

import orjson

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.rendering import renderer
from mockhaus.domain.results import Row, Value
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import SEMI_STRUCTURED, DataType, Kind, ResultColumn

T = TypeVar("T")
_INT64 = 2**63


def dump(document: object) -> bytes:
    """A document as JSON bytes."""
    return orjson.dumps(document, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)


def keys(columns: Sequence[ResultColumn]) -> list[str]:
    """The key of each column in a row object: its name, with `_2`, `_3`, … where names repeat."""
    found: dict[str, None] = {}
    for column in columns:
        key, number = column.name, 1
        while key in found:
            number += 1
            key = f"{column.name}_{number}"
        found[key] = None
    return list(found)


def encode_rows(
    columns: Sequence[ResultColumn], rows: Sequence[Row], parameters: SessionParameters, *, arrays: bool
) -> list[Any]:
    """Rows as JSON values: objects by column key, or arrays.

    NUMBER is a JSON number with all its digits, FLOAT a number (NaN and infinities as text), BOOLEAN a boolean,
    VARIANT, OBJECT and ARRAY the JSON that they hold; everything else is text in the session's output formats.
    """
    values = _by_row(_columns(columns, rows, partial(_encoded, parameters=parameters)))
    if arrays:
        return [list(row) for row in values]
    names = keys(columns)
    return [dict(zip(names, row, strict=True)) for row in values]


def encode_text(
    columns: Sequence[ResultColumn], rows: Sequence[Row], parameters: SessionParameters
) -> list[list[str | None]]:
    """Rows as arrays of the texts that Snowflake shows; None for NULL."""
    return [list(row) for row in _by_row(text_columns(columns, rows, parameters))]


def text_columns(
    columns: Sequence[ResultColumn], rows: Sequence[Row], parameters: SessionParameters
) -> list[Sequence[str | None]]:
    """The same by column."""
    return _columns(columns, rows, lambda data_type, values: _each(renderer(data_type, parameters), values))


def _columns(
    columns: Sequence[ResultColumn],
    rows: Sequence[Row],
    encode: Callable[[DataType, Sequence[Value]], Sequence[T]],
) -> list[Sequence[T]]:
    given: Iterable[Sequence[Value]] = zip(*rows, strict=True) if rows else [()] * len(columns)
    return [encode(column.type, values) for column, values in zip(columns, given, strict=True)]


def _by_row(columns: Sequence[Sequence[T]]) -> Iterable[tuple[T, ...]]:
    return zip(*columns, strict=True)


def _each(encode: Callable[[Value], T], values: Sequence[Value]) -> list[T | None]:
    return [None if value is None else encode(value) for value in values]


ROW_FORMATS: dict[str, Callable[[Sequence[ResultColumn], Sequence[Row], SessionParameters], list[Any]]] = {
    "objects": partial(encode_rows, arrays=False),
    "arrays": partial(encode_rows, arrays=True),
    "text": encode_text,
}
"""How rows are encoded, by the name that requests give."""


def _encoded(data_type: DataType, values: Sequence[Value], parameters: SessionParameters) -> Sequence[Any]:
    kind = data_type.kind
    if kind in (Kind.BOOLEAN, Kind.VARCHAR):
        return values
    return _each(_encoder(data_type, parameters), values)


def _encoder(data_type: DataType, parameters: SessionParameters) -> Callable[[Value], Any]:
    if data_type.kind is Kind.NUMBER:
        return _decimal if data_type.scale else _integer
    if data_type.shown.kind in SEMI_STRUCTURED:
        return _json
    if data_type.kind is Kind.FLOAT:
        return _float
    return renderer(data_type, parameters)


def _integer(value: Value) -> Any:  # noqa: ANN401 - what orjson takes
    if isinstance(value, int) and -_INT64 <= value < _INT64:
        return value
    return orjson.Fragment(str(value))


def _decimal(value: Value) -> Any:  # noqa: ANN401 - what orjson takes
    text = str(value)
    return orjson.Fragment(text if "E" not in text else format(cast("decimal.Decimal", value), "f"))


def _float(value: Value) -> Any:  # noqa: ANN401 - what orjson takes
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value


def _json(value: Value) -> Any:  # noqa: ANN401 - what orjson takes
    text = str(value)
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return orjson.Fragment(text)


def error_body(error: SnowflakeError) -> dict[str, Any]:
    """An error in the envelope."""
    position = error.position
    return {
        "success": False,
        "error": {
            "code": error.code,
            "sqlstate": error.sqlstate,
            "message": error.message,
            "query_id": error.query_id,
            "line": position.line if position else None,
            "position": position.column if position else None,
        },
    }
