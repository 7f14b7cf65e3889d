"""What sqlglot would read though Snowflake does not, or would take too deep a stack or too long to read.

One pass over the tokens of a query before it is parsed. The compiled parser bounds neither its stack nor its time:
deep nesting ends the process, and every JOIN without a condition doubles the work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.translation import join_clauses
from mockhaus.translation.cursor import CLOSING, OPENING, position_of, unexpected

_DEEPEST = 200
_MOST_OPEN_JOINS = 10
_LONGEST_CLAUSE = 4
_PAST = frozenset({"AT", "BEFORE", "CHANGES"})
_LOOKED_BEHIND = frozenset({TokenType.LIMIT, TokenType.UPDATE})
_UNCONDITIONAL = frozenset({TokenType.CROSS, TokenType.NATURAL, TokenType.LATERAL})
_CONDITIONS = frozenset({TokenType.ON, TokenType.USING, TokenType.WHERE})
_FROM_NEVER_FOLLOWS = frozenset(
    {
        TokenType.ALIAS,
        TokenType.ALL,
        TokenType.DISTINCT,
        TokenType.EXCEPT,
        TokenType.INTERSECT,
        TokenType.L_PAREN,
        TokenType.SELECT,
        TokenType.UNION,
    }
)
_NEVER_EMPTY = frozenset({TokenType.ALL, TokenType.ANY, TokenType.IN, TokenType.SOME})
"""Words before a list in brackets that has an item at least."""
_GROUP_BY_NEVER_PRECEDES = frozenset(
    {
        TokenType.DISTINCT,
        TokenType.EXCEPT,
        TokenType.HAVING,
        TokenType.INTERSECT,
        TokenType.LIMIT,
        TokenType.ORDER_BY,
        TokenType.QUALIFY,
        TokenType.R_PAREN,
        TokenType.UNION,
    }
)
_LAST_COMMA_NEVER_FOLLOWS = frozenset({TokenType.ALL, TokenType.COMMA, TokenType.DISTINCT, TokenType.SELECT})
_SELECT_NEVER_PRECEDES = frozenset({TokenType.R_PAREN, TokenType.UNION, TokenType.WHERE, TokenType.GROUP_BY})


_BARE_JOINS = re.compile(r"\b(?:CROSS|NATURAL)\b", re.IGNORECASE)
"""Joins that take no condition: only beside them is a condition looked at."""
_NOTABLE = OPENING | CLOSING | _CONDITIONS | _LOOKED_BEHIND | {TokenType.JOIN, TokenType.FROM, TokenType.DISTINCT}
_NOTABLE_BEFORE = frozenset(
    {
        TokenType.GROUP_BY,
        TokenType.ALIAS,
        TokenType.DISTINCT,
        TokenType.LATERAL,
        TokenType.L_PAREN,
        TokenType.SELECT,
    }
)
"""With a token that is not among the first behind one that is not among the second nothing can be wrong here."""


def check(text: str, tokens: Sequence[Token]) -> None:
    """PARSE_FAILED for a query nested too deeply; SYNTAX for FROM without SELECT and for what must not be empty.

    A comma behind the last item of a select list is Snowflake's: https://docs.snowflake.com/en/sql-reference/sql/select
    """
    if tokens and tokens[0].token_type is TokenType.WITH:
        _check_common_tables(text, tokens)
    if "=>" in text:
        _check_past_of_calls(text, tokens)
    if _check_tokens(text, tokens) or (tokens and tokens[-1].token_type is TokenType.GROUP_BY):
        end = position_of(text, tokens[-1].end + 1)
        raise SnowflakeError(ErrorCode.SYNTAX, position=end, token="<EOF>")  # noqa: S106 - not a password


def _check_tokens(text: str, tokens: Sequence[Token]) -> int:
    """How many brackets are left open."""
    open_joins = [0]
    bare_joins = _BARE_JOINS.search(text) is not None
    previous: TokenType | None = TokenType.L_PAREN
    for index, token in enumerate(tokens):
        kind = token.token_type
        if kind not in _NOTABLE and previous not in _NOTABLE_BEFORE:
            previous = kind
            continue
        if kind in OPENING:
            open_joins.append(0)
            if len(open_joins) > _DEEPEST:
                raise _too_complex(text, token, f"nested more than {_DEEPEST} levels deep")
        elif kind in CLOSING:
            if len(open_joins) > 1:
                open_joins.pop()
        elif kind in _CONDITIONS:
            open_joins[-1] = 0
        elif kind is TokenType.JOIN and previous not in _UNCONDITIONAL:
            open_joins[-1] += 1
            if open_joins[-1] > _MOST_OPEN_JOINS:
                raise _too_complex(text, token, f"made of more than {_MOST_OPEN_JOINS} joins without a condition")
        if _is_unexpected(tokens, index, previous, bare_joins=bare_joins):
            raise unexpected(text, token)
        if kind in _LOOKED_BEHIND:
            _check_clause(text, tokens[index : index + _LONGEST_CLAUSE], previous)
        comparing = kind is TokenType.DISTINCT and previous in (TokenType.IS, TokenType.NOT)
        previous = None if comparing else kind  # IS [NOT] DISTINCT FROM
    return len(open_joins) - 1


def _is_unexpected(tokens: Sequence[Token], index: int, previous: TokenType | None, *, bare_joins: bool) -> bool:
    kind = tokens[index].token_type
    if bare_joins and kind in _CONDITIONS and join_clauses.takes_no_condition(tokens, index):
        return True
    return _misplaced(previous, kind) or _without_items(tokens, index, previous)


def _check_common_tables(text: str, tokens: Sequence[Token]) -> None:
    """After WITH, a SELECT must stand before the FROM of the main query."""
    depth = 0
    for token in tokens:
        if token.token_type in OPENING:
            depth += 1
        elif token.token_type in CLOSING:
            depth -= 1
        elif not depth and token.token_type is TokenType.SELECT:
            return
        elif not depth and token.token_type is TokenType.FROM:
            raise unexpected(text, token)


def _check_past_of_calls(text: str, tokens: Sequence[Token]) -> None:
    """AT, BEFORE and CHANGES behind TABLE(…), which sqlglot would leave out without a word, are refused."""
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.token_type is TokenType.L_PAREN:
            opened.append(index)
        elif token.token_type is TokenType.R_PAREN and opened:
            start, clause = opened.pop(), tokens[index + 1 : index + 1 + _LONGEST_CLAUSE]
            kinds = [item.token_type for item in clause]
            if (
                tokens[start - 1].token_type is TokenType.TABLE
                and kinds[1::2] == [TokenType.L_PAREN, TokenType.FARROW]
                and clause[0].text.upper() in _PAST
            ):
                raise unsupported(f"{clause[0].text.upper()} behind TABLE(…)", position_of(text, clause[0].start))


def _check_clause(text: str, tokens: Sequence[Token], previous: TokenType | None) -> None:
    """FOR UPDATE is refused; `LIMIT 1, 2` is no clause of Snowflake's."""
    if tokens[0].token_type is TokenType.UPDATE:
        if previous is TokenType.FOR:
            raise unsupported("FOR UPDATE", position_of(text, tokens[0].start))
        return
    kinds = [token.token_type for token in tokens]
    if kinds[1:3] == [TokenType.NUMBER, TokenType.COMMA]:
        raise unexpected(text, tokens[2])
    if kinds[1:] == [TokenType.COLON, TokenType.NUMBER, TokenType.COMMA]:
        raise unexpected(text, tokens[3])


def _without_items(tokens: Sequence[Token], index: int, previous: TokenType | None) -> bool:
    """Whether a list ends here that has no items, or none behind its last comma."""
    kind = tokens[index].token_type
    if kind is TokenType.FROM and previous is TokenType.COMMA:
        return not _ends_select_list(tokens, index - 1)
    empty = kind is TokenType.R_PAREN and previous is TokenType.L_PAREN
    return empty and index > 1 and tokens[index - 2].token_type in _NEVER_EMPTY


def _ends_select_list(tokens: Sequence[Token], comma: int) -> bool:
    """Whether the comma of that index is behind the last item of a SELECT: there it may stand before FROM."""
    if tokens[comma - 1].token_type in _LAST_COMMA_NEVER_FOLLOWS:
        return False
    depth = 0
    for token in reversed(tokens[:comma]):
        kind = token.token_type
        depth += (kind in CLOSING) - (kind in OPENING)
        if depth < 0 or (not depth and kind in (TokenType.SELECT, TokenType.FROM)):
            return kind is TokenType.SELECT
    return False


def _misplaced(previous: TokenType | None, kind: TokenType) -> bool:
    if kind is TokenType.FROM:
        return previous in _FROM_NEVER_FOLLOWS
    if previous is TokenType.GROUP_BY:
        return kind in _GROUP_BY_NEVER_PRECEDES
    if previous is TokenType.ALIAS:
        return kind is TokenType.NUMBER
    if previous is TokenType.DISTINCT:
        return kind in (TokenType.ON, TokenType.R_PAREN)
    if previous is TokenType.LATERAL:
        return kind is TokenType.VIEW
    if kind is TokenType.COMMA:
        return previous is TokenType.L_PAREN
    return previous is TokenType.SELECT and kind in _SELECT_NEVER_PRECEDES


def _too_complex(text: str, token: Token, reason: str) -> SnowflakeError:
    return SnowflakeError(
        ErrorCode.PARSE_FAILED, position=position_of(text, token.start), detail=f"statement is {reason}"
    )
