"""Stages as arguments of functions: `@stage` stands where sqlglot expects an expression, so it becomes a text."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

FUNCTIONS = frozenset(
    {
        *("BUILD_SCOPED_FILE_URL", "BUILD_STAGE_FILE_URL", "GET_PRESIGNED_URL"),
        *("GET_ABSOLUTE_PATH", "GET_RELATIVE_PATH", "GET_STAGE_LOCATION"),
    }
)
"""The functions whose first argument is a stage; not all of them are emulated."""

_ENDS = frozenset({TokenType.COMMA, TokenType.R_PAREN})
_SIGN = "@"


def as_texts(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a query or expression with each stage that is a first argument of these functions as one text."""
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        end = _end(tokens, index) if _begins(text, tokens, index) else index
        if end > index:
            found.append(_text(text, tokens[index], tokens[end - 1]))
        else:
            found.append(tokens[index])
        index = max(end, index + 1)
    return found


def _begins(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether a stage follows the bracket of a call."""
    token = tokens[index]
    return (
        token.token_type is TokenType.PARAMETER
        and text[token.start] == _SIGN
        and index > 1
        and tokens[index - 1].token_type is TokenType.L_PAREN
        and tokens[index - 2].text.upper() in FUNCTIONS
    )


def _end(tokens: Sequence[Token], index: int) -> int:
    """The index behind a stage's last token: what belongs to it follows without a space."""
    end = index + 1
    while end < len(tokens) and tokens[end].token_type not in _ENDS and tokens[end].start == tokens[end - 1].end + 1:
        end += 1
    return end


def _text(text: str, first: Token, last: Token) -> Token:
    written = text[first.start : last.end + 1]
    return Token(TokenType.STRING, written, first.line, first.col, first.start, last.end)
