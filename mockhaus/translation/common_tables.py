"""WITH: common table expressions, recursive ones among them.

Follows https://docs.snowflake.com/en/user-guide/queries-cte: the word RECURSIVE is optional, and the anchor of a
recursive expression decides its columns.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import engine_name, quote
from mockhaus.domain.types import DataType, Kind, number
from mockhaus.translation.columns import given_name, stored
from mockhaus.translation.functions.building import cast, cast_to, decimal
from mockhaus.translation.scope import CommonTable, OutputColumn, Scope, identifier
from mockhaus.translation.walk import Walker

_NEVER_RECURSIVE = {"group": "GROUP BY", "order": "ORDER BY", "limit": "LIMIT", "distinct": "DISTINCT"}


def common_tables(walk: Walker, node: exp.Expr) -> None:
    """Translate the WITH clause of a query; its names enter the present scope."""
    clause = node.args.get("with_")
    if clause is None:
        return
    recursive = False
    for item in clause.expressions:
        recursive |= _common_table(walk, item)
    clause.set("recursive", recursive)


def _common_table(walk: Walker, item: exp.Expr) -> bool:
    alias = item.args["alias"]
    name = given_name(alias.this, walk)
    if name in walk.scope.common_tables:
        raise SnowflakeError(ErrorCode.DUPLICATE_ALIAS, position=walk.position(alias), name=quote(name))
    body = item.this
    if not isinstance(body, exp.Query):
        raise walk.unsupported("WITH of anything but a query", item)
    recursive = isinstance(body, exp.Union) and _mentions(body.expression, name)
    if isinstance(body, exp.Union) and recursive:
        columns = _recursive(walk, body, alias, name)
        node: exp.Expr = body
    else:
        with walk.inside(Scope(walk.scope, correlated=True)):
            translated = walk.query(body)
        node, columns = translated.node, renamed(alias, translated.columns, walk)
    walk.scope.common_tables[name] = CommonTable(engine_name(name), columns)
    item.set("this", node)
    listed = [identifier(column.engine_name) for column in columns]
    named = recursive or bool(alias.args.get("columns"))
    item.set("alias", exp.TableAlias(this=identifier(engine_name(name)), columns=listed if named else []))
    return recursive


def _mentions(node: exp.Expr, name: str) -> bool:
    return any(
        isinstance(table.this, exp.Identifier) and table.args.get("db") is None and stored(table.this) == name
        for table in node.find_all(exp.Table)
    )


def renamed(alias: exp.Expr, columns: tuple[OutputColumn, ...], walk: Walker) -> tuple[OutputColumn, ...]:
    """The columns under the names of an alias's column list, where it has one."""
    names = [given_name(item, walk) for item in alias.args.get("columns") or ()]
    if not names:
        return columns
    if len(names) != len(columns):
        raise SnowflakeError(
            ErrorCode.SEMANTIC,
            position=walk.position(alias),
            detail=f"'{quote(stored(alias.this))}' names {len(names)} columns, but its query has {len(columns)}",
        )
    return tuple(
        OutputColumn(name, engine_name(name), column.type) for name, column in zip(names, columns, strict=True)
    )


def _recursive(walk: Walker, body: exp.Union, alias: exp.Expr, name: str) -> tuple[OutputColumn, ...]:
    if body.args.get("distinct"):
        raise walk.unsupported("a recursive common table expression with UNION in place of UNION ALL", body)
    _check_step(walk, body)
    anchor = walk.query(body.this)
    columns = renamed(alias, anchor.columns, walk)
    body.set("this", anchor.node)
    _widen_anchor(anchor.node, columns)
    with walk.inside(Scope(walk.scope)) as scope:
        scope.common_tables[name] = CommonTable(engine_name(name), columns)
        step = walk.query(body.expression)
    if len(step.columns) != len(columns):
        raise SnowflakeError(
            ErrorCode.SET_OPERATION_COLUMNS, expected=len(columns), actual=len(step.columns), branch="{2}"
        )
    for column, found in zip(columns, step.columns, strict=True):
        _check_precision(walk, body, column, found)
    body.set("expression", step.node)
    _type_nulls(walk, anchor.node, columns, step.columns)
    return tuple(_grown(column, found) for column, found in zip(columns, step.columns, strict=True))


def _check_step(walk: Walker, body: exp.Union) -> None:
    """Refuse what a recursive clause cannot contain."""
    for key, name in _NEVER_RECURSIVE.items():
        if body.args.get(key) or body.expression.args.get(key):
            raise walk.unsupported(f"{name} in the recursive clause of a common table expression", body)
    for call in body.expression.find_all(exp.AggFunc, exp.Window):
        if call.parent_select is body.expression:
            detail = "aggregate or window functions in the recursive clause of a common table expression"
            raise walk.unsupported(detail, call)


def _check_precision(walk: Walker, body: exp.Union, column: OutputColumn, found: OutputColumn) -> None:
    """The anchor decides a column's type: numbers that it could not keep exactly are refused."""
    if column.type.kind is not Kind.NUMBER:
        return
    finer = found.type.kind is Kind.FLOAT or (found.type.kind is Kind.NUMBER and found.type.scale > column.type.scale)
    if finer:
        detail = f"Type mismatch between anchor and recursive term of column '{quote(column.name)}' in recursive CTE"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(body.expression), detail=detail)


def _widen_anchor(node: exp.Expr, columns: tuple[OutputColumn, ...]) -> None:
    """Give exact numbers of the anchor room to grow: the engine keeps the anchor's own types."""
    for item, column in _anchor_items(node, columns):
        if column.type.kind is Kind.NUMBER:
            target = decimal(38, column.type.scale) if column.type.scale else "BIGINT"
            _replace_value(item, cast(_value(item).copy(), target), column)


def _type_nulls(
    walk: Walker, node: exp.Expr, columns: tuple[OutputColumn, ...], found: tuple[OutputColumn, ...]
) -> None:
    """Give NULL in the anchor the type that the recursive clause has there."""
    for (item, column), step in zip(_anchor_items(node, columns), found, strict=False):
        if column.type.kind is Kind.NULL and step.type.kind is not Kind.NULL:
            _replace_value(item, cast_to(_value(item).copy(), step.type, walk.context.fraction), column)


def _anchor_items(node: exp.Expr, columns: tuple[OutputColumn, ...]) -> list[tuple[exp.Expr, OutputColumn]]:
    return list(zip(list(node.expressions), columns, strict=True)) if isinstance(node, exp.Select) else []


def _value(item: exp.Expr) -> exp.Expr:
    return item.this if isinstance(item, exp.Alias) else item


def _replace_value(item: exp.Expr, value: exp.Expr, column: OutputColumn) -> None:
    if isinstance(item, exp.Alias):
        item.this.replace(value)
    else:
        item.replace(exp.Alias(this=value, alias=identifier(column.engine_name)))


def _grown(column: OutputColumn, found: OutputColumn) -> OutputColumn:
    if column.type.kind is Kind.NULL:
        return OutputColumn(column.name, column.engine_name, found.type.with_nullable(True))
    if column.type.kind is Kind.NUMBER:
        grown: DataType = number(38, column.type.scale, nullable=column.type.nullable or found.type.nullable)
        return OutputColumn(column.name, column.engine_name, grown)
    nullable = column.type.nullable or found.type.nullable
    return OutputColumn(column.name, column.engine_name, column.type.with_nullable(nullable))
