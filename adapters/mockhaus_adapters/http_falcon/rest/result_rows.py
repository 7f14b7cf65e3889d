"""Results in the formats of the REST API, as they come: from a statement that runs, or from what was kept of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from mockhaus.application.statement_result import StatementResult
from mockhaus.domain.results import Row
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import Kind, ResultColumn
from mockhaus.ports.engine import ArrowSource
from mockhaus.ports.results import KeptResult, ResultStore
from mockhaus_adapters.http_falcon.envelope import ROW_FORMATS, dump, keys, text_columns
from mockhaus_adapters.http_falcon.rest.media import ARROW, CSV, LINES, PARQUET

RowFormat = Literal["objects", "arrays", "text"]
ROWS_AT_ONCE = 8_192
_PLAIN = frozenset({Kind.NUMBER, Kind.FLOAT, Kind.BOOLEAN})
_QUOTED = frozenset(',"\r\n')


class ResultRows(Protocol):
    """The rows of a result, to be read once: as values, or as Arrow."""

    @property
    def columns(self) -> tuple[ResultColumn, ...]:
        """The columns."""

    def batches(self) -> Iterator[Sequence[Row]]:
        """Values, some rows at once."""

    def arrow(self) -> Iterator[ArrowSource]:
        """Arrow in at least one part."""


class RunningRows:
    """The rows of a statement that still runs."""

    def __init__(self, result: StatementResult, store: ResultStore) -> None:
        self._result = result
        self._store = store
        self.columns = result.columns

    def batches(self) -> Iterator[Sequence[Row]]:
        """See `ResultRows`."""
        while rows := self._result.fetch(ROWS_AT_ONCE):
            yield rows

    def arrow(self) -> Iterator[ArrowSource]:
        """See `ResultRows`."""
        return self._result.arrow(self._store)


class KeptRows:
    """The rows of a kept result."""

    def __init__(self, kept: KeptResult) -> None:
        self._kept = kept
        self.columns = kept.columns

    def batches(self) -> Iterator[Sequence[Row]]:
        """See `ResultRows`."""
        for part in range(len(self._kept.parts)):
            rows = self._kept.rows(part)
            for start in range(0, len(rows), ROWS_AT_ONCE):
                yield rows[start : start + ROWS_AT_ONCE]

    def arrow(self) -> Iterator[ArrowSource]:
        """See `ResultRows`."""
        return (self._kept.arrow(part) for part in range(len(self._kept.parts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """How a result is to look: its media type, whether CSV has a line of names, what a row is in JSON."""

    media_type: str
    csv_header: bool = True
    row_format: RowFormat = "objects"

    def encoded(self, rows: ResultRows, parameters: SessionParameters) -> Iterator[bytes]:
        """The result, piece by piece. `parameters` say how values look as text."""
        return _FORMATS[self.media_type](rows, parameters, self)


def page(kept: KeptResult, offset: int, limit: int) -> list[Row]:
    """So many rows of a kept result, from the given one on; parts without any of them are not read."""
    found: list[Row] = []
    start = 0
    for number, part in enumerate(kept.parts):
        first, last = max(offset - start, 0), min(offset + limit - start, part.row_count)
        if first < last:
            found += kept.rows(number)[first:last]
        start += part.row_count
    return found


def _arrow(rows: ResultRows, _parameters: SessionParameters, _wanted: Presentation) -> Iterator[bytes]:
    from mockhaus_adapters.http_falcon.encoding import tables  # noqa: PLC0415 - start-up stays light

    return tables.arrow_stream(keys(rows.columns), rows.arrow())


def _parquet(rows: ResultRows, _parameters: SessionParameters, _wanted: Presentation) -> Iterator[bytes]:
    from mockhaus_adapters.http_falcon.encoding import tables  # noqa: PLC0415 - start-up stays light

    return tables.parquet(keys(rows.columns), rows.arrow())


def _csv(rows: ResultRows, parameters: SessionParameters, wanted: Presentation) -> Iterator[bytes]:
    head = ",".join(map(_field, keys(rows.columns))) + "\n" if wanted.csv_header else ""
    for batch in rows.batches():
        texts = text_columns(rows.columns, batch, parameters)
        fields = [
            _plain(column) if item.type.kind in _PLAIN else list(map(_field, column))
            for item, column in zip(rows.columns, texts, strict=True)
        ]
        yield (head + "".join(",".join(row) + "\n" for row in zip(*fields, strict=True))).encode()
        head = ""
    if head:
        yield head.encode()


def _plain(texts: Iterable[str | None]) -> list[str]:
    """Fields that never need quotes."""
    return ["" if text is None else text for text in texts]


def _field(text: str | None) -> str:
    """NULL is nothing, an empty text a pair of quotes."""
    if text is None:
        return ""
    if not text or not _QUOTED.isdisjoint(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _lines(rows: ResultRows, parameters: SessionParameters, wanted: Presentation) -> Iterator[bytes]:
    encode = ROW_FORMATS[wanted.row_format]
    for batch in rows.batches():
        yield b"".join(map(_json_line, encode(rows.columns, batch, parameters)))


def _json_line(row: object) -> bytes:
    """JSON in one line: an end of line inside it is white space between its tokens."""
    return dump(row).replace(b"\n", b"") + b"\n"


_FORMATS: dict[str, Callable[[ResultRows, SessionParameters, Presentation], Iterator[bytes]]] = {
    ARROW: _arrow,
    CSV: _csv,
    LINES: _lines,
    PARQUET: _parquet,
}
