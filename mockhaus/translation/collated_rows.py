"""DISTINCT and GROUP BY of texts that a collation compares: rows are told apart by keys, and show one of their texts.

Runs on a SELECT that is translated otherwise. In the place of a grouped text stands any of the group's texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.domain.types import DataType
from mockhaus.translation.functions.building import call, case, integer
from mockhaus.translation.functions.collating import folds, sort_key
from mockhaus.translation.rules import Walk

AGGREGATED = "aggregated"
"""What a column is marked with where it stands inside an aggregate."""

_SETS = (exp.Cube, exp.Rollup, exp.GroupingSets)

Value = tuple[exp.Expr, DataType]
"""An item of a select list: its engine expression and type."""


def distinct(node: exp.Select, items: Sequence[Value]) -> None:
    """Let a SELECT DISTINCT compare collated items by their keys."""
    clause = node.args.get("distinct")
    if clause is not None and any(folds(data_type) for _, data_type in items):
        clause.set(
            "on", exp.Tuple(expressions=[sort_key(value.copy(), data_type.collation) for value, data_type in items])
        )


def groups(walk: Walk, node: exp.Select, items: Sequence[Value]) -> Callable[[exp.Expr], exp.Expr] | None:
    """Let a GROUP BY compare collated texts by their keys; what the items then become, None where they stay."""
    group = node.args.get("group")
    if group is None:
        return None
    found = [item for item in _elements(group, items, walk) if folds(item.type)]
    if not found:
        return None
    in_sets = any(isinstance(item, _SETS) for item in group.expressions)
    for item in found:
        item.element.replace(item.key.copy())
    texts = {id(item): _shown(item, in_sets=in_sets) for item in found}

    def represented(root: exp.Expr) -> exp.Expr:
        for item in found:
            root = _replaced(root, item, texts[id(item)], walk)
        return root

    for part in _later_parts(node):
        part.set("this", represented(part.this))
    return represented


@dataclass(frozen=True, slots=True)
class _Element:
    """An element of GROUP BY, and the value that it means with its type."""

    element: exp.Expr
    value: exp.Expr
    type: DataType

    @property
    def key(self) -> exp.Expr:
        """What its rows are told apart by."""
        return sort_key(self.value.copy(), self.type.collation)


def _elements(group: exp.Expr, items: Sequence[Value], walk: Walk) -> Iterator[_Element]:
    for item in list(group.expressions):
        if isinstance(item, (exp.Tuple, *_SETS)):
            yield from _elements(item, items, walk)
        elif isinstance(item, exp.Literal) and not item.is_string and item.this.isdigit():
            value, data_type = items[int(item.this) - 1]
            yield _Element(item, value.copy(), data_type)
        else:
            yield _Element(item, item.unnest().copy(), walk.type_of(item.unnest()))


def _shown(item: _Element, *, in_sets: bool) -> exp.Expr:
    """One of a group's texts; NULL where the group is one of more rows than the text tells apart."""
    text = call("any_value", item.value.copy())
    for column in text.find_all(exp.Column):
        column.meta[AGGREGATED] = True
    if not in_sets:
        return text
    listed = exp.EQ(this=exp.Grouping(expressions=[item.key]), expression=integer(0))
    return case([(listed, text)])


def _later_parts(node: exp.Select) -> Iterator[exp.Expr]:
    """The clauses that see groups: HAVING, QUALIFY and the keys of ORDER BY."""
    for name in ("having", "qualify"):
        if (clause := node.args.get(name)) is not None:
            yield clause
    if (order := node.args.get("order")) is not None:
        yield from order.expressions


def _replaced(root: exp.Expr, item: _Element, text: exp.Expr, walk: Walk) -> exp.Expr:
    """An expression with a group's text, or within GROUPING its key, in the place of the grouped value."""
    if root == item.value and not _is_aggregated(root):
        return text.copy()
    places = [part for part in root.walk(prune=lambda part: part == item.value) if part == item.value]
    for place in places:
        if _is_aggregated(place):
            continue
        if place.find_ancestor(exp.Query) is not root.find_ancestor(exp.Query):
            raise walk.unsupported("a query within one that groups by a text with a collation", place)
        place.replace(item.key if isinstance(place.parent, exp.Grouping) else text.copy())
    return root


def _is_aggregated(value: exp.Expr) -> bool:
    """Whether a value stands inside an aggregate."""
    return any(column.meta.get(AGGREGATED) for column in value.find_all(exp.Column))
