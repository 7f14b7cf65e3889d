"""CREATE VIEW."""

from __future__ import annotations

from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.statements import ColumnDefinition, CreateView
from mockhaus.domain.writing.pieces import comment, created, full_name, literal, properties, when, words


def create_view(statement: CreateView) -> str:
    """CREATE VIEW; the statement's own text is not looked at."""
    modifiers = words(when(statement.secure, "SECURE"), when(statement.temporary, "TEMPORARY"))
    columns = ", ".join(map(_column, statement.columns))
    return words(
        created(statement.mode, "VIEW", full_name(statement.name), lifetime=modifiers),
        when(columns, f"({columns})"),
        when(statement.copy_grants, "COPY GRANTS"),
        properties(statement.options),
        comment(statement.comment),
        f"AS {statement.query.text}",
    )


def _column(column: ColumnDefinition) -> str:
    return words(always_quote(column.name), when(column.comment, f"COMMENT {literal(column.comment)}"))
