"""Texts of numbers with an exponent: the engine's own cast to DECIMAL counts their digits wrongly."""

from __future__ import annotations

import decimal
import re

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

OUT_OF_RANGE = "!"
_NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))[eE]([+-]?\d+)\s*\Z")
_LONGEST = 1_000
_EXACT = decimal.Context(
    prec=2 * _LONGEST, rounding=decimal.ROUND_HALF_UP, Emin=decimal.MIN_EMIN, Emax=decimal.MAX_EMAX
)


def plain_number(text: str | None, precision: int | None, scale: int | None) -> str | None:
    """A number with an exponent, written without one and rounded to a scale; OUT_OF_RANGE where it has more digits.

    Other texts are answered as they are.
    """
    if text is None or precision is None or scale is None or len(text) > _LONGEST:
        return text
    found = _NUMBER.match(text)
    if found is None:
        return text
    mantissa = decimal.Decimal(found[1])
    if not mantissa:
        return "0"
    magnitude = mantissa.adjusted() + int(found[2])
    if magnitude >= precision - scale:
        return OUT_OF_RANGE
    if magnitude < -scale - 1:
        return "0"
    rounded = mantissa.scaleb(int(found[2]), _EXACT).quantize(decimal.Decimal((0, (1,), -scale)), context=_EXACT)
    return OUT_OF_RANGE if rounded.adjusted() >= precision - scale else f"{rounded:f}"


FUNCTIONS = (ScalarFunction("mh_plain_number", plain_number, ("VARCHAR", "INTEGER", "INTEGER"), "VARCHAR"),)
