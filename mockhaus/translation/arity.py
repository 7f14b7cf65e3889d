"""How many arguments functions take.

The parser drops arguments that it does not expect and reports missing ones as syntax errors, so calls are counted on
the tokens before they are parsed. Functions that only their names identify are counted by their rules instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.translation.cursor import CLOSING, OPENING, STRINGS, position_of

UNLIMITED = 1_000_000
"""The most arguments of a function that takes any number."""
_BY_COUNT: Mapping[tuple[int, int], str] = {
    (0, 0): (
        "CUME_DIST CURRENT_ACCOUNT CURRENT_ACCOUNT_NAME CURRENT_AVAILABLE_ROLES CURRENT_CLIENT CURRENT_DATABASE "
        "CURRENT_DATE CURRENT_IP_ADDRESS CURRENT_ORGANIZATION_NAME CURRENT_REGION CURRENT_ROLE CURRENT_ROLE_TYPE "
        "CURRENT_SCHEMA CURRENT_SCHEMAS CURRENT_SECONDARY_ROLES CURRENT_SESSION CURRENT_STATEMENT CURRENT_TRANSACTION "
        "CURRENT_USER CURRENT_VERSION CURRENT_WAREHOUSE DENSE_RANK GETDATE PERCENT_RANK PI RANK ROW_NUMBER SYSDATE "
        "SYSTIMESTAMP"
    ),
    (0, 1): "CURRENT_TIME CURRENT_TIMESTAMP LOCALTIME LOCALTIMESTAMP RANDOM SEQ1 SEQ2 SEQ4 SEQ8",
    (1, 1): (
        "ABS ACOS ACOSH ANY_VALUE APPROX_PERCENTILE_ACCUMULATE APPROX_PERCENTILE_COMBINE ARRAY_AGG ARRAY_COMPACT "
        "ARRAY_DISTINCT ARRAY_FLATTEN ARRAY_MAX ARRAY_MIN ARRAY_REVERSE ARRAY_SIZE ARRAY_UNION_AGG ARRAY_UNIQUE_AGG "
        "ASCII ASIN ASINH ATAN ATANH AVG BITAND_AGG BITMAP_BIT_POSITION BITMAP_BUCKET_NUMBER BITMAP_CONSTRUCT_AGG "
        "BITMAP_COUNT BITMAP_OR_AGG BITNOT BITOR_AGG BITXOR_AGG BIT_LENGTH BOOLAND_AGG BOOLNOT BOOLOR_AGG BOOLXOR_AGG "
        "CBRT CHAR CHECK_JSON CHR COLLATION COS COSH COT COUNT_IF DAY DAYNAME DAYOFMONTH DAYOFWEEK DAYOFWEEKISO "
        "DAYOFWEEK_ISO DAYOFYEAR DEGREES EXP FACTORIAL FIRST_VALUE HEX_DECODE_BINARY HEX_DECODE_STRING HOUR IS_ARRAY "
        "IS_NULL_VALUE KURTOSIS LAST_VALUE LEN LENGTH LN LOWER MAP_KEYS MAP_SIZE MAX MD5 MD5_BINARY MD5_HEX "
        "MD5_NUMBER_LOWER64 MD5_NUMBER_UPPER64 MEDIAN MIN MINHASH_COMBINE MINUTE MODE MONTH MONTHNAME NTILE NULLIFZERO "
        "OBJECT_KEYS OCTET_LENGTH PERCENTILE_CONT PERCENTILE_DISC QUARTER RADIANS REVERSE RTRIMMED_LENGTH SECOND SHA1 "
        "SHA1_BINARY SHA1_HEX SIGN SIN SINH SKEW SOUNDEX SOUNDEX_P123 SPACE SQRT SQUARE STDDEV STDDEV_POP STDDEV_SAMP "
        "STRIP_NULL_VALUE SUM TAN TANH TO_ARRAY TO_BOOLEAN TO_JSON TO_VARIANT TRY_HEX_DECODE_BINARY "
        "TRY_HEX_DECODE_STRING TRY_TO_BOOLEAN TYPEOF UNICODE UPPER VARIANCE VARIANCE_POP VARIANCE_SAMP VAR_POP "
        "VAR_SAMP WEEK WEEKISO WEEKOFYEAR WEEK_ISO YEAR YEAROFWEEK YEAROFWEEKISO ZEROIFNULL"
    ),
    (1, 2): (
        "APPROX_TOP_K_COMBINE APPROX_TOP_K_ESTIMATE BASE64_DECODE_BINARY BASE64_DECODE_STRING CEIL CHECK_XML FLOOR "
        "HEX_ENCODE INITCAP LAST_DAY LISTAGG LTRIM PARSE_JSON PARSE_URL RTRIM SHA2 SHA2_BINARY SHA2_HEX "
        "STRTOK_SPLIT_TO_TABLE STRTOK_TO_ARRAY TIME TO_BINARY TO_CHAR TO_DATE TO_DOUBLE TO_GEOGRAPHY TO_TIME "
        "TO_TIMESTAMP TO_TIMESTAMP_LTZ TO_TIMESTAMP_NTZ TO_TIMESTAMP_TZ TO_VARCHAR TRIM TRUNC TRY_BASE64_DECODE_BINARY "
        "TRY_BASE64_DECODE_STRING TRY_PARSE_JSON TRY_TO_BINARY TRY_TO_DATE TRY_TO_DOUBLE TRY_TO_TIME TRY_TO_TIMESTAMP "
        "TRY_TO_TIMESTAMP_LTZ TRY_TO_TIMESTAMP_NTZ TRY_TO_TIMESTAMP_TZ"
    ),
    (1, 3): "APPROX_TOP_K ARRAY_SORT BASE64_ENCODE ILIKE LAG LEAD LIKE RLIKE ROUND STRTOK TO_GEOMETRY",
    (1, 4): "TO_DECIMAL TO_NUMBER TO_NUMERIC TRY_TO_DECIMAL TRY_TO_NUMBER TRY_TO_NUMERIC",
    (2, 2): (
        "ADD_MONTHS APPROX_PERCENTILE APPROX_PERCENTILE_ESTIMATE APPROX_TOP_K_ACCUMULATE ARRAYS_OVERLAP ARRAY_APPEND "
        "ARRAY_CAT ARRAY_CONTAINS ARRAY_EXCEPT ARRAY_INTERSECTION ARRAY_POSITION ARRAY_PREPEND ARRAY_REMOVE "
        "ARRAY_REMOVE_AT ARRAY_TO_STRING ATAN2 BITSHIFTLEFT BITSHIFTRIGHT BOOLAND BOOLOR BOOLXOR COLLATE COMPRESS "
        "CONTAINS CORR COVAR_POP COVAR_SAMP DATE_PART DATE_TRUNC DECOMPRESS_BINARY DECOMPRESS_STRING DIV0 DIV0NULL "
        "ENDSWITH EQUAL_NULL FILTER GET GETBIT GET_IGNORE_CASE GET_PATH IFNULL JAROWINKLER_SIMILARITY "
        "JSON_EXTRACT_PATH_TEXT LEFT LOG MAP_CAT MAP_CONTAINS_KEY MOD MONTHS_BETWEEN NEXT_DAY NTH_VALUE NULLIF NVL "
        "OBJECT_AGG POW POWER "
        "PREVIOUS_DAY RANDSTR REGR_AVGX REGR_AVGY REGR_COUNT REGR_INTERCEPT REGR_R2 REGR_SLOPE REGR_SXX REGR_SXY "
        "REGR_SYY REGR_VALX REGR_VALY REPEAT RIGHT SEARCH SEARCH_IP SPLIT SPLIT_TO_TABLE STARTSWITH ST_DISTANCE "
        "ST_MAKEPOINT ST_POINT TRANSFORM "
        "VECTOR_COSINE_SIMILARITY VECTOR_INNER_PRODUCT VECTOR_L1_DISTANCE VECTOR_L2_DISTANCE"
    ),
    (2, 3): (
        "ARRAY_GENERATE_RANGE BITAND BITOR BITXOR CHARINDEX CONVERT_TIMEZONE EDITDISTANCE LPAD MAX_BY MIN_BY PARSE_IP "
        "REGEXP_LIKE RPAD SUBSTR SUBSTRING XMLGET"
    ),
    (2, 4): "DECRYPT ENCRYPT REGEXP_COUNT TRY_DECRYPT",
    (3, 5): "ENCRYPT_RAW",
    (3, 6): "DECRYPT_RAW TRY_DECRYPT_RAW",
    (2, 8): (
        "TIMESTAMPFROMPARTS TIMESTAMPLTZFROMPARTS TIMESTAMPNTZFROMPARTS TIMESTAMP_FROM_PARTS TIMESTAMP_LTZ_FROM_PARTS "
        "TIMESTAMP_NTZ_FROM_PARTS"
    ),
    (6, 8): "TIMESTAMPTZFROMPARTS TIMESTAMP_TZ_FROM_PARTS",
    (2, 6): "REGEXP_REPLACE REGEXP_SUBSTR REGEXP_SUBSTR_ALL",
    (2, 7): "REGEXP_INSTR",
    (3, 3): (
        "ARRAY_INSERT ARRAY_SLICE DATEADD DATEDIFF DATEFROMPARTS DATE_FROM_PARTS IFF NORMAL NVL2 REDUCE SPLIT_PART "
        "TIMEADD TIMEDIFF TIMESTAMPADD TIMESTAMPDIFF TRANSLATE UNIFORM ZIPF"
    ),
    (4, 4): "WIDTH_BUCKET",
    (1, UNLIMITED): "ARRAYS_ZIP CONCAT GREATEST GREATEST_IGNORE_NULLS HLL LEAST LEAST_IGNORE_NULLS",
    (2, UNLIMITED): "COALESCE CONCAT_WS MAP_DELETE MAP_PICK",
    (3, UNLIMITED): "DECODE",
    (3, 4): "MAP_INSERT OBJECT_INSERT TIMEFROMPARTS TIME_FROM_PARTS TIME_SLICE",
}
ARGUMENTS: Mapping[str, tuple[int, int]] = {name: count for count, names in _BY_COUNT.items() for name in names.split()}
"""The fewest and the most arguments of each function that the parser knows."""

_OF_PAIRS = frozenset({"OBJECT_CONSTRUCT", "OBJECT_CONSTRUCT_KEEP_NULL"})
"""Functions of keys and values, whose arguments are even in number."""
_TAKE_STARS = frozenset({"HLL", "SEARCH", "SEARCH_IP"})
"""Functions among these whose arguments may be a star for all columns."""
_OPTIONS_BY_NAME = frozenset({"SEARCH"})
"""Functions whose optional arguments have names, and are not counted."""
_COUNTED_BY_NAME = frozenset({"DIV0", "SEARCH"})
"""Functions whose messages give their name alone."""
_AS_WRITTEN = frozenset({TokenType.IDENTIFIER, *STRINGS})
_NEVER_PARTED = frozenset({TokenType.COMMA, TokenType.R_PAREN})

_NAMING = frozenset({"AS", "CALL", "COLUMN", "FROM", "INTO", "JOIN", "RECURSIVE", "TABLE", "VIEW", "WITH"})
"""Words before a name with a list of columns, which looks like a call."""
_NEVER_BEFORE_CALL = frozenset({TokenType.DOT, TokenType.R_PAREN, TokenType.VAR, TokenType.IDENTIFIER})


@dataclass(slots=True)
class _Bracket:
    """An open bracket: where it stands, whether a counted call's, and what was found in it so far."""

    index: int
    is_call: bool
    commas: int = 0
    named: int = 0
    """How many of its arguments are given by name."""


def check(text: str, tokens: Sequence[Token]) -> None:
    """ARGUMENT_COUNT_SMALL or ARGUMENT_COUNT_LARGE for a call with too few or too many arguments.

    A star for all columns is refused by name where the function does not take one.
    """
    brackets: list[_Bracket] = []
    for index, token in enumerate(tokens):
        kind = token.token_type
        if kind in OPENING:
            is_call = kind is TokenType.L_PAREN and _is_counted(text, tokens, index - 1)
            brackets.append(_Bracket(index, is_call))
        elif brackets and kind is TokenType.COMMA:
            brackets[-1].commas += 1
        elif brackets and kind is TokenType.FARROW:
            brackets[-1].named += 1
        elif kind is TokenType.STAR and brackets and brackets[-1].is_call and _is_argument(tokens, index):
            name = _word(text, tokens, brackets[-1].index - 1)
            if name in _OF_PAIRS:
                brackets[-1].is_call = False  # as many pairs as there are columns
            elif name not in _TAKE_STARS:
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
    if index < 0 or _word(text, tokens, index) not in ARGUMENTS.keys() | _OF_PAIRS:
        return False
    if index == 0:
        return True
    return tokens[index - 1].token_type not in _NEVER_BEFORE_CALL and _word(text, tokens, index - 1) not in _NAMING


def _is_argument(tokens: Sequence[Token], index: int) -> bool:
    """Whether a star stands for columns, rather than between factors."""
    return tokens[index - 1].token_type in (TokenType.L_PAREN, TokenType.COMMA, TokenType.DOT)


def _names_columns(text: str, tokens: Sequence[Token], closing: int) -> bool:
    """Whether the bracket holds the columns of a common table expression: `name (…) AS (`."""
    return _word(text, tokens, closing + 1) == "AS" and _word(text, tokens, closing + 2) == "("


def _check_call(text: str, tokens: Sequence[Token], bracket: _Bracket, closing: int) -> None:
    name = tokens[bracket.index - 1]
    function = _word(text, tokens, bracket.index - 1)
    given = 0 if closing == bracket.index + 1 else bracket.commas + 1
    if function in _OPTIONS_BY_NAME:
        given -= bracket.named
    fewest, most = ARGUMENTS.get(function, (given + given % 2, UNLIMITED))
    if fewest <= given <= most:
        return
    few = given < fewest
    raise SnowflakeError(
        ErrorCode.ARGUMENT_COUNT_SMALL if few else ErrorCode.ARGUMENT_COUNT_LARGE,
        position=position_of(text, name.start),
        call=_shown(text, tokens[bracket.index - 1 : closing + 1]),
        expected=fewest if few else most,
        actual=given,
    )


def _shown(text: str, tokens: Sequence[Token]) -> str:
    """A call as messages give it: names in capitals, a blank behind each comma, texts as they are."""
    word = text[tokens[0].start : tokens[0].end + 1].upper()
    if word in _COUNTED_BY_NAME:
        return word
    pieces: list[str] = []
    for before, token in zip([tokens[0], *tokens], tokens, strict=False):
        piece = text[token.start : token.end + 1]
        parted = before.token_type is TokenType.COMMA or token.start > before.end + 1
        blank = " " if parted and token.token_type not in _NEVER_PARTED else ""
        pieces.append(blank + (piece if token.token_type in _AS_WRITTEN else piece.upper()))
    return "".join(pieces)
