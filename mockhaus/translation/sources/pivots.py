"""PIVOT and UNPIVOT, spelled out with plain aggregates and lists.

Follows https://docs.snowflake.com/en/sql-reference/constructs/pivot and …/unpivot: PIVOT groups by every column that it
does not name and makes one column of each listed value; UNPIVOT makes one row of each listed column and leaves out
those whose value is NULL unless INCLUDE NULLS says otherwise.
"""

from __future__ import annotations

from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import engine_name, quote
from mockhaus.domain.types import varchar
from mockhaus.translation.coercion import unified
from mockhaus.translation.columns import stored
from mockhaus.translation.functions.building import call, text
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.scope import OutputColumn, Scope, ScopeColumn, Source, identifier
from mockhaus.translation.sources.building import engine_alias, source_of
from mockhaus.translation.walk import Walker

SourceNode = tuple[exp.Expr, Source]


def pivoted(walk: Walker, node: exp.Expr, source: Source, pivot: exp.Expr) -> SourceNode:
    """The source behind one PIVOT or UNPIVOT."""
    fields = pivot.args.get("fields") or []
    if len(fields) != 1 or not isinstance(fields[0], exp.In):
        raise walk.unsupported("PIVOT over several columns", pivot)
    if pivot.args.get("unpivot"):
        items, columns = _unpivot(walk, source, pivot, fields[0])
        query = exp.Select(expressions=items, from_=exp.From(this=node))
        if not pivot.args.get("include_nulls"):
            query = _without_nulls(query, columns)
    else:
        items, columns, keys = _pivot(walk, source, pivot, fields[0])
        query = exp.Select(expressions=items, from_=exp.From(this=node))
        if keys:
            query.set("group", exp.Group(expressions=keys))
    result = source_of(walk, pivot, columns, source.name)
    return exp.Subquery(this=query, alias=engine_alias(result.relation)), result


def _column(walk: Walker, source: Source, node: exp.Expr) -> ScopeColumn:
    name = stored(node.this if isinstance(node, exp.Column) else node)
    found = source.find(name)
    if not found:
        raise SnowflakeError(ErrorCode.INVALID_IDENTIFIER, position=walk.position(node), name=quote(name))
    return found[0]


def _kept(source: Source, used: set[str]) -> list[ScopeColumn]:
    return [column for column in source.columns if column.name not in used and not column.hidden]


def _output(column: ScopeColumn) -> tuple[exp.Expr, OutputColumn]:
    name = engine_name(column.name)
    item = exp.Alias(this=column.reference(), alias=identifier(name))
    return item, OutputColumn(column.name, name, column.type)


# PIVOT


def _pivot(
    walk: Walker, source: Source, pivot: exp.Expr, field: exp.In
) -> tuple[list[exp.Expr], list[OutputColumn], list[exp.Expr]]:
    subject = _column(walk, source, field.this)
    used = {subject.name}
    for item in pivot.expressions:
        used.update(_column(walk, source, part).name for part in item.find_all(exp.Column))
    outputs = [_output(column) for column in _kept(source, used)]
    items, columns = [item for item, _ in outputs], [column for _, column in outputs]
    keys = [item.this.copy() for item in items]
    values = [_pivot_value(walk, value) for value in _listed_values(walk, field)]
    for aggregate in pivot.expressions:
        for value, name in values:
            item, column = _pivot_item(walk, source, subject, (aggregate, value, name), len(pivot.expressions) > 1)
            items.append(item)
            columns.append(column)
    return items, columns, keys


def _listed_values(walk: Walker, field: exp.In) -> list[exp.Expr]:
    if field.args.get("query") is not None or any(isinstance(item, exp.PivotAny) for item in field.expressions):
        raise walk.unsupported("PIVOT with ANY or a query in place of a list of values", field)
    return list(field.expressions)


def _pivot_value(walk: Walker, item: exp.Expr) -> tuple[exp.Expr, str]:
    """A listed value and the name of its column: its alias, or the value as written."""
    if isinstance(item, exp.PivotAlias):
        alias = item.args["alias"]
        name = alias.name if isinstance(alias, exp.Literal) else stored(alias)
        return item.this, name
    return item, walk.headings.text[item.meta["start"] : item.meta["end"] + 1] if "start" in item.meta else item.sql()


def _pivot_item(
    walk: Walker,
    source: Source,
    subject: ScopeColumn,
    asked: tuple[exp.Expr, exp.Expr, str],
    several: bool,  # noqa: FBT001 - one of the parts of a name
) -> tuple[exp.Expr, OutputColumn]:
    aggregate, value, name = asked
    alias = stored(aggregate.args["alias"]) if isinstance(aggregate, exp.Alias) else ""
    call_node = (aggregate.this if isinstance(aggregate, exp.Alias) else aggregate).copy()
    if alias:
        name = f"{name}_{alias}"
    elif several:
        name = f"{name}_{walk.source_text(call_node).upper()}"
    with walk.inside(Scope(walk.scope)) as scope:
        scope.add(source)
        argument = call_node.this
        condition = exp.EQ(this=exp.Column(this=_named(subject)), expression=value.copy())
        chosen = exp.Case(ifs=[exp.If(this=condition, true=argument)])
        call_node.set("this", chosen)
        result = walk.expression(call_node)
    engine = engine_name(name)
    return exp.Alias(this=result, alias=identifier(engine)), OutputColumn(name, engine, walk.type_of(result))


def _named(column: ScopeColumn) -> exp.Identifier:
    return exp.Identifier(this=column.name, quoted=True)


# UNPIVOT


def _unpivot(walk: Walker, source: Source, pivot: exp.Expr, field: exp.In) -> tuple[list[exp.Expr], list[OutputColumn]]:
    if len(pivot.expressions) != 1:
        raise walk.unsupported("UNPIVOT into several columns", pivot)
    chosen = [_unpivot_column(walk, source, item) for item in field.expressions]
    outputs = [_output(column) for column in _kept(source, {column.name for column, _ in chosen})]
    references = [walk.set_type(column.reference(), column.type) for column, _ in chosen]
    value_type = reduce(common_type, [column.type for column, _ in chosen]).with_nullable(True)
    values = unified(references, value_type, walk)
    labels = [text(label) for _, label in chosen]
    name_type = varchar(max(len(label) for _, label in chosen), nullable=False)
    made = [
        (stored(field.this), name_type, call("unnest", call("list_value", *labels))),
        (stored(pivot.expressions[0]), value_type, call("unnest", call("list_value", *values))),
    ]
    items = [item for item, _ in outputs]
    columns = [column for _, column in outputs]
    for name, data_type, value in made:
        engine = engine_name(name)
        items.append(exp.Alias(this=value, alias=identifier(engine)))
        columns.append(OutputColumn(name, engine, data_type))
    return items, columns


def _unpivot_column(walk: Walker, source: Source, item: exp.Expr) -> tuple[ScopeColumn, str]:
    if isinstance(item, exp.PivotAlias):
        column = _column(walk, source, item.this)
        alias = item.args["alias"]
        return column, alias.name if isinstance(alias, exp.Literal) else stored(alias)
    column = _column(walk, source, item)
    return column, column.name


def _without_nulls(query: exp.Select, columns: list[OutputColumn]) -> exp.Select:
    inner = "u"
    references: list[exp.Expr] = [exp.Column(this=identifier(column.engine_name)) for column in columns]
    condition = exp.Not(this=exp.Is(this=references[-1].copy(), expression=exp.Null()))
    return exp.Select(
        expressions=references,
        from_=exp.From(this=exp.Subquery(this=query, alias=engine_alias(inner))),
        where=exp.Where(this=condition),
    )
