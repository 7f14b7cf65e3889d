"""Times and timestamps with nanoseconds in the encodings of the drivers: values and Arrow are encoded alike."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus.domain.nanoseconds import from_nanoseconds, time_from_nanoseconds
from mockhaus.domain.results import Row
from mockhaus.domain.types import Kind, ResultColumn, fractional
from mockhaus_adapters.http_falcon.encoding import arrow, json_rows
from mockhaus_adapters.results_arrow import conversion

_SECOND, _DAY = 10**9, 86_400 * 10**9
_COUNTS = st.integers(-62_135_596_800 * _SECOND + _DAY, 253_402_300_799 * _SECOND - _DAY)
_DIGITS = st.integers(7, 9)


def _instant(count: int, minutes: int = 0) -> dt.datetime:
    return from_nanoseconds(count, dt.timezone(dt.timedelta(minutes=minutes)))


def _columns(digits: int) -> tuple[ResultColumn, ...]:
    kinds = (Kind.TIME, Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ)
    return tuple(ResultColumn(kind.value, fractional(kind, digits)) for kind in kinds)


def _row(count: int, minutes: int) -> Row:
    return (time_from_nanoseconds(count % _DAY), from_nanoseconds(count), _instant(count), _instant(count, minutes))


_ROWS = st.lists(st.builds(_row, _COUNTS, st.integers(-720, 720)) | st.just((None,) * 4), max_size=5).map(
    lambda rows: [*rows, _row(1, 60)]
)


def _table(digits: int, rows: list[Row]) -> pa.Table:
    return conversion.table_of(rows, conversion.schema_of_rows(_columns(digits), rows))


def _decoded(data: bytes) -> list[dict[str, object]]:
    return pa.ipc.open_stream(data).read_all().to_pylist()  # type: ignore[no-any-return]


@settings(max_examples=40, deadline=None)
@given(rows=_ROWS, digits=_DIGITS)
def test_values_and_arrow_are_encoded_alike(rows: list[Row], digits: int) -> None:
    columns = _columns(digits)
    assert _decoded(arrow.encode(columns, _table(digits, rows))) == _decoded(arrow.encode_rows(columns, rows))


@settings(max_examples=40, deadline=None)
@given(rows=_ROWS)
def test_values_become_arrow_and_the_same_values_again(rows: list[Row]) -> None:
    assert conversion.to_rows(_table(9, rows)) == rows


@settings(max_examples=40, deadline=None)
@given(count=_COUNTS, digits=_DIGITS)
def test_text_has_seconds_and_as_many_digits_as_the_type(count: int, digits: int) -> None:
    ((text, *_),) = json_rows.rows(_columns(digits)[1:2], [(from_nanoseconds(count),)])
    unit = 10 ** (9 - digits)
    whole, fraction = divmod(abs(count // unit * unit), _SECOND)
    sign = "-" if count // unit * unit < 0 else ""
    assert text == f"{sign}{whole}.{fraction:09d}"[: len(f"{sign}{whole}.") + digits]


def test_arrow_has_seconds_and_nanoseconds() -> None:
    columns = _columns(9)[1:2]
    found = _decoded(arrow.encode_rows(columns, [(from_nanoseconds(1),), (from_nanoseconds(-1),)]))
    parts = [row["TIMESTAMP_NTZ"] for row in found]
    assert parts == [{"epoch": 0, "fraction": 1}, {"epoch": -1, "fraction": 999_999_999}]
