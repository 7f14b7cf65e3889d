"""Counts over a window of what another window finds, which the engine cannot nest.

CONDITIONAL_CHANGE_EVENT counts the rows whose value differs from that of the row before. Which rows those are is found
in a subquery around FROM and WHERE, and they are counted outside of it:

    SELECT …, CAST(count_if(q.c1) OVER (PARTITION BY q.p1 ORDER BY q.n1 ROWS …) AS BIGINT), q.k1
    FROM (SELECT t.x AS k1, coalesce(t.x <> lag(t.x) OVER w, FALSE) AS c1,
                 t.y AS p1, row_number() OVER w AS n1 FROM t WHERE …) AS q

A value beside NULL is no change: their inequality is NULL.

A query with groups or aggregates, or with a query in its select list, keeps the list of values so far for each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sqlglot import exp

from mockhaus.translation.functions.building import boolean, call, cast, grouped
from mockhaus.translation.functions.windows import CHANGES, RUNNING
from mockhaus.translation.scope import identifier

_Node = TypeVar("_Node", bound=exp.Expr)
_RELATION = "mh$stepped"
_INNER = ("from_", "joins", "where")
_CLAUSES = ("qualify", "order")
_KEPT = frozenset({*_INNER, *_CLAUSES, "expressions", "limit", "offset", "distinct", "with_"})


def step_changes(node: exp.Select, *, aggregated: bool) -> None:
    """Move what finds changes into a subquery of the SELECT, in place, where it has a form that allows that."""
    if aggregated or any(value and key not in _KEPT for key, value in node.args.items()):
        return
    if _can_move(node):
        _Step(node).take()


def _parts(node: exp.Select) -> list[exp.Expr]:
    """What stays outside: the items of the select list and the clauses behind WHERE."""
    return [*node.expressions, *(clause for key in _CLAUSES if (clause := node.args.get(key)) is not None)]


def _can_move(node: exp.Select) -> bool:
    """Whether all columns can be told from names of other kinds: none is behind a query or without its relation."""
    nodes = [one for part in _parts(node) for one in part.walk()]
    bound = {name.name for node in nodes if isinstance(node, exp.Lambda) for name in node.expressions}
    return not any(
        isinstance(node, exp.Query) or (isinstance(node, exp.Column) and not node.table and node.name not in bound)
        for node in nodes
    )


@dataclass(slots=True)
class _Step:
    """One SELECT on its way into two; `found` are the subquery's columns by what they are."""

    node: exp.Select
    found: dict[exp.Expr, str] = field(default_factory=dict)

    def take(self) -> None:
        for item in self.node.expressions:
            if isinstance(item, exp.Column):
                item.replace(exp.Alias(this=item.copy(), alias=identifier(item.name)))
        for changes in self._all(exp.Anonymous):
            if changes.name == CHANGES:
                changes.replace(self._counted(changes.expressions[0]))
        for column in self._all(exp.Column):
            if column.args.get("table") is not None and column.table != _RELATION:
                column.replace(self._outside(column))
        inner = exp.Select(expressions=[exp.Alias(this=item, alias=identifier(name)) for item, name in self._columns()])
        for key in _INNER:
            inner.set(key, self.node.args.get(key))
            self.node.set(key, None)
        alias = exp.TableAlias(this=identifier(_RELATION))
        self.node.set("from_", exp.From(this=exp.Subquery(this=inner, alias=alias)))

    def _all(self, kind: type[_Node]) -> list[_Node]:
        return [one for part in _parts(self.node) for one in part.find_all(kind)]

    def _columns(self) -> Iterator[tuple[exp.Expr, str]]:
        return ((item.copy(), name) for item, name in self.found.items())

    def _outside(self, item: exp.Expr) -> exp.Column:
        """The subquery's column of an expression."""
        name = self.found.setdefault(item.copy(), f"mh${len(self.found) + 1}")
        return exp.Column(this=identifier(name), table=identifier(_RELATION))

    def _counted(self, window: exp.Expr) -> exp.Expr:
        """What counts the changes of a list's values: `window` is the list so far."""
        value = window.this.expressions[0]
        outer = exp.Window(
            this=call("count_if", self._outside(_differs(value, window))),
            partition_by=[self._outside(item) for item in window.args.get("partition_by") or ()],
            order=exp.Order(expressions=[self._outside(_over(exp.RowNumber(), window))]),
            spec=RUNNING.copy(),
        )
        return cast(outer, "BIGINT")


def _differs(value: exp.Expr, window: exp.Expr) -> exp.Expr:
    before = _over(call("lag", value.copy()), window)
    return call("coalesce", exp.NEQ(this=grouped(value.copy()), expression=before), boolean(value=False))


def _over(function: exp.Expr, window: exp.Expr) -> exp.Window:
    """A function over the rows of a window in its order."""
    parts = [item.copy() for item in window.args.get("partition_by") or ()]
    return exp.Window(this=function, partition_by=parts, order=window.args["order"].copy())
