"""What stands behind joins and tables that sqlglot does not read.

`FIRST(alias)` and `LAST(alias)` behind a directed join say which table is scanned first; they change no result, so
they are checked and left out: https://docs.snowflake.com/en/sql-reference/constructs/join
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.translation.cursor import CLOSING, OPENING, position_of

_READ_ORDER = frozenset({"FIRST", "LAST"})
_LENGTH = 4
_CONDITIONS = frozenset({TokenType.ON, TokenType.USING})
_ENDING = frozenset({TokenType.FROM, TokenType.SELECT, TokenType.WHERE, *_CONDITIONS})
_UNCONDITIONAL = frozenset({TokenType.CROSS, TokenType.NATURAL})
_JOIN_WORDS = frozenset({"CROSS", "DIRECTED", "FULL", "INNER", "LEFT", "NATURAL", "OUTER", "RIGHT"})
_BEFORE_OPERANDS = frozenset({TokenType.COMMA, TokenType.FROM, TokenType.JOIN})


def without_read_order(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens without read-order clauses; READ_ORDER_ALIAS for one that names no table of its join."""
    if "DIRECTED" not in text.upper():
        return list(tokens)
    found: list[Token] = []
    for index, token in enumerate(tokens):
        found.append(token)
        start = index - _LENGTH + 1
        if token.token_type is TokenType.R_PAREN and _is_read_order(tokens, start) and _check(text, tokens, start):
            del found[-_LENGTH:]
    return found


def takes_no_condition(tokens: Sequence[Token], index: int) -> bool:
    """Whether the ON or USING at that place follows a CROSS or NATURAL join."""
    if tokens[index].token_type not in _CONDITIONS:
        return False
    for place in _same_level(tokens, index):
        kind = tokens[place].token_type
        if kind is TokenType.JOIN:
            return _is_unconditional(tokens, place)
        if kind in _ENDING:
            return False
    return False


def explained(text: str, tokens: Sequence[Token], failed: Token) -> SnowflakeError | None:
    """A clearer error than SYNTAX at the token where reading failed: of MATCH_CONDITION, read order and RESAMPLE."""
    index = next((number for number, token in enumerate(tokens) if token.start == failed.start), len(tokens))
    for start in range(index):
        if tokens[start].text.upper() == "RESAMPLE" and _begins(tokens, start + 1, "(", "USING"):
            return unsupported("RESAMPLE", position_of(text, tokens[start].start))
    opening = _opening(tokens, index)
    if opening and tokens[opening - 1].token_type is TokenType.MATCH_CONDITION and index < len(tokens):
        return SnowflakeError(ErrorCode.MATCH_CONDITION_OPERATOR, position=position_of(text, failed.start))
    if _is_read_order(tokens, index) and _join_before(tokens, index) is not None:
        return SnowflakeError(ErrorCode.READ_ORDER_WITHOUT_DIRECTED, position=position_of(text, failed.start))
    return None


def _is_unconditional(tokens: Sequence[Token], join: int) -> bool:
    place = join - 1
    while place > 0 and tokens[place].token_type not in _UNCONDITIONAL and tokens[place].text.upper() in _JOIN_WORDS:
        place -= 1
    return tokens[place].token_type in _UNCONDITIONAL


def _begins(tokens: Sequence[Token], index: int, *words: str) -> bool:
    return [token.text.upper() for token in tokens[index : index + len(words)]] == list(words)


def _is_read_order(tokens: Sequence[Token], index: int) -> bool:
    if index < 1 or index + _LENGTH > len(tokens) or tokens[index].text.upper() not in _READ_ORDER:
        return False
    return tokens[index + 1].token_type is TokenType.L_PAREN and tokens[index + 3].token_type is TokenType.R_PAREN


def _opening(tokens: Sequence[Token], index: int) -> int:
    """The index of the bracket that is open at a token; 0 where there is none."""
    depth = 0
    for place in range(index - 1, 0, -1):
        kind = tokens[place].token_type
        depth += (kind in CLOSING) - (kind in OPENING)
        if depth < 0:
            return place
    return 0


def _same_level(tokens: Sequence[Token], index: int) -> list[int]:
    """The indexes before a token that are within the same brackets, the nearest first."""
    found, depth = [], 0
    for place in range(index - 1, -1, -1):
        kind = tokens[place].token_type
        depth += kind in CLOSING
        if not depth or (depth == 1 and kind in CLOSING):
            found.append(place)
        depth -= kind in OPENING
        if depth < 0:
            return found[:-1]
    return found


def _join_before(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """The indexes of JOIN and of its ON or USING where a read-order clause may follow."""
    condition = None
    for place in _same_level(tokens, index):
        kind = tokens[place].token_type
        if kind in _CONDITIONS:
            condition = place
        elif kind is TokenType.JOIN:
            return (place, condition) if condition is not None else None
        elif kind in (TokenType.SELECT, TokenType.FROM):
            return None
    return None


def _check(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether a read-order clause begins here; it must belong to a directed join and name one side of it."""
    join = _join_before(tokens, index)
    if join is None:
        return False
    position = position_of(text, tokens[index].start)
    if tokens[join[0] - 1].text.upper() != "DIRECTED":
        raise SnowflakeError(ErrorCode.READ_ORDER_WITHOUT_DIRECTED, position=position)
    alias = tokens[index + 2].text
    names = {_name(tokens[join[1] - 1]), _left_name(tokens, join[0])} - {""}
    if alias.upper() not in names:
        raise SnowflakeError(ErrorCode.READ_ORDER_ALIAS, position=position, name=alias)
    return True


def _left_name(tokens: Sequence[Token], join: int) -> str:
    """The name of the table before JOIN; empty where that is a join itself."""
    levels = [place for place in _same_level(tokens, join) if tokens[place].text.upper() not in _JOIN_WORDS]
    before = next((tokens[place].token_type for place in levels if tokens[place].token_type in _BEFORE_OPERANDS), None)
    return "" if before is TokenType.JOIN else _name(tokens[levels[0]])


def _name(token: Token) -> str:
    return "" if token.token_type in CLOSING else token.text.upper()
