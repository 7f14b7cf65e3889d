"""HyperLogLog states of 4,096 sub-streams: the longest run of leading zeros, plus one, in each.

A state is 4,096 bytes, one for each sub-stream, or, where that is shorter, a zero and three bytes for each sub-stream
that was hit: its number, the larger byte first, and its count. A cell is a sub-stream times 64 plus a count.
The estimate is that of Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_PRECISION = 12
_STREAMS = 1 << _PRECISION
_HASH_BITS = 64 - _PRECISION
_MOST_LISTED = 1_000
_VERSION = 4
_ALPHA = 0.5 / math.log(2)


def state_of(cells: list[int] | None) -> bytes:
    """The state of some cells, in any order; the empty one for None."""
    counts: dict[int, int] = {}
    for cell in cells or []:
        stream, count = divmod(cell, 64)
        if count > counts.get(stream, 0):
            counts[stream] = count
    return _written(counts)


def union(states: list[bytes] | None) -> bytes:
    """The state of all that the states have seen."""
    counts: dict[int, int] = {}
    for state in states or []:
        for stream, count in _read(state).items():
            if count > counts.get(stream, 0):
                counts[stream] = count
    return _written(counts)


def estimate(state: bytes | None) -> int | None:
    """About how many distinct values a state has seen."""
    if state is None:
        return None
    counts = _read(state)
    seen = Counter(counts.values())
    z = _STREAMS * _tau(1 - seen[_HASH_BITS + 1] / _STREAMS)
    for rank in range(_HASH_BITS, 0, -1):
        z = 0.5 * (z + seen[rank])
    z += _STREAMS * _sigma((_STREAMS - len(counts)) / _STREAMS)
    return 0 if math.isinf(z) else round(_ALPHA * _STREAMS * _STREAMS / z)


def _sigma(x: float) -> float:
    """What the sub-streams that were never hit add."""
    if x == 1:
        return math.inf
    y, z, before = 1.0, x, -1.0
    while z != before:
        x *= x
        before = z
        z += x * y
        y += y
    return z


def _tau(x: float) -> float:
    """What the sub-streams whose count is the largest add."""
    if x in (0, 1):
        return 0.0
    y, z, before = 1.0, 1 - x, -1.0
    while z != before:
        x = math.sqrt(x)
        before = z
        y *= 0.5
        z -= (1 - x) ** 2 * y
    return z / 3


def export(state: bytes | None) -> str | None:
    """The OBJECT of a state."""
    if state is None:
        return None
    counts = _read(state)
    fields: dict[str, object] = {"precision": _PRECISION, "version": _VERSION}
    if len(counts) > _MOST_LISTED:
        fields["dense"] = [counts.get(stream, 0) for stream in range(_STREAMS)]
    else:
        fields["sparse"] = {"indices": sorted(counts), "maxLzCounts": [counts[stream] for stream in sorted(counts)]}
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def read_export(text: str | None) -> str | None:
    """The state that an OBJECT describes, in hexadecimal; `!` and a message where it describes none."""
    if text is None:
        return None
    try:
        return _written(_described(json.loads(text))).hex()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return f"!Invalid HyperLogLog state: {error}"


def _described(fields: Mapping[str, object]) -> dict[int, int]:
    if fields.get("precision") != _PRECISION:
        raise ValueError("the precision must be 12")
    dense, sparse = fields.get("dense"), fields.get("sparse")
    if isinstance(dense, list) and len(dense) == _STREAMS:
        pairs = list(enumerate(dense))
    elif isinstance(sparse, dict) and len(sparse["indices"]) == len(sparse["maxLzCounts"]):
        pairs = list(zip(sparse["indices"], sparse["maxLzCounts"], strict=True))
    else:
        raise ValueError("it must have the counts of sub-streams")
    counts = {int(stream): int(count) for stream, count in pairs}
    if len(counts) != len(pairs) or any(not 0 <= stream < _STREAMS for stream in counts):
        raise ValueError("sub-streams must lie between 0 and 4095, and none may come twice")
    return {stream: count for stream, count in counts.items() if 0 < count <= _HASH_BITS + 1}


def _written(counts: Mapping[int, int]) -> bytes:
    if len(counts) > _MOST_LISTED:
        return bytes(counts.get(stream, 0) for stream in range(_STREAMS))
    return b"\0" + b"".join(stream.to_bytes(2, "big") + bytes((counts[stream],)) for stream in sorted(counts))


def _read(state: bytes) -> dict[int, int]:
    if len(state) == _STREAMS:
        return {stream: count for stream, count in enumerate(state) if count}
    return {int.from_bytes(state[at : at + 2], "big"): state[at + 2] for at in range(1, len(state) - 2, 3)}


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_hll_state", state_of, ("INTEGER[]",), "BLOB"),
    ScalarFunction("mh_hll_union", union, ("BLOB[]",), "BLOB"),
    ScalarFunction("mh_hll_estimate", estimate, ("BLOB",), "BIGINT"),
    ScalarFunction("mh_hll_export", export, ("BLOB",), "VARCHAR"),
    ScalarFunction("mh_hll_read", read_export, ("VARCHAR",), "VARCHAR"),
)
