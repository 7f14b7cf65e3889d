"""Random distributions that the engine has no formula for."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_CACHED_DISTRIBUTIONS = 4
_MOST_ELEMENTS = 16_777_215


@lru_cache(maxsize=_CACHED_DISTRIBUTIONS)
def _zipf_shares(exponent: float, elements: int) -> tuple[float, ...]:
    """The cumulative weights of a Zipf distribution."""
    return tuple(accumulate(1 / rank**exponent for rank in range(1, elements + 1)))


def zipf(exponent: float | None, elements: int | None, share: float | None) -> int | None:
    """The element, from 1, at a share between 0 and 1 of a Zipf distribution; None for too many elements or none."""
    if exponent is None or elements is None or share is None or not 1 <= elements <= _MOST_ELEMENTS:
        return None
    shares = _zipf_shares(exponent, elements)
    return bisect_left(shares, share * shares[-1]) + 1


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_zipf_element", zipf, ("DOUBLE", "BIGINT", "DOUBLE"), "BIGINT"),
)
