"""Results on the standard output, and what is said about them on the error stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.client.protocol import Result, TextRow
from mockhaus_adapters.cli_click.formats import FOR_PEOPLE, writer


class Counted:
    """Batches on their way, with the number of rows that passed."""

    def __init__(self, batches: Iterable[Sequence[TextRow]]) -> None:
        self._batches = batches
        self.rows = 0

    def __iter__(self) -> Iterator[Sequence[TextRow]]:
        for batch in self._batches:
            self.rows += len(batch)
            yield batch


def print_result(result: Result, batches: Iterable[Sequence[TextRow]], style: str) -> None:
    """A statement's rows, and a footer where people read."""
    counted = Counted(batches)
    size = 0
    for piece in writer(style)(result.columns, counted):
        click.echo(piece, nl=False)
        size += len(piece.encode())
    result.sent(size)
    if style in FOR_PEOPLE:
        click.echo(footer(counted.rows, result.elapsed_ms), err=True)


def footer(rows: int, milliseconds: float | None = None) -> str:
    """`2 rows (1.5 ms)`."""
    count = "1 row" if rows == 1 else f"{rows} rows"
    return count if milliseconds is None else f"{count} ({milliseconds:.1f} ms)"


def print_rows(columns: Sequence[ResultColumn], rows: Sequence[TextRow], style: str) -> None:
    """Rows that the command made itself."""
    for piece in writer(style)(columns, [rows] if rows else []):
        click.echo(piece, nl=False)
