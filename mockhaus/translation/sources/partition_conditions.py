"""Conditions of WHERE that are about the partition columns of an external table alone.

They are looked for where every row that a query keeps must meet them: what they rule out need not be read.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.translation.columns import qualifiers_of, stored
from mockhaus.translation.sources.conditions import conjuncts

_NODES = (
    exp.And,
    exp.Between,
    exp.Boolean,
    exp.Cast,
    exp.Column,
    exp.DataType,
    exp.DataTypeParam,
    exp.EQ,
    exp.GT,
    exp.GTE,
    exp.Identifier,
    exp.In,
    exp.Is,
    exp.LT,
    exp.LTE,
    exp.Like,
    exp.Literal,
    exp.NEQ,
    exp.Neg,
    exp.Not,
    exp.Null,
    exp.Or,
    exp.Paren,
    exp.Placeholder,
    exp.StartsWith,
    exp.TsOrDsToDate,
)
"""What such a condition consists of: nothing that acts, counts or differs from one moment to the next."""
_KINDS = frozenset({"", "INNER", "CROSS"})
_CHANGING = ("pivots", "sample", "match_recognize", "joins")
"""What makes other rows of a table than its own."""


def partition_conditions(
    node: exp.Table, partitions: Collection[str], alias: str | None, name: QualifiedName
) -> list[exp.Expr]:
    """The conditions, as they are written, of the query in whose FROM an external table stands."""
    select = _query_of(node)
    where = select.args.get("where") if select is not None else None
    if where is None or not partitions or any(node.args.get(key) for key in _CHANGING):
        return []
    called = (alias,) if alias is not None else name.parts
    return [item for item in conjuncts(where.this) if _is_about(item, partitions, called)]


def _query_of(node: exp.Table) -> exp.Select | None:
    """The query whose FROM the table is a plain item of; None where rows without a match may come besides."""
    holder = node.parent
    select = holder.parent if isinstance(holder, exp.From | exp.Join) else None
    if not isinstance(select, exp.Select) or select.args.get("connect") or select.args.get("match_recognize"):
        return None
    return select if all(map(_is_inner, select.args.get("joins") or ())) else None


def _is_inner(join: exp.Expr) -> bool:
    return not (join.text("side") or join.text("method")) and join.text("kind").upper() in _KINDS


def _is_about(condition: exp.Expr, partitions: Collection[str], called: tuple[str, ...]) -> bool:
    nodes = list(condition.walk())
    return all(isinstance(item, _NODES) for item in nodes) and all(
        _names(item, partitions, called) for item in nodes if isinstance(item, exp.Column)
    )


def _names(column: exp.Column, partitions: Collection[str], called: tuple[str, ...]) -> bool:
    """Whether a column is a partition column of the table of that name."""
    if not isinstance(column.this, exp.Identifier) or column.args.get("join_mark"):
        return False
    qualifiers = qualifiers_of(column)
    return stored(column.this) in partitions and (not qualifiers or qualifiers == called[-len(qualifiers) :])
