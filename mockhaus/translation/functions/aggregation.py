"""What all aggregates share: their argument with DISTINCT and order, and the way they take an OVER clause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import Kind
from mockhaus.translation.functions.building import call, is_null
from mockhaus.translation.functions.signatures import argument_types
from mockhaus.translation.rules import FunctionRule, NodeRule, RewriteRule, TypeRule, Walk

Over = Callable[[exp.Expr], exp.Expr]
"""Puts a window's OVER clause on an engine aggregate; leaves it alone where there is no window."""

Expansion = Callable[[exp.Expr, Walk, Over], exp.Expr]
"""From an aggregate, the walk and an `Over` to engine SQL."""

_WRAPPERS = (exp.Window, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)


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


def collected(argument: Argument) -> exp.Expr:
    """A list of the values that are not NULL; NULL where there is none."""
    present = exp.Not(this=is_null(argument.value.copy()))
    return exp.Filter(this=aggregate("list", argument), expression=exp.Where(this=present))


def within_group(node: exp.Expr) -> exp.Expr | None:
    """The WITHIN GROUP directly around an aggregate."""
    return node.parent if isinstance(node.parent, exp.WithinGroup) else None


def ordered_argument(node: exp.Expr, walk: Walk) -> Argument:
    """The argument of an aggregate with the order of its WITHIN GROUP; values that are to differ are ordered alone."""
    argument = argument_of(node, within_group(node))
    own = {column.sql() for column in argument.value.find_all(exp.Column)}
    others = (column for item in argument.order for column in item.find_all(exp.Column) if column.sql() not in own)
    if argument.distinct and (other := next(others, None)) is not None:
        detail = f"[{'.'.join(part.name for part in other.parts)}] is not a valid order by expression"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
    return argument


def refuse_decimal_floats(node: exp.Expr, value: exp.Expr, walk: Walk) -> None:
    """The error of an estimate that takes no DECFLOAT."""
    if walk.type_of(value).kind is Kind.DECFLOAT:
        raise argument_types(node, [value], walk)


def no_window(node: exp.Expr) -> exp.Expr:
    """The `over` of an aggregate that is none of a window."""
    return node


def _rewrite(expansion: Expansion) -> RewriteRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr | None:
        if isinstance(node.parent, _WRAPPERS) and node.arg_key == "this":
            return None
        return expansion(node, walk, no_window)

    return rewrite


def aggregate_rule(result: TypeRule, expansion: Expansion) -> NodeRule:
    """The rule of an aggregate: its expansion, unless what stands around it does that."""
    return NodeRule(result, _rewrite(expansion))


def named_aggregate(result: TypeRule, expansion: Expansion, minimum: int, maximum: int | None = None) -> FunctionRule:
    """The rule of an aggregate that the parser leaves unnamed."""
    return FunctionRule(result, _rewrite(expansion), minimum, maximum)
