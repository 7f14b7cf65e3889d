"""From text to statements: splitting a request, parsing one statement, and what kind it is.

Positions in errors are those of the statement's own text, as Snowflake gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain import statements
from mockhaus.domain.account import statements as account_statements
from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError, unsupported
from mockhaus.domain.statements import Chain, Fragment, Insert, Link, Statement, StatementKind
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation import classification, fragments, literal_rows, local_paths
from mockhaus.translation.cursor import CLOSING, OPENING, STRINGS, Cursor, position_of, tokenize
from mockhaus.translation.parsers import data_types

_BIND_NEVER_FOLLOWS = frozenset(
    {TokenType.IDENTIFIER, TokenType.NUMBER, TokenType.R_PAREN, TokenType.R_BRACKET, *STRINGS}
)
_WORDS_BEFORE_BIND = (
    "ALL AND ANY BETWEEN CASE DISTINCT ELSE ESCAPE EXCEPT FETCH FIRST FOLLOWING FROM HAVING ILIKE IN "
    "INTERVAL LIKE LIMIT NEXT NOT OFFSET ON OR PRECEDING QUALIFY RANGE REGEXP RETURN RLIKE ROWS SELECT "
    "SET THEN TOP USING VALUES WHEN WHERE "
)
_BEFORE_BIND = frozenset({*_WORDS_BEFORE_BIND.split(), "GROUP BY", "ORDER BY", "PARTITION BY"})
_OPENING_BLOCKS = frozenset({"BEGIN", "CASE", "IF", "FOR", "WHILE", "LOOP", "REPEAT"})
_BEFORE_STATEMENT = frozenset({";", "BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT", "AS", "DECLARE", "EXCEPTION"})
_TRANSACTION_WORDS = frozenset({"", ";", "WORK", "TRANSACTION", "NAME"})


_PLAINLY_ONE = re.compile(r"\s*[A-Za-z(][^;]*;?\s*\Z")
_VALUES_STAY_IN_TREES = re.compile(r"\s*(?:SELECT|WITH|VALUES|INSERT|UPDATE|DELETE|MERGE|SET|\()", re.IGNORECASE)
_BEGINNING = Position(1, 0)


@dataclass(frozen=True, slots=True)
class StatementText:
    """One statement of a request. `start` is where in the request its text begins."""

    text: str
    start: Position = _BEGINNING


def split(text: str) -> tuple[StatementText, ...]:
    """The statements of a request, without empty ones; a single statement keeps the request's text as it is.

    A text that cannot be cut into tokens is one statement: `parse` says what is wrong with it.
    """
    if _PLAINLY_ONE.match(text):
        return (StatementText(text),)
    try:
        tokens = tokens_of(text)
    except SnowflakeError:
        return (StatementText(text),)
    pieces = list(_pieces(tokens))
    if len(pieces) == 1:
        return (StatementText(text),)
    return tuple(_statement_text(text, start, end) for start, end in pieces)


def tokens_of(text: str) -> list[Token]:
    """The tokens of a request. The unquoted path of a PUT or GET is one token."""
    tokens = tokenize(local_paths.protected(text))
    return _with_quantifiers(tokens) if "MATCH_RECOGNIZE" in text.upper() else tokens


def _with_quantifiers(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with `?` in row patterns as a word: there it is a quantifier, not a bind."""
    found: list[Token] = []
    depth = 0
    for index, token in enumerate(tokens):
        kind = token.token_type
        if depth or (kind is TokenType.L_PAREN and _word(tokens, index - 1) == "PATTERN"):
            depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        quantifier = depth and kind is TokenType.PLACEHOLDER
        found.append(Token(TokenType.VAR, "?", token.line, token.col, token.start, token.end) if quantifier else token)
    return found


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
    """The indexes of semicolons outside scripting blocks and their declarations."""
    blocks, declaring = 0, False
    for index, token in enumerate(tokens):
        kind = token.token_type
        if kind is TokenType.SEMICOLON:
            if not blocks and not declaring:
                yield index
        elif kind is TokenType.END:
            blocks = max(0, blocks - 1)
        elif token.text.upper() in _OPENING_BLOCKS:
            blocks += _opens_block(tokens, index, inside=blocks > 0 or declaring)
            declaring = declaring and not blocks
        elif not blocks and token.text.upper() == "DECLARE" and _begins_statement(tokens, index):
            declaring = True


def _opens_block(tokens: Sequence[Token], index: int, *, inside: bool) -> bool:
    """Whether a scripting block, or a part of one that END closes, begins at this word."""
    word = _word(tokens, index)
    if inside:
        before = _word(tokens, index - 1)
        return before in _BEFORE_STATEMENT or (word == "CASE" and before != "END")
    if word != "BEGIN" or not _begins_statement(tokens, index):
        return False
    return _word(tokens, index + 1) not in _TRANSACTION_WORDS


def _begins_statement(tokens: Sequence[Token], index: int) -> bool:
    return index == 0 or _word(tokens, index - 1) in (";", "AS")


def _word(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text.upper() if index < len(tokens) else ""


def _statement_text(text: str, start: int, end: int) -> StatementText:
    piece = text[start:end]
    begins = start + len(piece) - len(piece.lstrip())
    return StatementText(text[begins:end], position_of(text, begins))


def parse(text: str, values: Mapping[str, str] | None = None, *, timestamp: Kind = Kind.TIMESTAMP_NTZ) -> Statement:
    """The statement that a text holds. A semicolon may end it. `timestamp` is what the type TIMESTAMP means.

    `values` are the texts of session variables, by upper-case names, and of binds, by `:1` (also for `?`) or `:NAME`:
    for IDENTIFIER($variable), IDENTIFIER(?) and binds in the place of a property's text or a stage. Without them such
    places are refused. Binds and variables in queries and expressions stay in their trees. `depends_on_values` says
    whether a statement may have such places.

    SYNTAX for what Snowflake does not read, EMPTY_STATEMENT for no statement at all, STATEMENT_UNSUPPORTED, by name,
    for what Snowflake does and Mockhaus does not.
    """
    if (found := literal_rows.cut(text)) is not None:
        beginning, rows = found
        statement = parse(beginning, values, timestamp=timestamp)
        assert isinstance(statement, Insert)  # noqa: S101 - nothing else begins so
        return replace(statement, values=None, literals=rows)
    tokens = tokens_of(text)
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    if not tokens:
        raise SnowflakeError(ErrorCode.EMPTY_STATEMENT)
    if "->>" in text and (links := _links(text, tokens)):
        return Chain(tuple(Link(parse(link, values, timestamp=timestamp), link) for link in links))
    if "?" in text:
        tokens = _numbered(text, tokens)
    cursor = Cursor(text, tokens)
    cursor.values, cursor.timestamp = values, timestamp
    _refuse_several(cursor)
    try:
        return classification.statement(cursor)
    except RecursionError as error:
        raise SnowflakeError(ErrorCode.PARSE_FAILED, detail="statement is nested too deeply") from error


def depends_on_values(text: str) -> bool:
    """Whether what `parse` makes of the text may depend on the values given: it is not to be kept for others."""
    if not any(sign in text for sign in "$?:"):
        return False
    return "->>" in text or "IDENTIFIER" in text.upper() or not _VALUES_STAY_IN_TREES.match(text)


def _links(text: str, tokens: Sequence[Token]) -> list[str]:
    """The texts between the pipes `->>` that are outside brackets; none where there is no pipe."""
    depth, start, found = 0, 0, list[str]()
    for token in tokens:
        kind = token.token_type
        depth += (kind in OPENING) - (kind in CLOSING)
        if kind is TokenType.DARROW and not depth:
            found.append(text[start : token.start].strip())
            start = token.end + 1
    return [*found, text[start : tokens[-1].end + 1].strip()] if found else []


def _refuse_several(cursor: Cursor) -> None:
    """Refuse scripting blocks and pipes in brackets, by name, and several statements at once."""
    if cursor.word == "DECLARE" or (cursor.word == "BEGIN" and cursor.ahead(1) not in _TRANSACTION_WORDS):
        raise unsupported("Snowflake Scripting block", cursor.position())
    if "->>" in cursor.text:
        for token in cursor.tokens:
            if token.token_type is TokenType.DARROW:
                raise unsupported("->>", position_of(cursor.text, token.start))
    if ";" in cursor.text and (separators := sum(1 for _ in _separators(cursor.tokens))):
        raise SnowflakeError(ErrorCode.STATEMENT_COUNT, actual=separators + 1, desired=1)


def _numbered(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens with each positional bind `?` as the numbered one that it stands for: `:1`, `:2`, …."""
    result: list[Token] = []
    number, putting = 0, _word(tokens, 0) in ("PUT", "GET")
    for token in tokens:
        if token.token_type is not TokenType.PLACEHOLDER:
            result.append(token)
            continue
        if result and not _may_precede_bind(result[-1]) and not putting:
            raise SnowflakeError(ErrorCode.SYNTAX, position=position_of(text, token.start), token="?")  # noqa: S106
        number += 1
        for kind, part in ((TokenType.COLON, ":"), (TokenType.NUMBER, str(number))):
            result.append(Token(kind, part, token.line, token.col, token.start, token.end))
    return result


def _may_precede_bind(token: Token) -> bool:
    """Whether a value may follow the token: after an operand, `:1` would be read as a path into it."""
    if token.token_type in _BIND_NEVER_FOLLOWS:
        return False
    return not (token.text[0].isalpha() or token.text[0] == "_") or token.text.upper() in _BEFORE_BIND


def parse_data_type(text: str) -> DataType:
    """The data type that a text names."""
    cursor = Cursor(text, tokenize(text))
    found = data_types.data_type(cursor)
    cursor.expect_end()
    return found


def parse_expression(text: str) -> Fragment:
    """The expression that a text holds."""
    tokens = tokenize(text)
    return fragments.expression(Cursor(text, tokens), len(tokens))


_KINDS: dict[type[Statement], StatementKind] = {
    statements.Query: StatementKind.SELECT,
    statements.Call: StatementKind.CALL,
    statements.Explain: StatementKind.EXPLAIN,
    statements.Insert: StatementKind.INSERT,
    statements.InsertMany: StatementKind.INSERT_MANY,
    statements.Update: StatementKind.UPDATE,
    statements.Delete: StatementKind.DELETE,
    statements.Merge: StatementKind.MERGE,
    statements.Truncate: StatementKind.TRUNCATE,
    statements.CreateDatabase: StatementKind.CREATE,
    statements.CreateSchema: StatementKind.CREATE,
    statements.CreateTable: StatementKind.CREATE_TABLE,
    statements.CreateExternalTable: StatementKind.CREATE_TABLE,
    statements.CreateView: StatementKind.CREATE_VIEW,
    statements.CreateSequence: StatementKind.CREATE,
    statements.CreateFileFormat: StatementKind.CREATE,
    statements.CreateStage: StatementKind.CREATE,
    statements.CreatePipe: StatementKind.CREATE,
    account_statements.CreateAccountObject: StatementKind.CREATE,
    account_statements.AlterAccountObject: StatementKind.ALTER,
    account_statements.DropAccountObject: StatementKind.DROP,
    account_statements.CommentOnAccountObject: StatementKind.COMMENT,
    account_statements.DescribeAccountObject: StatementKind.DESCRIBE,
    account_statements.GrantRole: StatementKind.GRANT,
    account_statements.RevokeRole: StatementKind.REVOKE,
    account_statements.ShowGrants: StatementKind.SHOW,
    statements.AlterObject: StatementKind.ALTER,
    statements.AlterSession: StatementKind.ALTER_SESSION,
    statements.Drop: StatementKind.DROP,
    statements.Undrop: StatementKind.UNDROP,
    statements.CommentOn: StatementKind.COMMENT,
    statements.Describe: StatementKind.DESCRIBE,
    statements.DescribeResult: StatementKind.DESCRIBE,
    statements.DescribeTransaction: StatementKind.DESCRIBE,
    statements.Show: StatementKind.SHOW,
    statements.Use: StatementKind.USE,
    statements.SetVariables: StatementKind.SET,
    statements.UnsetVariables: StatementKind.UNSET,
    statements.Begin: StatementKind.BEGIN,
    statements.Commit: StatementKind.COMMIT,
    statements.Rollback: StatementKind.ROLLBACK,
    statements.CopyIntoTable: StatementKind.COPY,
    statements.CopyIntoLocation: StatementKind.UNLOAD,
    statements.CopyFiles: StatementKind.COPY_FILES,
    statements.ListFiles: StatementKind.LIST_FILES,
    statements.RemoveFiles: StatementKind.REMOVE_FILES,
    statements.PutFiles: StatementKind.PUT_FILES,
    statements.GetFiles: StatementKind.GET_FILES,
}


def kind_of(statement: Statement) -> StatementKind:
    """What history and clients call the statement; a chain is what its last statement is."""
    if isinstance(statement, Chain):
        return kind_of(statement.links[-1].statement)
    if isinstance(statement, statements.CreateTable) and statement.query is not None:
        return StatementKind.CREATE_TABLE_AS_SELECT
    if isinstance(statement, statements.AlterObject) and any(
        isinstance(action, statements.RenameTo) for action in statement.actions
    ):
        return StatementKind.RENAME
    return _KINDS.get(type(statement), StatementKind.UNKNOWN)
