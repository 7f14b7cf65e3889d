"""MinHash: for each of some hash functions the smallest value that it has for a set.

A function is a factor and a summand, drawn once for all: its value for a number below 2^31 - 1 is their line modulo
that prime.
"""

from __future__ import annotations

import random
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_PRIME = 2**31 - 1
_MOST_FUNCTIONS = 1024
_SEED = 20

_Numbers = NDArray[np.int64]


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[int, int], ...]:
    drawn = random.Random(_SEED)  # noqa: S311 - the same in every run, not for secrets
    return tuple((drawn.randrange(1, _PRIME), drawn.randrange(_PRIME)) for _ in range(_MOST_FUNCTIONS))


def smallest(bases: list[int] | None, count: int | None) -> list[int] | None:
    """The smallest value of each of the first `count` functions; the largest possible ones for no numbers."""
    if count is None:
        return None
    if not bases:
        return [_PRIME] * count
    numbers: _Numbers = np.array(bases, dtype=np.int64)
    return [int(((numbers * factor + summand) % _PRIME).min()) for factor, summand in _lines()[:count]]


def least(rows: list[list[int]] | None) -> list[int] | None:
    """The smallest of each position of rows of one length."""
    return None if not rows else [min(column) for column in zip(*rows, strict=True)]


def alike(rows: list[list[int]] | None) -> float | None:
    """The share of positions where all rows have the same number."""
    if not rows or not rows[0]:
        return None
    return sum(len(set(column)) == 1 for column in zip(*rows, strict=True)) / len(rows[0])


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_minhash_smallest", smallest, ("BIGINT[]", "BIGINT"), "BIGINT[]"),
    ScalarFunction("mh_minhash_least", least, ("BIGINT[][]",), "BIGINT[]"),
    ScalarFunction("mh_minhash_alike", alike, ("BIGINT[][]",), "DOUBLE"),
)
