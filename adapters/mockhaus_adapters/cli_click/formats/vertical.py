"""One line for each value: for rows that are too wide for a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.client.protocol import TextRow
from mockhaus_adapters.cli_click.formats.widths import printable, width_of

_RULE = 30


def as_vertical(columns: Sequence[ResultColumn], batches: Iterable[Sequence[TextRow]]) -> Iterator[str]:
    """Each row as a block of `NAME | value` lines; further lines of a value are aligned."""
    names = [printable(column.name).replace("\n", " ") for column in columns]
    widest = max(map(width_of, names), default=0)
    heads = [" " * (widest - width_of(name)) + name + " | " for name in names]
    margin = "\n" + " " * widest + " | "
    number = 0
    for rows in batches:
        for row in rows:
            number += 1
            lines = (
                head + ("NULL" if value is None else printable(value)).replace("\n", margin)
                for head, value in zip(heads, row, strict=True)
            )
            yield f"-[ ROW {number} ]".ljust(_RULE, "-") + "\n" + "\n".join(lines) + "\n"
