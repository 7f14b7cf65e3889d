"""VALUES in FROM and as a query of its own: columns COLUMN1, COLUMN2, … of the rows' common types."""

from __future__ import annotations

from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import Kind
from mockhaus.translation.coercion import unified
from mockhaus.translation.functions.unification import common_type, narrows
from mockhaus.translation.scope import OutputColumn, Source, identifier
from mockhaus.translation.sources.building import source_of
from mockhaus.translation.walk import Walker


def values(walk: Walker, node: exp.Values) -> tuple[exp.Expr, Source]:
    """VALUES as an item of FROM."""
    columns = _columns(walk, node)
    source = source_of(walk, node, columns)
    listed = [identifier(column.engine_name) for column in columns]
    new = exp.Values(
        expressions=node.expressions, alias=exp.TableAlias(this=identifier(source.relation), columns=listed)
    )
    return new, source


def values_query(walk: Walker, node: exp.Values) -> tuple[exp.Select, tuple[OutputColumn, ...]]:
    """VALUES as a query, and its columns."""
    columns = _columns(walk, node)
    listed = [identifier(column.engine_name) for column in columns]
    alias = exp.TableAlias(this=identifier("V"), columns=listed)
    source = exp.Values(expressions=node.expressions, alias=alias)
    items: list[exp.Expr] = [exp.Column(this=identifier(column.engine_name)) for column in columns]
    return exp.Select(expressions=items, from_=exp.From(this=source)), columns


def _columns(walk: Walker, node: exp.Values) -> tuple[OutputColumn, ...]:
    rows = [_row(row) for row in node.expressions]
    width = len(rows[0])
    for row in rows:
        if len(row) != width or not row:
            detail = f"Invalid VALUES: rows have {width} and {len(row)} columns"
            raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
    translated = [[_cell(walk, cell) for cell in row] for row in rows]
    columns = []
    for index in range(width):
        cells = [row[index] for row in translated]
        types = [walk.type_of(cell) for cell in cells]
        target = reduce(common_type, types)
        if target.is_structured or len({item.kind for item in types} - {Kind.NULL}) > 1 or narrows(target, types):
            for row, cell in zip(translated, unified(cells, target, walk), strict=True):
                row[index] = cell
        name = f"COLUMN{index + 1}"
        columns.append(OutputColumn(name, name, target))
    node.set("expressions", [exp.Tuple(expressions=row) for row in translated])
    return tuple(columns)


def _cell(walk: Walker, cell: exp.Expr) -> exp.Expr:
    if isinstance(cell, exp.Var):
        raise SnowflakeError(ErrorCode.INVALID_VALUES_EXPRESSION, position=walk.position(cell), expression=cell.name)
    return walk.expression(cell)


def _row(row: exp.Expr) -> list[exp.Expr]:
    if isinstance(row, exp.Tuple):
        return list(row.expressions)
    return [row.this if isinstance(row, exp.Paren) else row]
