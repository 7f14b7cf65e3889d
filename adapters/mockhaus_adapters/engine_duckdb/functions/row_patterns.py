"""MATCH_RECOGNIZE: matches of a row pattern in the rows of a partition.

Each row is a number whose bits say for which symbols it qualifies. A pattern is a program for a backtracking machine:
what fails at a row fails there in later attempts too, so each place of the program is tried once for each row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_SYMBOL, _SPLIT, _START, _END, _DONE = range(5)
_MOST_INSTRUCTIONS = 20_000
_NOT_MAPPED = "002079 (42601): SQL compilation error:\nAFTER MATCH SKIP TO a symbol that no row of the match has"
_NO_PROGRESS = "002079 (42601): SQL compilation error:\nAFTER MATCH SKIP TO the first row of the match"

_Row = dict[str, Any]
_Instruction = tuple[int, int, int]
"""A kind and two operands: symbol and whether it is left out; or two places, the preferred one first."""
_Mapped = tuple[int, int, bool]
"""A row, its symbol, whether it is left out."""


@dataclass(slots=True)
class _Program:
    """Instructions of a pattern."""

    code: list[_Instruction] = field(default_factory=list)

    def add(self, tree: list[Any], *, left_out: bool = False) -> None:
        """Append the instructions of a tree."""
        kind, *parts = tree
        match kind:
            case "symbol":
                self._append(_SYMBOL, parts[0], int(left_out))
            case "start":
                self._append(_START)
            case "end":
                self._append(_END)
            case "all":
                for part in parts:
                    self.add(part, left_out=left_out)
            case "any":
                self._alternatives(parts, left_out=left_out)
            case "leave out":
                self.add(parts[0], left_out=True)
            case _:
                self._repeat(*parts, left_out=left_out)

    def _append(self, kind: int, first: int = 0, second: int = 0) -> int:
        if len(self.code) >= _MOST_INSTRUCTIONS:
            raise ValueError(len(self.code))
        self.code.append((kind, first, second))
        return len(self.code) - 1

    def _alternatives(self, parts: Sequence[list[Any]], *, left_out: bool) -> None:
        ends = []
        for part in parts[:-1]:
            split = self._append(_SPLIT)
            self.add(part, left_out=left_out)
            ends.append(self._append(_SPLIT))
            self.code[split] = (_SPLIT, split + 1, len(self.code))
        self.add(parts[-1], left_out=left_out)
        for end in ends:
            self.code[end] = (_SPLIT, len(self.code), -1)

    def _repeat(self, tree: list[Any], least: int, most: int | None, greedy: bool, *, left_out: bool) -> None:  # noqa: FBT001 - of a tree
        for _ in range(least):
            self.add(tree, left_out=left_out)
        if most is None:
            split = self._append(_SPLIT)
            self.add(tree, left_out=left_out)
            self._append(_SPLIT, split, -1)
            self._choose(split, len(self.code), greedy=greedy)
            return
        splits = []
        for _ in range(most - least):
            splits.append(self._append(_SPLIT))
            self.add(tree, left_out=left_out)
        for split in splits:
            self._choose(split, len(self.code), greedy=greedy)

    def _choose(self, split: int, behind: int, *, greedy: bool) -> None:
        self.code[split] = (_SPLIT, split + 1, behind) if greedy else (_SPLIT, behind, split + 1)


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> tuple[_Instruction, ...]:
    program = _Program()
    program.add(json.loads(pattern))
    program.code.append((_DONE, 0, 0))
    return tuple(program.code)


class _Matcher:
    """Attempts at the rows of one partition."""

    def __init__(self, code: Sequence[_Instruction], rows: Sequence[int]) -> None:
        self._code = code
        self._rows = rows
        self._failed: set[tuple[int, int]] = set()

    def match(self, start: int) -> list[_Mapped] | None:
        """The rows of the preferred match that begins at a row, or None."""
        tried: set[tuple[int, int]] = set()
        waiting: list[tuple[int, int, Any]] = [(0, start, None)]
        while waiting:
            place, row, path = waiting.pop()
            state = (place, row)
            if state in tried or state in self._failed:
                continue
            tried.add(state)
            kind, first, second = self._code[place]
            if kind == _DONE:
                return _unwound(path)
            if kind == _SPLIT:
                if second >= 0:
                    waiting.append((second, row, path))
                waiting.append((first, row, path))
            elif kind == _SYMBOL:
                if row < len(self._rows) and self._rows[row] >> first & 1:
                    waiting.append((place + 1, row + 1, (path, (row, first, bool(second)))))
            elif row == (0 if kind == _START else len(self._rows)):
                waiting.append((place + 1, row, path))
        self._failed |= tried
        return None


def _unwound(path: Any) -> list[_Mapped]:  # noqa: ANN401 - nested pairs
    found: list[_Mapped] = []
    while path is not None:
        path, mapped = path
        found.append(mapped)
    return found[::-1]


def matches(pattern: str, rows: Sequence[int], skip: str, symbol: int, rest: bool) -> list[_Row]:  # noqa: FBT001 - an argument in SQL
    """The rows of all matches, with `rest` also those of none.

    `skip` is PAST, NEXT, FIRST or LAST, the last two with the number of a symbol. A match without rows is one row
    without a symbol.
    """
    matcher = _Matcher(_compiled(pattern), rows)
    found: list[_Row] = []
    start, number = 0, 0
    while start < len(rows):
        mapped = matcher.match(start)
        if mapped is None:
            start += 1
            continue
        number += 1
        found.extend(_rows_of(number, start, mapped))
        following = _following(start, mapped, skip, symbol)
        if isinstance(following, str):
            return [_row(None, start, problem=following)]
        start = following
    if rest:
        taken = {row["place"] for row in found}
        found.extend(_row(None, place) for place in range(len(rows)) if place not in taken)
    return found


def _rows_of(number: int, start: int, mapped: Sequence[_Mapped]) -> Iterator[_Row]:
    if not mapped:
        yield _row(number, start)
    for sequence, (place, symbol, left_out) in enumerate(mapped, start=1):
        yield _row(number, place, symbol, sequence, left_out=left_out)


def _row(
    number: int | None,
    place: int,
    symbol: int | None = None,
    sequence: int | None = None,
    *,
    left_out: bool = False,
    problem: str | None = None,
) -> _Row:
    return {
        "number": number,
        "place": place,
        "symbol": symbol,
        "sequence": sequence,
        "left_out": left_out,
        "problem": problem,
    }


def _following(start: int, mapped: Sequence[_Mapped], skip: str, symbol: int) -> int | str:
    """Where the next attempt begins, or what is wrong with that."""
    if not mapped or skip == "NEXT":
        return start + 1
    if skip == "PAST":
        return mapped[-1][0] + 1
    places = [place for place, found, _ in mapped if found == symbol]
    if not places:
        return _NOT_MAPPED
    place = places[0] if skip == "FIRST" else places[-1]
    return place if place > start else _NO_PROGRESS


_ROW = "STRUCT(number BIGINT, place BIGINT, symbol INTEGER, sequence BIGINT, left_out BOOLEAN, problem VARCHAR)[]"
FUNCTIONS = (ScalarFunction("mh_row_matches", matches, ("VARCHAR", "BIGINT[]", "VARCHAR", "INTEGER", "BOOLEAN"), _ROW),)
