"""Digests of numbers for percentiles, after Ted Dunning and Otmar Ertl's t-digest: small near the ends, larger between.

A digest is a list of means and weights in turn, means ascending. Up to 200 numbers are kept as they are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_COMPRESSION = 200

_Centroid = tuple[float, float]


def digest(numbers: list[float] | None) -> list[float] | None:
    """The digest of some numbers in any order."""
    return None if numbers is None else _flat(_compressed([(number, 1.0) for number in sorted(numbers)]))


def merge(digests: list[float] | None) -> list[float] | None:
    """The digest of several ones that stand behind one another."""
    return None if digests is None else _flat(_compressed(sorted(_centroids(digests))))


def quantile(parts: list[float] | None, fraction: float | None) -> float | None:
    """The number below which the fraction of a digest's numbers lies; None of an empty digest."""
    if not parts or fraction is None:
        return None
    centroids = _centroids(parts)
    ends = list(accumulate(weight for _, weight in centroids))
    middles = [end - weight / 2 for end, (_, weight) in zip(ends, centroids, strict=True)]
    wanted = fraction * ends[-1]
    means = [mean for mean, _ in centroids]
    if wanted <= middles[0]:
        return means[0]
    for (left, right), (low, high) in zip(pairwise(middles), pairwise(means), strict=True):
        if wanted <= right:
            return low + (high - low) * (wanted - left) / (right - left)
    return means[-1]


def _compressed(centroids: Sequence[_Centroid]) -> list[_Centroid]:
    """Neighbours joined as far as the scale function allows; the smallest and the largest stay alone."""
    if len(centroids) <= _COMPRESSION:
        return list(centroids)
    first, *middle, last = centroids
    total = sum(weight for _, weight in centroids)
    joined, before = [first], first[1]
    sum_, weight, limit = 0.0, 0.0, _limit(before / total)
    for mean, more in middle:
        if weight and (before + weight + more) / total > limit:
            joined.append((sum_ / weight, weight))
            before += weight
            sum_, weight, limit = 0.0, 0.0, _limit(before / total)
        sum_ += mean * more
        weight += more
    return [*joined, (sum_ / weight, weight), last]


def _limit(share: float) -> float:
    """How far a centroid that begins at a share of all numbers may reach."""
    position = _COMPRESSION / math.tau * math.asin(2 * share - 1) + 1
    return (math.sin(min(math.tau * position / _COMPRESSION, math.pi / 2)) + 1) / 2


def _centroids(parts: Sequence[float]) -> list[_Centroid]:
    return list(zip(parts[::2], parts[1::2], strict=True))


def _flat(centroids: Sequence[_Centroid]) -> list[float]:
    return [part for centroid in centroids for part in centroid]


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_digest", digest, ("DOUBLE[]",), "DOUBLE[]"),
    ScalarFunction("mh_digest_merge", merge, ("DOUBLE[]",), "DOUBLE[]"),
    ScalarFunction("mh_digest_quantile", quantile, ("DOUBLE[]", "DOUBLE"), "DOUBLE"),
)
