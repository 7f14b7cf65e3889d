"""Results of statements as values that cross ports.

Python values of Snowflake types, promised by every engine adapter:

| type | value |
|---|---|
| NUMBER with scale 0 / above | `int` / `decimal.Decimal` with exactly that scale |
| FLOAT | `float` (also nan, inf) |
| DECFLOAT | `str`: the number as Snowflake prints it |
| VARCHAR, UUID | `str` |
| BINARY | `bytes` |
| BOOLEAN | `bool` |
| DATE, TIME | `datetime.date`, `datetime.time` |
| TIMESTAMP_NTZ | naive `datetime.datetime` |
| TIMESTAMP_LTZ | aware `datetime.datetime` in UTC |
| TIMESTAMP_TZ | aware `datetime.datetime` with its own fixed offset |
| TIME, TIMESTAMP_… with nanoseconds | `FineTime`, `FineDatetime` of `mockhaus.domain.nanoseconds` |
| VARIANT, OBJECT, ARRAY, FILE | `str`: JSON text as Snowflake prints it |
| NULL of any type | `None` |

Arrow types of the same results, promised wherever a result is given as an Arrow stream; fields are named and ordered
as the columns are, NULLs are Arrow's:

| type | Arrow type |
|---|---|
| NUMBER with scale 0 | `int8` to `int64`, or `decimal128(38, 0)` where 64 bits may not do |
| NUMBER(p, s) | `decimal128(p, s)`, whatever `p` of at most 38, with exactly the column's scale |
| FLOAT | `float64` |
| VARCHAR, DECFLOAT, UUID | `utf8` |
| BINARY | `binary` |
| BOOLEAN | `bool` |
| DATE | `date32` |
| TIME | `time64[us]` |
| TIMESTAMP_NTZ | `timestamp[us]` |
| TIMESTAMP_LTZ | `timestamp[us, UTC]` |
| TIMESTAMP_TZ | `struct<utc: timestamp[us], tz: int16>`, `tz` being the offset in minutes; a NULL is a NULL struct |
| TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ with nanoseconds | `struct<us: …, ns: int16>`: the above, 0 to 999 beyond |
| TIMESTAMP_TZ with nanoseconds | `struct<utc: timestamp[us], tz: int16, ns: int16>` |
| VARIANT, OBJECT, ARRAY, FILE | `utf8`: JSON text as Snowflake prints it |
"""

from __future__ import annotations

import datetime as dt
import decimal
from dataclasses import dataclass

from mockhaus.domain.nanoseconds import CountedInstant
from mockhaus.domain.types import DataType, ResultColumn

Value = None | bool | int | float | decimal.Decimal | str | bytes | dt.date | dt.time | dt.datetime | CountedInstant
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A value that a client binds as of a type of its choice: a TIMESTAMP_LTZ, a NULL of DATE, VARIANT from text."""

    value: Value
    type: DataType


@dataclass(frozen=True, slots=True)
class BoundColumn:
    """The values that an array bind gives to one parameter: one for each row, all of one type."""

    type: DataType
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class RowSet:
    """A small result that the core made itself: SHOW, DESCRIBE, row counts, status messages."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[Row, ...]
