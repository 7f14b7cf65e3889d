"""Bound values get the types that Snowflake gives them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mockhaus.application.binding import (
    ArrayBind,
    bind,
    bind_array,
    bind_nothing,
    fewest_digits,
    most_digits,
    type_of,
)
from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import BoundColumn, TypedValue
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


def test_a_typed_value_has_the_type_given_with_it() -> None:
    found = bind([TypedValue(None, types.DATE), TypedValue("{}", types.VARIANT)])

    assert (found.values, found.types) == ({"p1": None, "p2": "{}"}, {"p1": types.DATE, "p2": types.VARIANT})


def test_the_columns_of_an_array_type_the_parameters() -> None:
    array = ArrayBind((BoundColumn(types.DATE, (None, None)), BoundColumn(number(3), (1, 200))))

    assert bind_array(array, 2).types == {"p1": types.DATE, "p2": number(3)}


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(SnowflakeError) as raised:
        bind_array(ArrayBind((BoundColumn(types.DATE, (None,)), BoundColumn(types.DATE, ()))), 2)

    assert raised.value.message == (
        "SQL compilation error: Batch size of 0 for bind variable 2 not the same as previous size of 1."
    )


def test_staged_values_are_texts_as_many_as_the_statement_takes() -> None:
    assert bind_array(ArrayBind(stage="@s/x"), 2).types == {"p1": types.VARCHAR, "p2": types.VARCHAR}


def test_values_that_are_not_given_yet_are_untyped_nulls() -> None:
    found = bind_nothing(2)

    assert (found.values, found.types) == ({"p1": None, "p2": None}, {"p1": types.NULL, "p2": types.NULL})


@pytest.mark.parametrize(
    ("bound", "fewest", "most"),
    [
        (number(5), number(1), number(18)),
        (number(18), number(1), number(18)),
        (number(19), number(19), number(38)),
        (number(5, 2), number(2, 2), number(18, 2)),
        (number(20, 19), number(19, 19), number(38, 19)),
        (types.VARCHAR, types.VARCHAR, types.VARCHAR),
    ],
)
def test_numbers_that_the_engine_holds_alike_have_a_shortest_and_a_longest_type(
    bound: DataType, fewest: DataType, most: DataType
) -> None:
    assert (fewest_digits({"p1": bound}), most_digits({"p1": bound})) == ({"p1": fewest}, {"p1": most})
