"""The places of a statement that take bound values: how many, and where."""

from __future__ import annotations

import itertools

from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import Position
from mockhaus.translation.cursor import position_of
from mockhaus.translation.parsing import tokens_of

_PATH_BEFORE = frozenset(
    {TokenType.VAR, TokenType.IDENTIFIER, TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.STRING}
)
"""After one of these a colon begins a VARIANT path, not a bind."""


def count_positional_binds(text: str) -> int:
    """The number of values that `?`, or the highest of `:1`, `:2`, …, ask of a statement."""
    tokens = tokens_of(text)
    marks = sum(token.token_type is TokenType.PLACEHOLDER for token in tokens)
    return max(marks, max(_numbered(tokens), default=0))


def written_bind(text: str, name: str) -> tuple[Position | None, str]:
    """Where the bind of a name or number stands in a statement, and how it is written there: `?`, `:1` or `:name`."""
    tokens = tokens_of(text)
    marks = [token for token in tokens if token.token_type is TokenType.PLACEHOLDER]
    if name.isdigit() and len(marks) >= int(name):
        return position_of(text, marks[int(name) - 1].start), "?"
    for colon, after in itertools.pairwise(tokens):
        if colon.token_type is TokenType.COLON and after.text.upper() == name.upper():
            return position_of(text, colon.start), f":{after.text}"
    return None, f":{name}"


def _numbered(tokens: list[Token]) -> list[int]:
    found = []
    for index, token in enumerate(tokens[:-1]):
        after = tokens[index + 1]
        path = index > 0 and tokens[index - 1].token_type in _PATH_BEFORE
        if token.token_type is TokenType.COLON and after.token_type is TokenType.NUMBER and not path:
            found.append(int(after.text))
    return found
