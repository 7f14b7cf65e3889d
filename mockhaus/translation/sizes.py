"""Which queries plainly have few rows: they are read as values, all others as Arrow, a batch at a time."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.translation.calls import is_aggregate

FEW = 1_000
"""The most rows of a result that is surely small."""
_OTHER_ROWS = (exp.Window, exp.Query, exp.Subquery)


def has_few_rows(tree: exp.Expr) -> bool:
    """Whether a query's form bounds its rows: no FROM, a small LIMIT, or aggregates without groups."""
    if not isinstance(tree, exp.Select):
        return False
    limit = tree.args.get("limit")
    if isinstance(limit, exp.Limit) and limit.expression.name.isdecimal():
        return int(limit.expression.name) <= FEW
    if tree.args.get("from_") is None:
        return True
    return tree.args.get("group") is None and any(_aggregates(item) for item in tree.expressions)


def _aggregates(item: exp.Expr) -> bool:
    """Whether an item of a select list is an aggregate's value: one outside windows and subqueries."""
    left = [item]
    while left:
        node = left.pop()
        if isinstance(node, _OTHER_ROWS):
            continue
        if is_aggregate(node):
            return True
        left.extend(node.iter_expressions())
    return False
