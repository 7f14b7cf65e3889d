"""The columns of a staged file and their types, as INFER_SCHEMA names them.

Follows https://docs.snowflake.com/en/sql-reference/functions/infer_schema. A column of delimited text or JSON takes the
narrowest type that all of its values have; dates and times are read as ISO 8601 writes them.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mockhaus.domain.types import Kind
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.sources import parquet_value

_MOST_DIGITS = 38
_NUMBER = re.compile(r"[+-]?0*(\d*)(?:\.(\d*))?\Z")
_REAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\Z")
_TIMESTAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(?:Z|[+-]\d{2}(?::?\d{2})?)?\Z"
)


@dataclass(frozen=True, slots=True)
class Inferred:
    """A type. `whole` and `scale` are the digits before and behind the point of a NUMBER."""

    name: str
    whole: int = 0
    scale: int = 0

    def __str__(self) -> str:
        """The type as INFER_SCHEMA writes it."""
        return f"NUMBER({max(self.whole + self.scale, 1)}, {self.scale})" if self.name == "NUMBER" else self.name


NOTHING = Inferred("NOTHING")
"""The type of NULL, which every other holds."""
TEXT = Inferred("TEXT")
_REAL_TYPE = Inferred("REAL")
_VARIANT = Inferred("VARIANT")
_WIDER = {
    frozenset({"NUMBER", "REAL"}): _REAL_TYPE,
    frozenset({"DATE", "TIMESTAMP_NTZ"}): Inferred("TIMESTAMP_NTZ"),
}
_NESTED = frozenset({"ARRAY", "OBJECT", "VARIANT"})


@dataclass(frozen=True, slots=True)
class InferredColumn:
    """A column of a file."""

    name: str
    type: Inferred
    nullable: bool = True
    position: int = 0
    """The place of a field of delimited text, from 1; 0 for what is found by its name."""


def united(left: Inferred, right: Inferred) -> Inferred:
    """The narrowest type that holds the values of both."""
    if left is NOTHING or left == right:
        return right
    if right is NOTHING:
        return left
    if left.name == right.name == "NUMBER":
        return _number(max(left.whole, right.whole), max(left.scale, right.scale))
    if _NESTED & {left.name, right.name}:
        return _VARIANT
    return _WIDER.get(frozenset({left.name, right.name}), TEXT)


def _number(whole: int, scale: int) -> Inferred:
    return Inferred("NUMBER", whole, scale) if whole + scale <= _MOST_DIGITS else _REAL_TYPE


# -- texts --------------------------------------------------------------------------------------------------------


def type_of_text(text: str) -> Inferred:
    """The type of a value that stands in a file as text."""
    if text.lower() in ("true", "false"):
        return Inferred("BOOLEAN")
    return _type_of_number(text) or _type_of_moment(text) or TEXT


def _type_of_number(text: str) -> Inferred | None:
    found = _NUMBER.match(text)
    if found and any(character.isdigit() for character in text):
        return _number(len(found[1]), len(found[2] or ""))
    return _REAL_TYPE if _REAL.match(text) else None


def _type_of_moment(text: str) -> Inferred | None:
    if _DATE.match(text) and _is(dt.date.fromisoformat, text):
        return Inferred("DATE")
    if _TIME.match(text) and _is(dt.time.fromisoformat, text):
        return Inferred("TIME")
    found = _TIMESTAMP.match(text)
    if found and _is(dt.date.fromisoformat, found[1]) and _is(dt.time.fromisoformat, found[2]):
        return Inferred("TIMESTAMP_NTZ")
    return None


def _is(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


# -- files --------------------------------------------------------------------------------------------------------


def delimited_columns(records: Iterable[Sequence[str | None]], header: Sequence[str]) -> list[InferredColumn]:
    """The columns of delimited text: named by its header, or `c1`, `c2` and so on."""
    types = [NOTHING] * len(header)
    for fields in records:
        types += [NOTHING] * (len(fields) - len(types))
        for place, field in enumerate(fields):
            if field is not None and types[place] is not TEXT:
                types[place] = united(types[place], type_of_text(field))
    return [
        InferredColumn(header[place] if place < len(header) else f"c{place + 1}", found, position=place + 1)
        for place, found in enumerate(types)
    ]


def document_columns(documents: Iterable[str]) -> list[InferredColumn]:
    """The columns of JSON documents: the keys of objects; what is no object has none. ValueError for no JSON."""
    types: dict[str, Inferred] = {}
    for document in documents:
        found = json.loads(document, parse_float=_Digits, parse_int=_Digits)
        for key, value in found.items() if isinstance(found, dict) else ():
            types[key] = united(types.get(key, NOTHING), _type_of_value(value))
    return [InferredColumn(name, found) for name, found in types.items()]


class _Digits(str):
    """A number as it is written."""

    __slots__ = ()


def _type_of_value(value: object) -> Inferred:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return Inferred("BOOLEAN")
    if isinstance(value, _Digits):
        return _type_of_number(value) or _REAL_TYPE
    if isinstance(value, str):
        return _type_of_moment(value) or TEXT
    return Inferred("ARRAY" if isinstance(value, list) else "OBJECT")


_PARQUET = {
    Kind.VARCHAR: "TEXT",
    Kind.FLOAT: "REAL",
    Kind.TIMESTAMP_LTZ: "TIMESTAMP_NTZ",
}


def parquet_column(name: str, engine_type: str, settings: FileFormatSettings, *, nullable: bool) -> InferredColumn:
    """A column of a Parquet file, by the engine's name for its type."""
    data_type = parquet_value("", engine_type, settings).type
    if data_type.kind is Kind.NUMBER:
        found = Inferred("NUMBER", data_type.precision - data_type.scale, data_type.scale)
    else:
        found = Inferred(_PARQUET.get(data_type.kind, data_type.kind.value))
    return InferredColumn(name, found, nullable)


# -- several files ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MergedColumn:
    """A column of several files, with the files that have it."""

    column: InferredColumn
    files: tuple[str, ...]


def merged(files: Iterable[tuple[str, Sequence[InferredColumn]]], *, ignore_case: bool) -> list[MergedColumn]:
    """The columns of all files, in the order in which they are found; `ignore_case` makes their names upper case."""
    found: dict[str, MergedColumn] = {}
    for file, columns in files:
        for column in columns:
            name = column.name.upper() if ignore_case else column.name
            known = found.get(name)
            found[name] = (
                MergedColumn(replace(column, name=name), (file,)) if known is None else _with(known, column, file)
            )
    return list(found.values())


def _with(known: MergedColumn, column: InferredColumn, file: str) -> MergedColumn:
    both = replace(
        known.column,
        type=united(known.column.type, column.type),
        nullable=known.column.nullable or column.nullable,
    )
    return MergedColumn(both, tuple(dict.fromkeys((*known.files, file))))


def rows(columns: Iterable[MergedColumn], *, ignore_case: bool) -> Iterator[tuple[str, str, bool, str, str, int]]:
    """The rows of INFER_SCHEMA."""
    for order, merged_column in enumerate(columns):
        column = merged_column.column
        named = str(TEXT if column.type is NOTHING else column.type)
        value = _expression(column, ignore_case=ignore_case)
        yield column.name, named, column.nullable, f"{value}::{named}", ", ".join(merged_column.files), order


def _expression(column: InferredColumn, *, ignore_case: bool) -> str:
    if column.position:
        return f"${column.position}"
    return f"GET_IGNORE_CASE ($1, {column.name})" if ignore_case else f"$1:{column.name}"
