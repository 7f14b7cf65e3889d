"""A chart of what benchmarks found, as SVG: how many times as long as DuckDB alone each thing took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

_WIDTH, _LABEL, _BAR, _GAP, _TOP = 760, 250, 16, 8, 46
_MOST = 4.0
"""Ratios beyond this end with an arrow."""
_GOOD = 1.25
_COLOURS = {True: "#2e7d32", False: "#b26a00"}


def bars(figures: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    """A label and a ratio of times for each thing that was measured beside DuckDB."""
    tpch = figures.get("tpch", {})
    if tpch:
        yield f"TPC-H, scale {tpch['scale']}: geometric mean", tpch["geometric_mean"]
        yield f"TPC-H: slowest ({tpch['worst']})", tpch["queries"][tpch["worst"]]["ratio"]
    for size, kinds in figures.get("fetch", {}).items():
        for kind, found in kinds.items():
            yield f"fetch of {int(size):,} rows as {kind}", found["ratio"]
    for direction in ("load", "unload"):
        for kind, found in figures.get(direction, {}).items():
            yield f"{direction} of {kind}", found["ratio"]
    for count, found in figures.get("throughput", {}).items():
        yield f"mixed statements, {count} clients", 1 / found["share"]


def svg(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The chart of figures by benchmark; things of which there are no figures are left out."""
    found = list(bars(figures))
    height = _TOP + len(found) * (_BAR + _GAP) + 10
    scale = (_WIDTH - _LABEL - 70) / _MOST
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        '<text x="10" y="20" font-size="14" fill="#222222">Time, as a multiple of DuckDB alone in the same run '
        "(less is better)</text>",
    ]
    for mark in (1.0, 2.0, 3.0, 4.0):
        x = _LABEL + mark * scale
        lines.append(f'<line x1="{x:.0f}" y1="{_TOP - 8}" x2="{x:.0f}" y2="{height - 8}" stroke="#cccccc"/>')
        lines.append(f'<text x="{x:.0f}" y="{_TOP - 12}" text-anchor="middle" fill="#777777">{mark:.0f}x</text>')
    for place, (label, ratio) in enumerate(found):
        lines += _bar(label, ratio, _TOP + place * (_BAR + _GAP), scale)
    return "\n".join([*lines, "</svg>", ""])


def _bar(label: str, ratio: float, y: int, scale: float) -> list[str]:
    width = min(ratio, _MOST) * scale
    middle = y + _BAR - 4
    told = f"{ratio:.2f}x" if ratio < 10 else f"{ratio:.0f}x"
    return [
        f'<text x="{_LABEL - 8}" y="{middle}" text-anchor="end" fill="#222222">{escape(label)}</text>',
        f'<rect x="{_LABEL}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{_COLOURS[ratio <= _GOOD]}"/>',
        f'<text x="{_LABEL + width + 6:.1f}" y="{middle}" fill="#222222">{told}{" →" if ratio > _MOST else ""}</text>',
    ]
