"""What the benchmarks have in common: times, memory, and native DuckDB as the measure."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

Work = Callable[[], object]


def seconds(work: Work) -> float:
    """Seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def side_by_side(ours: Work, native: Work, rounds: int) -> dict[str, float]:
    """Median seconds of both, called in turn, and how many times as long ours took."""
    taken = [(seconds(ours), seconds(native)) for _ in range(rounds)]
    mine, theirs = (median(each) for each in zip(*taken, strict=True))
    return {"mockhaus_s": round(mine, 4), "duckdb_s": round(theirs, 4), "ratio": round(mine / theirs, 3)}


def own_megabytes(pid: int) -> float:
    """The memory of a process that is its own, without files that it has mapped."""
    fields = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(int(line.split()[1]) for line in fields if line.startswith("RssAnon:"))
    return round(kilobytes / 1024, 1)
