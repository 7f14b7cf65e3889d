"""Answers as JSON: columns, rows and errors in the REST API's envelope."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import orjson

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.rendering import renderer
from mockhaus.domain.results import Row, Value
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import SEMI_STRUCTURED, DataType, Kind, ResultColumn

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


def describe(columns: Sequence[ResultColumn]) -> list[dict[str, Any]]:
    """The columns of an answer."""
    return [
        {
            "name": column.name,
            "key": key,
            "type": column.type.kind.value,
            "precision": column.type.precision or None,
            "scale": column.type.scale if column.type.kind is Kind.NUMBER else None,
            "length": column.type.length or None,
            "nullable": column.type.nullable,
        }
        for column, key in zip(columns, keys(columns), strict=True)
    ]


def encode_rows(
    columns: Sequence[ResultColumn], rows: Sequence[Row], parameters: SessionParameters, *, arrays: bool
) -> list[Any]:
    """Rows as JSON values: objects by column key, or arrays.

    NUMBER is a JSON number with all its digits, FLOAT a number (NaN and infinities as text), BOOLEAN a boolean,
    VARIANT, OBJECT and ARRAY the JSON that they hold; everything else is text in the session's output formats.
    """
    encoders = [_encoder(column.type, parameters) for column in columns]
    values = [
        [None if value is None else encode(value) for encode, value in zip(encoders, row, strict=True)] for row in rows
    ]
    if arrays:
        return values
    names = keys(columns)
    return [dict(zip(names, row, strict=True)) for row in values]


def encode_text(
    columns: Sequence[ResultColumn], rows: Sequence[Row], parameters: SessionParameters
) -> list[list[str | None]]:
    """Rows as arrays of the texts that Snowflake shows; None for NULL."""
    renderers = [renderer(column.type, parameters) for column in columns]
    return [
        [None if value is None else render(value) for render, value in zip(renderers, row, strict=True)] for row in rows
    ]


ROW_FORMATS: dict[str, Callable[[Sequence[ResultColumn], Sequence[Row], SessionParameters], list[Any]]] = {
    "objects": partial(encode_rows, arrays=False),
    "arrays": partial(encode_rows, arrays=True),
    "text": encode_text,
}
"""How rows are encoded, by the name that requests give."""


def _encoder(data_type: DataType, parameters: SessionParameters) -> Callable[[Value], Any]:
    if data_type.kind is Kind.NUMBER:
        return _number
    if data_type.kind is Kind.BOOLEAN:
        return lambda value: value
    if data_type.kind in SEMI_STRUCTURED or data_type.kind is Kind.VECTOR:
        return _json
    if data_type.kind is Kind.FLOAT:
        return _float
    return renderer(data_type, parameters)


def _number(value: Value) -> Any:  # noqa: ANN401 - what orjson takes
    if isinstance(value, int) and -_INT64 <= value < _INT64:
        return value
    return orjson.Fragment(format(value, "f") if not isinstance(value, int) else str(value))


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
