"""Results as tables of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from mockhaus.domain.types import Kind, ResultColumn
from mockhaus_adapters.cli_click.client.protocol import TextRow
from mockhaus_adapters.cli_click.formats.widths import folded, printable, width_of

_NUMBERS = frozenset({Kind.NUMBER, Kind.FLOAT})
_WIDEST = 200
_NARROWEST_COLUMN = 8
_PIECE = 1_000


def as_table(
    columns: Sequence[ResultColumn], batches: Iterable[Sequence[TextRow]], width: int = _WIDEST
) -> Iterator[str]:
    """A table with a header; NULL is shown as NULL, and what is wider than its column goes on below."""
    names = [printable(column.name) for column in columns]
    rows = [["NULL" if value is None else printable(value) for value in row] for batch in batches for row in batch]
    widths = _fitting(_natural(names, rows), width)
    rights = [column.type.kind in _NUMBERS for column in columns]
    rule = "+" + "+".join("-" * (size + 2) for size in widths) + "+\n"
    yield rule + _lines(names, widths, rights) + rule
    for start in range(0, len(rows), _PIECE):
        yield "".join(_lines(row, widths, rights) for row in rows[start : start + _PIECE])
    yield rule if rows else ""


def _natural(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    widths = [_widest_line(name) for name in names]
    for row in rows:
        for index, value in enumerate(row):
            if len(value) > widths[index] or not value.isascii():
                widths[index] = max(widths[index], _widest_line(value))
    return widths


def _widest_line(text: str) -> int:
    return max(map(width_of, text.split("\n")), default=0)


def _fitting(widths: list[int], limit: int) -> list[int]:
    """The widths with the widest columns narrowed, until the table fits or no column can give any more."""
    excess = sum(widths) + 3 * len(widths) + 1 - limit
    while excess > 0 and max(widths, default=0) > _NARROWEST_COLUMN:
        widest = max(widths)
        next_widest = max((size for size in widths if size < widest), default=0)
        index = widths.index(widest)
        cut = max(1, min(excess, widest - max(next_widest, _NARROWEST_COLUMN)))
        widths[index] -= cut
        excess -= cut
    return widths


def _lines(row: Sequence[str], widths: Sequence[int], rights: Sequence[bool]) -> str:
    """One row: a line, or several where a value has more than one or is folded."""
    if not any(
        len(value) > size or "\n" in value or not value.isascii() for value, size in zip(row, widths, strict=True)
    ):
        return _line(row, widths, rights)
    cells = [list(folded(value, size)) for value, size in zip(row, widths, strict=True)]
    return "".join(_line(parts, widths, rights) for parts in zip_longest(*cells, fillvalue=""))


def _line(parts: Sequence[str], widths: Sequence[int], rights: Sequence[bool]) -> str:
    padded = (
        " " * (size - width_of(part)) + part if right else part + " " * (size - width_of(part))
        for part, size, right in zip(parts, widths, rights, strict=True)
    )
    return "| " + " | ".join(padded) + " |\n"
