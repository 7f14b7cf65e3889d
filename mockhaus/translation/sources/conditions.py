"""Conditions taken apart at their AND, and put together again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from sqlglot import exp


def conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The predicates that must all be true, in the order in which they are written."""
    stack = [node]
    while stack:
        item = stack.pop()
        inner = item.unnest()
        if isinstance(inner, exp.And):
            stack.extend((inner.expression, inner.this))
        else:
            yield item


def all_of(predicates: Sequence[exp.Expr]) -> exp.Expr:
    """One condition of several, at least one."""
    return reduce(lambda one, other: exp.And(this=one, expression=other), predicates)
