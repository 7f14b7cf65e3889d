"""How many arguments functions take.

The parser drops arguments that it does not expect and reports missing ones as syntax errors, so calls are counted on
the tokens before they are parsed. Functions that only their names identify are counted by their rules instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.translation.cursor import CLOSING, OPENING, position_of

_UNLIMITED = 1_000_000
_BY_COUNT: Mapping[tuple[int, int], str] = {
    (0, 0): "CUME_DIST CURRENT_DATE DENSE_RANK GETDATE PERCENT_RANK PI RANK ROW_NUMBER SYSDATE SYSTIMESTAMP",
    (0, 1): "CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP RANDOM SEQ1 SEQ2 SEQ4 SEQ8",
    (1, 1): (
        "ABS ACOS ACOSH ANY_VALUE ARRAY_UNIQUE_AGG ASCII ASIN ASINH ATAN ATANH AVG BITAND_AGG BITNOT BITOR_AGG "
        "BITXOR_AGG BIT_LENGTH BOOLAND_AGG BOOLNOT BOOLOR_AGG BOOLXOR_AGG CBRT CHAR CHR COS COSH COT COUNT_IF DEGREES "
        "EXP FACTORIAL FIRST_VALUE HEX_DECODE_BINARY HEX_DECODE_STRING KURTOSIS LAST_VALUE LEN LENGTH LN LOWER MAX MD5 "
        "MD5_BINARY MD5_HEX MD5_NUMBER_LOWER64 MD5_NUMBER_UPPER64 MEDIAN MIN MODE NTILE NULLIFZERO OCTET_LENGTH "
        "PERCENTILE_CONT PERCENTILE_DISC RADIANS REVERSE RTRIMMED_LENGTH SHA1 SHA1_BINARY SHA1_HEX SIGN SIN SINH SKEW "
        "SOUNDEX SOUNDEX_P123 SPACE SQRT SQUARE STDDEV STDDEV_POP STDDEV_SAMP SUM TAN TANH TRY_HEX_DECODE_BINARY "
        "TO_JSON TRY_HEX_DECODE_STRING UNICODE UPPER VARIANCE VARIANCE_POP VARIANCE_SAMP VAR_POP VAR_SAMP ZEROIFNULL"
    ),
    (1, 2): (
        "BASE64_DECODE_BINARY BASE64_DECODE_STRING CEIL FLOOR HEX_ENCODE INITCAP LISTAGG LTRIM PARSE_URL RTRIM SHA2 "
        "SHA2_BINARY SHA2_HEX STRTOK_TO_ARRAY TIME TO_CHAR TO_DOUBLE TO_VARCHAR TRY_BASE64_DECODE_BINARY "
        "TRY_BASE64_DECODE_STRING"
    ),
    (1, 3): "BASE64_ENCODE ILIKE LAG LEAD LIKE RLIKE ROUND STRTOK",
    (1, 4): "TO_DECIMAL TO_NUMBER TO_NUMERIC TRY_TO_DECIMAL TRY_TO_NUMBER TRY_TO_NUMERIC",
    (2, 2): (
        "ARRAY_INTERSECTION "
        "APPROX_PERCENTILE ATAN2 BITSHIFTLEFT BITSHIFTRIGHT BOOLAND BOOLOR BOOLXOR CONTAINS CORR COVAR_POP COVAR_SAMP "
        "DIV0 DIV0NULL ENDSWITH EQUAL_NULL GETBIT IFNULL JAROWINKLER_SIMILARITY LEFT LOG MOD NTH_VALUE NULLIF NVL "
        "OBJECT_AGG POW POWER RANDSTR REGR_AVGX REGR_AVGY REGR_COUNT REGR_INTERCEPT REGR_R2 REGR_SLOPE REGR_SXX "
        "REGR_SXY REGR_SYY REGR_VALX REGR_VALY REPEAT RIGHT SPLIT STARTSWITH"
    ),
    (2, 3): "BITAND BITOR BITXOR CHARINDEX EDITDISTANCE LPAD MAX_BY MIN_BY PARSE_IP REGEXP_LIKE RPAD SUBSTR SUBSTRING",
    (2, 4): "REGEXP_COUNT SEARCH",
    (2, 8): (
        "TIMESTAMPFROMPARTS TIMESTAMPLTZFROMPARTS TIMESTAMPNTZFROMPARTS TIMESTAMP_FROM_PARTS TIMESTAMP_LTZ_FROM_PARTS "
        "TIMESTAMP_NTZ_FROM_PARTS"
    ),
    (6, 8): "TIMESTAMPTZFROMPARTS TIMESTAMP_TZ_FROM_PARTS",
    (2, 6): "REGEXP_REPLACE REGEXP_SUBSTR REGEXP_SUBSTR_ALL",
    (2, 7): "REGEXP_INSTR",
    (3, 3): "IFF NORMAL NVL2 SPLIT_PART TRANSLATE UNIFORM ZIPF",
    (4, 4): "WIDTH_BUCKET",
    (1, _UNLIMITED): "CONCAT GREATEST GREATEST_IGNORE_NULLS HLL LEAST LEAST_IGNORE_NULLS",
    (2, _UNLIMITED): "COALESCE CONCAT_WS",
    (3, _UNLIMITED): "DECODE",
}
ARGUMENTS: Mapping[str, tuple[int, int]] = {name: count for count, names in _BY_COUNT.items() for name in names.split()}
"""The fewest and the most arguments of each function that the parser knows."""

_NAMING = frozenset({"AS", "CALL", "COLUMN", "FROM", "INTO", "JOIN", "RECURSIVE", "TABLE", "VIEW", "WITH"})
"""Words before a name with a list of columns, which looks like a call."""
_NEVER_BEFORE_CALL = frozenset({TokenType.DOT, TokenType.R_PAREN, TokenType.VAR, TokenType.IDENTIFIER})


@dataclass(slots=True)
class _Bracket:
    """An open bracket: where it stands, whether a counted call's, and the commas in it so far."""

    index: int
    is_call: bool
    commas: int = 0


def check(text: str, tokens: Sequence[Token]) -> None:
    """ARGUMENT_COUNT_SMALL or ARGUMENT_COUNT_LARGE for a call with too few or too many arguments.

    A star for all columns is refused by name where it is an argument of anything but SEARCH.
    """
    brackets: list[_Bracket] = []
    for index, token in enumerate(tokens):
        kind = token.token_type
        if kind in OPENING:
            is_call = kind is TokenType.L_PAREN and _is_counted(text, tokens, index - 1)
            brackets.append(_Bracket(index, is_call))
        elif brackets and kind is TokenType.COMMA:
            brackets[-1].commas += 1
        elif kind is TokenType.STAR and brackets and brackets[-1].is_call and _is_argument(tokens, index):
            name = _word(text, tokens, brackets[-1].index - 1)
            if name != "SEARCH":
                raise unsupported(f"* as an argument of {name}", position_of(text, token.start))
        elif brackets and kind in CLOSING:
            bracket = brackets.pop()
            if bracket.is_call and not _names_columns(text, tokens, index):
                _check_call(text, tokens, bracket, index)


def _word(text: str, tokens: Sequence[Token], index: int) -> str:
    if not 0 <= index < len(tokens):
        return ""
    return text[tokens[index].start : tokens[index].end + 1].upper()


def _is_counted(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether the token is the name of a call to count."""
    if index < 0 or _word(text, tokens, index) not in ARGUMENTS:
        return False
    if index == 0:
        return True
    return tokens[index - 1].token_type not in _NEVER_BEFORE_CALL and _word(text, tokens, index - 1) not in _NAMING


def _is_argument(tokens: Sequence[Token], index: int) -> bool:
    """Whether a star stands alone between brackets and commas, rather than between factors."""
    return tokens[index - 1].token_type in (TokenType.L_PAREN, TokenType.COMMA)


def _names_columns(text: str, tokens: Sequence[Token], closing: int) -> bool:
    """Whether the bracket holds the columns of a common table expression: `name (…) AS (`."""
    return _word(text, tokens, closing + 1) == "AS" and _word(text, tokens, closing + 2) == "("


def _check_call(text: str, tokens: Sequence[Token], bracket: _Bracket, closing: int) -> None:
    name = tokens[bracket.index - 1]
    fewest, most = ARGUMENTS[_word(text, tokens, bracket.index - 1)]
    given = 0 if closing == bracket.index + 1 else bracket.commas + 1
    if fewest <= given <= most:
        return
    few = given < fewest
    raise SnowflakeError(
        ErrorCode.ARGUMENT_COUNT_SMALL if few else ErrorCode.ARGUMENT_COUNT_LARGE,
        position=position_of(text, name.start),
        call=text[name.start : tokens[closing].end + 1].upper(),
        expected=fewest if few else most,
        actual=given,
    )
