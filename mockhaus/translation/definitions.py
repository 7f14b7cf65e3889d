"""Parts of definitions that clients give as texts of their own: defaults of columns, clustering keys, queries.

Each is read where it stands in a statement, and must be whole there: nothing else can come along in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockhaus.domain.statements import CreateView, Fragment
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.parsers.columns import default_value
from mockhaus.translation.parsers.tables import cluster_expressions
from mockhaus.translation.parsers.views import view


def parse_default(text: str) -> Fragment:
    """The expression that a text holds, as the DEFAULT of a column."""
    cursor = _cursor(text)
    found = default_value(cursor)
    cursor.expect_end()
    return found


def parse_clustering_key(expressions: Sequence[str]) -> str:
    """The clustering key of expressions, as CLUSTER BY has it behind it."""
    cursor = _cursor(f"({', '.join(expressions)})")
    found = cluster_expressions(cursor)
    cursor.expect_end()
    return found


def parse_query(text: str) -> Fragment:
    """The query that a text holds."""
    return fragments.query(_cursor(text))


def parse_view(text: str) -> CreateView:
    """The definition of a view that a whole statement is."""
    return view(_cursor(text))


def _cursor(text: str) -> Cursor:
    return Cursor(text, tokenize(text))
