"""Results on the terminal: the formats by name.

A writer takes a result's columns and batches of rows, as Snowflake's texts, and gives the output in pieces as the rows
come; only tables need all rows first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.client.protocol import TextRow
from mockhaus_adapters.cli_click.formats.records import as_csv, as_json, as_ndjson, as_tsv
from mockhaus_adapters.cli_click.formats.table import as_table
from mockhaus_adapters.cli_click.formats.vertical import as_vertical

Writer = Callable[[Sequence[ResultColumn], Iterable[Sequence[TextRow]]], Iterator[str]]

WRITERS: dict[str, Writer] = {
    "table": as_table,
    "vertical": as_vertical,
    "json": as_json,
    "ndjson": as_ndjson,
    "csv": as_csv,
    "tsv": as_tsv,
}
FORMATS = tuple(WRITERS)
FOR_PEOPLE = frozenset({"table", "vertical"})
"""The formats that a footer may follow."""


def writer(style: str, width: int | None = None) -> Writer:
    """The writer of a format; tables are at most `width` wide."""
    if style == "table" and width is not None:
        return partial(as_table, width=width)
    return WRITERS[style]
