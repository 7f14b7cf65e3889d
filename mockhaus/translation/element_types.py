"""NOT NULL of elements and values in structured types: `ARRAY(INT NOT NULL)`, `MAP(VARCHAR, INT NOT NULL)`.

sqlglot knows constraints of the fields of an OBJECT only. So the tokens of such a type get a wrapper that sqlglot reads
and Snowflake has not: `ARRAY(LOWCARDINALITY(INT))`. Its node says that NOT NULL was written; no other tokens make it,
as the word is not one of the dialect's.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import unsupported
from mockhaus.translation.cursor import CLOSING, OPENING, position_of

NOT_NULL = exp.DType.LOWCARDINALITY
"""The type node around the type of an element or value that is NOT NULL."""

_WRAPPED = frozenset({TokenType.ARRAY, TokenType.MAP})
_TYPES = _WRAPPED | {TokenType.OBJECT}
_ENDING = (TokenType.NOT, TokenType.NULL, TokenType.R_PAREN)


def marked(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with NOT NULL at the end of an ARRAY or MAP type as the wrapper of its element or value.

    OBJECT(), which sqlglot takes for the semi-structured OBJECT, is refused by name.
    """
    if not any(token.token_type in _TYPES for token in tokens):
        return list(tokens)
    found: list[Token] = []
    opened: list[tuple[TokenType | None, int]] = []
    for index, token in enumerate(tokens):
        kind = token.token_type
        if kind in OPENING:
            before = tokens[index - 1].token_type if index else None
            _refuse_empty(text, before, tokens, index)
            found.append(token)
            opened.append((before, len(found)))
            continue
        if kind in CLOSING and opened:
            before, start = opened.pop()
            if before in _WRAPPED and tuple(item.token_type for item in tokens[index - 2 : index + 1]) == _ENDING:
                found[start:] = _wrapped(found[start:-2])
        elif kind is TokenType.COMMA and opened:
            opened[-1] = (opened[-1][0], len(found) + 1)
        found.append(token)
    return found


def _refuse_empty(text: str, before: TokenType | None, tokens: Sequence[Token], index: int) -> None:
    following = tokens[index + 1].token_type if index + 1 < len(tokens) else None
    if before is TokenType.OBJECT and following is TokenType.R_PAREN:
        raise unsupported("data type OBJECT()", position_of(text, tokens[index - 1].start))


def _wrapped(inner: Sequence[Token]) -> list[Token]:
    """The tokens of a type within the wrapper; each new token stands where its neighbour does."""
    first, last = inner[0], inner[-1]
    return [
        _beside(first, TokenType.LOWCARDINALITY, "LOWCARDINALITY"),
        _beside(first, TokenType.L_PAREN, "("),
        *inner,
        _beside(last, TokenType.R_PAREN, ")"),
    ]


def _beside(token: Token, kind: TokenType, text: str) -> Token:
    return Token(kind, text, token.line, token.col, token.start, token.end)
