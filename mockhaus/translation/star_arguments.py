"""`*` and `t.*` among the arguments of functions that take them, which columns replace before the walk goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation import stars
from mockhaus.translation.rules import Walk
from mockhaus.translation.scope import ScopeColumn

Visible = Callable[[exp.Expr], Sequence[ScopeColumn]]
"""The columns that a star stands for where it stands."""

_KEYED = (exp.JSONObject, exp.Struct)
_STRUCTURED_OBJECT = "OBJECT_CONSTRUCT_KEEP_NULL_STRUCTURED"


def spread(node: exp.Expr, walk: Walk, visible: Visible) -> None:
    """Put columns in the place of each star among a function's arguments, where the function takes stars."""
    if spreader := _SPREADERS.get(node.__class__):
        spreader(node, walk, visible)


def arguments(item: exp.Expr, walk: Walk, visible: Visible, *, keyed: bool) -> list[exp.Expr]:
    """What an argument stands for: itself, or the columns of a star, each behind its name if `keyed`."""
    if not stars.is_star(item):
        return [item]
    columns = stars.named_columns(item, visible(item), walk)
    if not keyed:
        return list(columns)
    return [exp.JSONKeyValue(this=exp.Literal.string(column.name), expression=column) for column in columns]


def stands_beside_others(star: exp.Expr) -> bool:
    """Whether a star is one of several arguments, as in `COUNT(a, *)`."""
    return star.arg_key != "this" or bool(star.parent is not None and star.parent.args.get("expressions"))


def _all(items: Sequence[exp.Expr], walk: Walk, visible: Visible, *, keyed: bool = False) -> list[exp.Expr]:
    return [part for item in items for part in arguments(item, walk, visible, keyed=keyed)]


def _among(node: exp.Expr, walk: Walk, visible: Visible) -> None:
    """Anywhere among the arguments."""
    if any(stars.is_star(item) for item in node.expressions):
        node.set("expressions", _all(node.expressions, walk, visible, keyed=isinstance(node, _KEYED)))


def _named(node: exp.Expr, walk: Walk, visible: Visible) -> None:
    """Anywhere among the arguments of a function that the parser knows only by name; of one, as keys and values."""
    if node.name.upper() != _STRUCTURED_OBJECT:
        _among(node, walk, visible)
    elif any(stars.is_star(item) for item in node.expressions):
        _refuse_others(node, walk)
        pairs = _all(node.expressions, walk, visible, keyed=True)
        node.set("expressions", [item for pair in pairs for item in (pair.this, pair.expression)])


def _constant(node: exp.Expr, walk: Walk, visible: Visible) -> None:
    """In an OBJECT constant, where a star stands alone."""
    if any(stars.is_star(item) for item in node.expressions):
        _refuse_others(node, walk)
    _among(node, walk, visible)


def _refuse_others(node: exp.Expr, walk: Walk) -> None:
    """SYNTAX where something stands beside a star."""
    if len(node.expressions) > 1:
        raise SnowflakeError(ErrorCode.SYNTAX, position=walk.position(node), token=",")  # noqa: S106 - not a password


def _leading(node: exp.Expr, walk: Walk, visible: Visible) -> None:
    """A star that is all the arguments of an aggregate, with DISTINCT or without."""
    if isinstance(node.this, exp.Distinct):
        _among(node.this, walk, visible)
    elif stars.is_star(node.this):
        first, *others = _all([node.this], walk, visible)
        node.set("this", first)
        node.set("expressions", others)


def _searched(node: exp.Expr, walk: Walk, visible: Visible) -> None:
    """In what SEARCH reads: `*`, `(*)` or `(t.*, u.*)`."""
    given = node.this.unnest()
    items = given.expressions if isinstance(given, exp.Tuple) else [given]
    if any(stars.is_star(item) for item in items):
        node.set("this", exp.Tuple(expressions=_all(items, walk, visible)))


def _counted(node: exp.Expr, walk: Walk, visible: Visible) -> None:
    """`t.*`, and `*` with ILIKE or EXCLUDE, in what COUNT counts."""
    distinct = node.this if isinstance(node.this, exp.Distinct) else None
    items = distinct.expressions if distinct is not None else [node.this, *node.expressions]
    if not any(stars.is_star(item) and (isinstance(item, exp.Column) or any(item.args.values())) for item in items):
        return
    found = _all(items, walk, visible)
    if not found:
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail="COUNT of no columns")
    if distinct is not None:
        distinct.set("expressions", found)
    else:
        node.set("this", found[0])
        node.set("expressions", found[1:])


_Spreader = Callable[[exp.Expr, Walk, Visible], None]
_SPREADERS: dict[type[exp.Expr], _Spreader] = {
    **dict.fromkeys((exp.JSONObject, exp.Minhash), _among),
    **dict.fromkeys((exp.ApproxDistinct, exp.ApproximateSimilarity, exp.HashAgg, exp.Hll), _leading),
    **dict.fromkeys((exp.Search, exp.SearchIp), _searched),
    exp.Anonymous: _named,
    exp.Count: _counted,
    exp.Struct: _constant,
}
