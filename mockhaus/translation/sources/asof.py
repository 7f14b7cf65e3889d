"""ASOF JOIN: of the rows that MATCH_CONDITION allows, the nearest one, or none: the engine's ASOF LEFT JOIN.

Follows https://docs.snowflake.com/en/sql-reference/constructs/asof-join: the condition compares the left table with
the right one, in this order, and ON is equalities between the two, joined by AND.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.columns import qualifiers_of, stored
from mockhaus.translation.dialect import DIALECT
from mockhaus.translation.scope import Scope
from mockhaus.translation.sources.conditions import conjuncts
from mockhaus.translation.walk import Walker

_COMPARISONS = (exp.GT, exp.GTE, exp.LT, exp.LTE)
_BOTH = 2


def check(walk: Walker, scope: Scope, join: exp.Expr, known: int) -> None:
    """Refuse what Snowflake does: `known` is how many sources of the scope are on the left."""
    if isinstance(join.this, exp.Lateral) or any(source.listed for source in scope.sources[known:]):
        raise SnowflakeError(ErrorCode.ASOF_JOIN_LATERAL, position=walk.position(join.this))
    match = join.args["match_condition"].unnest()
    if not isinstance(match, _COMPARISONS):
        raise SnowflakeError(ErrorCode.MATCH_CONDITION_OPERATOR, position=walk.position(match))
    if True in _sides(scope, match.this, known) or False in _sides(scope, match.expression, known):
        raise SnowflakeError(ErrorCode.MATCH_CONDITION_SIDES, position=walk.position(match))
    condition = join.args.get("on")
    for item in conjuncts(condition) if condition is not None else ():
        if not _is_equality(scope, item.unnest(), known):
            raise SnowflakeError(
                ErrorCode.ASOF_JOIN_CONDITION, position=walk.position(item), condition=_spelled(item.unnest())
            )


def match_condition(walk: Walker, join: exp.Expr) -> None:
    """Translate MATCH_CONDITION into a part of ON."""
    nearest = walk.expression(join.args["match_condition"].unnest())
    equal = join.args.get("on")
    join.set("on", nearest if equal is None else exp.And(this=exp.Paren(this=equal), expression=nearest))
    join.set("match_condition", None)
    join.set("side", "LEFT")


def _is_equality(scope: Scope, node: exp.Expr, known: int) -> bool:
    if not isinstance(node, exp.EQ):
        return False
    sides = [_sides(scope, operand, known) for operand in (node.this, node.expression)]
    return all(len(side) < _BOTH for side in sides) and sides[0] != sides[1]


def _sides(scope: Scope, node: exp.Expr, known: int) -> set[bool]:
    """On which sides an expression's columns are: True is the right one. Columns that are not known are left out."""
    right = {source.relation for source in scope.sources[known:]}
    return {relation in right for column in node.find_all(exp.Column) if (relation := _relation(scope, column))}


def _relation(scope: Scope, column: exp.Column) -> str | None:
    if column.args.get("table") is not None:
        source = scope.source(qualifiers_of(column))
        return source.relation if source is not None else None
    named = scope.named(stored(column.this)) if isinstance(column.this, exp.Identifier) else []
    return named[0].relation if named else None


def _spelled(node: exp.Expr) -> str:
    if isinstance(node, exp.Or):
        return f"({_spelled(node.this.unnest())}) OR ({_spelled(node.expression.unnest())})"
    return node.sql(DIALECT, comments=False).upper()
