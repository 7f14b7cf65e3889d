"""Results of statements as values that cross ports.

Python values of Snowflake types, promised by every engine adapter:

| type | value |
|---|---|
| NUMBER with scale 0 / above | `int` / `decimal.Decimal` with exactly that scale |
| FLOAT | `float` (also nan, inf) |
| VARCHAR | `str` |
| BINARY | `bytes` |
| BOOLEAN | `bool` |
| DATE, TIME | `datetime.date`, `datetime.time` |
| TIMESTAMP_NTZ | naive `datetime.datetime` |
| TIMESTAMP_LTZ | aware `datetime.datetime` in UTC |
| TIMESTAMP_TZ | aware `datetime.datetime` with its own fixed offset |
| VARIANT, OBJECT, ARRAY | `str`: JSON text as Snowflake prints it |
| NULL of any type | `None` |
"""

from __future__ import annotations

import datetime as dt
import decimal
from dataclasses import dataclass

from mockhaus.domain.types import ResultColumn

Value = None | bool | int | float | decimal.Decimal | str | bytes | dt.date | dt.time | dt.datetime
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class RowSet:
    """A small result that the core made itself: SHOW, DESCRIBE, row counts, status messages."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[Row, ...]
