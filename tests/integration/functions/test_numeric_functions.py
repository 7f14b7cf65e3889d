"""Numeric and bitwise functions answer as Snowflake's documentation and recorded answers say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("CEIL(135.135)", 136),
        ("CEIL(-975.975)", -975),
        ("CEIL(-975.975, 2)", Decimal("-975.97")),
        ("CEIL(135.135, 1)", Decimal("135.2")),
        ("CEIL(135.135, -2)", 200),
        ("CEIL(135.135, 50)", Decimal("135.135")),
        ("CEIL(135.135, NULL)", None),
        ("CEIL(5)", 5),
        ("FLOOR(-975.975)", -976),
        ("FLOOR(135.135, -2)", 100),
        ("FLOOR(-975.975, 1)", Decimal("-976.0")),
        ("FLOOR(2.5::FLOAT)", 2.0),
    ],
)
def test_ceil_and_floor_go_to_the_neighbour_with_that_many_digits(
    functions: SnowflakeQueries, expression: str, expected: Value
) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ROUND(135.135)", 135),
        ("ROUND(-975.975)", -976),
        ("ROUND(2.5)", 3),
        ("ROUND(-2.5)", -3),
        ("ROUND(1.005, 2)", Decimal("1.01")),
        ("ROUND(135.135, -2)", 100),
        ("ROUND(150, -2)", 200),
        ("ROUND(-150, -2)", -200),
        ("ROUND(12345, -2)", 12300),
        ("ROUND(135.135, NULL)", None),
        ("ROUND(1.005::FLOAT, 2)", 1.0),
        ("ROUND(10.005::FLOAT, 2)", 10.01),
        ("ROUND('1.5')", 2),
        ("ROUND(EXPR => -2.5, SCALE => 0)", -3),
    ],
)
def test_round_goes_half_away_from_zero(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ROUND(2.5, 0, 'HALF_TO_EVEN')", 2),
        ("ROUND(3.5, 0, 'HALF_TO_EVEN')", 4),
        ("ROUND(-2.5, 0, 'HALF_TO_EVEN')", -2),
        ("ROUND(2.35, 1, 'half_to_even')", Decimal("2.4")),
        ("ROUND(2.45, 1, 'half_to_even')", Decimal("2.4")),
        ("ROUND(250, -2, 'HALF_TO_EVEN')", 200),
        ("ROUND(350, -2, 'HALF_TO_EVEN')", 400),
        ("ROUND(2.5, 0, 'HALF_AWAY_FROM_ZERO')", 3),
    ],
)
def test_round_follows_its_rounding_mode(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


def test_an_unknown_rounding_mode_is_refused(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="HALF_DOWN"):
        functions.value("ROUND(2.5, 0, 'HALF_DOWN')")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("TRUNC(-1.29)", -1),
        ("TRUNC(-1.29, 1)", Decimal("-1.2")),
        ("TRUNCATE(123.4, -1)", 120),
        ("TRUNC(-5.5::FLOAT)", -5.0),
    ],
)
def test_trunc_goes_toward_zero(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


def test_rounding_takes_its_digits_from_each_row(functions: SnowflakeQueries) -> None:
    query = """SELECT ROUND(column1, column2), CEIL(column1, column2)
               FROM VALUES (-975.975, -1), (135.135, 2), (135.135, 50), (135.135, NULL)"""
    assert functions.rows(query) == [
        (Decimal("-980.000"), Decimal("-970.000")),
        (Decimal("135.140"), Decimal("135.140")),
        (Decimal("135.135"), Decimal("135.135")),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("SQRT(2)", 1.4142135623730951),
        ("CBRT(27)", 3.0),
        ("EXP(0)", 1.0),
        ("LN(10)", 2.302585092994046),
        ("LOG(10, 20)", 1.301029995663981),
        ("LOG(2, 0.5)", -1.0),
        ("POW(2, 10)", 1024.0),
        ("POWER(2, 0.5)", 1.4142135623730951),
        ("SQUARE(3)", 9.0),
        ("FACTORIAL(20)", 2432902008176640000),
        ("PI()", 3.141592653589793),
        ("DEGREES(PI()/3)", 59.99999999999999),
        ("RADIANS(180)", 3.141592653589793),
        ("ATAN2(5, 5)", 0.7853981633974483),
        ("SINH(1)", 1.1752011936438014),
        ("COT(PI()/4)", 1.0000000000000002),
        ("HAVERSINE(40.7127, -74.0059, 34.0500, -118.2500)", 3936.385096389),
        ("WIDTH_BUCKET(290000.00, 200000, 600000, 4)", 1),
        ("WIDTH_BUCKET(100, 200000, 600000, 4)", 0),
        ("WIDTH_BUCKET(600000, 200000, 600000, 4)", 5),
        ("SIN('0')", 0.0),
    ],
)
def test_mathematical_functions(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == pytest.approx(expected, rel=1e-12)


def test_abs_and_sign_stay_exact(functions: SnowflakeQueries) -> None:
    assert functions.values("ABS(-1.5), SIGN(-1.35e-10)") == (Decimal("1.5"), -1)


@pytest.mark.parametrize(
    "expression", ["SQRT(-1)", "LN(0)", "LOG(10, -1)", "ACOS(2)", "ASIN(-2)", "ACOSH(0)", "POW(-1, 0.5)"]
)
def test_an_argument_outside_the_domain_is_an_error(functions: SnowflakeQueries, expression: str) -> None:
    with pytest.raises(SnowflakeError, match="Invalid floating point operation") as caught:
        functions.value(expression)
    assert caught.value.code == "100132"


def test_a_type_that_is_no_number_is_refused_with_the_functions_name(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match=r"Invalid argument types for function 'SIN': \(BOOLEAN\)") as caught:
        functions.value("SIN(TRUE)")
    assert caught.value.code == "001044"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("DIV0(1, 2)", Decimal("0.500000")),
        ("DIV0(1, 0)", Decimal("0.000000")),
        ("DIV0(NULL, 0)", None),
        ("DIV0NULL(1, NULL)", Decimal("0.000000")),
    ],
)
def test_division_by_zero_can_be_zero(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("BITAND(5, 3)", 1),
        ("BITOR(5, 3)", 7),
        ("BITXOR(5, 3)", 6),
        ("BITNOT(5)", -6),
        ("BITSHIFTLEFT(1, 70)", 1180591620717411303424),
        ("BITSHIFTLEFT(-1, 3)", -8),
        ("BITSHIFTRIGHT(16, 2)", 4),
        ("BITSHIFTRIGHT(-16, 2)", -4),
        ("GETBIT(11, 3)", 1),
        ("GETBIT(11, 2)", 0),
        ("BITAND(NULL, 3)", None),
        ("HEX_ENCODE(BITAND(HEX_DECODE_BINARY('FF'), HEX_DECODE_BINARY('0F')))", "0F"),
        ("HEX_ENCODE(BITOR(HEX_DECODE_BINARY('FF00'), HEX_DECODE_BINARY('0F'), 'LEFT'))", "FF0F"),
        ("HEX_ENCODE(BITXOR(HEX_DECODE_BINARY('FF00'), HEX_DECODE_BINARY('0F'), 'RIGHT'))", "F000"),
        ("HEX_ENCODE(BITNOT(HEX_DECODE_BINARY('0F')))", "F0"),
    ],
)
def test_bits_of_integers_and_binaries(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


def test_binaries_of_different_lengths_need_a_side_to_pad(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="do not match"):
        functions.value("BITOR(HEX_DECODE_BINARY('FF00'), HEX_DECODE_BINARY('0F'))")
