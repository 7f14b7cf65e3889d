"""Headings: how Snowflake names a result column that has no alias.

A column is headed by its name; any other expression by its own text in upper case, texts in it too, but not quoted
names.
The parser changes some functions as it reads them, so the text comes from the tokens, not from the tree.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import Position
from mockhaus.translation.cursor import position_of
from mockhaus.translation.dialect import DIALECT

_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END})
_AFTER = frozenset(
    {
        TokenType.FROM,
        TokenType.WHERE,
        TokenType.GROUP_BY,
        TokenType.HAVING,
        TokenType.QUALIFY,
        TokenType.ORDER_BY,
        TokenType.LIMIT,
        TokenType.OFFSET,
        TokenType.FETCH,
        TokenType.UNION,
        TokenType.EXCEPT,
        TokenType.INTERSECT,
        TokenType.SEMICOLON,
    }
)

_FROM_AN_END = frozenset((end, word) for end in ("FIRST", "LAST") for word in ("OVER", "IGNORE", "RESPECT"))


class Headings:
    """The texts of select items of one statement. It is cut into tokens when the first heading is asked for."""

    __slots__ = ("_starts", "_tokens", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens: list[Token] = []
        self._starts: list[int] = []

    def variable(self, name: str) -> Position | None:
        """Where `$name` stands first."""
        for sign, word in pairwise(self._cut()):
            if sign.token_type is TokenType.PARAMETER and word.text.upper() == name:
                return position_of(self.text, sign.start)
        return None

    def of(self, select: exp.Expr) -> list[str]:
        """The text of each item of a SELECT that no rule has changed yet, as headings."""
        found = self._select_token(select)
        spans = self._items(found) if found is not None else []
        if len(spans) == len(select.expressions):
            return [
                _position(item) or self._spelled(first, last)
                for item, (first, last) in zip(select.expressions, spans, strict=True)
            ]
        return [item.sql(DIALECT, comments=False).upper() for item in select.expressions]

    def _cut(self) -> list[Token]:
        if not self._tokens:
            self._tokens = DIALECT.tokenize(self.text)
            self._starts = [token.start for token in self._tokens]
        return self._tokens

    def _select_token(self, select: exp.Expr) -> int | None:
        """The index of the word SELECT that begins it."""
        tokens = self._cut()
        leaf = _first_leaf(select)
        if leaf is None:
            words = [index for index, token in enumerate(tokens) if token.token_type is TokenType.SELECT]
            return words[0] if len(words) == 1 else None
        inner = _selects_between(leaf, select)
        depth = 0
        for index in range(bisect_right(self._starts, leaf.meta["start"]) - 1, -1, -1):
            kind = tokens[index].token_type
            if kind in _CLOSING:
                depth += 1
            elif kind in _OPENING:
                depth = max(depth - 1, 0)
            elif depth == 0 and kind is TokenType.SELECT:
                if not inner:
                    return index
                inner -= 1
        return None

    def _items(self, select: int) -> list[tuple[int, int]]:
        """The token ranges of the items behind a SELECT."""
        tokens = self._cut()
        first = self._behind_quantifiers(select + 1)
        spans: list[tuple[int, int]] = []
        depth = 0
        index = first
        while index < len(tokens):
            kind = tokens[index].token_type
            if kind in _OPENING:
                depth += 1
            elif kind in _CLOSING:
                depth -= 1
            if depth < 0 or (depth == 0 and kind in _AFTER and not self._is_inside(index)):
                break
            if depth == 0 and kind is TokenType.COMMA:
                spans.append((first, index))
                first = index + 1
            index += 1
        return [*spans, (first, index)] if first < index else spans

    def _is_inside(self, index: int) -> bool:
        """Whether a FROM belongs to IS [NOT] DISTINCT FROM, or to NTH_VALUE(…) FROM {FIRST | LAST} … OVER."""
        tokens = self._cut()
        if tokens[index].token_type is not TokenType.FROM:
            return False
        behind = tuple(token.text.upper() for token in tokens[index + 1 : index + 3])
        return tokens[index - 1].token_type is TokenType.DISTINCT or behind in _FROM_AN_END

    def _behind_quantifiers(self, index: int) -> int:
        tokens = self._cut()
        while index < len(tokens) and tokens[index].token_type in (TokenType.DISTINCT, TokenType.ALL):
            index += 1
        if index < len(tokens) - 1 and tokens[index].text.upper() == "TOP":
            return index + 2 if tokens[index + 1].token_type is TokenType.NUMBER else index
        return index

    def _spelled(self, first: int, last: int) -> str:
        tokens = self._cut()
        parts = []
        end = tokens[first].start
        for token in tokens[first:last]:
            gap = self.text[end : token.start]
            spelling = self.text[token.start : token.end + 1]
            parts.append(gap if gap.isspace() or not gap else " ")
            parts.append(spelling if token.token_type is TokenType.IDENTIFIER else spelling.upper())
            end = token.end + 1
        return "".join(parts).strip()


def _position(item: exp.Expr) -> str | None:
    """The heading of `alias.$1`: like a name, it is headed without its alias."""
    if isinstance(item, exp.Column) and isinstance(item.this, exp.Parameter):
        return f"${item.this.name}"
    return None


def _first_leaf(select: exp.Expr) -> exp.Expr | None:
    """The first node of the select list whose place in the text is known."""
    for item in select.expressions:
        placed: list[exp.Expr] = [node for node in item.walk() if "start" in node.meta]
        if placed:
            return min(placed, key=lambda node: int(node.meta["start"]))
    return None


def _selects_between(leaf: exp.Expr, select: exp.Expr) -> int:
    count = 0
    node: exp.Expr | None = leaf
    while node is not None and node is not select:
        count += isinstance(node, exp.Select)
        node = node.parent
    return count
