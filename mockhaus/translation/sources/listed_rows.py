"""Rows that a table function makes of one value: FLATTEN and SPLIT_TO_TABLE.

Beside other items of FROM they are unnested in a query around those items, which keeps the rows in the order of the
items' rows and of the elements, and lets filters be pushed down; the engine's LATERAL does neither. That query then
stands for all of them, so their columns move to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from mockhaus.translation.coercion import as_boolean
from mockhaus.translation.columns import qualifiers_of, stored
from mockhaus.translation.functions.building import call, case, is_null
from mockhaus.translation.scope import ListedRows, OutputColumn, Scope, ScopeColumn, Source, engine_column, identifier
from mockhaus.translation.sources import sequences
from mockhaus.translation.sources.building import engine_alias, source_of
from mockhaus.translation.sources.conditions import all_of, conjuncts
from mockhaus.translation.walk import Walker

SourceNode = tuple[exp.Expr, Source]

_ROW, _NUMBER, _GIVEN, _BELOW = "mh$row", "mh$number", "mh$given", "mh$below"
_FOUND, _ORDER = "r", "ord"


def listed_rows(walk: Walker, node: exp.Expr, listed: ListedRows) -> SourceNode:
    """The rows as an item of FROM of their own: the first one, or one of a join that `unnested` does not take."""
    columns = [OutputColumn(name, name, data_type) for name, data_type in listed.fields]
    source = source_of(walk, node, columns)
    source.listed = listed
    fields = _fields(listed, "", numbered=False)
    query = exp.Select(expressions=fields, from_=_derived(_rows(listed, exp.Select()), _ROW))
    return exp.Lateral(this=exp.Subquery(this=query), alias=engine_alias(source.relation)), source


def number(walk: Walker, source: Source) -> None:
    """Tell apart what the rows of a lateral item are made of, where that is asked for."""
    listed, lateral = source.listed, source.node
    if listed is not None and lateral is not None and sequences.is_named(lateral):
        first = lateral.this.this.expressions[0]
        first.replace(sequences.of_input(walk, listed.value, listed.fields[0][0]))


def can_be_unnested(scope: Scope, join: exp.Expr) -> bool:
    """Whether the last source is made of values of those before it, without a condition."""
    listed = scope.sources[-1].listed
    if listed is None or not _is_plain(join, listed) or not isinstance(join.parent, exp.Select):
        return False
    others = scope.sources[:-1]
    return len({item.relation for item in others}) == 1 or not any(item.generated for item in others)


def _is_plain(join: exp.Expr, listed: ListedRows) -> bool:
    """Whether a join asks for nothing but the rows: a LEFT JOIN may be one whose condition is TRUE."""
    if join.args.get("using") or join.args.get("method"):
        return False
    condition = join.args.get("on")
    if _is_outer(join):
        return listed.below is None and (condition is None or condition == exp.Boolean(this=True))
    return condition is None and not join.args.get("side")


def _is_outer(join: exp.Expr) -> bool:
    return join.text("side").upper() == "LEFT"


def unnested(walk: Walker, scope: Scope, join: exp.Expr, left: Sequence[ScopeColumn]) -> list[ScopeColumn]:
    """Unnest the last source over those before it; the columns that are seen then."""
    select, source = join.parent, scope.sources[-1]
    listed = source.listed
    assert select is not None and listed is not None  # noqa: S101, PT018 - `can_be_unnested` said so
    if _is_outer(join):
        listed = replace(listed, value=call("mh_rows_or_none", listed.value))
        source.columns = [column.as_nullable() for column in source.columns]
    others = scope.sources[:-1]
    numbered = sequences.is_named(join.this)
    relations = {item.relation for item in others}
    relation = relations.pop() if len(relations) == 1 else scope.free_relation("Q")
    moved = _Moved(relation, keeps=others[0].relation == relation and not any(column.expression for column in left))
    where = _filter(walk, scope, select, join, left)
    visible = [moved.column(column) for column in left]
    for item in others:
        item.columns = [moved.column(column) for column in item.columns]
    prefix = f"mh${len(scope.sources)}."
    given = exp.Select(expressions=moved.items(), from_=select.args["from_"], joins=_before(select, join), where=where)
    rows = _rows(listed, given, numbered=numbered)
    inner = [_ROW, *([_NUMBER] if numbered or listed.below else [])]
    fields = _fields(listed, prefix, numbered=numbered)
    if _is_outer(join):
        number_ = fields[0].this
        fields[0].set("this", case([(exp.Not(this=is_null(_row())), number_)]))
    star = exp.Star(except_=[identifier(name) for name in inner])
    query = exp.Select(expressions=[star, *fields], from_=_derived(rows, _ROW))
    derived = exp.Subquery(this=query, alias=engine_alias(relation))
    select.set("from_", exp.From(this=derived))
    select.set("joins", _behind(select, join))
    source.columns = [
        replace(column, engine_name=prefix + column.engine_name, relation=relation) for column in source.columns
    ]
    for one in scope.sources:
        one.relation, one.node, one.row, one.stored = relation, None, None, False
    return [*visible, *source.columns]


# Filters


def _filter(
    walk: Walker, scope: Scope, select: exp.Expr, join: exp.Expr, left: Sequence[ScopeColumn]
) -> exp.Where | None:
    """The predicates of WHERE about the sources before, taken out of it: they hold for rows before they are unnested.

    The engine would not push them below numbers of rows.
    """
    where = select.args.get("where")
    behind = _behind(select, join)
    if where is None or any(item.text("side").upper() in ("RIGHT", "FULL") for item in behind):
        return None
    names = {column.name for column in left} if not behind else set()
    predicates = list(conjuncts(where.this))
    early = [item for item in predicates if _is_about(item, scope, names)]
    if not early:
        return None
    rest = [item for item in predicates if not any(item is taken for taken in early)]
    select.set("where", exp.Where(this=all_of(rest)) if rest else None)
    scope.show(list(left))
    return exp.Where(this=as_boolean(walk.expression(exp.Paren(this=all_of(early))), walk))


def _is_about(predicate: exp.Expr, scope: Scope, names: set[str]) -> bool:
    """Whether a predicate names columns of the sources before the last one only."""
    columns = list(predicate.find_all(exp.Column))
    if not columns or predicate.find(exp.Query, exp.Anonymous):
        return False
    return all(_is_before(column, scope, names) for column in columns)


def _is_before(column: exp.Column, scope: Scope, names: set[str]) -> bool:
    if column.args.get("join_mark") or not isinstance(column.this, exp.Identifier):
        return False
    if column.args.get("table") is None:
        last = scope.sources[-1]
        return stored(column.this) in names and not last.find(stored(column.this))
    source = scope.source(qualifiers_of(column))
    return source is not None and source is not scope.sources[-1]


# The columns


class _Moved:
    """Columns on their way into a query of a relation. It keeps their names where they are of that relation alone."""

    def __init__(self, relation: str, *, keeps: bool) -> None:
        self._relation = relation
        self._keeps = keeps
        self._names: dict[tuple[str, str], str] = {}
        self._items: list[exp.Expr] = []

    def column(self, column: ScopeColumn) -> ScopeColumn:
        """The column as the query gives it."""
        if self._keeps:
            return column
        key = (column.relation, column.engine_name or column.name)
        if key not in self._names:
            self._names[key] = f"k{len(self._names) + 1}"
            value = column.expression.copy() if column.expression else engine_column(column.engine_name, key[0])
            self._items.append(exp.Alias(this=value, alias=identifier(self._names[key])))
        return replace(column, engine_name=self._names[key], relation=self._relation, expression=None)

    def items(self) -> list[exp.Expr]:
        """What the query selects."""
        if self._keeps:
            return [exp.Column(this=exp.Star(), table=identifier(self._relation))]
        return self._items


def _before(select: exp.Expr, join: exp.Expr) -> list[exp.Expr]:
    joins: list[exp.Expr] = select.args["joins"]
    return joins[: next(place for place, item in enumerate(joins) if item is join)]


def _behind(select: exp.Expr, join: exp.Expr) -> list[exp.Expr]:
    joins: list[exp.Expr] = select.args["joins"]
    return joins[next(place for place, item in enumerate(joins) if item is join) + 1 :]


# The queries


def _derived(query: exp.Expr, name: str) -> exp.From:
    return exp.From(this=exp.Subquery(this=query, alias=engine_alias(name)))


def _row_number() -> exp.Expr:
    return exp.Alias(this=exp.Window(this=call("row_number")), alias=identifier(_NUMBER))


def _rows(listed: ListedRows, given: exp.Select, *, numbered: bool = False) -> exp.Expr:
    """What a query gives, with one row after another as `mh$row` and the number of what they are made of."""
    if listed.below is not None:
        return _rows_below(listed, given)
    row = exp.Alias(this=call("unnest", listed.value), alias=identifier(_ROW))
    numbers = [_row_number()] if numbered else []
    given.set("expressions", [*given.expressions, *numbers, row])
    return given


def _rows_below(listed: ListedRows, given: exp.Select) -> exp.Expr:
    """The same of elements at all depths, which a recursive macro finds; they are put in order at the end."""
    value = exp.Alias(this=listed.value, alias=identifier(_GIVEN))
    given.set("expressions", [*given.expressions, _row_number(), value])
    found = exp.Table(this=call("mh_rows_below", engine_column(_GIVEN, _GIVEN), *(listed.below or ())))
    items = [exp.Column(this=identifier(name)) for name in (_FOUND, _ORDER)]
    below = exp.Select(expressions=items, from_=exp.From(this=found))
    star = exp.Column(this=exp.Star(except_=[identifier(_GIVEN)]), table=identifier(_GIVEN))
    row = exp.Alias(this=engine_column(_FOUND, _BELOW), alias=identifier(_ROW))
    lateral = exp.Lateral(this=exp.Subquery(this=below), alias=engine_alias(_BELOW))
    keys = (engine_column(_NUMBER, _GIVEN), engine_column(_ORDER, _BELOW))
    return exp.Select(
        expressions=[star, row],
        from_=_derived(given, _GIVEN),
        joins=[exp.Join(this=lateral)],
        order=exp.Order(expressions=[exp.Ordered(this=key, nulls_first=False) for key in keys]),
    )


def _fields(listed: ListedRows, prefix: str, *, numbered: bool) -> list[exp.Expr]:
    """The columns of the rows, SEQ first: the number of what they are made of, or 1."""
    number = exp.Column(this=identifier(_NUMBER)) if numbered else exp.Literal.number(1)
    values = [number, *(_field(name) for name, _ in listed.fields[1:])]
    return [
        exp.Alias(this=value, alias=identifier(prefix + name))
        for value, (name, _) in zip(values, listed.fields, strict=True)
    ]


def _field(name: str) -> exp.Expr:
    return call("struct_extract", _row(), exp.Literal.string(name.lower()))


def _row() -> exp.Expr:
    return exp.Column(this=identifier(_ROW))
