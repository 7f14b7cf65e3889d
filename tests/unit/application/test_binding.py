"""Bound values get the types that Snowflake gives them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mockhaus.application.binding import bind, type_of
from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DataType, number


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, types.NULL),
        (True, types.BOOLEAN),
        (-120, number(3)),
        (10**37, number(38)),
        (Decimal("1.50"), number(3, 2)),
        (Decimal("0.005"), number(3, 3)),
        (Decimal("1E+3"), number(4)),
        (1.5, types.FLOAT),
        ("x", types.VARCHAR),
        (b"x", types.BINARY),
        (dt.date(2024, 1, 1), types.DATE),
        (dt.time(1), types.TIME),
        (dt.datetime(2024, 1, 1), types.TIMESTAMP_NTZ),  # noqa: DTZ001 - a timestamp without a zone
        (dt.datetime(2024, 1, 1, tzinfo=dt.UTC), types.TIMESTAMP_TZ),
    ],
)
def test_a_value_has_the_type_of_its_digits_or_kind(value: object, expected: DataType) -> None:
    assert type_of(value) == expected


@pytest.mark.parametrize("value", [10**38, Decimal(10) ** 38, Decimal("1." + "1" * 38)])
def test_a_number_of_more_than_38_digits_is_out_of_range(value: object) -> None:
    with pytest.raises(SnowflakeError) as raised:
        type_of(value)

    assert raised.value.error is ErrorCode.NUMERIC_OUT_OF_RANGE


def test_a_value_without_a_snowflake_type_is_refused() -> None:
    with pytest.raises(SnowflakeError) as raised:
        type_of(object())

    assert raised.value.error is ErrorCode.INVALID_REQUEST


def test_positional_values_are_numbered_from_one() -> None:
    assert bind([7, "x"]).values == {"p1": 7, "p2": "x"}


def test_names_of_values_have_no_case() -> None:
    assert bind({"Limit": 7}).values == {"n_limit": 7}


@pytest.mark.parametrize("nothing", [None, [], {}])
def test_no_values_bind_nothing(nothing: list[None] | dict[str, None] | None) -> None:
    assert bind(nothing).values == {}
