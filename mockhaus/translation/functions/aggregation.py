"""What all aggregates share: their argument with DISTINCT and order, and the way they take an OVER clause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.translation.functions.building import call
from mockhaus.translation.rules import Walk

Over = Callable[[exp.Expr], exp.Expr]
"""Puts a window's OVER clause on an engine aggregate; leaves it alone where there is no window."""

Expansion = Callable[[exp.Expr, Walk, Over], exp.Expr]
"""From an aggregate, the walk and an `Over` to engine SQL."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An aggregate's argument with what stands around it: DISTINCT, and the order of WITHIN GROUP."""

    value: exp.Expr
    distinct: bool = False
    order: tuple[exp.Expr, ...] = ()


def argument_of(node: exp.Expr, outer: exp.Expr | None = None) -> Argument:
    """The argument of an aggregate; `outer` is the WITHIN GROUP around it, if it has one."""
    inner, order = node.this, ()
    if isinstance(inner, exp.Order):
        inner, order = inner.this, tuple(inner.expressions)
    if isinstance(outer, exp.WithinGroup):
        order = tuple(outer.expression.expressions)
    if isinstance(inner, exp.Distinct):
        return Argument(inner.expressions[0], distinct=True, order=order)
    return Argument(inner, order=order)


def aggregate(name: str, argument: Argument, *others: exp.Expr) -> exp.Expr:
    """An engine aggregate of an argument."""
    value = exp.Distinct(expressions=[argument.value]) if argument.distinct else argument.value
    items = [value, *others]
    if argument.order:
        items[-1] = exp.Order(this=items[-1], expressions=[item.copy() for item in argument.order])
    return call(name, *items)


def within_group(node: exp.Expr) -> exp.Expr | None:
    """The WITHIN GROUP directly around an aggregate."""
    return node.parent if isinstance(node.parent, exp.WithinGroup) else None
