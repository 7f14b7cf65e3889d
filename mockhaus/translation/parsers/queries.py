"""SELECT, WITH, VALUES and queries in parentheses."""

from __future__ import annotations

from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import Query
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor


def query(cursor: Cursor) -> Query:
    """A query, to the end of the statement; the same words begin a call of a procedure that lives in it alone."""
    if cursor.looks_at("WITH") and [cursor.ahead(2), cursor.ahead(3)] == ["AS", "PROCEDURE"]:
        raise unsupported("CALL with an anonymous procedure", cursor.position())
    return Query(fragments.query(cursor))
