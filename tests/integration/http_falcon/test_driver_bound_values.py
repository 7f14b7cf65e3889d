"""Bound values as the drivers write them become typed values; what is none is refused as Snowflake refuses it."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import pytest

from mockhaus.application.binding import ArrayBind, Bound
from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.nanoseconds import fine_time, with_beyond
from mockhaus.domain.results import BoundColumn, TypedValue
from mockhaus.domain.types import DataType, number
from mockhaus_adapters.http_falcon.driver.binds import read_bindings

_PLUS_TWO = dt.timezone(dt.timedelta(hours=2))
_MOMENT = dt.datetime(2023, 11, 14, 22, 13, 20, 123_456)  # noqa: DTZ001 - a timestamp without a zone
_NANOSECONDS = "1700000000123456789"


def one(name: str, value: object) -> Bound:
    """The only value of a request."""
    values, _ = read_bindings({"1": {"type": name, "value": value}}, None)
    assert values is not None
    (found,) = values
    return found


def columns(**given: Any) -> tuple[BoundColumn, ...]:
    _, array = read_bindings({str(place): item for place, item in enumerate(given.values(), start=1)}, None)
    assert array is not None
    return array.columns


def error_of(code: ErrorCode) -> pytest.RaisesExc[SnowflakeError]:
    return pytest.RaisesExc(SnowflakeError, check=lambda error: error.error is code)


@pytest.mark.parametrize(
    ("name", "text", "value", "data_type"),
    [
        ("TEXT", "x", "x", types.VARCHAR),
        ("TEXT", "", "", types.VARCHAR),
        ("ANY", "x", "x", types.VARCHAR),
        ("REAL", "1.5", 1.5, types.FLOAT),
        ("REAL", "inf", math.inf, types.FLOAT),
        ("REAL", "-inf", -math.inf, types.FLOAT),
        ("BOOLEAN", "true", True, types.BOOLEAN),
        ("BOOLEAN", "True", True, types.BOOLEAN),
        ("BOOLEAN", "FALSE", False, types.BOOLEAN),
        ("BINARY", "00fF", b"\x00\xff", types.BINARY),
        ("DATE", "1709164800000", dt.date(2024, 2, 29), types.DATE),
        ("DATE", "-1", dt.date(1969, 12, 31), types.DATE),
        ("TIME", "36672123456789", fine_time(dt.time(10, 11, 12, 123_456), 789), types.TIME),
        ("TIMESTAMP_NTZ", _NANOSECONDS, with_beyond(_MOMENT, 789), types.TIMESTAMP_NTZ),
        ("TIMESTAMP_LTZ", _NANOSECONDS, with_beyond(_MOMENT.replace(tzinfo=dt.UTC), 789), types.TIMESTAMP_LTZ),
        ("TIMESTAMP_NTZ", "-1000", dt.datetime(1969, 12, 31, 23, 59, 59, 999_999), types.TIMESTAMP_NTZ),  # noqa: DTZ001
        ("VARIANT", '{"a":1}', '{"a":1}', types.VARIANT),
        ("OBJECT", "{}", "{}", types.OBJECT),
        ("ARRAY", "[]", "[]", types.ARRAY),
        ("text", "x", "x", types.VARCHAR),
    ],
)
def test_a_value_is_read_as_its_type_says(name: str, text: str, value: object, data_type: DataType) -> None:
    assert one(name, text) == TypedValue(value, data_type)  # type: ignore[arg-type]


def test_a_real_may_be_no_number() -> None:
    found = one("REAL", "nan")
    assert isinstance(found, TypedValue)
    assert isinstance(found.value, float)
    assert math.isnan(found.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-12", -12),
        ("9" * 38, 10**38 - 1),
        ("12.50", Decimal("12.50")),
        ("1e3", Decimal(1000)),
        ("+7", Decimal(7)),
    ],
)
def test_a_number_is_exact_and_has_the_type_of_its_digits(text: str, value: object) -> None:
    assert one("FIXED", text) == value


@pytest.mark.parametrize(
    ("text", "hours"), [(f"{_NANOSECONDS} 1560", 2), (f"{_NANOSECONDS} 0960", -8), (_NANOSECONDS, 0)]
)
def test_a_timestamp_has_its_offset_or_that_of_utc(text: str, hours: int) -> None:
    found = one("TIMESTAMP_TZ", text)
    assert isinstance(found, TypedValue)
    assert isinstance(found.value, dt.datetime)
    assert found.type == types.TIMESTAMP_TZ
    moment = with_beyond(_MOMENT.replace(tzinfo=dt.UTC), 789)
    assert (found.value, found.value.utcoffset()) == (moment, dt.timedelta(hours=hours))


@pytest.mark.parametrize("name", ["ANY", "TEXT", "INTERVAL_DAY_TIME"])
def test_a_null_of_text_or_of_no_type_takes_any_type(name: str) -> None:
    assert one(name, None) is None


@pytest.mark.parametrize(
    ("name", "data_type"),
    [("FIXED", types.INTEGER), ("DECFLOAT", types.DECFLOAT), ("DATE", types.DATE), ("VARIANT", types.VARIANT)],
)
def test_other_nulls_keep_their_type(name: str, data_type: DataType) -> None:
    assert one(name, None) == TypedValue(None, data_type)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("FIXED", "x"),
        ("FIXED", "1_000"),
        ("FIXED", "٣"),
        ("FIXED", ""),
        ("REAL", "1_0"),
        ("DECFLOAT", "NaN"),
        ("BOOLEAN", "maybe"),
        ("BINARY", "0"),
        ("BINARY", "00 ff"),
        ("DATE", "2024-01-01"),
        ("DATE", "9" * 30),
        ("TIME", "86400000000000"),
        ("TIMESTAMP_NTZ", "9" * 30),
        ("TIMESTAMP_TZ", "0 99999"),
        ("TIMESTAMP_TZ", "0 x"),
    ],
)
def test_a_text_that_is_no_value_of_its_type_is_an_invalid_bind(name: str, text: str) -> None:
    with error_of(ErrorCode.BIND_INVALID) as raised:
        one(name, text)

    assert (raised.value.code, raised.value.sqlstate) == ("002086", "22000")
    assert raised.value.message == f"SQL compilation error:\nInvalid bind value ({text}) for type ({name})."


def test_a_decfloat_is_read_by_the_engine() -> None:
    assert one("DECFLOAT", "-1.5E+5000") == TypedValue("-1.5E+5000", types.DECFLOAT)


@pytest.mark.parametrize("name", ["INTERVAL_YEAR_MONTH", "MAP", "VECTOR"])
def test_types_without_an_emulation_are_refused_by_name(name: str) -> None:
    with error_of(ErrorCode.STATEMENT_UNSUPPORTED) as raised:
        one(name, "1")

    assert name in raised.value.message


@pytest.mark.parametrize(
    "given",
    [
        {"1": "x"},
        {"1": {"value": "x"}},
        {"1": {"type": "NOTHING", "value": "x"}},
        {"1": {"type": "TEXT", "value": {"a": 1}}},
        {"1": {"type": "TEXT", "value": ["x"]}, "2": {"type": "TEXT", "value": "x"}},
        {"1": {"type": "TEXT", "value": [["x"]]}},
    ],
)
def test_a_malformed_bind_is_an_invalid_request(given: dict[str, Any]) -> None:
    with error_of(ErrorCode.INVALID_REQUEST):
        read_bindings(given, None)


def test_values_are_in_the_order_of_their_numbers() -> None:
    given = {str(place): {"type": "FIXED", "value": str(place)} for place in (10, 2, 1, *range(3, 10))}

    assert read_bindings(given, None) == (list(range(1, 11)), None)


@pytest.mark.parametrize("name", ["2", "0", "99999999999", "9" * 5_000])
def test_the_first_number_that_is_missing_is_told_at_once(name: str) -> None:
    with error_of(ErrorCode.BIND_NOT_SET) as raised:
        read_bindings({name: {"type": "FIXED", "value": "1"}}, None)
    assert raised.value.details["name"] == ":1"


def test_a_missing_number_is_a_bind_that_is_not_set() -> None:
    with error_of(ErrorCode.BIND_NOT_SET):
        read_bindings({"1": {"type": "FIXED", "value": "1"}, "3": {"type": "FIXED", "value": "3"}}, None)


def test_names_are_kept() -> None:
    assert read_bindings({"limit": {"type": "FIXED", "value": "5"}}, None) == ({"limit": 5}, None)


@pytest.mark.parametrize("nothing", [None, {}])
def test_no_bindings_bind_nothing(nothing: dict[str, Any] | None) -> None:
    assert read_bindings(nothing, None) == (None, None)


def test_a_stage_of_values_takes_the_place_of_bindings() -> None:
    assert read_bindings(None, "@SYSTEM$BIND/x") == (None, ArrayBind(stage="@SYSTEM$BIND/x"))


def test_lists_are_the_columns_of_an_array() -> None:
    found = columns(
        a={"type": "FIXED", "value": ["1", None, "-300"]},
        b={"type": "TEXT", "value": ["x", None, ""]},
        c={"type": "DATE", "value": [None, "0", None]},
    )

    assert found == (
        BoundColumn(number(3), (1, None, -300)),
        BoundColumn(types.VARCHAR, ("x", None, "")),
        BoundColumn(types.DATE, (None, dt.date(1970, 1, 1), None)),
    )


def test_a_column_of_numbers_has_the_least_type_that_holds_all() -> None:
    (found,) = columns(a={"type": "FIXED", "value": ["100", "0.125", "2.5"]})

    assert found.type == number(6, 3)


@pytest.mark.parametrize(("name", "data_type"), [("TEXT", types.NULL), ("ANY", types.NULL), ("TIME", types.TIME)])
def test_a_column_of_nulls_is_typed_as_a_single_null_is(name: str, data_type: DataType) -> None:
    assert columns(a={"type": name, "value": [None, None]}) == (BoundColumn(data_type, (None, None)),)


def test_a_bad_value_of_a_column_is_named() -> None:
    with error_of(ErrorCode.BIND_INVALID) as raised:
        columns(a={"type": "FIXED", "value": ["1", "two", "3"]})

    assert raised.value.message == "SQL compilation error:\nInvalid bind value (two) for type (FIXED)."


def test_a_number_of_more_than_38_digits_is_out_of_range() -> None:
    with error_of(ErrorCode.NUMERIC_OUT_OF_RANGE):
        columns(a={"type": "FIXED", "value": ["1", "9" * 39]})
