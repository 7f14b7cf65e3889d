"""CREATE SEQUENCE."""

from __future__ import annotations

from mockhaus.domain.statements import CreateSequence
from mockhaus.domain.writing.pieces import comment, created, full_name, words


def create_sequence(statement: CreateSequence) -> str:
    """CREATE SEQUENCE."""
    return words(
        created(statement.mode, "SEQUENCE", full_name(statement.name)),
        f"START {statement.start} INCREMENT {statement.increment}",
        "ORDER" if statement.ordered else "NOORDER",
        comment(statement.comment),
    )
