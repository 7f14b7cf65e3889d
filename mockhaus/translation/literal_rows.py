"""Long INSERT … VALUES lists of plain literals: no tokens, no trees, and values that reach the engine as parameters.

A list qualifies where all rows are as long as the first and each column holds literals of one family: numbers, texts
without escapes, booleans; NULL goes with all. Any other list goes the way of every query. Types are those that the
walk would give.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mockhaus.domain.statements import LiteralColumn, LiteralRows
from mockhaus.domain.types import BOOLEAN, MAX_PRECISION, MAX_VARCHAR, NULL, DataType, ResultColumn, number, varchar
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.plan import QueryPlan

_SHORTEST = 1_000
_SEPARATOR = "\x1f"
_NULL = "\x1e"
_NUMBER = r"-?\d++(?:\.\d++)?"
_TEXT = r"'(?:[^'\\]|'')*+'"
_LITERAL = rf"(?:{_NUMBER}|{_TEXT}|(?i:NULL|TRUE|FALSE)\b)\s*+"
_ROW = rf"\(\s*+{_LITERAL}(?:,\s*+{_LITERAL})*+\)\s*+"
_HEAD = re.compile(
    r'\s*+INSERT\s++(?:OVERWRITE\s++)?INTO\s++[\w$."\s]+(?:\([\w$",\s]++\)\s*+)?\bVALUES\s*+(?=\()', re.IGNORECASE
)
_FIRST = re.compile(_ROW)
_LIST = re.compile(rf"{_ROW}(?:,\s*+{_ROW})++(?:;\s*+)?")
_ITEM = re.compile(rf"{_TEXT}|[^\s(),';]++|\)")
_NUMBERS = re.compile(_NUMBER)
_WORDS = {"NULL": _NULL, "TRUE": "TRUE", "FALSE": "FALSE"}


def cut(text: str) -> tuple[str, LiteralRows] | None:
    """The statement with the first of its rows, which tells all but the values, and the rows; None for other texts."""
    if len(text) < _SHORTEST or _SEPARATOR in text or _NULL in text:
        return None
    head = _HEAD.match(text)
    if head is None or not _LIST.fullmatch(text, head.end()):
        return None
    rows = _rows(_ITEM.findall(text, head.end()))
    first = _FIRST.match(text, head.end())
    return (text[: first.end()], rows) if rows and first else None


def _rows(items: Sequence[str]) -> LiteralRows | None:
    width = items.index(")")
    ends = items[width :: width + 1]
    if len(items) % (width + 1) or set(ends) != {")"} or items.count(")") != len(ends):
        return None
    columns = [_column(items[place :: width + 1]) for place in range(width)]
    found = tuple(column for column in columns if column is not None)
    return LiteralRows(found) if len(found) == width else None


def _column(items: Sequence[str]) -> LiteralColumn | None:
    """A column of literals as they are written; None where they are of several families."""
    values = [item[1:-1].replace("''", "'") if item[0] == "'" else _WORDS.get(item.upper(), item) for item in items]
    given = [item for item in items if item[0] == "'" or item.upper() != "NULL"]
    nullable = len(given) < len(items)
    data_type = _type(given, nullable=nullable)
    return LiteralColumn(data_type, _SEPARATOR.join(values)) if data_type else None


def _type(items: Sequence[str], *, nullable: bool) -> DataType | None:
    if not items:
        return NULL
    if all(item[0] == "'" for item in items):
        length = max(len(item) - 2 - item.count("''", 1, -1) for item in items)
        return varchar(MAX_VARCHAR if nullable else max(length, 1), nullable=nullable)
    if all(_NUMBERS.match(item) for item in items):
        return _number_type(items, nullable=nullable)
    if all(item.upper() in ("TRUE", "FALSE") for item in items):
        return BOOLEAN.with_nullable(nullable)
    return None


def _number_type(items: Sequence[str], *, nullable: bool) -> DataType | None:
    """The least type that holds all, without zeros that say nothing; None where it is no NUMBER."""
    digits, scale = 1, 0
    for item in items:
        whole, _, fraction = item.partition(".")
        digits = max(digits, len(whole.lstrip("-0")))
        scale = max(scale, len(fraction.rstrip("0")))
    return number(digits + scale, scale, nullable=nullable) if digits + scale <= MAX_PRECISION else None


def query(rows: LiteralRows) -> tuple[QueryPlan, dict[str, str]]:
    """The query of the rows, and the values of its parameters: one text for each column."""
    places = range(1, len(rows.columns) + 1)
    outputs = [_output(f"c{place}", column.type) for place, column in zip(places, rows.columns, strict=True)]
    texts = [f"unnest(string_split($mh_literals_{place}, '{_SEPARATOR}')) AS c{place}" for place in places]
    sql = f"SELECT {', '.join(outputs)} FROM (SELECT {', '.join(texts)}) AS v"
    columns = [ResultColumn(f"c{place}", column.type) for place, column in zip(places, rows.columns, strict=True)]
    parameters = {f"mh_literals_{place}": column.texts for place, column in zip(places, rows.columns, strict=True)}
    return QueryPlan(sql, tuple(columns)), parameters


def _output(name: str, data_type: DataType) -> str:
    value = f"nullif({name}, '{_NULL}')" if data_type.nullable else name
    return f"CAST({value} AS {expression_type(data_type)}) AS {name}"
