"""PIVOT and UNPIVOT, spelled out with plain aggregates and lists.

Follows https://docs.snowflake.com/en/sql-reference/constructs/pivot and …/unpivot: PIVOT groups by every column that it
does not name and makes one column of each listed value; UNPIVOT makes one row of each listed column and leaves out
those whose value is NULL unless INCLUDE NULLS says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import engine_name, quote
from mockhaus.domain.types import Kind, varchar
from mockhaus.translation.coercion import unified
from mockhaus.translation.columns import stored
from mockhaus.translation.functions.building import call, text
from mockhaus.translation.functions.expansions import expansion_of
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.scope import OutputColumn, Scope, ScopeColumn, Source, identifier
from mockhaus.translation.sources.building import engine_alias, source_of
from mockhaus.translation.sources.pivot_values import found_values
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
        values = found_values(walk, pivot, fields[0], _column(walk, source, fields[0].this), node)
        if values is not None:
            fields[0].set("query", None)
            fields[0].set("expressions", values)
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


def _numbered(output: tuple[exp.Expr, OutputColumn], position: int) -> tuple[exp.Expr, OutputColumn]:
    """The column under an engine name of its own: two values of two PIVOTs may have one name."""
    item, column = output
    name = f"{column.engine_name}#{position}"
    item.set("alias", identifier(name))
    return item, replace(column, engine_name=name)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One column that PIVOT makes: an aggregate of the rows where the subject has a value."""

    subject: ScopeColumn
    aggregate: exp.Expr
    value: exp.Expr
    name: str
    default: exp.Expr | None


def _pivot(
    walk: Walker, source: Source, pivot: exp.Expr, field: exp.In
) -> tuple[list[exp.Expr], list[OutputColumn], list[exp.Expr]]:
    subject = _column(walk, source, field.this)
    used = {subject.name}
    for item in pivot.expressions:
        used.update(_column(walk, source, part).name for part in item.find_all(exp.Column))
    outputs = [_output(column) for column in _kept(source, used)]
    keys = [item.this.copy() for item, _ in outputs]
    outputs.extend(_cell(walk, source, cell) for cell in _cells(walk, pivot, field, subject))
    outputs = [_numbered(output, position) for position, output in enumerate(outputs, start=1)]
    return [item for item, _ in outputs], [column for _, column in outputs], keys


def _cells(walk: Walker, pivot: exp.Expr, field: exp.In, subject: ScopeColumn) -> Iterator[_Cell]:
    default = pivot.args.get("default_on_null") or None
    for aggregate in pivot.expressions:
        call_node = aggregate.this if isinstance(aggregate, exp.Alias) else aggregate
        for item in field.expressions:
            value, name = _pivot_value(walk, item)
            if isinstance(aggregate, exp.Alias):
                name = _suffixed(name, stored(aggregate.args["alias"]))
            elif len(pivot.expressions) > 1:
                name = f"{name}_{walk.source_text(call_node).upper()}"
            yield _Cell(subject, call_node, value, name, default)


def _suffixed(name: str, alias: str) -> str:
    """The name with the aggregate's alias behind it, within the quotation marks of a text."""
    return f"{name[:-1]}_{alias}'" if name.endswith("'") else f"{name}_{alias}"


def _pivot_value(walk: Walker, item: exp.Expr) -> tuple[exp.Expr, str]:
    """A listed value and the name of its column: its alias, or the value as written."""
    if isinstance(item, exp.PivotAlias):
        alias = item.args["alias"]
        return item.this, alias.name if isinstance(alias, exp.Literal) else stored(alias)
    return item, walk.source_text(item)


def _cell(walk: Walker, source: Source, cell: _Cell) -> tuple[exp.Expr, OutputColumn]:
    aggregate = cell.aggregate.copy()
    if expansion_of(aggregate) is None:
        if isinstance(aggregate, exp.Func):
            raise walk.refused_function(aggregate)
        raise walk.unsupported("PIVOT without an aggregate", aggregate)
    subject = exp.Column(this=exp.Identifier(this=cell.subject.name, quoted=True))
    condition = exp.EQ(this=subject, expression=cell.value.copy())
    aggregate.set("this", exp.Case(ifs=[exp.If(this=condition, true=aggregate.this)]))
    with walk.inside(Scope(walk.scope)) as scope:
        scope.add(source)
        result = walk.expression(aggregate)
        if cell.default is not None:
            result = _with_default(walk, result, cell.default.copy())
    engine = engine_name(cell.name)
    return exp.Alias(this=result, alias=identifier(engine)), OutputColumn(cell.name, engine, walk.type_of(result))


def _with_default(walk: Walker, value: exp.Expr, default: exp.Expr) -> exp.Expr:
    other = walk.expression(default)
    target = common_type(walk.type_of(value), walk.type_of(other)).with_nullable(False)
    first, second = unified([value, other], target, walk)
    return walk.set_type(exp.Coalesce(this=first, expressions=[second]), target)


# UNPIVOT


def _unpivot(walk: Walker, source: Source, pivot: exp.Expr, field: exp.In) -> tuple[list[exp.Expr], list[OutputColumn]]:
    if len(pivot.expressions) != 1:
        raise walk.unsupported("UNPIVOT into several columns", pivot)
    chosen = [_unpivot_column(walk, source, item) for item in field.expressions]
    outputs = [_output(column) for column in _kept(source, {column.name for column, _ in chosen})]
    _check_types(walk, [column for column, _ in chosen], field)
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


def _check_types(walk: Walker, columns: Sequence[ScopeColumn], field: exp.In) -> None:
    """The columns have one type; only the lengths of texts and the widths of numbers may differ."""
    first = _comparable_type(columns[0])
    for column in columns:
        if _comparable_type(column) != first:
            conflict = f"The type of column '{quote(column.name)}' conflicts with the type of other columns"
            detail = f"{conflict} in the UNPIVOT list."
            raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(field), detail=detail)


def _comparable_type(column: ScopeColumn) -> tuple[Kind, int | None]:
    return column.type.kind, column.type.scale if column.type.kind is Kind.NUMBER else None


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
