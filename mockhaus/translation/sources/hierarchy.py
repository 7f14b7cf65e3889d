"""CONNECT BY: rows joined to those of the level above, as a recursive common table.

Follows https://docs.snowflake.com/en/sql-reference/constructs/connect-by: joins come first, then the levels, then the
other predicates of WHERE. LEVEL, CONNECT_BY_ROOT and SYS_CONNECT_BY_PATH are columns of that common table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR, DataType, number
from mockhaus.translation.coercion import as_boolean, as_text
from mockhaus.translation.columns import qualifiers_of, stored
from mockhaus.translation.functions.building import cast, operator
from mockhaus.translation.scope import Scope, ScopeColumn, Source, engine_column, identifier
from mockhaus.translation.sources.building import engine_alias
from mockhaus.translation.sources.conditions import all_of, conjuncts
from mockhaus.translation.sources.joins import from_clause
from mockhaus.translation.walk import Walker

_TREE, _ABOVE, _LEVEL, _ROWS = "mh$tree", "mh$above", "mh$level", "Q"
_PATH = "SYS_CONNECT_BY_PATH"
_PATH_ARGUMENTS = 2
_NUMBER = number(38, 0, nullable=False)
_CLAUSES = ("where", "group", "having", "qualify", "order")


@dataclass(slots=True)
class _Carried:
    """What is handed down from level to level: CONNECT_BY_ROOT of a value, or a path of texts with a separator."""

    name: str
    value: exp.Expr
    separator: exp.Expr | None = None
    type: DataType = VARCHAR


@dataclass(slots=True)
class _Rows:
    """One branch of the common table: its query and its scope, whose columns are handed on as `k1`, `k2`, …."""

    query: exp.Select
    scope: Scope
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, column: ScopeColumn) -> str:
        """The common table's name for a column."""
        key = (column.relation, column.engine_name or column.name)
        return self.names.setdefault(key, f"k{len(self.names) + 1}")


def hierarchy(walk: Walker, node: exp.Select, scope: Scope) -> None:
    """Translate FROM, START WITH and CONNECT BY; the scope then knows the columns of the rows of all levels."""
    connect = node.args["connect"]
    node.set("connect", None)
    if node.args.get("from_") is None:
        raise walk.unsupported("CONNECT BY without FROM", node)
    if connect.args.get("nocycle"):
        raise walk.unsupported("NOCYCLE", node)
    if not connect.args["connect"].find(exp.Prior):
        raise walk.unsupported("CONNECT BY without PRIOR", connect.args["connect"])
    carried = list(_carried(walk, node))
    first, next_ = _rows(walk, node, scope), _rows(walk, node, scope)
    joining = _joining(node, first.scope)
    tree = exp.Union(
        this=_roots(walk, first, joining, connect.args.get("start"), carried),
        expression=_descendants(walk, next_, joining, connect.args["connect"], carried),
        distinct=False,
    )
    relation = scope.free_relation(_ROWS)
    _show(scope, first, relation, carried)
    _add_common_table(node, tree, [*first.names.values(), _LEVEL, *(item.name for item in carried)])
    table = exp.Table(this=identifier(_TREE), alias=engine_alias(relation))
    node.set("from_", exp.From(this=table))
    node.set("joins", None)


def _rows(walk: Walker, node: exp.Select, scope: Scope) -> _Rows:
    """FROM and its joins in a query of their own."""
    joins = [join.copy() for join in node.args.get("joins") or ()]
    query = exp.Select(expressions=[exp.Star()], from_=node.args["from_"].copy(), joins=joins)
    with walk.inside(Scope(scope)) as inner:
        inner.clause = "FROM"
        from_clause(walk, query, inner)
    return _Rows(query, inner)


def _joining(node: exp.Select, scope: Scope) -> list[exp.Expr]:
    """The predicates that join sources, taken out of WHERE."""
    where = node.args.get("where")
    if where is None or len(scope.sources) == 1:
        return []
    predicates = list(conjuncts(where.this))
    joining = [item for item in predicates if _joins(item, scope)]
    rest = [item for item in predicates if not any(item is taken for taken in joining)]
    node.set("where", exp.Where(this=all_of(rest)) if rest else None)
    return joining


def _joins(predicate: exp.Expr, scope: Scope) -> bool:
    if predicate.find(exp.Query):
        return False
    relations: set[str] = set()
    for column in predicate.find_all(exp.Column):
        if column.args.get("table") is not None:
            source = scope.source(qualifiers_of(column))
            relations.update([source.relation] if source else [])
        elif isinstance(column.this, exp.Identifier):
            relations.update(item.relation for item in scope.named(stored(column.this)))
    return len(relations) > 1


# What goes down from level to level


def _carried(walk: Walker, node: exp.Select) -> Iterator[_Carried]:
    """Roots and paths, each replaced by a column of the common table."""
    parts = [*node.expressions, *(node.args[key] for key in _CLAUSES if node.args.get(key) is not None)]
    inner = [item for part in parts for item in part.walk(prune=lambda found: isinstance(found, exp.Query))]
    found = [item for item in inner if isinstance(item, exp.ConnectByRoot) or _is_path(item)]
    for place, item in enumerate(found, start=1):
        name = f"mh$carried{place}"
        yield _replaced(item, _path(walk, item, name) if _is_path(item) else _Carried(name, item.this))


def _is_path(item: exp.Expr) -> bool:
    return isinstance(item, exp.Anonymous) and item.name.upper() == _PATH


def _path(walk: Walker, call: exp.Expr, name: str) -> _Carried:
    if len(call.expressions) != _PATH_ARGUMENTS:
        raise SnowflakeError(
            ErrorCode.ARGUMENT_COUNT_SMALL,
            position=walk.position(call),
            call=walk.source_text(call).upper(),
            expected=_PATH_ARGUMENTS,
            actual=len(call.expressions),
        )
    return _Carried(name, *call.expressions)


def _replaced(item: exp.Expr, carried: _Carried) -> _Carried:
    name = identifier(carried.name)
    name.meta.update(next((dict(leaf.meta) for leaf in item.walk() if "start" in leaf.meta), {}))
    item.replace(exp.Paren(this=exp.Column(this=name)))
    return carried


# The two branches


def _outputs(rows: _Rows, level: exp.Expr, carried: Sequence[tuple[str, exp.Expr]]) -> None:
    """Let a branch give its columns, its level and what is carried."""
    seen: dict[str, exp.Expr] = {}
    for column in _all_columns(rows.scope):
        seen.setdefault(rows.name(column), column.reference())
    items = [*seen.items(), (_LEVEL, cast(level, "BIGINT")), *carried]
    rows.query.set("expressions", [exp.Alias(this=value, alias=identifier(name)) for name, value in items])


def _all_columns(scope: Scope) -> Iterator[ScopeColumn]:
    for source in scope.sources:
        yield from _shown(source.columns)
    yield from _shown(scope.visible)


def _shown(columns: Sequence[ScopeColumn]) -> list[ScopeColumn]:
    return [column for column in columns if not column.hidden]


def _roots(
    walk: Walker, rows: _Rows, joining: Sequence[exp.Expr], start: exp.Expr | None, carried: Sequence[_Carried]
) -> exp.Expr:
    conditions = [*(item.copy() for item in joining), *([start] if start is not None else [])]
    with walk.inside(rows.scope):
        _filter(walk, rows, conditions)
        values = []
        for item in carried:
            value = walk.expression(item.value.copy())
            item.type = VARCHAR if item.separator is not None else walk.type_of(value)
            values.append((item.name, value if item.separator is None else _step(walk, item, value, None)))
        _outputs(rows, exp.Literal.number(1), values)
    return rows.query


def _descendants(
    walk: Walker, rows: _Rows, joining: Sequence[exp.Expr], connect: exp.Expr, carried: Sequence[_Carried]
) -> exp.Expr:
    level = operator(exp.Add, engine_column(_LEVEL, _ABOVE), exp.Literal.number(1))
    above = Scope(rows.scope)
    _show_columns(above, rows, _ABOVE)
    with walk.inside(rows.scope) as inner:
        inner.prior = above
        _filter(walk, rows, [item.copy() for item in joining])
        inner.show([*inner.visible, *_pseudo_column(inner, ScopeColumn("LEVEL", "", "", _NUMBER, expression=level))])
        condition = as_boolean(walk.expression(exp.Paren(this=connect)), walk)
        values = [(item.name, _handed_down(walk, item)) for item in carried]
        inner.show(_shown(inner.visible))
        _outputs(rows, level, values)
    table = exp.Table(this=identifier(_TREE), alias=engine_alias(_ABOVE))
    rows.query.append("joins", exp.Join(this=table, on=condition))
    return rows.query


def _handed_down(walk: Walker, item: _Carried) -> exp.Expr:
    above = engine_column(item.name, _ABOVE)
    return above if item.separator is None else _step(walk, item, walk.expression(item.value.copy()), above)


def _step(walk: Walker, item: _Carried, value: exp.Expr, above: exp.Expr | None) -> exp.Expr:
    """The path so far, the separator and the text of one row."""
    assert item.separator is not None  # noqa: S101 - it is a path
    text: exp.Expr = exp.Coalesce(this=as_text(value, walk), expressions=[exp.Literal.string("")])
    added = operator(exp.DPipe, as_text(walk.expression(item.separator.copy()), walk), text)
    return added if above is None else operator(exp.DPipe, above, added)


def _filter(walk: Walker, rows: _Rows, conditions: Sequence[exp.Expr]) -> None:
    if conditions:
        condition = as_boolean(walk.expression(exp.Paren(this=all_of(conditions))), walk)
        rows.query.set("where", exp.Where(this=condition))


# What the query around it sees


def _add_common_table(node: exp.Select, tree: exp.Expr, columns: Sequence[str]) -> None:
    alias = exp.TableAlias(this=identifier(_TREE), columns=[identifier(name) for name in columns])
    clause = node.args.get("with_")
    if clause is None:
        clause = exp.With(expressions=[])
        node.set("with_", clause)
    clause.append("expressions", exp.CTE(this=tree, alias=alias))
    clause.set("recursive", True)


def _show(scope: Scope, rows: _Rows, relation: str, carried: Sequence[_Carried]) -> None:
    """The columns of the sources, now those of the common table, with LEVEL and what is carried beside."""
    _show_columns(scope, rows, relation)
    level = _pseudo_column(scope, ScopeColumn("LEVEL", _LEVEL, relation, _NUMBER, hidden=True))
    hidden = [ScopeColumn(item.name, item.name, relation, item.type, hidden=True) for item in carried]
    scope.show([*scope.visible, *level, *hidden])


def _show_columns(scope: Scope, rows: _Rows, relation: str) -> None:
    def moved(column: ScopeColumn) -> ScopeColumn:
        return replace(column, engine_name=rows.name(column), relation=relation, stored=False, expression=None)

    scope.sources = [
        Source(source.name, relation, [moved(column) for column in _shown(source.columns)], source.qualifiers)
        for source in rows.scope.sources
    ]
    scope.show([moved(column) for column in _shown(rows.scope.visible)])


def _pseudo_column(scope: Scope, column: ScopeColumn) -> list[ScopeColumn]:
    """LEVEL, where no source has a column of that name."""
    return [] if scope.named(column.name) else [replace(column, hidden=True)]
