"""Which fields of the records of an external table a query can need: the others are not read out of columnar files.

A virtual column that needs some fields only is computed from a document of its own, so that the engine reads no more
than the columns that a query ends up with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from sqlglot import exp

from mockhaus.domain.catalog.objects import Column
from mockhaus.translation import fragments
from mockhaus.translation.columns import stored
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.external import VALUE

_TAKES_COLUMNS_UNNAMED = (exp.DynamicIdentifier, exp.MatchRecognize, exp.Pivot, exp.StarMap)
_FIRST = "1"
_DIGITS = 16


def needed_fields(node: exp.Table, columns: Iterable[Column]) -> tuple[str, ...] | None:
    """The names of the fields that VALUE must have for the query around a table; None for all.

    Nothing that may refer to the table has been translated yet, so its names stand as they were written.
    """
    root = node.root()
    if any(map(_names_nothing, root.walk())):
        return None
    mentioned = {stored(item) for item in root.find_all(exp.Identifier)}
    texts = [column.expression for column in columns if column.expression and column.name in mentioned]
    return None if any(document_of(text) is None for text in texts) else _all_fields(root)


def document_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The engine's name of the document from which an expression is computed, and its fields; None for VALUE itself."""
    fields = _all_fields(expression_tree(text))
    if fields is None:
        return None
    return f"mh_document_{hashlib.sha256(json.dumps(fields).encode()).hexdigest()[:_DIGITS]}", fields


def documents(columns: Iterable[Column]) -> dict[str, tuple[str, ...]]:
    """The documents, besides VALUE, from which virtual columns are computed: their fields by their engine names."""
    return dict(filter(None, (document_of(column.expression) for column in columns if column.expression)))


def expression_tree(text: str) -> exp.Expr:
    """The tree of a virtual column's expression."""
    tokens = tokenize(text)
    tree: exp.Expr = fragments.expression(Cursor(text, tokens), len(tokens)).tree
    return tree


def _names_nothing(item: exp.Expr) -> bool:
    """Whether a part of a query may take columns that it does not name."""
    if isinstance(item, exp.Star):
        return not isinstance(item.parent, exp.Count)
    if isinstance(item, exp.Join):
        return item.text("method").upper() == "NATURAL"
    return isinstance(item, _TAKES_COLUMNS_UNNAMED)


def _all_fields(tree: exp.Expr) -> tuple[str, ...] | None:
    found = set(_fields(tree))
    return None if None in found else tuple(sorted(filter(None, found)))


def _fields(tree: exp.Expr) -> Iterator[str | None]:
    """The field of each reference to VALUE; None where it is the whole of it, or where a place names a column."""
    for item in tree.find_all(exp.Column, exp.Parameter):
        if _is_value(item):
            yield _field(item)
        elif isinstance(item, exp.Parameter) and isinstance(item.this, exp.Literal):
            yield None


def _is_value(item: exp.Expr) -> bool:
    if isinstance(item, exp.Parameter):
        return isinstance(item.this, exp.Literal) and item.name == _FIRST
    if isinstance(item.this, exp.Parameter):
        return False  # found by itself, too
    return isinstance(item.this, exp.Identifier) and stored(item.this) == VALUE


def _field(item: exp.Expr) -> str | None:
    """The first key of a path into VALUE."""
    holder = item.parent if not isinstance(item.parent, exp.Column) else item.parent.parent
    path = holder.args.get("expression") if isinstance(holder, exp.JSONExtract) else None
    if not isinstance(path, exp.JSONPath) or len(path.expressions) < 2:  # noqa: PLR2004 - the root, and a key
        return None
    key = path.expressions[1]
    return str(key.this) if isinstance(key, exp.JSONPathKey) and isinstance(key.this, str) else None
