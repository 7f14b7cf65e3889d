"""DECFLOAT in Snowflake's Arrow encoding: a number times a power of ten."""

from __future__ import annotations

import decimal
from collections.abc import Sequence

import pyarrow as pa

EXPONENT, SIGNIFICAND = "exponent", "significand"
TYPE = pa.struct([(EXPONENT, pa.int16()), (SIGNIFICAND, pa.binary())])
"""The significand is a whole number in two's complement, its highest byte first: 16 bytes at most."""


def array_of(texts: Sequence[str | None]) -> pa.Array:
    """DECFLOATs, given as results have them, as texts."""
    return pa.array([None if text is None else _parts(text) for text in texts], TYPE)


def _parts(text: str) -> dict[str, int | bytes]:
    sign, digits, exponent = decimal.Decimal(text).as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - the number is finite
    whole = int("".join(map(str, digits))) * (-1 if sign else 1)
    return {EXPONENT: exponent, SIGNIFICAND: whole.to_bytes(whole.bit_length() // 8 + 1, "big", signed=True)}
