"""Results on the terminal: as a table, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mockhaus.domain.rendering import renderer
from mockhaus.domain.results import Row, Value
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import SEMI_STRUCTURED, Kind, ResultColumn

FORMATS = ("table", "json", "csv")
_NUMBERS = frozenset({Kind.NUMBER, Kind.FLOAT})
_WIDEST = 200


def rendered(
    columns: Sequence[ResultColumn], rows: Iterable[Row], parameters: SessionParameters
) -> Iterator[list[str | None]]:
    """Rows as the text that Snowflake shows; None for NULL."""
    renderers = [renderer(column.type, parameters) for column in columns]
    for row in rows:
        yield [None if value is None else render(value) for render, value in zip(renderers, row, strict=True)]


def as_table(
    columns: Sequence[ResultColumn], rows: Sequence[Row], parameters: SessionParameters, width: int | None = None
) -> str:
    """A table with a header; NULL is shown as NULL."""
    table = Table(box=box.ASCII2, show_edge=True, pad_edge=True)
    for column in columns:
        right = column.type.kind in _NUMBERS
        table.add_column(Text(column.name), justify="right" if right else "left", overflow="fold")
    for row in rendered(columns, rows, parameters):
        table.add_row(*(Text("NULL" if value is None else value) for value in row))
    out = io.StringIO()
    Console(file=out, width=width or _WIDEST, color_system=None).print(table)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    return "\n".join(lines) + "\n"


def as_csv(columns: Sequence[ResultColumn], rows: Iterable[Row], parameters: SessionParameters) -> str:
    """CSV with a header; NULL is an empty field, text with a comma, quote or line break is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(["" if value is None else value for value in row] for row in rendered(columns, rows, parameters))
    return out.getvalue()


def as_json(columns: Sequence[ResultColumn], rows: Iterable[Row], parameters: SessionParameters) -> str:
    """A JSON array of objects. Numbers keep all their digits; VARIANT, OBJECT and ARRAY are the JSON that they hold."""
    encoders = [_json_encoder(column, parameters) for column in columns]
    names = [json.dumps(column.name, ensure_ascii=False) for column in columns]
    lines = []
    for row in rows:
        cells = (
            f"{name}: {'null' if value is None else encode(value)}"
            for name, encode, value in zip(names, encoders, row, strict=True)
        )
        lines.append("  {" + ", ".join(cells) + "}")
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _json_encoder(column: ResultColumn, parameters: SessionParameters) -> Callable[[Value], str]:
    render = renderer(column.type, parameters)
    if column.type.kind is Kind.NUMBER:
        return render
    if column.type.kind is Kind.BOOLEAN:
        return lambda value: "true" if value else "false"
    if column.type.kind is Kind.FLOAT:
        return lambda value: render(value) if math.isfinite(value) else json.dumps(render(value))  # type: ignore[arg-type]
    if column.type.kind in SEMI_STRUCTURED:
        return _embedded
    return lambda value: json.dumps(render(value), ensure_ascii=False)


def _embedded(value: Value) -> str:
    text = str(value)
    try:
        json.loads(text, parse_constant=_refuse)
    except ValueError:
        return json.dumps(text, ensure_ascii=False)
    return text


def _refuse(constant: str) -> Any:  # noqa: ANN401 - never returns
    raise ValueError(constant)


WRITERS: dict[str, Callable[[Sequence[ResultColumn], Sequence[Row], SessionParameters], str]] = {
    "table": as_table,
    "json": as_json,
    "csv": as_csv,
}
