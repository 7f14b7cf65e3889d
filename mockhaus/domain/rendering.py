"""Values as the text that Snowflake shows for them, by type and session parameters."""

from __future__ import annotations

import base64
import datetime as dt
import zoneinfo
from collections.abc import Callable
from typing import cast

from mockhaus.domain.output_formats import Temporal, formatter
from mockhaus.domain.results import Value
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import DataType, Kind

Renderer = Callable[[Value], str]
"""From a value that is not None to its text."""


def renderer(data_type: DataType, parameters: SessionParameters) -> Renderer:
    """The function that renders values of a type in a session."""
    match data_type.shown.kind:
        case Kind.BOOLEAN:
            return lambda value: "TRUE" if value else "FALSE"
        case Kind.FLOAT:
            return lambda value: render_float(cast("float", value))
        case Kind.NUMBER:
            return lambda value: format(value, "f") if data_type.scale else str(value)
        case Kind.BINARY:
            return _binary(parameters)
        case Kind.DATE | Kind.TIME | Kind.TIMESTAMP_NTZ | Kind.TIMESTAMP_LTZ | Kind.TIMESTAMP_TZ:
            return _temporal(data_type.kind, parameters)
    return str


def render_float(value: float) -> str:
    """A FLOAT as Snowflake prints it: no `.0`, NaN, inf and -inf by name."""
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return "NaN"
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def _binary(parameters: SessionParameters) -> Renderer:
    if parameters.text("BINARY_OUTPUT_FORMAT") == "BASE64":
        return lambda value: base64.b64encode(cast("bytes", value)).decode("ascii")
    return lambda value: cast("bytes", value).hex().upper()


def _temporal(kind: Kind, parameters: SessionParameters) -> Renderer:
    write = formatter(_model(kind, parameters))
    if kind is not Kind.TIMESTAMP_LTZ:
        return lambda value: write(cast("Temporal", value))
    zone = zoneinfo.ZoneInfo(parameters.text("TIMEZONE"))
    return lambda value: write(cast("dt.datetime", value).astimezone(zone))


def _model(kind: Kind, parameters: SessionParameters) -> str:
    own = parameters.text(f"{kind.value}_OUTPUT_FORMAT")
    return own or parameters.text("TIMESTAMP_OUTPUT_FORMAT")
