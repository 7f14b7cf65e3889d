"""Queries and expressions inside statements: slices of a statement's tokens that sqlglot reads.

The tree of a query is a `Select`, set operation, `Subquery` or `Values`; of an expression, that expression; of the
sources of a FROM or USING clause, the query `SELECT * FROM sources`, so that joins hang where a query has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import Fragment
from mockhaus.translation import arity, element_types, guards, join_clauses, stage_arguments
from mockhaus.translation.cursor import Cursor, position_of, unexpected
from mockhaus.translation.dialect import DIALECT

_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
_SIGNED = 2
_BUILDER_ERRORS = (LookupError, TypeError, ValueError, AttributeError, SqlglotError)


def query(cursor: Cursor, end: int | None = None) -> Fragment:
    """The query from here to `end`, or to the end of the statement."""
    start, stop = cursor.index, cursor.end if end is None else end
    return Fragment(cursor.source(start, stop), _query_tree(cursor, cursor.tokens[start:stop], stop))


def expression(cursor: Cursor, end: int) -> Fragment:
    """The scalar expression from here to `end`."""
    start = cursor.index
    if start >= end:
        cursor.fail()
    return Fragment(cursor.source(start, end), literal(cursor, end) or _expression_tree(cursor, end))


def sources(cursor: Cursor, end: int) -> Fragment:
    """The items of a FROM or USING clause from here, behind that word, to `end`."""
    start = cursor.index
    if start >= end:
        cursor.fail()
    first = cursor.tokens[start]
    head = [
        Token(kind, text, first.line, first.col, first.start, first.start)
        for kind, text in ((TokenType.SELECT, "SELECT"), (TokenType.STAR, "*"), (TokenType.FROM, "FROM"))
    ]
    tree = _query_tree(cursor, [*head, *cursor.tokens[start:end]], end)
    if not isinstance(tree, exp.Select) or set(_given(tree)) - {"expressions", "from_", "joins", "laterals"}:
        cursor.index = start
        cursor.fail()
    return Fragment(cursor.source(start, end), tree)


def literal(cursor: Cursor, end: int) -> exp.Expr | None:
    """The node of a literal or bind from here to `end`, left behind; None where there is anything else.

    Long lists of values consist of these: they are built without a parser.
    """
    tokens = cursor.tokens[cursor.index : end]
    if len(tokens) == 1:
        node = _single(tokens[0])
    elif len(tokens) == _SIGNED and tokens[1].token_type is TokenType.NUMBER:
        node = _signed(*tokens)
    else:
        return None
    if node is not None:
        cursor.index = end
    return node


def _single(token: Token) -> exp.Expr | None:
    kind = token.token_type
    if kind is TokenType.NULL:
        return exp.Null()
    if kind is TokenType.TRUE or kind is TokenType.FALSE:
        return exp.Boolean(this=kind is TokenType.TRUE)
    if kind is TokenType.NUMBER or kind is TokenType.STRING:
        node = exp.Literal(this=token.text, is_string=kind is TokenType.STRING)
        node.update_positions(token)
        return node
    return None


def _signed(sign: Token, number: Token) -> exp.Expr | None:
    if sign.token_type is TokenType.COLON:
        return exp.Placeholder(this=number.text)
    operand = _single(number) if sign.token_type is TokenType.DASH else None
    return exp.Neg(this=operand) if operand else None


def _given(tree: exp.Expr) -> list[str]:
    return [name for name, value in tree.args.items() if value]


def _query_tree(cursor: Cursor, tokens: Sequence[Token], end: int) -> exp.Expr:
    if not tokens:
        cursor.fail()
    guards.check(cursor.text, tokens)
    arity.check(cursor.text, tokens)
    parser = DIALECT.parser()
    try:
        trees = parser.parse(_readable(cursor, tokens), cursor.text)
    except ParseError as error:
        _reraise(cursor, parser, end, error)
    except _BUILDER_ERRORS as error:
        raise _wrong_call(cursor, parser, end) from error
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, _QUERIES):
        cursor.fail()
    cursor.index = end
    if tokens[-1].token_type is TokenType.SELECT:
        cursor.fail()
    return tree


def _expression_tree(cursor: Cursor, end: int) -> exp.Expr:
    tokens = cursor.tokens[cursor.index : end]
    guards.check(cursor.text, tokens)
    arity.check(cursor.text, tokens)
    parser = DIALECT.parser()
    try:
        trees = parser.parse_into(exp.Condition, _readable(cursor, tokens), cursor.text)
    except ParseError as error:
        _reraise(cursor, parser, end, error)
    except _BUILDER_ERRORS as error:
        raise _wrong_call(cursor, parser, end) from error
    tree = trees[0]
    if tree is None:
        cursor.fail()
    cursor.index = end
    return tree


def _readable(cursor: Cursor, tokens: Sequence[Token]) -> list[Token]:
    """The tokens as sqlglot can read them."""
    marked = element_types.marked(cursor.text, join_clauses.without_read_order(cursor.text, tokens))
    return stage_arguments.as_texts(cursor.text, marked) if "@" in cursor.text else marked


def _wrong_call(cursor: Cursor, parser: Parser, end: int) -> SnowflakeError:
    """The error where sqlglot fails while it builds a call: it relies on the number and kind of the arguments."""
    token = parser._curr  # noqa: SLF001 - as below
    cursor.index = end
    place = cursor.position()
    if token.token_type is not TokenType.SENTINEL:
        place = position_of(cursor.text, token.start)
    detail = f"error line {place.line} at position {place.column}\ninvalid arguments of the function called before"
    return SnowflakeError(ErrorCode.PARSE_FAILED, position=place, detail=detail)


def _reraise(cursor: Cursor, parser: Parser, end: int, error: ParseError) -> NoReturn:
    """The parser's error as a SYNTAX error at the token where it stopped, or at a clause that came a second time.

    UNSUPPORTED_DATA_TYPE where a type was expected and a word stands.
    """
    token = _repeated(cursor, error) or parser._curr  # noqa: SLF001 - the only exact place of the offending token
    if token.token_type is TokenType.VAR and _expected(error).casefold().startswith("expected type"):
        name = token.text.upper()
        raise SnowflakeError(
            ErrorCode.UNSUPPORTED_DATA_TYPE, position=position_of(cursor.text, token.start), name=name
        ) from error
    clearer = join_clauses.explained(cursor.text, cursor.tokens[:end], token)
    if clearer is not None:
        raise clearer from error
    if token.token_type is TokenType.SENTINEL:
        cursor.index = end
        try:
            cursor.fail()
        except SnowflakeError as failure:
            raise failure from error
    raise unexpected(cursor.text, token) from error


def _expected(error: ParseError) -> str:
    return str(error.errors[0].get("description")) if error.errors else ""


def _repeated(cursor: Cursor, error: ParseError) -> Token | None:
    """The first word of a clause that a query has already."""
    if not _expected(error).startswith("Found multiple"):
        return None
    place = error.errors[0].get("line"), error.errors[0].get("col")
    return next((token for token in cursor.tokens if (token.line, token.col) == place), None)
