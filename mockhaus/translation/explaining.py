"""The operations of a query, as EXPLAIN tells them: https://docs.snowflake.com/en/sql-reference/sql/explain.

They are those of the statement as it is written, with views and common tables in their places: nobody optimizes them
here, and what the engine does with them is its own affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Fragment
from mockhaus.translation import fragments
from mockhaus.translation.columns import stored
from mockhaus.translation.context import Names
from mockhaus.translation.cursor import Cursor, tokenize
from mockhaus.translation.dialect import DIALECT

_SIDES = {"LEFT": "LeftOuterJoin", "RIGHT": "RightOuterJoin", "FULL": "FullOuterJoin"}
_SETS: dict[type[exp.Expr], str] = {exp.Union: "UnionAll", exp.Except: "Except", exp.Intersect: "Intersect"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a plan, before those that give it rows: `objects` are full names of what is scanned."""

    operation: str
    expressions: tuple[str, ...] = ()
    children: tuple[Operation, ...] = ()
    objects: tuple[str, ...] = ()
    alias: str | None = None


def explained(fragment: Fragment, names: Names, database: str | None, schema: str | None) -> Operation:
    """The operations of a query that can be planned; unqualified names are completed from the database and schema."""
    return _Explainer(names, database, schema).result(fragment.tree)


class _Explainer:
    """Makes operations from trees. `database` and `schema` are those of the view that is read at the moment."""

    def __init__(self, names: Names, database: str | None, schema: str | None) -> None:
        self._names = names
        self._database, self._schema = database, schema
        self._common: list[dict[str, exp.Expr | None]] = []

    def result(self, tree: exp.Expr) -> Operation:
        found = self._query(tree)
        return Operation("Result", _outputs(tree), (found,))

    # -- queries ---------------------------------------------------------------------------------------------------

    def _query(self, node: exp.Expr) -> Operation:
        with self._with(node):
            return _ordered(node, self._rows(node))

    def _rows(self, node: exp.Expr) -> Operation:
        if isinstance(node, exp.Subquery):
            return self._query(node.this)
        if isinstance(node, exp.SetOperation):
            return self._set(node)
        if isinstance(node, exp.Values):
            return Operation("ValuesClause", tuple(map(_text, node.expressions)))
        return self._select(node)

    def _set(self, node: exp.SetOperation) -> Operation:
        made = Operation(_SETS[type(node)], (), (self._query(node.this), self._query(node.expression)))
        distinct = isinstance(node, exp.Union) and node.args.get("distinct")
        return Operation("Aggregate", ("groupKeys: [*]",), (made,)) if distinct else made

    def _select(self, node: exp.Expr) -> Operation:
        found = self._sources(node)
        found = self._filtered(found, node.args.get("where"))
        found = self._grouped(found, node)
        found = self._filtered(found, node.args.get("having"))
        windows = _distinct_texts(_parts(node, exp.Window))
        if windows:
            found = Operation("WindowFunction", windows, (found,))
        found = self._filtered(found, node.args.get("qualify"))
        found = self._beside(found, node.expressions)
        if node.args.get("distinct"):
            found = Operation("Aggregate", (f"groupKeys: [{', '.join(_outputs(node))}]",), (found,))
        return found

    def _filtered(self, found: Operation, clause: exp.Expr | None) -> Operation:
        if clause is None:
            return found
        return self._beside(Operation("Filter", (_text(clause.this),), (found,)), [clause.this])

    def _beside(self, found: Operation, expressions: Sequence[exp.Expr]) -> Operation:
        """An operation, with the queries inside its expressions."""
        queries = [query for each in expressions for query in _queries(each)]
        if not queries:
            return found
        inner = tuple(self._query(query) for query in queries)
        if found.operation == "Filter":
            return Operation(found.operation, found.expressions, (*found.children, *inner))
        return Operation("Projection", tuple(map(_text, expressions)), (found, *inner))

    @staticmethod
    def _grouped(found: Operation, node: exp.Expr) -> Operation:
        group = node.args.get("group")
        inside = {id(_function(window)) for window in _parts(node, exp.Window)}
        aggregates = [each for each in _parts(node, exp.AggFunc) if id(each) not in inside]
        if group is None and not aggregates:
            return found
        expressions = [f"aggExprs: [{', '.join(_distinct_texts(aggregates))}]"] if aggregates else []
        if group is not None:
            expressions.append(f"groupKeys: [{_text(group).removeprefix('GROUP BY ')}]")
        return Operation("Aggregate", tuple(expressions), (found,))

    # -- sources ---------------------------------------------------------------------------------------------------

    def _sources(self, node: exp.Expr) -> Operation:
        clause = node.args.get("from_")
        if clause is None:
            return Operation("Generator", ("1",))
        return self._joined(self._item(clause.this), node.args.get("joins") or [])

    def _joined(self, found: Operation, joins: Sequence[exp.Expr]) -> Operation:
        for join in joins:
            found = self._join(found, join)
        return found

    def _join(self, left: Operation, join: exp.Expr) -> Operation:
        right = self._item(join.this)
        condition, using = join.args.get("on"), join.args.get("using") or []
        keys = [_text(condition)] if condition is not None else [_text(column) for column in using]
        natural = join.text("method").upper()
        name = _SIDES.get(join.text("side").upper(), "InnerJoin" if keys or natural else "CartesianJoin")
        name = "AsOfJoin" if natural == "ASOF" else name
        expressions = (f"joinKey: ({', '.join(keys)})",) if keys else ()
        return Operation(name, expressions, (left, right))

    def _item(self, node: exp.Expr) -> Operation:
        """An item of FROM, with its sample, pivots and further joins."""
        found = self._source(node)
        if (sample := node.args.get("sample")) is not None:
            found = Operation("Sample", (_text(sample),), (found,))
        for pivot in node.args.get("pivots") or []:
            found = Operation("Unpivot" if pivot.args.get("unpivot") else "Pivot", (_text(pivot),), (found,))
        return self._joined(found, node.args.get("joins") or [])

    def _source(self, node: exp.Expr) -> Operation:
        if isinstance(node, exp.Table):
            return self._table(node)
        if isinstance(node, exp.Subquery):
            inner = node.this
            return self._query(node) if isinstance(inner, exp.Query) else self._item(inner)
        if isinstance(node, exp.Values):
            return self._rows(node)
        inner = node.this
        if isinstance(inner, exp.Subquery):
            return self._query(inner)
        return Operation("Flatten" if isinstance(inner, exp.Explode) else _called(inner), (_text(inner),))

    def _table(self, node: exp.Table) -> Operation:
        alias = stored(node.args["alias"].this) if node.args.get("alias") and node.args["alias"].this else None
        if not isinstance(node.this, exp.Identifier):
            return Operation("TableScan", (_text(node.this),), alias=alias)
        parts = [node.args[key] for key in ("catalog", "db", "this") if node.args.get(key) is not None]
        name = QualifiedName(tuple(stored(part) if part.name else "PUBLIC" for part in parts))
        if len(name.parts) == 1 and (common := self._common_table(name.name)) is not None:
            return common
        relation = self._names.relation(name, self._database, self._schema)
        if relation is None:
            return Operation("Generator", ("1",), alias=alias)
        if relation.view is not None:
            view = relation.view
            with self._inside(view.database_name, view.schema_name):
                return self._query(fragments.query(Cursor(view.query, tokenize(view.query))).tree)
        columns = tuple(column.name for column in relation.columns if not column.hidden)
        scan = "TableScan" if relation.external is None else "ExternalScan"
        return Operation(scan, columns, objects=(str(relation.name),), alias=alias)

    # -- names -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _with(self, node: exp.Expr) -> Iterator[None]:
        clause = node.args.get("with_")
        tables = clause.expressions if clause is not None else []
        self._common.append({stored(each.args["alias"].this): each.this for each in tables})
        try:
            yield
        finally:
            self._common.pop()

    def _common_table(self, name: str) -> Operation | None:
        """What a common table gives; where it reads itself, a reference to it."""
        for tables in reversed(self._common):
            if name not in tables:
                continue
            query, tables[name] = tables[name], None
            try:
                return self._query(query) if query is not None else Operation("WithReference", (name,))
            finally:
                tables[name] = query
        return None

    @contextmanager
    def _inside(self, database: str, schema: str) -> Iterator[None]:
        before = self._database, self._schema, self._common
        self._database, self._schema, self._common = database, schema, []
        try:
            yield
        finally:
            self._database, self._schema, self._common = before


def _ordered(node: exp.Expr, found: Operation) -> Operation:
    order, limit, offset = (node.args.get(key) for key in ("order", "limit", "offset"))
    count = [f"rowCount: {_text(limit.args.get('count') or limit.expression)}"] if limit is not None else []
    skipped = [f"offset: {_text(offset.expression)}"] if offset is not None else []
    if order is not None:
        keys = f"sortKey: [{', '.join(map(_text, order.expressions))}]"
        return Operation("SortWithLimit" if count or skipped else "Sort", (keys, *count, *skipped), (found,))
    return Operation("Limit", (*count, *skipped), (found,)) if count or skipped else found


def _function(window: exp.Expr) -> exp.Expr:
    """The function that a window is for, without IGNORE NULLS and the like."""
    function: exp.Expr = window.this
    return (
        function.args["this"]
        if isinstance(function, exp.IgnoreNulls | exp.RespectNulls | exp.WithinGroup)
        else function
    )


def _called(call: exp.Expr) -> str:
    return "Generator" if isinstance(call, exp.Generator) else "TableFunction"


def _outputs(tree: exp.Expr) -> tuple[str, ...]:
    while isinstance(tree, exp.Subquery | exp.SetOperation):
        tree = tree.this
    return tuple(_text(item.unalias()) for item in tree.expressions) if isinstance(tree, exp.Select) else ("*",)


def _parts(select: exp.Expr, kind: type[exp.Expr]) -> list[exp.Expr]:
    """The expressions of a kind in the outputs and conditions of one SELECT, not in queries inside it."""
    clauses = [select.args[key] for key in ("having", "qualify", "order") if select.args.get(key) is not None]
    found = []
    for clause in (*select.expressions, *clauses):
        walk = clause.walk(prune=lambda node: isinstance(node, exp.Query))
        found += [node for node in walk if isinstance(node, kind)]
    return found


def _queries(expression: exp.Expr) -> list[exp.Expr]:
    """The outermost queries in an expression."""
    walk = expression.walk(prune=lambda node: isinstance(node, exp.Query))
    return [node for node in walk if isinstance(node, exp.Query)]


def _distinct_texts(nodes: Sequence[exp.Expr]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_text, nodes)))


def _text(node: exp.Expr) -> str:
    return node.sql(DIALECT, comments=False)
