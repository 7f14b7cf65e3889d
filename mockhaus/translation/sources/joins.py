"""The FROM clause: its items and joins, and the columns that names and `*` see behind it.

Follows https://docs.snowflake.com/en/sql-reference/constructs/join: with USING and NATURAL each shared column is
there once, ahead of the others; the side of an outer join that may have no row has nullable columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import quote
from mockhaus.domain.types import DataType
from mockhaus.translation.coercion import as_predicate, comparable
from mockhaus.translation.columns import stored
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.scope import Scope, ScopeColumn
from mockhaus.translation.sources import asof
from mockhaus.translation.sources.items import from_item
from mockhaus.translation.sources.listed_rows import can_be_unnested, number, unnested
from mockhaus.translation.walk import Walker

_SIDES = frozenset({"", "LEFT", "RIGHT", "FULL"})
_METHODS = frozenset({"", "NATURAL", "ASOF"})
_KINDS = frozenset({"", "INNER", "OUTER", "CROSS"})
_PREDICATE = "lateral table function called with OUTER JOIN syntax or a join predicate (ON clause)"


@dataclass(frozen=True, slots=True)
class _Pair:
    """A column that USING or NATURAL merges."""

    name: str
    left: ScopeColumn
    right: ScopeColumn


def from_clause(walk: Walker, node: exp.Select, scope: Scope) -> None:
    """Translate FROM and its joins; the scope then knows their columns."""
    clause = node.args.get("from_")
    if clause is None:
        return
    columns = _chain(walk, scope, clause.this, node.args.get("joins") or [], [])
    scope.show(columns)


def _chain(
    walk: Walker, scope: Scope, first: exp.Expr, joins: list[exp.Expr], before: list[ScopeColumn]
) -> list[ScopeColumn]:
    columns = _item(walk, scope, first, before)
    for join in list(joins):
        columns = _join(walk, scope, join, columns, before)
    return columns


def _item(walk: Walker, scope: Scope, node: exp.Expr, before: list[ScopeColumn]) -> list[ScopeColumn]:
    """One item of FROM in place; its columns. A parenthesized join is an item too."""
    own_joins = node.args.get("joins") or []
    if isinstance(node, exp.Subquery) and _holds_items(node):
        if node.args.get("alias") is not None:
            raise walk.unsupported("an alias of a join in parentheses", node)
        nested = node.this
        if not nested.args.get("joins") and not own_joins:
            return _item(walk, scope, node.replace(nested), before)
        return _chain(walk, scope, nested, nested.args.get("joins") or [], before)
    if own_joins and not isinstance(node, (exp.Table, exp.Subquery)):
        raise walk.unsupported("joins of this form", node)
    scope.show(before)
    new, source = from_item(walk, node)
    if source.name is not None and any(
        other.name == source.name and other.qualifiers == source.qualifiers for other in scope.sources
    ):
        raise SnowflakeError(ErrorCode.DUPLICATE_ALIAS, position=walk.position(node), name=quote(source.name))
    if new is not node:
        new_joins = node.args.get("joins")
        node.replace(new)
        if new_joins:
            new.set("joins", new_joins)
    source.node = new
    scope.sources.append(source)
    return list(source.columns)


def _holds_items(node: exp.Subquery) -> bool:
    """Whether parentheses are around items of FROM, not around a query."""
    inner = node.this
    if isinstance(inner, exp.Subquery):
        return bool(inner.args.get("alias") or inner.args.get("joins")) or _holds_items(inner)
    return isinstance(inner, (exp.Table, exp.TableFromRows, exp.Lateral))


def _join(
    walk: Walker, scope: Scope, join: exp.Expr, left: list[ScopeColumn], before: list[ScopeColumn]
) -> list[ScopeColumn]:
    _refuse(walk, join)
    known = len(scope.sources)
    right = _item(walk, scope, join.this, [*before, *left])
    if not before and can_be_unnested(scope, join):
        return unnested(walk, scope, join, left)
    _refuse_predicate(walk, scope, join)
    number(walk, scope.sources[-1])
    side, method = join.text("side").upper(), join.text("method").upper()
    names = _shared(left, right) if method == "NATURAL" else [stored(item) for item in join.args.get("using") or ()]
    pairs = [_pair(walk, join, name, left, right) for name in names]
    scope.show([*before, *left, *right])
    if method == "ASOF":
        asof.check(walk, scope, join, known)
    condition = join.args.get("on")
    if condition is not None:
        join.set("on", as_predicate(walk.expression(condition), condition, walk))
    elif pairs:
        join.set("on", _equalities(walk, pairs))
    join.set("using", None)
    if method == "ASOF":
        side = "LEFT"
        asof.match_condition(walk, join)
    else:
        join.set("method", None)
    _without_condition(join, side)
    left, right = _nullable_sides(scope, known, side, left, right)
    return _merged(pairs, side, left, right)


def _refuse(walk: Walker, join: exp.Expr) -> None:
    method, side, kind = (join.text(key).upper() for key in ("method", "side", "kind"))
    if method not in _METHODS:
        raise walk.unsupported(f"{method} JOIN", join)
    if method == "ASOF" and (side or kind or join.args.get("match_condition") is None):
        raise walk.unsupported("ASOF JOIN of this form", join)
    if side not in _SIDES or kind not in _KINDS or (kind == "OUTER" and not side):
        raise walk.unsupported(f"{side or kind} JOIN", join)
    for key in ("global_", "hint", "pivots"):
        if join.args.get(key):
            raise walk.unsupported(f"JOIN with {key.strip('_').replace('_', ' ').upper()}", join)


def _refuse_predicate(walk: Walker, scope: Scope, join: exp.Expr) -> None:
    """Rows that are made of values of the tables before them are joined without a condition."""
    listed = scope.sources[-1].listed
    given = any(join.args.get(key) for key in ("on", "using")) or join.text("method").upper() == "NATURAL"
    if listed is None or not given or join.args.get("on") == exp.Boolean(this=True):
        return
    relations = {source.relation for source in scope.sources[:-1]}
    if any(column.table in relations for column in listed.value.find_all(exp.Column)):
        raise walk.unsupported(_PREDICATE, join)


def _without_condition(join: exp.Expr, side: str) -> None:
    """A join without a condition is a product."""
    if join.args.get("on") is not None:
        return
    if side:
        join.set("on", exp.Boolean(this=True))
    else:
        join.set("kind", "CROSS")


def _shared(left: list[ScopeColumn], right: list[ScopeColumn]) -> list[str]:
    names = {column.name for column in right if not column.hidden}
    return list(dict.fromkeys(column.name for column in left if column.name in names and not column.hidden))


def _pair(walk: Walker, join: exp.Expr, name: str, left: list[ScopeColumn], right: list[ScopeColumn]) -> _Pair:
    sides = []
    for columns in (left, right):
        found = [column for column in columns if column.name == name]
        if not found:
            raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, position=walk.position(join), name=quote(name))
        if len(found) > 1:
            raise SnowflakeError(ErrorCode.AMBIGUOUS_COLUMN, position=walk.position(join), name=quote(name))
        sides.append(found[0])
    return _Pair(name, sides[0], sides[1])


def _equalities(walk: Walker, pairs: list[_Pair]) -> exp.Expr:
    conditions: list[exp.Expr] = []
    for pair in pairs:
        operands = [walk.set_type(column.reference(), column.type) for column in (pair.left, pair.right)]
        left, right = comparable(operands, walk)
        conditions.append(exp.EQ(this=left, expression=right))
    return reduce(lambda one, other: exp.And(this=one, expression=other), conditions)


def _nullable_sides(
    scope: Scope, known: int, side: str, left: list[ScopeColumn], right: list[ScopeColumn]
) -> tuple[list[ScopeColumn], list[ScopeColumn]]:
    if side in ("LEFT", "FULL"):
        right = [column.as_nullable() for column in right]
        for source in scope.sources[known:]:
            source.columns = [column.as_nullable() for column in source.columns]
    if side in ("RIGHT", "FULL"):
        left = [column.as_nullable() for column in left]
        for source in scope.sources[:known]:
            source.columns = [column.as_nullable() for column in source.columns]
    return left, right


def _merged(pairs: list[_Pair], side: str, left: list[ScopeColumn], right: list[ScopeColumn]) -> list[ScopeColumn]:
    names = {pair.name for pair in pairs}
    rest = [column for column in (*left, *right) if column.name not in names]
    return [*(_merged_column(pair, side) for pair in pairs), *rest]


def _merged_column(pair: _Pair, side: str) -> ScopeColumn:
    if side == "FULL":
        expression = exp.Coalesce(this=pair.left.reference(), expressions=[pair.right.reference()])
        data_type: DataType = common_type(pair.left.type, pair.right.type)
        return ScopeColumn(pair.name, "", "", data_type, expression=expression)
    return pair.right if side == "RIGHT" else pair.left
