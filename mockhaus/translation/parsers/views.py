"""CREATE VIEW: https://docs.snowflake.com/en/sql-reference/sql/create-view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName, quote
from mockhaus.domain.statements import ColumnDefinition, CreateView, Fragment
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.parsers import columns, create, options

PROPERTIES = frozenset({"CHANGE_TRACKING", "COMMENT"})
"""What CREATE and ALTER VIEW may set."""


@dataclass
class _Properties:
    copy_grants: bool = False
    pairs: list[tuple[str, str]] = field(default_factory=list)


def view(cursor: Cursor) -> CreateView:
    """CREATE [OR REPLACE] [SECURE] [TEMPORARY] [RECURSIVE] VIEW [IF NOT EXISTS] name [(columns)] … AS query."""
    mode = create.mode(cursor)
    modifiers = _modifiers(cursor)
    cursor.expect("VIEW")
    mode = create.if_not_exists(cursor, mode)
    name = cursor.qualified_name()
    mode = create.if_not_exists(cursor, mode)
    given = cursor.bracketed(lambda: columns.view_column(cursor)) if cursor.word == "(" else ()
    properties = _Properties()
    while not cursor.at_end and cursor.word != "AS":
        _property(cursor, properties)
    cursor.expect("AS")
    comment, rest = options.take_comment(properties.pairs)
    query = fragments.query(cursor)
    return CreateView(
        name=name,
        query=_recursive(name, given, query) if "RECURSIVE" in modifiers else query,
        text=cursor.source(0, cursor.end),
        mode=mode,
        secure="SECURE" in modifiers,
        temporary=not modifiers.isdisjoint({"TEMP", "TEMPORARY", "VOLATILE"}),
        columns=given,
        copy_grants=properties.copy_grants,
        comment=comment,
        options=rest,
    )


def _recursive(name: QualifiedName, given: Sequence[ColumnDefinition], query: Fragment) -> Fragment:
    """The query of a recursive view: the view is a common table expression of its own name within it."""
    this = quote(name.name)
    listed = f" ({', '.join(quote(column.name) for column in given)})" if given else ""
    body = query.text if isinstance(query.tree, exp.Subquery) else f"({query.text})"
    text = f"WITH RECURSIVE {this}{listed} AS {body} SELECT * FROM {this}"
    return fragments.query(Cursor(text, tokenize(text)))


def _modifiers(cursor: Cursor) -> set[str]:
    found = set()
    while word := cursor.accept_any("SECURE", "RECURSIVE", "LOCAL", "GLOBAL", "TEMP", "TEMPORARY", "VOLATILE"):
        found.add(word)
    return found


def _property(cursor: Cursor, found: _Properties) -> None:
    if cursor.accept("COPY", "GRANTS"):
        found.copy_grants = True
    elif cursor.accept("COMMENT"):
        found.pairs.append(("COMMENT", options.comment(cursor)))
    else:
        if cursor.looks_at("COPY", "TAGS"):
            raise unsupported("CREATE VIEW COPY TAGS", cursor.position())
        found.pairs.append(options.known_pair(cursor, PROPERTIES, "VIEW"))
