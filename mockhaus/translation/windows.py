"""Window functions: frames and the place of OVER.

Follows https://docs.snowflake.com/en/sql-reference/functions-window-syntax: FIRST_VALUE, LAST_VALUE and NTH_VALUE see
the whole partition where no frame is given; other functions with ORDER BY see it up to the current row.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.types import NULL, SEMI_STRUCTURED, DataType
from mockhaus.translation.functions.building import call
from mockhaus.translation.rules import NodeRule, NodeRules, Walk

WINDOWED = (exp.Window, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)
_WHOLE_PARTITION = (exp.FirstValue, exp.LastValue, exp.NthValue)
_NULLS = (exp.IgnoreNulls, exp.RespectNulls)
_ENGINE_WRAPPERS = (exp.Cast, exp.TryCast, exp.Paren, exp.Case, exp.Coalesce, exp.Binary, exp.Unary)


def _inner_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return walk.type_of(node.this) if node.this is not None else NULL


def _window(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if node.args.get("alias") is not None:
        raise walk.unsupported("a named window", node)
    _default_frame(node)
    return _outside(node)


def _default_frame(node: exp.Expr) -> None:
    function = node.this
    while isinstance(function, _NULLS):
        function = function.this
    if isinstance(function, _WHOLE_PARTITION) and node.args.get("spec") is None:
        frame = exp.WindowSpec(
            kind="ROWS",
            start="UNBOUNDED",
            start_side="PRECEDING",
            end="UNBOUNDED",
            end_side="FOLLOWING",
        )
        node.set("spec", frame)


def _is_call(node: exp.Expr) -> bool:
    if isinstance(node, exp.Anonymous):
        return not node.name.startswith("mh_")
    return isinstance(node, (*_NULLS, exp.WithinGroup, exp.Filter)) or (
        isinstance(node, exp.Func) and not isinstance(node, _ENGINE_WRAPPERS)
    )


def _outside(node: exp.Expr) -> exp.Expr | None:
    """OVER belongs to the aggregate calls inside what a rule made of the function, not to the whole."""
    made = node.this
    if _is_call(made):
        return None
    calls = [item for item in made.find_all(exp.AggFunc, exp.AnonymousAggFunc) if not _is_within_call(item, made)]
    for item in calls:
        window = node.copy()
        parent, key, index = item.parent, item.arg_key, item.index
        window.set("this", item.copy())
        if parent is not None and key is not None:
            parent.set(key, window, index)
    return made if calls else None


def _is_within_call(node: exp.Expr, root: exp.Expr) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, exp.AggFunc):
            return True
        if parent is root:
            return False
        parent = parent.parent
    return False


def _ordered(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if walk.type_of(node.this).kind in SEMI_STRUCTURED:
        node.set("this", call("mh_sort", node.this))
    return None


NODES: NodeRules = {
    exp.Window: NodeRule(_inner_type, _window),
    exp.Ordered: NodeRule(_inner_type, _ordered),
}
