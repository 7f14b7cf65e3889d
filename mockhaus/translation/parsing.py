"""From text to statements: splitting a request, parsing one statement, and what kind it is.

Positions in errors are those of the statement's own text, as Snowflake gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain import statements
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import Statement, StatementKind
from mockhaus.domain.types import DataType
from mockhaus.translation import classification
from mockhaus.translation.cursor import Cursor, position_of, tokenize
from mockhaus.translation.parsers import data_types

_OPERAND_ENDS = frozenset(
    {TokenType.IDENTIFIER, TokenType.NUMBER, TokenType.STRING, TokenType.R_PAREN, TokenType.R_BRACKET}
)
_OPENING_BLOCKS = frozenset({"BEGIN", "CASE", "IF", "FOR", "WHILE", "LOOP", "REPEAT"})
_BEFORE_STATEMENT = frozenset({";", "BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT", "AS", "DECLARE", "EXCEPTION"})
_TRANSACTION_WORDS = frozenset({"", ";", "WORK", "TRANSACTION", "NAME"})


_LOCAL_PATH = re.compile(r"(?:\A|;)\s*PUT\s+(file://[^\s'\";]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatementText:
    """One statement of a request. `start_line` is the request's line, from 1, on which the text begins."""

    text: str
    start_line: int = 1


def split(text: str) -> tuple[StatementText, ...]:
    """The statements of a request, without empty ones; a single statement keeps the request's text as it is.

    A text that cannot be cut into tokens is one statement: `parse` says what is wrong with it.
    """
    try:
        tokens = tokens_of(text)
    except SnowflakeError:
        return (StatementText(text),)
    pieces = list(_pieces(tokens))
    if len(pieces) == 1:
        return (StatementText(text),)
    return tuple(_statement_text(text, start, end) for start, end in pieces)


def tokens_of(text: str) -> list[Token]:
    """The tokens of a request. The unquoted path of a PUT is one token: `/*` in it begins no comment."""
    if "file://" in text.lower():
        text = _LOCAL_PATH.sub(_as_identifier, text)
    return tokenize(text)


def _as_identifier(found: re.Match[str]) -> str:
    start = found.start(1) - found.start()
    return f'{found[0][:start]}"{"x" * (len(found[1]) - 2)}"'


def _pieces(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The offsets, from behind the last semicolon to the end of the last token, of each statement."""
    offset, last = 0, -1
    for index in _separators(tokens):
        if index - last > 1:
            yield offset, tokens[index - 1].end + 1
        offset, last = tokens[index].end + 1, index
    if len(tokens) - last > 1:
        yield offset, tokens[-1].end + 1


def _separators(tokens: Sequence[Token]) -> Iterator[int]:
    """The indexes of semicolons outside brackets and scripting blocks."""
    blocks = 0
    for index, token in enumerate(tokens):
        kind = token.token_type
        if kind is TokenType.SEMICOLON and not blocks:
            yield index
        elif kind is TokenType.END and blocks:
            blocks -= 1
        else:
            blocks += _opens_block(tokens, index, inside=blocks > 0)


def _opens_block(tokens: Sequence[Token], index: int, *, inside: bool) -> int:
    """1 where a scripting block, or a part of one that END closes, begins at this token; else 0."""
    word = _word(tokens, index)
    if word not in _OPENING_BLOCKS and word != "DECLARE":
        return 0
    before = _word(tokens, index - 1) if index else ";"
    if inside:
        opens = (word == "CASE" and before != "END") or (word in _OPENING_BLOCKS and before in _BEFORE_STATEMENT)
        return int(opens)
    if before not in (";", "AS"):
        return 0
    return int(word == "DECLARE" or (word == "BEGIN" and _word(tokens, index + 1) not in _TRANSACTION_WORDS))


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text.upper() if index < len(tokens) else ""


def _statement_text(text: str, start: int, end: int) -> StatementText:
    piece = text[start:end]
    begins = start + len(piece) - len(piece.lstrip())
    return StatementText(text[begins:end], position_of(text, begins).line)


def parse(text: str) -> Statement:
    """The statement that a text holds. A semicolon may end it.

    SYNTAX for what Snowflake does not read, EMPTY_STATEMENT for no statement at all, STATEMENT_UNSUPPORTED, by name,
    for what Snowflake does and Mockhaus does not.
    """
    tokens = tokens_of(text)
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    if not tokens:
        raise SnowflakeError(ErrorCode.EMPTY_STATEMENT)
    if "?" in text:
        tokens = _numbered(text, tokens)
    count = sum(token.token_type is TokenType.SEMICOLON for token in tokens) + 1
    cursor = Cursor(text, tokens)
    _refuse_what_spans_statements(cursor)
    if count > 1:
        raise SnowflakeError(ErrorCode.STATEMENT_COUNT, actual=count, desired=1)
    try:
        return classification.statement(cursor)
    except RecursionError as error:
        raise SnowflakeError(ErrorCode.PARSE_FAILED, detail="statement is nested too deeply") from error


def _refuse_what_spans_statements(cursor: Cursor) -> None:
    word = cursor.word
    if word == "BEGIN" and cursor.ahead(1) not in _TRANSACTION_WORDS:
        raise unsupported("Snowflake Scripting block", cursor.position())
    if "->>" in cursor.text:
        for token in cursor.tokens:
            if token.token_type is TokenType.DARROW:
                raise unsupported("->>", position_of(cursor.text, token.start))


def _numbered(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each positional bind `?` as the numbered one that it stands for: `:1`, `:2`, …."""
    result: list[Token] = []
    number = 0
    for token in tokens:
        if token.token_type is not TokenType.PLACEHOLDER:
            result.append(token)
            continue
        if result and result[-1].token_type in _OPERAND_ENDS:
            raise SnowflakeError(ErrorCode.SYNTAX, position=position_of(text, token.start), token="?")  # noqa: S106
        number += 1
        for kind, part in ((TokenType.COLON, ":"), (TokenType.NUMBER, str(number))):
            result.append(Token(kind, part, token.line, token.col, token.start, token.end))
    return result


def parse_data_type(text: str) -> DataType:
    """The data type that a text names."""
    cursor = Cursor(text, tokenize(text))
    found = data_types.data_type(cursor)
    cursor.expect_end()
    return found


_KINDS: dict[type[Statement], StatementKind] = {
    statements.Query: StatementKind.SELECT,
    statements.Explain: StatementKind.EXPLAIN,
    statements.Insert: StatementKind.INSERT,
    statements.Update: StatementKind.UPDATE,
    statements.Delete: StatementKind.DELETE,
    statements.Merge: StatementKind.MERGE,
    statements.Truncate: StatementKind.TRUNCATE,
    statements.CreateDatabase: StatementKind.CREATE,
    statements.CreateSchema: StatementKind.CREATE,
    statements.CreateTable: StatementKind.CREATE_TABLE,
    statements.CreateView: StatementKind.CREATE_VIEW,
    statements.CreateSequence: StatementKind.CREATE,
    statements.CreateFileFormat: StatementKind.CREATE,
    statements.CreateStage: StatementKind.CREATE,
    statements.AlterObject: StatementKind.ALTER,
    statements.AlterSession: StatementKind.ALTER_SESSION,
    statements.Drop: StatementKind.DROP,
    statements.Undrop: StatementKind.UNDROP,
    statements.CommentOn: StatementKind.COMMENT,
    statements.Describe: StatementKind.DESCRIBE,
    statements.Show: StatementKind.SHOW,
    statements.Use: StatementKind.USE,
    statements.SetVariables: StatementKind.SET,
    statements.UnsetVariables: StatementKind.UNSET,
    statements.Begin: StatementKind.BEGIN,
    statements.Commit: StatementKind.COMMIT,
    statements.Rollback: StatementKind.ROLLBACK,
    statements.CopyIntoTable: StatementKind.COPY,
    statements.ListFiles: StatementKind.LIST_FILES,
    statements.RemoveFiles: StatementKind.REMOVE_FILES,
    statements.PutFiles: StatementKind.PUT_FILES,
}


def kind_of(statement: Statement) -> StatementKind:
    """What history and clients call the statement."""
    if isinstance(statement, statements.CreateTable) and statement.query is not None:
        return StatementKind.CREATE_TABLE_AS_SELECT
    if isinstance(statement, statements.AlterObject) and any(
        isinstance(action, statements.RenameTo) for action in statement.actions
    ):
        return StatementKind.RENAME
    return _KINDS.get(type(statement), StatementKind.UNKNOWN)
