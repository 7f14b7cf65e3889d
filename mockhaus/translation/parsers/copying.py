"""COPY INTO table, COPY FILES, and which COPY it is.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-table and copy-files.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlglot.tokenizer_core import Token, TokenType

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CopyFiles, CopyIntoLocation, CopyIntoTable, Fragment, Options, StageLocation
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor, named
from mockhaus.translation.parsers import options, stages
from mockhaus.translation.parsers.file_formats import inline
from mockhaus.translation.parsers.unloading import copy_into_location
from mockhaus.translation.staged import METADATA

STAGE_TABLE = "MH$STAGE"
"""The name under which the query of a COPY reads its stage."""

COPY_OPTIONS = frozenset(
    {
        "CLUSTER_AT_INGEST_TIME",
        "ENFORCE_LENGTH",
        "FORCE",
        "LOAD_MODE",
        "LOAD_UNCERTAIN_FILES",
        "MATCH_BY_COLUMN_NAME",
        "ON_ERROR",
        "PURGE",
        "RETURN_FAILED_ONLY",
        "SIZE_LIMIT",
        "TRUNCATECOLUMNS",
        "VALIDATION_MODE",
    }
)
_REFUSED = ("FILE_PROCESSOR",)


@dataclass
class _Clauses:
    files: tuple[str, ...] = ()
    pattern: str | None = None
    file_format: QualifiedName | None = None
    format_settings: Options = ()
    metadata: tuple[tuple[str, str], ...] = ()
    pairs: list[tuple[str, str]] = field(default_factory=list)


def copy_into(cursor: Cursor) -> CopyIntoTable | CopyIntoLocation:
    """COPY INTO a table or a location."""
    cursor.expect("COPY", "INTO")
    return copy_into_location(cursor) if cursor.word == "@" or cursor.at_string() else _copy_into_table(cursor)


def copy_files(cursor: Cursor) -> CopyFiles:
    """COPY FILES INTO location FROM location | (query) [FILES = …] [PATTERN = …] [DETAILED_OUTPUT = …]."""
    cursor.expect("COPY", "FILES", "INTO")
    target = stages.location(cursor)
    cursor.expect("FROM")
    if cursor.accept("("):
        query = fragments.query(cursor, cursor.find(")"))
        cursor.expect(")")
        return CopyFiles(target=target, query=query, **_copied(cursor, ("DETAILED_OUTPUT",)))
    source = stages.location(cursor)
    return CopyFiles(target=target, source=source, **_copied(cursor, ("FILES", "PATTERN", "DETAILED_OUTPUT")))


def _copied(cursor: Cursor, names: Collection[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    while not cursor.at_end:
        position = cursor.position()
        name = options.property_name(cursor)
        if name not in names:
            raise SnowflakeError(ErrorCode.INVALID_PARAMETER, position=position, name=name)
        cursor.expect("=")
        if name == "FILES":
            found["files"] = cursor.bracketed(cursor.string)
        elif name == "PATTERN":
            found["pattern"] = cursor.string()
        else:
            found["detailed"] = options.truth(options.value(cursor))
    return found


def _copy_into_table(cursor: Cursor) -> CopyIntoTable:
    """`table [(columns)] [FROM location | (query over a location)] clauses`, behind COPY INTO."""
    target = cursor.qualified_name()
    columns = cursor.bracketed(cursor.name) if cursor.word == "(" else None
    clauses = _Clauses()
    source, query = StageLocation(None, table=target), None
    if cursor.accept("FROM"):
        source, query = _transformation(cursor, clauses) if cursor.word == "(" else (stages.place(cursor), None)
    while not cursor.at_end:
        reached = stages.of_outside(cursor, source)
        if reached is None:
            _clause(cursor, clauses)
        source = reached or source
        cursor.accept(",")
    return CopyIntoTable(
        target=target,
        columns=columns,
        location=source,
        query=query,
        metadata=clauses.metadata,
        files=clauses.files,
        pattern=clauses.pattern,
        file_format=clauses.file_format,
        format_settings=clauses.format_settings,
        options=tuple(clauses.pairs),
    )


def _transformation(cursor: Cursor, clauses: _Clauses) -> tuple[StageLocation, Fragment]:
    """A query in parentheses, in whose tokens a table stands for the stage."""
    cursor.expect("(")
    start, end = cursor.index, cursor.find(")")
    cursor.index = _stage_index(cursor, end)
    opening = cursor.index
    source = stages.location(cursor)
    if cursor.word == "(":
        _arguments(cursor, clauses)
    first = cursor.tokens[opening]
    stand_in = Token(TokenType.IDENTIFIER, STAGE_TABLE, first.line, first.col, first.start, first.end)
    tokens = [*cursor.tokens[start:opening], stand_in, *cursor.tokens[cursor.index : end]]
    tree = fragments.query(Cursor(cursor.text, tokens)).tree
    cursor.index = end
    cursor.expect(")")
    return source, Fragment(cursor.source(start, end), tree)


def _stage_index(cursor: Cursor, end: int) -> int:
    """Where in the query the one stage stands, behind its FROM."""
    found = []
    probe = Cursor(cursor.text, cursor.tokens, cursor.index, end)
    while not probe.at_end:
        if probe.advance().token_type is TokenType.FROM and stages.begins(probe):
            found.append(probe.index)
    if not found:
        cursor.index = end
        cursor.fail()
    if len(found) > 1:
        raise unsupported("COPY INTO from a query over several stages", cursor.position())
    return found[0]


def _arguments(cursor: Cursor, clauses: _Clauses) -> None:
    """`(FILE_FORMAT => name, PATTERN => 'regex')` behind the stage of a query."""
    for name, text in cursor.bracketed(lambda: _argument(cursor)):
        if name == "PATTERN":
            clauses.pattern = text
        else:
            clauses.file_format = named(text)


def _argument(cursor: Cursor) -> tuple[str, str]:
    name = cursor.expect_any("FILE_FORMAT", "PATTERN")
    cursor.expect("=>")
    if name == "FILE_FORMAT" and not cursor.at_string():
        return name, str(cursor.qualified_name())
    return name, cursor.string()


def _clause(cursor: Cursor, clauses: _Clauses) -> None:
    position = cursor.position()
    name = options.property_name(cursor)
    if name in _REFUSED:
        raise unsupported(f"COPY INTO {name}", position)
    cursor.expect("=")
    if name == "FILES":
        clauses.files = cursor.bracketed(cursor.string)
    elif name == "PATTERN":
        clauses.pattern = cursor.string()
    elif name == "FILE_FORMAT":
        clauses.file_format, clauses.format_settings = inline(cursor)
    elif name == "INCLUDE_METADATA":
        clauses.metadata = cursor.bracketed(lambda: _metadata(cursor))
    elif name in COPY_OPTIONS:
        clauses.pairs.append((name, _option_value(cursor)))
    else:
        raise SnowflakeError(ErrorCode.INVALID_PARAMETER, position=position, name=name)


def _metadata(cursor: Cursor) -> tuple[str, str]:
    """`column = METADATA$…`."""
    column = cursor.name()
    cursor.expect("=")
    position, name = cursor.position(), cursor.name()
    if name not in {known.name for known in METADATA}:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=position, value=name, name="INCLUDE_METADATA")
    return column, name


def _option_value(cursor: Cursor) -> str:
    text = options.value(cursor)
    return text + "%" if cursor.accept("%") else text
