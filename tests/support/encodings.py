"""Results with values of every type, for tests of encodings."""

from __future__ import annotations

import datetime as dt
import decimal

import pyarrow as pa
from hypothesis import strategies as st

from mockhaus.domain import types
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import DataType, Kind, ResultColumn, fractional, number

FIRST, LAST = dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 59, 999999)  # noqa: DTZ001
DOCUMENTS = ('{"a":[1,{}],"b":null}', "[1,undefined]", '"x"', "1.000000000000000e+20", "[]", '{"[":"{\\"}"}')
TYPES: tuple[DataType, ...] = (
    number(1, 0),
    types.INTEGER,
    number(10, 2),
    number(38, 37),
    types.FLOAT,
    types.VARCHAR,
    types.BINARY,
    types.BOOLEAN,
    types.DATE,
    *(fractional(Kind.TIME, digits) for digits in (0, 3, 9)),
    *(
        fractional(kind, digits)
        for kind in (Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ)
        for digits in (0, 3, 6, 7, 9)
    ),
    types.VARIANT,
    types.OBJECT,
    types.ARRAY,
    types.NULL,
)
EVERY_TYPE = tuple(ResultColumn(f"C{place} {data_type}", data_type) for place, data_type in enumerate(TYPES))


def values(data_type: DataType) -> st.SearchStrategy[Value]:
    """Values of a type as results promise them, with NULL."""
    return st.none() | _strategy(data_type)


def rows(
    columns: tuple[ResultColumn, ...] = EVERY_TYPE, *, shortest: int = 0, longest: int = 5
) -> st.SearchStrategy[list[Row]]:
    """Rows of columns."""
    return st.lists(st.tuples(*(values(column.type) for column in columns)), min_size=shortest, max_size=longest)


def table(columns: tuple[ResultColumn, ...], found: list[Row]) -> pa.Table:
    """Rows as a table of the Arrow types that results promise."""
    by_column = zip(*found, strict=True) if found else [()] * len(columns)
    arrays = [_array(column.type, list(items)) for column, items in zip(columns, by_column, strict=True)]
    return pa.Table.from_arrays(arrays, names=[column.name for column in columns])


def cut(value: dt.datetime, digits: int) -> dt.datetime:
    """A time with so many fractional digits."""
    unit = 10 ** max(6 - digits, 0)
    return value.replace(microsecond=value.microsecond // unit * unit)


def _strategy(data_type: DataType) -> st.SearchStrategy[Value]:
    match data_type.kind:
        case Kind.NUMBER:
            return _numbers(data_type)
        case Kind.FLOAT:
            return st.floats(allow_nan=False)
        case Kind.VARCHAR:
            return st.text(st.characters(codec="utf-8"), max_size=8)
        case Kind.BINARY:
            return st.binary(max_size=8)
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.DATE:
            return st.dates()
        case Kind.TIME:
            day = st.datetimes(FIRST, LAST)
            return day.map(lambda value: cut(value, data_type.precision).time())
        case Kind.TIMESTAMP_NTZ:
            return _moments(data_type)
        case Kind.TIMESTAMP_LTZ:
            return _moments(data_type).map(lambda value: value.replace(tzinfo=dt.UTC))
        case Kind.TIMESTAMP_TZ:
            return st.builds(_at_offset, _moments(data_type), st.integers(-1439, 1439))
        case Kind.NULL:
            return st.none()
    return st.sampled_from(DOCUMENTS)


def _numbers(data_type: DataType) -> st.SearchStrategy[Value]:
    limit = 10**data_type.precision - 1
    near = min(limit, 200)
    counts = st.integers(-near, near) | st.integers(-limit, limit)
    if data_type.scale == 0:
        return counts
    exact = decimal.Context(prec=80)
    return counts.map(lambda value: decimal.Decimal(value).scaleb(-data_type.scale, exact))


def _moments(data_type: DataType) -> st.SearchStrategy[dt.datetime]:
    day = dt.timedelta(days=1)
    near = st.datetimes(dt.datetime(1969, 12, 31), dt.datetime(1970, 1, 2))  # noqa: DTZ001
    return (st.datetimes(FIRST + day, LAST - day) | near).map(lambda value: cut(value, data_type.precision))


def _at_offset(moment: dt.datetime, minutes: int) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC).astimezone(dt.timezone(dt.timedelta(minutes=minutes)))


def _array(data_type: DataType, items: list[Value]) -> pa.Array:
    match data_type.kind:
        case Kind.NUMBER:
            small = data_type.scale == 0 and all(item is None or -(2**63) <= int(item) < 2**63 for item in items)  # type: ignore[arg-type]
            return pa.array(items, pa.int64() if small else pa.decimal128(38, data_type.scale))
        case Kind.TIMESTAMP_TZ:
            zone = pa.struct([("utc", pa.timestamp("us")), ("tz", pa.int16())])
            return pa.array([_zoned(item) for item in items], zone)
    return pa.array(items, _PLAIN.get(data_type.kind, pa.utf8()))


def _zoned(value: Value) -> dict[str, object] | None:
    if not isinstance(value, dt.datetime):
        return None
    offset = value.utcoffset() or dt.timedelta()
    return {"utc": value.astimezone(dt.UTC).replace(tzinfo=None), "tz": offset // dt.timedelta(minutes=1)}


_PLAIN = {
    Kind.FLOAT: pa.float64(),
    Kind.BINARY: pa.binary(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.TIME: pa.time64("us"),
    Kind.TIMESTAMP_NTZ: pa.timestamp("us"),
    Kind.TIMESTAMP_LTZ: pa.timestamp("us", "UTC"),
}
