"""Row patterns of MATCH_RECOGNIZE: from their text to a tree that the engine's matcher takes.

Follows https://docs.snowflake.com/en/sql-reference/constructs/match_recognize; `|` binds closer than concatenation, as
documented there. A tree is a list: `["symbol", number]`, `["start"]`, `["end"]`, `["all", tree, …]`,
`["any", tree, …]`, `["repeat", tree, least, most or null, greedy]`, `["leave out", tree]`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import fold

Tree = list[object]

_TOKEN = re.compile(r'\s*("(?:[^"]|"")+"|[A-Za-z_][\w$]*|\{-|-\}|\{\s*\d*\s*,?\s*\d*\s*\}|.)', re.DOTALL)
_BOUNDS = re.compile(r"\{\s*(\d*)\s*(,?)\s*(\d*)\s*\}\Z")
_QUANTIFIERS: dict[str, tuple[int, int | None]] = {"+": (1, None), "*": (0, None), "?": (0, 1)}
_CLOSING = frozenset({"", ")", "-}", ",", "|"})
_MOST_PERMUTED = 5
_MOST_REPEATED = 200


class RowPattern:
    """A pattern read from its text. `symbols` are the names that it uses, by their numbers from 0."""

    def __init__(self, text: str) -> None:
        self.symbols: list[str] = []
        self.excludes = False
        self._signs = [match.group(1) for match in _TOKEN.finditer(text.strip())]
        self._next = 0
        self.tree = self._sequence()
        if self._next < len(self._signs):
            raise self._error()

    def _peek(self) -> str:
        return self._signs[self._next] if self._next < len(self._signs) else ""

    def _take(self) -> str:
        sign = self._peek()
        self._next += 1
        return sign

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._error()
        self._next += 1

    def _error(self) -> SnowflakeError:
        detail = f"invalid row pattern at '{self._peek() or '<EOF>'}'"
        return SnowflakeError(ErrorCode.PARSE_FAILED, detail=detail)

    def _sequence(self) -> Tree:
        items = [self._alternatives()]
        while self._peek() not in _CLOSING:
            items.append(self._alternatives())
        return items[0] if len(items) == 1 else ["all", *items]

    def _alternatives(self) -> Tree:
        items = [self._quantified()]
        while self._peek() == "|":
            self._take()
            items.append(self._quantified())
        return items[0] if len(items) == 1 else ["any", *items]

    def _quantified(self) -> Tree:
        tree = self._primary()
        sign = self._peek()
        bounds = _QUANTIFIERS.get(sign) or _bounds(sign)
        if bounds is None:
            return tree
        self._take()
        greedy = self._peek() != "?"
        if not greedy:
            self._take()
        return ["repeat", tree, *bounds, greedy]

    def _primary(self) -> Tree:
        sign = self._take()
        if sign == "^":
            return ["start"]
        if sign == "$":
            return ["end"]
        if sign == "(":
            return self._closed(self._sequence, ")")
        if sign == "{-":
            self.excludes = True
            return ["leave out", self._closed(self._sequence, "-}")]
        if sign.upper() == "PERMUTE" and self._peek() == "(":
            self._take()
            return self._closed(self._permutations, ")")
        if not (sign[:1].isalpha() or sign[:1] in ('"', "_")):
            self._next -= 1
            raise self._error()
        return ["symbol", self._number(_stored(sign))]

    def _closed(self, inside: Callable[[], Tree], closing: str) -> Tree:
        tree = inside()
        self._expect(closing)
        return tree

    def _permutations(self) -> Tree:
        items = [self._sequence()]
        while self._peek() == ",":
            self._take()
            items.append(self._sequence())
        if len(items) > _MOST_PERMUTED:
            raise unsupported(f"PERMUTE of more than {_MOST_PERMUTED} patterns")
        return ["any", *(["all", *order] for order in itertools.permutations(items))]

    def _number(self, name: str) -> int:
        if name not in self.symbols:
            self.symbols.append(name)
        return self.symbols.index(name)


def _stored(sign: str) -> str:
    return sign[1:-1].replace('""', '"') if sign.startswith('"') else fold(sign, quoted=False)


def _bounds(sign: str) -> tuple[int, int | None] | None:
    found = _BOUNDS.match(sign)
    if found is None or not (found[1] or found[3]):
        return None
    least = int(found[1] or 0)
    most = int(found[3]) if found[3] else None if found[2] else least
    if max(least, most or 0) > _MOST_REPEATED:
        raise unsupported(f"a row pattern with a quantifier beyond {_MOST_REPEATED}")
    return least, most
