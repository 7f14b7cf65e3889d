"""DECFLOAT in the engine: its bytes beside Python's own decimal numbers."""

from __future__ import annotations

import decimal
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb.functions import decimal_floats
from mockhaus_adapters.engine_duckdb.functions.decimal_floats import decoded, encoded, read, shown

_EXACT = decimal.Context(prec=38, rounding=decimal.ROUND_HALF_UP)
_FUNCTIONS = {item.name: item.implementation for item in decimal_floats.FUNCTIONS}
_NUMBERS = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent, decimal.Context(prec=60)),
    st.integers(-(10**38) + 1, 10**38 - 1),
    st.integers(-200, 200),
)
_SMALL = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**6), max_value=10**6)
_ANY = st.one_of(_NUMBERS, _SMALL)
_quickly = settings(max_examples=200, deadline=None)


@_quickly
@given(_ANY)
def test_bytes_keep_the_number(number: Decimal) -> None:
    assert decoded(encoded(number)) == number


@_quickly
@given(_ANY, _ANY)
def test_bytes_sort_and_are_equal_as_the_numbers(left: Decimal, right: Decimal) -> None:
    one, other = encoded(left), encoded(right)
    assert (one < other, one == other) == (left < right, left == right)


@_quickly
@given(_ANY)
def test_what_is_printed_reads_as_the_number(number: Decimal) -> None:
    text = shown(encoded(number))
    assert text is not None
    assert Decimal(text) == number
    assert read(text) == encoded(number)


@_quickly
@given(_ANY, _ANY)
@pytest.mark.parametrize("name", ["add", "subtract", "multiply"])
def test_arithmetic_is_that_of_decimal_numbers_of_38_digits(name: str, left: Decimal, right: Decimal) -> None:
    expected = getattr(_EXACT, name)(left, right)
    assert decoded(_FUNCTIONS[f"mh_decfloat_{name}"](encoded(left), encoded(right))) == expected


@_quickly
@given(_ANY, _ANY.filter(bool))
def test_quotients_are_rounded_half_up(left: Decimal, right: Decimal) -> None:
    assert decoded(_FUNCTIONS["mh_decfloat_divide"](encoded(left), encoded(right))) == _EXACT.divide(left, right)


@_quickly
@given(_SMALL, _SMALL.filter(bool))
def test_a_remainder_has_the_sign_of_the_dividend(left: Decimal, right: Decimal) -> None:
    assert decoded(_FUNCTIONS["mh_decfloat_remainder"](encoded(left), encoded(right))) == left % right


@_quickly
@given(st.lists(_SMALL, min_size=1, max_size=20))
def test_a_sum_does_not_depend_on_the_order_of_the_numbers(numbers: list[Decimal]) -> None:
    keys = [encoded(number) for number in numbers]
    assert decoded(_FUNCTIONS["mh_decfloat_sum"](keys)) == sum(numbers)
    assert _FUNCTIONS["mh_decfloat_sum"](keys) == _FUNCTIONS["mh_decfloat_sum"](keys[::-1])


def test_a_sum_is_rounded_once() -> None:
    keys = [read(text) for text in ("1e38", "0.3", "0.3", "-1e38")]
    assert shown(_FUNCTIONS["mh_decfloat_sum"](keys)) == "0.6"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("0", "0"),
        ("-0.00", "0"),
        ("  +12.500 ", "12.5"),
        ("1e37", "1" + "0" * 37),
        ("1e38", "1e38"),
        ("123e7000", "1.23e7002"),
        ("-4.2e-5432", "-4.2e-5432"),
        ("1e-37", "0." + "0" * 36 + "1"),
        ("1e-38", "1e-38"),
        ("12e-39", "1.2e-38"),
        ("1.00000000000000000000000000000000000014", "1.0000000000000000000000000000000000001"),
        ("1.00000000000000000000000000000000000015", "1.0000000000000000000000000000000000002"),
        ("9e-16384", "0"),
        ("1e-99999999999999999999", "0"),
        ("0e99999999999999999999", "0"),
    ],
)
def test_texts_are_read_and_printed(written: str, printed: str) -> None:
    assert shown(read(written)) == printed


@pytest.mark.parametrize("text", ["", "x", "NaN", "inf", "1_000", "0x1", "1e", "1e1.5", "٣"])
def test_other_texts_are_not_recognized(text: str) -> None:
    with pytest.raises(ValueError, match=r"100038 \(22018\): Numeric value '.*' is not recognized"):
        read(text)


@pytest.mark.parametrize("text", ["x", "NaN", "1e16385"])
def test_what_is_tried_in_vain_is_nothing(text: str) -> None:
    assert _FUNCTIONS["mh_try_decfloat"](text) is None


@pytest.mark.parametrize("text", ["1e16385", "1e99999999999999999999", "-10e16384"])
def test_numbers_beyond_the_largest_exponent_are_out_of_range(text: str) -> None:
    with pytest.raises(ValueError, match=r"100046 \(22003\): Number out of representable range: type DECFLOAT"):
        read(text)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("divide", ("1", "0")),
        ("remainder", ("1", "0")),
        ("sqrt", ("-1",)),
        ("ln", ("0",)),
        ("log", ("1", "5")),
        ("power", ("-1", "0.5")),
        ("power", ("0", "-1")),
        ("exp", ("100000000",)),
    ],
)
def test_what_has_no_value_is_an_error_of_snowflake(name: str, arguments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"\A\d{6} \([0-9A-Z]{5}\): "):
        _FUNCTIONS[f"mh_decfloat_{name}"](*map(read, arguments))


@pytest.mark.parametrize("name", [name for name in _FUNCTIONS if name not in ("mh_decfloat_sum",)])
def test_of_nothing_comes_nothing(name: str) -> None:
    function = next(item for item in decimal_floats.FUNCTIONS if item.name == name)
    assert function.implementation(*(None for _ in function.arguments)) is None


def test_doubles_are_taken_exactly() -> None:
    of_double = _FUNCTIONS["mh_decfloat_of_double"]
    assert shown(of_double(0.1)) == str(_EXACT.create_decimal_from_float(0.1))
    assert _FUNCTIONS["mh_decfloat_double"](read("1e400")) == float("inf")


@pytest.mark.parametrize(
    ("name", "places", "expected"),
    [
        ("round", 1, "12.6"),
        ("round", -1, "10"),
        ("round", 100, "12.55"),
        ("ceil", -3, "1000"),
        ("floor", 0, "12"),
        ("trunc", 1, "12.5"),
        ("trunc", -100_000, "0"),
    ],
)
def test_rounding_keeps_so_many_places(name: str, places: int, expected: str) -> None:
    assert shown(_FUNCTIONS[f"mh_decfloat_{name}"](read("12.55"), places)) == expected
