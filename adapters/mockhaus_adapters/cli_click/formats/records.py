"""Formats for programs: CSV, TSV, JSON, and JSON by lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from mockhaus.domain.types import SEMI_STRUCTURED, Kind, ResultColumn
from mockhaus_adapters.cli_click.client.protocol import TextRow

_Batches = Iterable[Sequence[TextRow]]
_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_DIGITS = re.compile(r"-?[0-9]")


def as_csv(columns: Sequence[ResultColumn], batches: _Batches) -> Iterator[str]:
    """CSV with a header; NULL is an empty field, text with a comma, quote or line break is quoted."""
    yield _csv_lines([[column.name for column in columns]])
    for rows in batches:
        yield _csv_lines(["" if value is None else value for value in row] for row in rows)


def _csv_lines(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def as_tsv(columns: Sequence[ResultColumn], batches: _Batches) -> Iterator[str]:
    r"""Fields between tabs, with a header; NULL is `\N`, and `\\`, `\t`, `\n` and `\r` stand for what they say."""
    yield "\t".join(column.name.translate(_TSV_ESCAPES) for column in columns) + "\n"
    for rows in batches:
        yield "".join(
            "\t".join(r"\N" if value is None else value.translate(_TSV_ESCAPES) for value in row) + "\n" for row in rows
        )


def as_json(columns: Sequence[ResultColumn], batches: _Batches) -> Iterator[str]:
    """A JSON array of objects. Numbers keep all their digits; VARIANT, OBJECT and ARRAY are the JSON that they hold.

    A name that comes again gets `_2`, `_3` and so on behind it.
    """
    separator = "[\n  "
    for line in _objects(columns, batches):
        yield separator + line
        separator = ",\n  "
    yield "[]\n" if separator.startswith("[") else "\n]\n"


def as_ndjson(columns: Sequence[ResultColumn], batches: _Batches) -> Iterator[str]:
    """The objects of `as_json`, one on each line."""
    for line in _objects(columns, batches):
        yield line + "\n"


def _objects(columns: Sequence[ResultColumn], batches: _Batches) -> Iterator[str]:
    encoders = [_encoder(column.type.shown.kind) for column in columns]
    names = [json.dumps(name, ensure_ascii=False) for name in _keys(columns)]
    for rows in batches:
        for row in rows:
            cells = (
                f"{name}: {'null' if value is None else encode(value)}"
                for name, encode, value in zip(names, encoders, row, strict=True)
            )
            yield "{" + ", ".join(cells) + "}"


def _keys(columns: Sequence[ResultColumn]) -> list[str]:
    found: dict[str, None] = {}
    for column in columns:
        key, number = column.name, 1
        while key in found:
            number += 1
            key = f"{column.name}_{number}"
        found[key] = None
    return list(found)


def _encoder(kind: Kind) -> Callable[[str], str]:
    if kind is Kind.NUMBER:
        return str
    if kind is Kind.BOOLEAN:
        return str.lower
    if kind is Kind.FLOAT:
        return _float
    return _embedded if kind in SEMI_STRUCTURED or kind is Kind.VECTOR else _text


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _float(value: str) -> str:
    """A number; NaN and the infinities are none in JSON, so they are text."""
    return value if _DIGITS.match(value) else _text(value)


def _embedded(value: str) -> str:
    """The JSON itself, on one line; what is none, such as an `undefined` inside, is text."""
    try:
        json.loads(value, parse_constant=_refuse)
    except ValueError:
        return _text(value)
    return value if "\n" not in value else "".join(line.strip() for line in value.split("\n"))


def _refuse(constant: str) -> Any:  # noqa: ANN401 - never returns
    raise ValueError(constant)
