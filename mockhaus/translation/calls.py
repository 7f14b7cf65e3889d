"""Aggregate and window calls: where they may stand."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.columns import Names
from mockhaus.translation.functions import NAMED as NAMED_FUNCTIONS
from mockhaus.translation.functions import NODES as FUNCTIONS
from mockhaus.translation.functions.expansions import expansion_of
from mockhaus.translation.functions.windows import takes_over

_MODIFIERS = (exp.IgnoreNulls, exp.RespectNulls)
_INSIDE_WINDOW = (*_MODIFIERS, exp.WithinGroup)


def is_aggregate(node: exp.Expr) -> bool:
    """Whether a node is an aggregate call that gathers the rows of its SELECT, and not one over a window."""
    if isinstance(node, exp.WithinGroup):
        return not isinstance(node.parent, exp.Window)
    if expansion_of(node) is None:
        return False
    parent = node.parent
    while isinstance(parent, _MODIFIERS):
        parent = parent.parent
    return not isinstance(parent, (exp.Window, exp.WithinGroup)) or node.arg_key != "this"


def enter_call(node: exp.Expr, walk: Names) -> None:
    """Note an aggregate or window call; refuse one where Snowflake has no place for it."""
    scope = walk.scope
    if isinstance(node, exp.Window):
        if node.args.get("alias") is not None:
            raise walk.unsupported("a named window", node)
        _check_windowed(node, walk)
        if scope.clause or scope.aggregates:
            raise _misplaced(
                f"Window function [{_shown(node, walk)}] appears outside of SELECT, QUALIFY, and ORDER BY clauses.",
                node,
                walk,
            )
        return
    if scope.clause:
        detail = f"Invalid aggregate function in {scope.clause.lower()} clause [{_shown(node, walk)}]"
        raise _misplaced(detail, node, walk)
    if scope.aggregates:
        raise _misplaced(f"Aggregate functions cannot be nested: [{_shown(node, walk)}]", node, walk)
    scope.aggregates += 1
    scope.aggregated = True


def _check_windowed(window: exp.Expr, walk: Names) -> None:
    """Refuse OVER after a function that Snowflake has, but not as a window function."""
    function = window.this
    while isinstance(function, _INSIDE_WINDOW):
        function = function.this
    known = function.__class__ in FUNCTIONS or function.name.upper() in NAMED_FUNCTIONS
    if known and not takes_over(function):
        raise _misplaced(f"Invalid function type [{_called(function, walk)}] for window function.", window, walk)


def _called(function: exp.Expr, walk: Names) -> str:
    """The name of a function as the user wrote it; its Snowflake name where the place of that is not known."""
    if "start" in function.meta or not isinstance(function, exp.Func):
        return walk.source_text(function).partition("(")[0].strip().upper()
    return function.sql_name()


def _shown(node: exp.Expr, walk: Names) -> str:
    return walk.source_text(node).upper()


def _misplaced(detail: str, node: exp.Expr, walk: Names) -> SnowflakeError:
    return SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
