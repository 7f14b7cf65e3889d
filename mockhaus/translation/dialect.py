"""The Snowflake dialect that statements are read with: sqlglot's, closed to what is not a query or an expression.

Statements that are not queries have parsers of their own (`mockhaus.translation.parsers`), so the words that begin
them are ordinary words to the tokenizer: sqlglot then cannot take them for statements where a query is expected, and
never falls back to an opaque command. Words and operators that only other dialects know are closed likewise; `?::`,
one operator elsewhere, is a bind and a cast here. Only `Dialect` and `Tokenizer` may be subclassed in its compiled
build.
"""

from __future__ import annotations

from sqlglot.dialects.snowflake import Snowflake
from sqlglot.tokenizer_core import TokenType

_TEMPLATE_TOKENS = frozenset({TokenType.BLOCK_START, TokenType.BLOCK_END})
_STATEMENT_WORDS = (
    "ALTER ANALYZE BEGIN CACHE CALL COMMENT COMMIT COPY CREATE DELETE DESCRIBE DROP EXECUTE EXPLAIN GET GRANT "
    "INSERT KILL LOAD MERGE OPTIMIZE PRAGMA PREPARE PUT REMOVE RENAME REVOKE RM ROLLBACK SHOW TRUNCATE UNCACHE "
    "USE VACUUM "
)
_PLAIN_WORDS = frozenset(_STATEMENT_WORDS.split())
_PLAIN_PHRASES = frozenset(
    {
        "CLUSTER BY",
        "DISTRIBUTE BY",
        "FILE FORMAT",
        "FOREIGN KEY",
        "PARTITIONED BY",
        "PRIMARY KEY",
        "SEMANTIC VIEW",
        "SIMILAR TO",
        "SORT BY",
        "SQL SECURITY",
        "STORAGE INTEGRATION",
    }
)

_FOREIGN_WORDS = frozenset(
    {
        "ANTI",
        "APPLY",
        "DIV",
        "FILTER",
        "FORMAT",
        "ISNULL",
        "KEEP",
        "LOCK",
        "LS",
        "NOTNULL",
        "OPERATOR",
        "OVERLAPS",
        "SEMI",
        "SETTINGS",
        "STRAIGHT_JOIN",
        "UNNEST",
        "XOR",
    }
)
_SIGNS = frozenset({"(+)", "::", "||", ">=", "<=", "<>", "!=", ":=", "->", "=>"})
_CLOSED_KEYWORDS = {
    word: kind
    for word, kind in Snowflake.Tokenizer.KEYWORDS.items()
    if word not in _PLAIN_WORDS | _PLAIN_PHRASES | _FOREIGN_WORDS
    and kind not in _TEMPLATE_TOKENS
    and (word[0].isalpha() or word in _SIGNS)
}


class MockhausSnowflake(Snowflake):
    """Snowflake's queries and expressions, with `->>` as one token."""

    class Tokenizer(Snowflake.Tokenizer):
        """Snowflake's words, without those that only other statements and other dialects need."""

        KEYWORDS = {**_CLOSED_KEYWORDS, "->>": TokenType.DARROW}  # noqa: RUF012 - as in sqlglot
        COMMANDS = set()  # noqa: RUF012 - as in sqlglot


DIALECT = MockhausSnowflake()
"""The one instance; it holds no state."""
