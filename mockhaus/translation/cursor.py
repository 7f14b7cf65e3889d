"""A cursor over the tokens of one statement, and the syntax errors that it raises.

Words compare without regard to case and never match quoted identifiers or strings. Errors speak Snowflake's words and
give positions in the statement's own text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeVar

from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName, fold
from mockhaus.domain.types import Kind
from mockhaus.translation.dialect import DIALECT

T = TypeVar("T")

STRINGS = frozenset({TokenType.STRING, TokenType.RAW_STRING, TokenType.HEREDOC_STRING})
_QUOTED = STRINGS | {TokenType.IDENTIFIER, TokenType.NATIONAL_STRING, TokenType.HEX_STRING, TokenType.BYTE_STRING}
OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE})
_OF_WORDS = frozenset({TokenType.GROUP_BY, TokenType.ORDER_BY, TokenType.PARTITION_BY})
CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END})
_NAME = re.compile(r"[^\W\d][\w$]*\Z")
_MOST_PARTS = 3

_RESERVED_WORDS = (
    "ALL ALTER AND ANY AS BETWEEN BY CHECK COLUMN CONNECT CREATE CURRENT DELETE DISTINCT DROP ELSE EXISTS "
    "FOLLOWING FOR FROM GRANT GROUP HAVING ILIKE IN INCREMENT INSERT INTERSECT INTO IS LIKE MINUS NOT NULL OF "
    "ON OR ORDER QUALIFY REGEXP REVOKE RLIKE ROW ROWS SAMPLE SELECT SET SOME START TABLE TABLESAMPLE THEN TO "
    "TRIGGER UNION UNIQUE UPDATE VALUES WHENEVER WHERE WINDOW WITH "
)
RESERVED = frozenset(_RESERVED_WORDS.split())
"""Words that name nothing unless quoted: https://docs.snowflake.com/en/sql-reference/reserved-keywords."""


def tokenize(text: str) -> list[Token]:
    """The tokens of a text; SYNTAX where it cannot be cut into tokens, as with a string that does not end."""
    try:
        return DIALECT.tokenize(text)
    except TokenError as error:
        position = position_of(text, len(text.rstrip()))
        raise SnowflakeError(ErrorCode.SYNTAX, position=position, token="<EOF>") from error  # noqa: S106


def position_of(text: str, offset: int) -> Position:
    """The line, from 1, and the character in it, from 0, of an offset."""
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - before.rfind("\n") - 1)


def unexpected(text: str, token: Token) -> SnowflakeError:
    """SYNTAX at a token; of several words that are one, as GROUP BY, the first is shown."""
    shown = text[token.start : token.end + 1]
    if token.token_type in _OF_WORDS:
        shown = shown.split()[0]
    return SnowflakeError(ErrorCode.SYNTAX, position=position_of(text, token.start), token=shown)


class Cursor:
    """A place in the tokens of one statement, up to `end`.

    `values` are the texts of session variables, by upper-case names, and of binds, by `:1` or `:NAME`, where these
    stand for an object's name or a property's text. `timestamp` is what the type TIMESTAMP means.
    """

    __slots__ = ("end", "index", "text", "timestamp", "tokens", "values")

    values: Mapping[str, str] | None

    def __init__(self, text: str, tokens: Sequence[Token], index: int = 0, end: int | None = None) -> None:
        self.text = text
        self.tokens = tokens
        self.index = index
        self.end = len(tokens) if end is None else end
        self.values = None
        self.timestamp = Kind.TIMESTAMP_NTZ

    # -- looking ---------------------------------------------------------------------------------------------------

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self.index >= self.end

    @property
    def token(self) -> Token | None:
        """The token here, or None at the end."""
        return self.tokens[self.index] if self.index < self.end else None

    @property
    def word(self) -> str:
        """The word or sign here in capitals; empty at the end and for anything quoted."""
        return self.ahead(0)

    def ahead(self, distance: int) -> str:
        """The word that many tokens further on, as `word`."""
        index = self.index + distance
        if index >= self.end:
            return ""
        token = self.tokens[index]
        return "" if token.token_type in _QUOTED else token.text.upper()

    def looks_at(self, *words: str) -> bool:
        """Whether these words come next."""
        for distance, word in enumerate(words):  # noqa: SIM110 - the most frequent call
            if self.ahead(distance) != word:
                return False
        return True

    def find(self, *stops: str) -> int:
        """The index of the first of these words outside brackets and CASE, or of the end."""
        depth = 0
        for index in range(self.index, self.end):
            token = self.tokens[index]
            kind = token.token_type
            if kind in CLOSING:
                depth -= 1
                if depth < 0:
                    return index
            elif depth == 0 and kind not in _QUOTED and token.text.upper() in stops:
                return index
            if kind in OPENING:
                depth += 1
        return self.end

    def source(self, start: int, end: int) -> str:
        """The text of the tokens from `start` up to `end`, as the user wrote it."""
        if start >= end:
            return ""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end + 1]

    # -- moving ----------------------------------------------------------------------------------------------------

    def advance(self) -> Token:
        """The token here, left behind; SYNTAX at the end."""
        if self.index >= self.end:
            self.fail()
        self.index += 1
        return self.tokens[self.index - 1]

    def accept(self, *words: str) -> bool:
        """Leave these words behind if they come next."""
        if not self.looks_at(*words):
            return False
        self.index += len(words)
        return True

    def accept_any(self, *words: str) -> str:
        """Leave the one of these words behind that comes next; empty where none does."""
        word = self.word
        if word not in words:
            return ""
        self.index += 1
        return word

    def expect(self, *words: str) -> None:
        """Leave these words behind; SYNTAX at the first that is missing."""
        for word in words:
            if self.word != word:
                self.fail()
            self.index += 1

    def expect_any(self, *words: str) -> str:
        """The one of these words that comes next, left behind; SYNTAX where none does."""
        return self.accept_any(*words) or self.fail()

    def expect_end(self) -> None:
        """SYNTAX where anything is left."""
        if not self.at_end:
            self.fail()

    # -- values ----------------------------------------------------------------------------------------------------

    def at_string(self) -> bool:
        """Whether a string literal comes next."""
        return self.index < self.end and self.tokens[self.index].token_type in STRINGS

    def at_number(self) -> bool:
        """Whether a number without a sign comes next."""
        return self.index < self.end and self.tokens[self.index].token_type is TokenType.NUMBER

    def string(self) -> str:
        """The value of the string literal, or of the bind, here."""
        if self.word == ":":
            return self.bound()
        if not self.at_string():
            self.fail()
        return self.advance().text

    def integer(self) -> int:
        """The value of the integer here, which may have a sign."""
        negative = self.accept("-")
        if not negative:
            self.accept("+")
        if not self.at_number() or not self.tokens[self.index].text.isdigit():
            self.fail()
        value = int(self.advance().text)
        return -value if negative else value

    def at_name(self) -> bool:
        """Whether an identifier, quoted or not, comes next."""
        token = self.token
        if token is None:
            return False
        if token.token_type is TokenType.IDENTIFIER:
            return True
        return (
            token.token_type not in _QUOTED
            and _NAME.match(token.text) is not None
            and token.text.upper() not in RESERVED
        )

    def name(self) -> str:
        """The stored name of the identifier here."""
        if not self.at_name():
            self.fail()
        token = self.advance()
        return fold(token.text, quoted=token.token_type is TokenType.IDENTIFIER)

    def qualified_name(self) -> QualifiedName:
        """The name of one to three parts here; `database..object` means the schema PUBLIC."""
        if self.looks_at("IDENTIFIER", "("):
            return self._identifier_function()
        parts = [self.name()]
        while self.word == "." and len(parts) < _MOST_PARTS:
            self.advance()
            if len(parts) == 1 and self.accept("."):
                parts.append("PUBLIC")
            parts.append(self.name())
        return QualifiedName(tuple(parts))

    def _identifier_function(self) -> QualifiedName:
        self.expect("IDENTIFIER", "(")
        text = self._variable() if self.word == "$" else self.string()
        self.expect(")")
        return named(text)

    def _variable(self) -> str:
        position = self.position()
        self.expect("$")
        name = self.name()
        if self.values is None:
            raise unsupported("IDENTIFIER with a variable", position)
        if name not in self.values:
            raise SnowflakeError(ErrorCode.VARIABLE_NOT_SET, position=position, name=name)
        return self.values[name]

    def bound(self) -> str:
        """The text of the bind `:1` or `:name` here."""
        position = self.position()
        self.expect(":")
        key = ":" + (self.advance().text if self.at_number() else self.name())
        if self.values is None:
            raise unsupported("bind in the place of a name or property", position)
        if key not in self.values:
            raise SnowflakeError(ErrorCode.BIND_NOT_SET, position=position, name=key)
        return self.values[key]

    def listed(self, item: Callable[[], T]) -> tuple[T, ...]:
        """One or more items between commas."""
        items = [item()]
        while self.accept(","):
            items.append(item())
        return tuple(items)

    def bracketed(self, item: Callable[[], T]) -> tuple[T, ...]:
        """One or more items between commas in parentheses."""
        self.expect("(")
        items = self.listed(item)
        self.expect(")")
        return items

    # -- errors ----------------------------------------------------------------------------------------------------

    def position(self) -> Position:
        """Where the token here stands; at the end, just behind the last one."""
        if self.index < self.end:
            return position_of(self.text, self.tokens[self.index].start)
        return position_of(self.text, self.tokens[self.end - 1].end + 1 if self.end else 0)

    def fail(self) -> NoReturn:
        """SYNTAX at the token here."""
        token = self.token
        if token is None:
            raise SnowflakeError(ErrorCode.SYNTAX, position=self.position(), token="<EOF>")  # noqa: S106
        raise unexpected(self.text, token)


def named(text: str) -> QualifiedName:
    """The qualified name that a string holds, as in IDENTIFIER('…') and FORMAT_NAME = '…'."""
    cursor = Cursor(text, tokenize(text))
    name = cursor.qualified_name()
    cursor.expect_end()
    return name
