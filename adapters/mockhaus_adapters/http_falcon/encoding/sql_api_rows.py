"""Rows of text, as the SQL API v2 gives them.

As in the drivers' JSON, but BOOLEAN is `true` or `false`, times have nine fractional digits whatever their type, and
types whose output format the request gives are formatted by it.
Follows https://docs.snowflake.com/en/developer-guide/sql-api/handling-responses#getting-the-data-from-the-results.
"""

from __future__ import annotations

import base64
import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from mockhaus.domain.output_formats import formatter
from mockhaus.domain.results import Row
from mockhaus.domain.types import DEFAULT_FRACTION, TIMESTAMPS, DataType, Kind, ResultColumn
from mockhaus_adapters.http_falcon.encoding import json_rows
from mockhaus_adapters.http_falcon.encoding.json_rows import TextRow, Write

_NO_FORMATS: Mapping[str, str] = MappingProxyType({})
_TEMPORAL = TIMESTAMPS | {Kind.DATE, Kind.TIME}


def rows(
    columns: Sequence[ResultColumn],
    values: Sequence[Row],
    *,
    nullable: bool = True,
    formats: Mapping[str, str] = _NO_FORMATS,
    time_zone: str = "UTC",
) -> list[TextRow]:
    """Rows as `data` of an answer has them.

    `formats` are the `…_OUTPUT_FORMAT` parameters of the request by their upper-case names, no others; `time_zone` is
    where formatted TIMESTAMP_LTZ are shown. Without `nullable` NULL is the text `null`.
    """
    writers = [_writer(column.type, formats, time_zone) for column in columns]
    return json_rows.written(values, writers, None if nullable else "null")


def _writer(data_type: DataType, formats: Mapping[str, str], time_zone: str) -> Write | None:
    kind = data_type.shown.kind
    if kind is Kind.BOOLEAN:
        return _boolean
    if kind is Kind.BINARY and formats.get("BINARY_OUTPUT_FORMAT", "").upper() == "BASE64":
        return _base64
    if kind not in _TEMPORAL:
        return json_rows.writer(data_type)
    model = formats.get(f"{kind.value}_OUTPUT_FORMAT")
    if model is None and kind in TIMESTAMPS:
        model = formats.get("TIMESTAMP_OUTPUT_FORMAT")
    if model is None:
        return json_rows.writer(replace(data_type, precision=DEFAULT_FRACTION))
    if kind is Kind.TIMESTAMP_LTZ:
        return partial(_local, zoneinfo.ZoneInfo(time_zone), formatter(model))
    return formatter(model)


def _boolean(value: bool) -> str:  # noqa: FBT001 - a value
    return "true" if value else "false"


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _local(zone: dt.tzinfo, write: Write, value: dt.datetime) -> str:
    return write(value.astimezone(zone))
