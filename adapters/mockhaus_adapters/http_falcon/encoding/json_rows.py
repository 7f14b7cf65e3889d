"""Rows of text, as the drivers read results in JSON.

A value is text or null: BOOLEAN `1` and `0`, DATE days since 1970, TIME and timestamps seconds (since midnight, since
1970) with as many fractional digits as the type has, TIMESTAMP_TZ the same of the instant and its offset in minutes
plus 1440, BINARY hexadecimal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

import orjson

from mockhaus.domain.json_layout import laid_out
from mockhaus.domain.nanoseconds import beyond_microseconds
from mockhaus.domain.rendering import render_float
from mockhaus.domain.results import Row
from mockhaus.domain.types import DataType, Kind, ResultColumn

TextRow = tuple[str | None, ...]
Write = Callable[[Any], str]

INDENT = 2
"""Blanks of indentation of VARIANT, OBJECT and ARRAY where JSON_INDENT is not set."""
OFFSET_BASE = 1440
"""What is added to the offset of a TIMESTAMP_TZ in minutes."""

_FIRST_DAY = dt.date(1970, 1, 1).toordinal()
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_CLOCK_EPOCH = _EPOCH.replace(tzinfo=None)


def rows(columns: Sequence[ResultColumn], values: Sequence[Row], *, indent: int = INDENT) -> list[TextRow]:
    """Rows as the rowset of an answer has them."""
    return written(values, [writer(column.type, indent) for column in columns])


def rowset(columns: Sequence[ResultColumn], values: Sequence[Row], *, indent: int = INDENT) -> bytes:
    """The JSON list of rows."""
    return orjson.dumps(rows(columns, values, indent=indent))


def chunk(columns: Sequence[ResultColumn], values: Sequence[Row], *, indent: int = INDENT) -> bytes:
    """The rows as the body of a chunk: without the brackets of the list."""
    return rowset(columns, values, indent=indent)[1:-1]


def written(values: Sequence[Row], writers: Sequence[Write | None], null: str | None = None) -> list[TextRow]:
    """Rows with each column written by its writer (None: texts already), and NULL as `null`."""
    if not values:
        return []
    texts: list[Iterable[str | None]] = [
        _column(column, write, null) for column, write in zip(zip(*values, strict=True), writers, strict=True)
    ]
    return list(zip(*texts, strict=True))


def _column(values: tuple[Any, ...], write: Write | None, null: str | None) -> Iterable[str | None]:
    if write is not None:
        return [null if value is None else write(value) for value in values]
    return values if null is None else [null if value is None else value for value in values]


@lru_cache(maxsize=4096)
def writer(data_type: DataType, indent: int = INDENT) -> Write | None:
    """What writes values of a type other than NULL; None where they are the text."""
    data_type = data_type.shown
    match data_type.kind:
        case Kind.NUMBER:
            return partial(_fixed, data_type.scale)
        case Kind.TIME:
            return partial(_time, data_type.precision)
        case Kind.TIMESTAMP_NTZ | Kind.TIMESTAMP_LTZ:
            return partial(_timestamp, data_type.precision)
        case Kind.TIMESTAMP_TZ:
            return partial(_zoned, data_type.precision)
        case Kind.VARIANT | Kind.OBJECT | Kind.ARRAY | Kind.MAP | Kind.FILE:
            return partial(laid_out, indent=indent)
    return _PLAIN.get(data_type.kind)


def _fixed(scale: int, value: Any) -> str:  # noqa: ANN401 - an int or a Decimal
    return format(value, f".{scale}f") if scale else str(value)


def _boolean(value: bool) -> str:  # noqa: FBT001 - a value
    return "1" if value else "0"


def _date(value: dt.date) -> str:
    return str(value.toordinal() - _FIRST_DAY)


def _time(digits: int, value: dt.time) -> str:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return _seconds(digits, seconds * 1_000_000 + value.microsecond, beyond_microseconds(value))


def _timestamp(digits: int, value: dt.datetime) -> str:
    return _seconds(digits, microseconds(value), beyond_microseconds(value))


def _zoned(digits: int, value: dt.datetime) -> str:
    return f"{_timestamp(digits, value)} {offset_minutes(value) + OFFSET_BASE}"


def _hexadecimal(value: bytes) -> str:
    return value.hex().upper()


def microseconds(value: dt.datetime) -> int:
    """Microseconds since 1970: of the instant, or of the clock where there is no offset."""
    since = value - (_EPOCH if value.tzinfo else _CLOCK_EPOCH)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def offset_minutes(value: dt.datetime) -> int:
    """The offset from UTC in minutes."""
    return (value.utcoffset() or dt.timedelta()) // dt.timedelta(minutes=1)


def _seconds(digits: int, count: int, beyond: int = 0) -> str:
    """Microseconds as seconds with a number of fractional digits; what is finer is cut off towards the past.

    `beyond` are nanoseconds after them.
    """
    if beyond and digits > 6:  # noqa: PLR2004 - microseconds
        unit = 10 ** (9 - digits)
        whole, fraction = divmod(abs((count * 1000 + beyond) // unit * unit), 1_000_000_000)
        text = f"-{whole}" if count < 0 else str(whole)
        return f"{text}.{fraction:09d}"[: len(text) + 1 + digits]
    if digits < 6:  # noqa: PLR2004 - microseconds
        unit = 10 ** (6 - digits)
        count = count // unit * unit
    whole, fraction = divmod(abs(count), 1_000_000)
    text = f"-{whole}" if count < 0 else str(whole)
    return f"{text}.{fraction:06d}000"[: len(text) + 1 + digits] if digits else text


_PLAIN: dict[Kind, Write] = {
    Kind.FLOAT: render_float,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.BINARY: _hexadecimal,
}
