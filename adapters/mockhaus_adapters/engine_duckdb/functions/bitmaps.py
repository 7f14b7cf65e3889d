"""Bitmaps of 32,768 bits: an index vector of up to four positions, or all bits.

An index vector has two bytes for the number of positions, the larger first, and two for each position, the smaller
first, at least ten bytes in all. A whole bitmap has twelve bytes that begin with FFFF, and 4,096 of bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_MOST_LISTED = 4
_LISTED_BYTES = 2 + 2 * _MOST_LISTED
_HEADER = b"\xff\xff" + bytes(10)
_BYTES = 4096


def bitmap_of(positions: list[int] | None) -> bytes | None:
    """The bitmap of some positions, in any order."""
    return None if positions is None else _written(sum(1 << position for position in set(positions)))


def positions_of(bitmap: bytes | None) -> list[int] | None:
    """The positions of a bitmap, ascending."""
    return None if bitmap is None else _positions(_bits(bitmap))


def count(bitmap: bytes | None) -> int | None:
    """How many bits are set."""
    return None if bitmap is None else _bits(bitmap).bit_count()


def union(bitmaps: list[bytes | None] | None) -> bytes | None:
    """The bits that any of the bitmaps has; None where one is None."""
    if bitmaps is None or None in bitmaps:
        return None
    return _written(reduce(or_, _all_bits(bitmaps)))


def intersection(bitmaps: list[bytes | None] | None) -> bytes | None:
    """The bits that all of the bitmaps have; None where one is None."""
    if bitmaps is None or None in bitmaps:
        return None
    return _written(reduce(and_, _all_bits(bitmaps)))


def _all_bits(bitmaps: Iterable[bytes | None]) -> list[int]:
    return [_bits(bitmap) for bitmap in bitmaps if bitmap is not None]


def _written(bits: int) -> bytes:
    number = bits.bit_count()
    if number > _MOST_LISTED:
        return _HEADER + bits.to_bytes(_BYTES, "little")
    listed = b"".join(position.to_bytes(2, "little") for position in _positions(bits))
    return (number.to_bytes(2, "big") + listed).ljust(_LISTED_BYTES, b"\0")


def _bits(bitmap: bytes) -> int:
    if len(bitmap) != _LISTED_BYTES:
        return int.from_bytes(bitmap[len(_HEADER) :], "little")
    number = int.from_bytes(bitmap[:2], "big")
    listed = (int.from_bytes(bitmap[at : at + 2], "little") for at in range(2, 2 + 2 * number, 2))
    return sum(1 << position for position in set(listed))


def _positions(bits: int) -> list[int]:
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_bitmap_of", bitmap_of, ("INTEGER[]",), "BLOB"),
    ScalarFunction("mh_bitmap_positions", positions_of, ("BLOB",), "INTEGER[]"),
    ScalarFunction("mh_bitmap_count", count, ("BLOB",), "BIGINT"),
    ScalarFunction("mh_bitmap_union", union, ("BLOB[]",), "BLOB"),
    ScalarFunction("mh_bitmap_intersection", intersection, ("BLOB[]",), "BLOB"),
)
