"""SELECT, WITH, VALUES and queries in parentheses."""

from __future__ import annotations

from mockhaus.domain.statements import Query
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor


def query(cursor: Cursor) -> Query:
    """A query, to the end of the statement."""
    return Query(fragments.query(cursor))
