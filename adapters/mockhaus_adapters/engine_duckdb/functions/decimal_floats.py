"""DECFLOAT: decimal numbers of 38 digits with exponents from -16383 to 16384.

A value is bytes that sort as the numbers do and are equal where these are, so the engine itself compares, groups and
joins: two bytes of sign and exponent, then the digits, two in a byte, without zeros at the end. In a negative number
exponent and digits are complements, and a byte that no digit has ends it; zero has no digits. What is beyond the least
exponent is zero, what is beyond the largest an error.

Follows https://docs.snowflake.com/en/sql-reference/data-types-numeric.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable
from decimal import Decimal

from mockhaus_adapters.engine_duckdb.functions.json_text import TAG, number_text
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

DIGITS = 38
LARGEST_EXPONENT = 16_384
LEAST_EXPONENT = -16_383
ZERO = b"\x80\x00"

_POSITIVE = 0x8000
_LARGEST_NEGATIVE = 0x7FFF
_END = b"\xff"
_COMPLEMENTS = bytes(0x99 - code if code <= 0x99 else code for code in range(256))  # noqa: PLR2004 - the digits 99
_SPAN = 2 * (LARGEST_EXPONENT + DIGITS)
_NOTHING = Decimal(0)
_WRITTEN = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:[eE]([+-]?\d+))?\s*", re.ASCII)
_LONGEST_EXPONENT = 9


def _context(digits: int, *, exponent: int = 10**9) -> decimal.Context:
    return decimal.Context(digits, decimal.ROUND_HALF_UP, Emin=-exponent, Emax=exponent, traps=[])


_ROUNDED = _context(DIGITS)
_EXACT = _context(_SPAN)
_QUANTIZING = _context(2 * _SPAN)
_GUARDED = _context(DIGITS + 30, exponent=4 * LARGEST_EXPONENT)
"""Digits enough for what is not exact to be rounded once more; the exponents of results cannot be larger."""


# -- the bytes ----------------------------------------------------------------------------------------------------


def decoded(key: bytes) -> Decimal:
    """The number that bytes stand for."""
    head = key[0] << 8 | key[1]
    if head < _POSITIVE:
        digits = key[2:-1].translate(_COMPLEMENTS).hex()
        return Decimal(f"-{digits}E{_LARGEST_NEGATIVE - head + LEAST_EXPONENT - len(digits) + 1}")
    digits = key[2:].hex()
    return Decimal(f"{digits}E{head - _POSITIVE + LEAST_EXPONENT - len(digits) + 1}") if digits else _NOTHING


def encoded(number: Decimal) -> bytes:
    """The bytes of a number, rounded to 38 digits; raises Snowflake's error for one that is too large."""
    mantissa, _, exponent = f"{_ROUNDED.plus(number):E}".partition("E")
    negative = mantissa[0] == "-"
    digits = mantissa[negative:].replace(".", "").rstrip("0")
    place = int(exponent or 0) - LEAST_EXPONENT if digits.isdecimal() else -1
    if place > LARGEST_EXPONENT - LEAST_EXPONENT or not number.is_finite():
        raise _too_large(_printed(number))
    if place < 0:
        return ZERO
    body = bytes.fromhex(digits + "0" * (len(digits) % 2))
    if negative:
        return (_LARGEST_NEGATIVE - place).to_bytes(2, "big") + body.translate(_COMPLEMENTS) + _END
    return (_POSITIVE + place).to_bytes(2, "big") + body


def _too_large(shown: str) -> ValueError:
    return ValueError(f"100046 (22003): Number out of representable range: type DECFLOAT, value {shown}")


# -- conversions --------------------------------------------------------------------------------------------------


def read(text: str | None) -> bytes | None:
    """A number as it is written, in plain or scientific notation; raises Snowflake's error for any other text."""
    if text is None:
        return None
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f"100038 (22018): Numeric value '{text}' is not recognized")
    mantissa, exponent = Decimal(found[1]), found[2] or "0"
    if len(exponent.lstrip("+-0")) > _LONGEST_EXPONENT and mantissa:
        if exponent.startswith("-"):
            return ZERO
        raise _too_large(text)
    return encoded(_ROUNDED.scaleb(_ROUNDED.plus(mantissa), int(exponent)) if mantissa else mantissa)


def read_or_none(text: str | None) -> bytes | None:
    """A number as `read`, and None for any other text: the engine's TRY would run each row of a chunk on its own."""
    try:
        return read(text)
    except ValueError:
        return None


def of_double(number: float | None) -> bytes | None:
    """A DOUBLE, exactly as far as 38 digits go; raises Snowflake's error for NaN and the infinities."""
    if number is None:
        return None
    value = Decimal(number)
    if not value.is_finite():
        raise ValueError(f"100038 (22018): Numeric value '{number}' is not recognized")
    return encoded(value)


def to_double(key: bytes | None) -> float | None:
    """The nearest DOUBLE; an infinity for what is larger than any."""
    return None if key is None else float(decoded(key))


def shown(key: bytes | None) -> str | None:
    """The number as Snowflake prints it: plain where 38 digits do, else in scientific notation."""
    return None if key is None else _printed(decoded(key))


def _printed(number: Decimal) -> str:
    mantissa, _, exponent = f"{_ROUNDED.normalize(number):E}".partition("E")
    places = len(mantissa.partition(".")[2]) - int(exponent or 0)
    if abs(number.adjusted()) < DIGITS and places <= DIGITS:
        plain = f"{number:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{mantissa}e{int(exponent or 0)}"


def to_fixed(key: bytes | None, precision: int | None, scale: int | None, described: str | None) -> str | None:
    """The number rounded to a scale, as plain text; raises Snowflake's error where it has too many digits."""
    if key is None or precision is None or scale is None:
        return None
    number = decoded(key)
    rounded = _quantized(number, scale, decimal.ROUND_HALF_UP)
    if rounded and rounded.adjusted() >= precision - scale:
        raise ValueError(f"100046 (22003): Number out of representable range: type {described}, value {shown(key)}")
    return f"{rounded:f}"


def to_variant(key: bytes | None) -> str | None:
    """The canonical text of a VARIANT: a plain number where JSON's own keeps all digits, else a tagged one."""
    if key is None:
        return None
    text = _printed(decoded(key))
    digits = text.lstrip("-").replace(".", "")
    return number_text(text) if digits.isdecimal() and len(digits) <= DIGITS else f'"{TAG}n{text}"'


# -- arithmetic ---------------------------------------------------------------------------------------------------

_Operation = Callable[[Decimal, Decimal], Decimal]


def _binary(operation: _Operation) -> Callable[[bytes | None, bytes | None], bytes | None]:
    def function(left: bytes | None, right: bytes | None) -> bytes | None:
        return None if left is None or right is None else encoded(operation(decoded(left), decoded(right)))

    return function


def _unary(operation: Callable[[Decimal], Decimal]) -> Callable[[bytes | None], bytes | None]:
    def function(key: bytes | None) -> bytes | None:
        return None if key is None else encoded(operation(decoded(key)))

    return function


def _quotient(left: Decimal, right: Decimal) -> Decimal:
    return _ROUNDED.divide(left, _not_zero(right))


def _remainder(left: Decimal, right: Decimal) -> Decimal:
    return _EXACT.remainder(left, _not_zero(right))


def _not_zero(number: Decimal) -> Decimal:
    if not number:
        raise ValueError("100051 (22012): Division by zero")
    return number


def _quantized(number: Decimal, places: int, rounding: str) -> Decimal:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - the number is finite
    places = max(places, -_SPAN)
    if -exponent <= places:
        return number
    return number.quantize(Decimal((0, (1,), -places)), rounding, _QUANTIZING)


def _rounding(rounding: str) -> Callable[[bytes | None, int | None], bytes | None]:
    def function(key: bytes | None, places: int | None) -> bytes | None:
        return None if key is None or places is None else encoded(_quantized(decoded(key), places, rounding))

    return function


def _square_root(number: Decimal) -> Decimal:
    if number < 0:
        raise _invalid("sqrt", number)
    return _GUARDED.sqrt(number)


def _cube_root(number: Decimal) -> Decimal:
    if not number:
        return number
    return _GUARDED.exp(_GUARDED.divide(_GUARDED.ln(abs(number)), Decimal(3))).copy_sign(number)


def _logarithm(number: Decimal) -> Decimal:
    if number <= 0:
        raise _invalid("ln", number)
    return _GUARDED.ln(number)


def _logarithm_to(base: Decimal, number: Decimal) -> Decimal:
    if base <= 0 or base == 1 or number <= 0:
        raise _invalid("log", base, number)
    return _GUARDED.divide(_GUARDED.ln(number), _GUARDED.ln(base))


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if not base and not exponent:
        return Decimal(1)
    if (not base and exponent < 0) or (base < 0 and exponent != exponent.to_integral_value()):
        raise _invalid("pow", base, exponent)
    return _GUARDED.power(base, exponent)


def _invalid(function: str, *numbers: Decimal) -> ValueError:
    arguments = ",".join(str(shown(encoded(number))) for number in numbers)
    return ValueError(f"100132 (P0000): Invalid floating point operation: {function}({arguments})")


# -- aggregates ---------------------------------------------------------------------------------------------------


def total(keys: list[bytes | None] | None) -> bytes | None:
    """The sum of the numbers, rounded once; None of none."""
    numbers = [decoded(key) for key in keys or () if key is not None]
    return encoded(_sum(numbers)) if numbers else None


def average(keys: list[bytes | None] | None) -> bytes | None:
    """The mean of the numbers; None of none."""
    numbers = [decoded(key) for key in keys or () if key is not None]
    return encoded(_ROUNDED.divide(_sum(numbers), Decimal(len(numbers)))) if numbers else None


def _sum(numbers: list[Decimal]) -> Decimal:
    found = _NOTHING
    for number in numbers:
        found = _EXACT.add(found, number)
    return found


# -- the functions of the engine ----------------------------------------------------------------------------------

_PAIR = ("BLOB", "BLOB")


def _of_two(name: str, operation: _Operation) -> ScalarFunction:
    return ScalarFunction(f"mh_decfloat_{name}", _binary(operation), _PAIR, "BLOB")


def _of_one(name: str, operation: Callable[[Decimal], Decimal]) -> ScalarFunction:
    return ScalarFunction(f"mh_decfloat_{name}", _unary(operation), ("BLOB",), "BLOB")


def _rounded(name: str, rounding: str) -> ScalarFunction:
    return ScalarFunction(f"mh_decfloat_{name}", _rounding(rounding), ("BLOB", "INTEGER"), "BLOB")


FUNCTIONS = (
    ScalarFunction("mh_decfloat", read, ("VARCHAR",), "BLOB"),
    ScalarFunction("mh_try_decfloat", read_or_none, ("VARCHAR",), "BLOB"),
    ScalarFunction("mh_decfloat_of_double", of_double, ("DOUBLE",), "BLOB"),
    ScalarFunction("mh_decfloat_double", to_double, ("BLOB",), "DOUBLE"),
    ScalarFunction("mh_decfloat_variant", to_variant, ("BLOB",), "VARCHAR"),
    ScalarFunction("mh_decfloat_text", shown, ("BLOB",), "VARCHAR"),
    ScalarFunction("mh_decfloat_fixed", to_fixed, ("BLOB", "INTEGER", "INTEGER", "VARCHAR"), "VARCHAR"),
    _of_two("add", _ROUNDED.add),
    _of_two("subtract", _ROUNDED.subtract),
    _of_two("multiply", _ROUNDED.multiply),
    _of_two("divide", _quotient),
    _of_two("remainder", _remainder),
    _of_two("power", _power),
    _of_two("log", _logarithm_to),
    _of_one("negative", _ROUNDED.minus),
    _of_one("abs", abs),
    _of_one("sqrt", _square_root),
    _of_one("cbrt", _cube_root),
    _of_one("exp", _GUARDED.exp),
    _of_one("ln", _logarithm),
    _rounded("round", decimal.ROUND_HALF_UP),
    _rounded("ceil", decimal.ROUND_CEILING),
    _rounded("floor", decimal.ROUND_FLOOR),
    _rounded("trunc", decimal.ROUND_DOWN),
    ScalarFunction("mh_decfloat_sum", total, ("BLOB[]",), "BLOB"),
    ScalarFunction("mh_decfloat_average", average, ("BLOB[]",), "BLOB"),
)
