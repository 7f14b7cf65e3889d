"""From the first words of a statement to its parser: one line for each family.

Statements that Snowflake has and Mockhaus has not are refused by name here; anything else is a SYNTAX error.
"""

from __future__ import annotations

from collections.abc import Callable

from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import (
    CreateTable,
    CreateView,
    Delete,
    Explain,
    Insert,
    InsertMany,
    Merge,
    Query,
    Statement,
    Update,
)
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import account, kinds
from mockhaus.translation.parsers.alter import alter
from mockhaus.translation.parsers.calls import call
from mockhaus.translation.parsers.comments import comment
from mockhaus.translation.parsers.copying import copy_files, copy_into
from mockhaus.translation.parsers.databases import database
from mockhaus.translation.parsers.describe import describe
from mockhaus.translation.parsers.dml import delete, insert, merge, truncate, update
from mockhaus.translation.parsers.drop import drop, undrop
from mockhaus.translation.parsers.external_tables import external_table
from mockhaus.translation.parsers.file_formats import file_format
from mockhaus.translation.parsers.grants import grant, revoke, show_grants
from mockhaus.translation.parsers.pipes import pipe
from mockhaus.translation.parsers.queries import query
from mockhaus.translation.parsers.schemas import schema
from mockhaus.translation.parsers.sequences import sequence
from mockhaus.translation.parsers.session import alter_session, set_variables, unset_variables, use
from mockhaus.translation.parsers.show import show
from mockhaus.translation.parsers.stages import get_files, list_files, put_files, remove_files, stage
from mockhaus.translation.parsers.tables import table
from mockhaus.translation.parsers.transactions import begin, commit, rollback
from mockhaus.translation.parsers.views import view

Parser = Callable[[Cursor], Statement]

_FAMILIES: dict[str, Parser] = {
    "SELECT": query,
    "WITH": query,
    "VALUES": query,
    "CALL": call,
    "(": query,
    "INSERT": insert,
    "UPDATE": update,
    "DELETE": delete,
    "MERGE": merge,
    "TRUNCATE": truncate,
    "DROP": drop,
    "UNDROP": undrop,
    "COMMENT": comment,
    "DESCRIBE": describe,
    "DESC": describe,
    "SHOW": show,
    "GRANT": grant,
    "REVOKE": revoke,
    "USE": use,
    "SET": set_variables,
    "UNSET": unset_variables,
    "BEGIN": begin,
    "START": begin,
    "COMMIT": commit,
    "ROLLBACK": rollback,
    "LIST": list_files,
    "LS": list_files,
    "REMOVE": remove_files,
    "RM": remove_files,
    "PUT": put_files,
    "GET": get_files,
}

_CREATED: dict[tuple[str, ...], Parser] = {
    ("DATABASE",): database,
    ("SCHEMA",): schema,
    ("TABLE",): table,
    ("EXTERNAL", "TABLE"): external_table,
    ("VIEW",): view,
    ("SEQUENCE",): sequence,
    ("STAGE",): stage,
    ("FILE", "FORMAT"): file_format,
    ("PIPE",): pipe,
    **dict.fromkeys(account.CREATED, account.created),
}

_OF_ACCOUNT: dict[str, Parser] = {
    "ALTER": account.altered,
    "DROP": account.dropped,
    "DESCRIBE": account.described,
    "DESC": account.described,
    "COMMENT": account.commented,
}

_EXECUTED = ("ALERT", "DBT", "IMMEDIATE", "JOB", "MANAGED", "NOTEBOOK", "SERVICE", "TASK")
_UNSUPPORTED_PHRASES = tuple(("EXECUTE", word) for word in _EXECUTED)
_MODIFIERS = frozenset(
    {"TRANSIENT", "TEMP", "TEMPORARY", "VOLATILE", "LOCAL", "GLOBAL", "SECURE", "RECURSIVE", "READ", "ONLY"}
)
_EXPLAINED = (Query, Insert, InsertMany, Update, Delete, Merge, CreateTable, CreateView)
_STYLES = ("TABULAR", "JSON", "TEXT")


def statement(cursor: Cursor) -> Statement:
    """The one statement that the cursor holds."""
    parser = _of_account(cursor) or _FAMILIES.get(cursor.word) or _parser_of_kind(cursor)
    result = parser(cursor)
    cursor.expect_end()
    return result


def explain(cursor: Cursor) -> Explain:
    """EXPLAIN [USING TABULAR | JSON | TEXT] statement."""
    cursor.expect("EXPLAIN")
    style = cursor.expect_any(*_STYLES) if cursor.accept("USING") else "TABULAR"
    position, word = cursor.position(), cursor.word
    inner = statement(cursor)
    if not isinstance(inner, _EXPLAINED):
        raise unsupported(f"EXPLAIN {word}", position)
    return Explain(inner, style)


def _of_account(cursor: Cursor) -> Parser | None:
    """The parser of a statement about an object of the account, or about grants."""
    if cursor.looks_at("SHOW", "GRANTS"):
        return show_grants
    parser = _OF_ACCOUNT.get(cursor.word)
    return parser if parser is not None and account.is_meant(cursor) else None


def _parser_of_kind(cursor: Cursor) -> Parser:
    word = cursor.word
    if word == "EXPLAIN":
        return explain
    if word == "CREATE":
        return _creating(cursor)
    if word == "ALTER":
        return alter_session if cursor.ahead(1) == "SESSION" and cursor.ahead(2) != "POLICY" else alter
    if cursor.looks_at("COPY", "INTO"):
        return copy_into
    if cursor.looks_at("COPY", "FILES"):
        return copy_files
    for phrase in _UNSUPPORTED_PHRASES:
        if cursor.looks_at(*phrase):
            raise unsupported(" ".join(phrase), cursor.position())
    return cursor.fail()


def _creating(cursor: Cursor) -> Parser:
    """The parser of what CREATE creates; the cursor stays at CREATE."""
    ahead = Cursor(cursor.text, cursor.tokens, cursor.index + 1, cursor.end)
    if ahead.accept("OR"):
        ahead.expect_any("REPLACE", "ALTER")
    while ahead.word in _MODIFIERS:
        ahead.advance()
    if kinds.known_kind(ahead) is None or ahead.looks_at("DATABASE", "IF"):
        for words, parser in _CREATED.items():
            if ahead.looks_at(*words):
                return parser
    return kinds.refuse_kind(ahead, "CREATE")
