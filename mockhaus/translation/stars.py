"""`*` and `alias.*` in a select list, with EXCLUDE, RENAME, REPLACE and ILIKE.

Follows https://docs.snowflake.com/en/sql-reference/sql/select: ILIKE or EXCLUDE choose columns, REPLACE gives some
another value, RENAME another name, in that order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import fold
from mockhaus.translation.rules import Walk
from mockhaus.translation.scope import ScopeColumn

Item = tuple[str, ScopeColumn | exp.Expr]
"""An item that a star stands for: its name, and the column or the expression that replaces it."""


def stored_name(node: exp.Expr) -> str:
    """The stored name of an identifier, or of the identifier at the end of a column."""
    identifier = node.this if isinstance(node, exp.Column) else node
    return fold(identifier.name, quoted=bool(identifier.args.get("quoted")))


def expand(
    star: exp.Expr, columns: Sequence[ScopeColumn], walk: Walk, visit: Callable[[exp.Expr], exp.Expr]
) -> list[Item]:
    """The items that a star over those columns stands for; `visit` translates the expressions of REPLACE."""
    shown = [column for column in columns if not column.hidden]
    chosen = _chosen(star, shown, walk)
    _check_replaced(star, shown, walk)
    replaced = {stored_name(item.args["alias"]): item.this for item in _aliased(star, "replace", walk)}
    renamed = {stored_name(item.this): stored_name(item.args["alias"]) for item in _aliased(star, "rename", walk)}
    _check(star, {*replaced, *renamed}, {column.name for column in chosen}, walk)
    return [
        (
            renamed.get(column.name, column.name),
            visit(replaced[column.name]) if column.name in replaced else column,
        )
        for column in chosen
    ]


def _aliased(star: exp.Expr, key: str, walk: Walk) -> list[exp.Expr]:
    items = star.args.get(key) or []
    if not all(isinstance(item, exp.Alias) for item in items):
        raise walk.unsupported(f"{key.upper()} without AS", star)
    return list(items)


def _chosen(star: exp.Expr, columns: Sequence[ScopeColumn], walk: Walk) -> list[ScopeColumn]:
    pattern = star.args.get("ilike")
    if pattern is not None:
        if star.args.get("except_"):
            detail = "ILIKE and EXCLUDE cannot be used together"
            raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(star), detail=detail)
        matches = like_pattern(pattern.name).match
        return [column for column in columns if matches(column.name)]
    excluded = {stored_name(item) for item in star.args.get("except_") or ()}
    _check(star, excluded, {column.name for column in columns}, walk)
    return [column for column in columns if column.name not in excluded]


def _check_replaced(star: exp.Expr, columns: Sequence[ScopeColumn], walk: Walk) -> None:
    """REPLACE names each column once, and none that two tables have."""
    names = [stored_name(item.args["alias"]) for item in _aliased(star, "replace", walk)]
    for name in names:
        if names.count(name) > 1:
            raise SnowflakeError(ErrorCode.DUPLICATE_COLUMN, position=walk.position(star), name=name)
        if sum(column.name == name for column in columns) > 1:
            raise SnowflakeError(ErrorCode.AMBIGUOUS_COLUMN, position=walk.position(star), name=name)


def _check(star: exp.Expr, asked: set[str], present: set[str], walk: Walk) -> None:
    for name in sorted(asked - present):
        raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, position=walk.position(star), name=name)


def like_pattern(pattern: str) -> re.Pattern[str]:
    """An ILIKE pattern as a regular expression for whole names."""
    parts = {"%": ".*", "_": "."}
    return re.compile(
        "".join(parts.get(sign) or re.escape(sign) for sign in pattern) + r"\Z", re.IGNORECASE | re.DOTALL
    )


def is_star(node: exp.Expr) -> bool:
    """Whether a node is `*` or `alias.*`."""
    return isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star))


def named_columns(star: exp.Expr, columns: Sequence[ScopeColumn], walk: Walk) -> list[exp.Column]:
    """References, still to be resolved, to the columns that a star among a function's arguments stands for."""
    table = star.args.get("table")
    inner = star.this if isinstance(star, exp.Column) else star
    return [
        exp.Column(this=exp.Identifier(this=name, quoted=True), table=table.copy() if table is not None else None)
        for name, _ in expand(inner, columns, walk, lambda node: node)
    ]
