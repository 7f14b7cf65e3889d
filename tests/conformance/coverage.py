"""What the corpus proves of Snowflake's documented commands and functions, and what the translator knows besides."""

from __future__ import annotations

import csv
import enum
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.statements import Query
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.parsing import parse
from mockhaus.translation.translate import plan_query
from tests.conformance import records
from tests.fakes.names import StaticNames

_COMMENTS_AND_TEXTS = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|''|\\.)*'|\$\$.*?\$\$", re.DOTALL)
_CALL = re.compile(r"([A-Z_$][\w$]*)\s*\(")
_METRIC_CALL = re.compile(r"(SNOWFLAKE\.CORE\.\w+)\s*\(")
_WORDS = re.compile(r"[A-Z_ ]+")
_NAME = re.compile(r"[A-Z_$][\w$]*")
_REFUSALS = (
    ErrorCode.STATEMENT_UNSUPPORTED,
    ErrorCode.UNKNOWN_FUNCTION,
    ErrorCode.UNSUPPORTED_DATA_TYPE,
    ErrorCode.SYNTAX,
    ErrorCode.PARSE_FAILED,
    ErrorCode.INVALID_IDENTIFIER,  # read as a column: the arguments of the calls below name none
)
_MOST_ARGUMENTS = 6
_MODIFIERS = r"(?:OR REPLACE |OR ALTER |TERSE |TRANSIENT |TEMPORARY |SECURE |RECURSIVE )*"

_OPERATORS = {
    "::": r"::",
    ":": r"\w:\w",
    "||": r"\|\|",
    "BETWEEN": r"\bBETWEEN\b",
    "CASE": r"\bCASE\b",
    "ILIKE": r"\bILIKE\b",
    "ILIKE ANY": r"\bILIKE ANY\b",
    "IN": r"\bIN \(",
    "IS DISTINCT FROM": r"\bIS (NOT )?DISTINCT FROM\b",
    "IS NULL": r"\bIS (NOT )?NULL\b",
    "LIKE": r"\bLIKE\b",
    "LIKE ALL": r"\bLIKE ALL\b",
    "LIKE ANY": r"\bLIKE ANY\b",
    "REGEXP": r"\bREGEXP\b",
}
_STATEMENTS = {
    "ALTER TABLE ... ALTER COLUMN": r"^ALTER TABLE \S+ (ALTER|MODIFY) ",
    "COPY INTO <location>": r"^COPY INTO @",
    "COPY INTO <table>": r"^COPY INTO \w",
    "CREATE <object> ... CLONE": r"^CREATE .* CLONE ",
    "CREATE | ALTER TABLE ... CONSTRAINT": r"^(CREATE|ALTER) .*\b(PRIMARY KEY|UNIQUE|REFERENCES)\b",
    "COMMENT": r"^COMMENT ON ",
    "INSERT": r"^INSERT (OVERWRITE )?INTO ",
    "INSERT (multi-table)": r"^INSERT (OVERWRITE )?(ALL|FIRST) ",
    "MERGE": r"^MERGE INTO ",
    "BEGIN": r"^(BEGIN|START TRANSACTION)\b",
}
_CONSTRUCTS = {
    "ASOF JOIN": r"\bASOF JOIN\b",
    "AT | BEFORE": r"\b(AT|BEFORE) ?\((OFFSET|TIMESTAMP|STATEMENT) =>",
    "CHANGES": r"\bCHANGES ?\(",
    "CONNECT BY": r"\bCONNECT BY\b",
    "FOR UPDATE": r"\bFOR UPDATE\b",
    "FROM": r"\bFROM\b",
    "GROUP BY": r"\bGROUP BY\b",
    "GROUP BY CUBE": r"\bGROUP BY CUBE\b",
    "GROUP BY GROUPING SETS": r"\bGROUPING SETS\b",
    "GROUP BY ROLLUP": r"\bGROUP BY ROLLUP\b",
    "HAVING": r"\bHAVING\b",
    "JOIN": r"\bJOIN\b",
    "LATERAL": r"\bLATERAL\b",
    "LIMIT / FETCH": r"\b(LIMIT|FETCH)\b",
    "MATCH_RECOGNIZE": r"\bMATCH_RECOGNIZE\b",
    "ORDER BY": r"\bORDER BY\b",
    "PIVOT": r"\bPIVOT\b",
    "QUALIFY": r"\bQUALIFY\b",
    "RESAMPLE": r"\bRESAMPLE\b",
    "SAMPLE / TABLESAMPLE": r"\b(TABLE)?SAMPLE\b",
    "SEMANTIC_VIEW": r"\bSEMANTIC_VIEW ?\(",
    "TOP <n>": r"\bTOP \d",
    "UNPIVOT": r"\bUNPIVOT\b",
    "VALUES": r"\bFROM \(?VALUES\b",
    "WHERE": r"\bWHERE\b",
    "WITH": r"\bWITH\b",
}
_CONSTRUCT_GROUP = "Query syntax constructs"
_SCRIPTING_GROUP = "Snowflake Scripting"


class Standing(enum.Enum):
    """How far a documented name is supported."""

    PROVEN = "proven"
    KNOWN = "known, not proven"
    REFUSED = "refused"


Listing = dict[str, dict[str, Standing]]
"""Names with their standing, by category."""

_Judge = Callable[[str, str], Standing]


def functions() -> Listing:
    """Snowflake's documented functions."""
    texts = _proving_texts()
    called = {name for text in texts for name in (*_CALL.findall(text), *_METRIC_CALL.findall(text))}
    return _listing("functions.csv", lambda name, _: _function(name, called, texts))


def commands() -> Listing:
    """Snowflake's documented commands and clauses."""
    texts = _proving_texts()
    return _listing("commands.csv", lambda name, group: _command(name, group, texts))


def _listing(file: str, standing: _Judge) -> Listing:
    found: Listing = {}
    with (Path(__file__).parent / file).open(encoding="utf-8", newline="") as stream:
        for name, category in list(csv.reader(stream))[1:]:
            found.setdefault(category, {})[name] = standing(name, category)
    return found


@cache
def _proving_texts() -> tuple[str, ...]:
    """The SQL of records that show something to work: in upper case, on one line, without comments and texts."""
    proving = (record.text for record in records.corpus() if record.proves)
    return tuple(" ".join(_COMMENTS_AND_TEXTS.sub("''", text).upper().split()) for text in proving)


def _function(name: str, called: set[str], texts: Iterable[str]) -> Standing:
    operator = _OPERATORS.get(name)
    if name in called or (operator is not None and _occurs(operator, texts)):
        return Standing.PROVEN
    if operator is not None or (_NAME.fullmatch(name) and _translates(name)):
        return Standing.KNOWN
    return Standing.REFUSED


def _occurs(pattern: str, texts: Iterable[str]) -> bool:
    return any(re.search(pattern, text) for text in texts)


def _translates(name: str) -> bool:
    """Whether a call of the function is answered by anything but a refusal, for some number of arguments."""
    for count in range(_MOST_ARGUMENTS + 1):
        call = f"{name}({', '.join(['NULL'] * count)})"
        for query in (f"SELECT {call}", f"SELECT * FROM TABLE({call})"):
            if not _refused(query):
                return True
    return False


def _refused(query: str) -> bool:
    context = TranslationContext(
        session=SessionContext(user="U", role="R", database="D", schema="S"), names=StaticNames()
    )
    try:
        statement = parse(query)
        assert isinstance(statement, Query)
        plan_query(statement.fragment, context)
    except SnowflakeError as error:
        return error.error in _REFUSALS
    return False


def _command(name: str, group: str, texts: Iterable[str]) -> Standing:
    if group == _SCRIPTING_GROUP:  # its words begin other statements too: BEGIN, CASE, FOR
        return Standing.REFUSED
    if group == _CONSTRUCT_GROUP:
        pattern = _CONSTRUCTS.get(name)
        return Standing.PROVEN if pattern and _occurs(pattern, texts) else Standing.REFUSED
    pattern = _STATEMENTS.get(name) or _beginning(name)
    return Standing.PROVEN if pattern and _occurs(pattern, texts) else Standing.REFUSED


def _beginning(name: str) -> str | None:
    """The pattern of statements that begin with a command's words; None for a name of other form."""
    if not _WORDS.fullmatch(name):
        return None
    verb, *rest = name.split()
    verb = "DESC(?:RIBE)?" if verb == "DESCRIBE" else verb
    return f"^{verb} {_MODIFIERS}{' '.join(rest)}\\b" if rest else f"^{verb}\\b"
