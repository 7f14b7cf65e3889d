"""Functions of dates and times in a plan of nanoseconds.

Their ordinary rules know microseconds. Here their operands are cut for them, and what they answer gets nine digits
again: zeros where a function says what only whole microseconds decide, the operand's own where it moves an operand.
What is not here either works with values of any representation (comparisons, CASE, MIN) or converts them itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from mockhaus.domain.types import TIME, TIMESTAMP_NTZ, TIMESTAMP_TZ, VARIANT, DataType, Kind
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions import date_construction, date_parts, datetimes, intervals
from mockhaus.translation.functions.building import call, cast, integer, operator, text
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.date_units import unit_of
from mockhaus.translation.functions.moments import unit_argument
from mockhaus.translation.functions.nanoseconds import beyond, encoded, narrowed, plus, widened
from mockhaus.translation.functions.signatures import as_integer, coerce_argument
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import FunctionRule, NodeRule, RewriteRule, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

Rule = NodeRule | FunctionRule
Special = Callable[[RewriteRule, exp.Expr, Walk], exp.Expr]
"""Builds a node in nanoseconds, given the ordinary rewrite of its class."""

_READ = frozenset({Kind.VARCHAR, Kind.VARIANT, Kind.NULL})
_THOUSAND = 1000


def rule(node: exp.Expr, ordinary: Rule) -> Rule:
    """The rule of a node in a plan of nanoseconds."""
    special = _NAMED.get(node.name.upper()) if isinstance(node, exp.Anonymous) else _SPECIAL.get(node.__class__)
    return ordinary if special is None else _specially(special, ordinary)


def structured_rule(ordinary: Rule) -> Rule:
    """The rule of a node with a structured operand: the parts of structured values have microseconds."""

    def result(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
        _narrow_operands(node, walk)
        with _cutting(walk):
            return ordinary.type(node, operands, walk)

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        with _cutting(walk):
            made = (ordinary.rewrite(node, walk) if ordinary.rewrite is not None else None) or node
        return widened(made, walk.type_of(node).kind)

    return NodeRule(result, rewrite)


def _specially(special: Special, ordinary: Rule) -> NodeRule:
    return NodeRule(ordinary.type, partial(special, ordinary.rewrite or (lambda *_: None)))


@contextmanager
def _cutting(walk: Walk) -> Iterator[None]:
    """Let rules read and give values in microseconds."""
    context = walk.context
    walk.context = replace(context, fraction=Fraction.CUT)
    try:
        yield
    finally:
        walk.context = context


def _put(node: exp.Expr, value: exp.Expr, data_type: DataType, walk: Walk) -> None:
    """Set a new value of a type in the place of a node."""
    parent, key, index = node.parent, node.arg_key, node.index
    assert parent is not None  # noqa: S101 - an operand stands in a node
    assert key is not None  # noqa: S101 - as above
    parent.set(key, walk.set_type(value, data_type), index)


def _in_microseconds(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    """The node by its ordinary rule, its operands cut to microseconds."""
    _narrow_operands(node, walk)
    with _cutting(walk):
        return rewrite(node, walk) or node


def _narrow_operands(node: exp.Expr, walk: Walk) -> None:
    for operand in list(node.iter_expressions()):
        found = walk.type_of(operand)
        if found.kind in MOMENTS:
            _put(operand, narrowed(operand.copy(), found.kind), found, walk)


def _cut(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    return widened(_in_microseconds(rewrite, node, walk), walk.type_of(node).kind)


def _moment(node: exp.Expr, key: str, walk: Walk, target: DataType = TIMESTAMP_NTZ) -> tuple[exp.Expr, Kind]:
    """An operand, text and VARIANT read as a moment of nine digits, and its kind."""
    value = node.args[key]
    source = walk.type_of(value)
    if source.kind not in _READ:
        return value, source.kind
    _put(value, cast_node(value.copy(), source, target, walk), target, walk)
    return node.args[key], target.kind


def _moved(rewrite: RewriteRule, node: exp.Expr, walk: Walk, key: str = "this") -> exp.Expr:
    """A node that moves the moment under a key by whole microseconds."""
    value, kind = _moment(node, key, walk)
    return _with_beyond(rewrite, node, beyond(value.copy(), kind) if kind in MOMENTS else None, walk)


def _with_beyond(rewrite: RewriteRule, node: exp.Expr, more: exp.Expr | None, walk: Walk) -> exp.Expr:
    target = walk.type_of(node).kind
    result = _cut(rewrite, node, walk)
    return result if more is None or target not in MOMENTS else plus(result, target, more)


def _added(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    """DATEADD and its like."""
    if unit_argument(node, walk) != "NANOSECOND":
        return _moved(rewrite, node, walk)
    value, kind = _moment(node, "this", walk)
    if kind is Kind.DATE:
        value, kind = widened(cast(value, "TIMESTAMP"), Kind.TIMESTAMP_NTZ), Kind.TIMESTAMP_NTZ
    return plus(value, kind, coerce_argument(node, node.expression, as_integer, walk))


def _sum(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    """`+` and `-`: a moment and an interval; of other operands nothing changes."""
    if not isinstance(node.expression, exp.Interval):
        keys = [key for key in ("this", "expression") if walk.type_of(node.args[key]).kind in MOMENTS]
        return _moved(rewrite, node, walk, keys[0]) if len(keys) == 1 else rewrite(node, walk) or node
    extra = intervals.beyond_microseconds(node.expression, walk)
    sum_ = _moved(rewrite, node, walk)
    kind = walk.type_of(node).kind
    if not extra or kind not in MOMENTS:
        return sum_
    return plus(sum_, kind, integer(-extra if isinstance(node, exp.Sub) else extra))


def _difference(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    """DATEDIFF: of nanoseconds the counts themselves are subtracted, on the clock on which they are compared."""
    if unit_argument(node, walk) != "NANOSECOND":
        return _cut(rewrite, node, walk)
    (end, last), (start, first) = _moment(node, "this", walk), _moment(node, "expression", walk)
    if last is first is Kind.TIME:
        return operator(exp.Sub, end, start)
    if Kind.TIME in (first, last):
        return _cut(rewrite, node, walk)
    target = TIMESTAMP_TZ if first is last is Kind.TIMESTAMP_TZ else TIMESTAMP_NTZ
    counts = [cast_node(value, walk.type_of(value), target, walk) for value in (end, start)]
    if target is TIMESTAMP_TZ:
        counts = [call("struct_extract", count, text("utc")) for count in counts]
    return operator(exp.Sub, *counts)


def _truncated(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    if unit_argument(node, walk) != "NANOSECOND":
        return _cut(rewrite, node, walk)
    return _moved(rewrite, node, walk)


def _extracted(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    if unit_of(node.this.name, walk.position(node)) not in ("NANOSECOND", "EPOCH_NANOSECOND"):
        return _cut(rewrite, node, walk)
    value, kind = _moment(node, "expression", walk)
    more = beyond(value.copy(), kind) if kind in MOMENTS else integer(0)
    return operator(exp.Add, _in_microseconds(rewrite, node, walk), more)


def _from_parts(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    nanoseconds = node.args.get("nano")
    if isinstance(node, exp.TimeFromParts) or node.args.get("year") is not None:
        more = None
        if nanoseconds is not None:
            more = operator(exp.Mod, coerce_argument(node, nanoseconds, as_integer, walk).copy(), integer(_THOUSAND))
        return _with_beyond(rewrite, node, more, walk)
    value, kind = _moment(node, "expression", walk, TIME)
    return _with_beyond(rewrite, node, beyond(value.copy(), kind) if kind in MOMENTS else None, walk)


def _converted_zone(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    zoned = node.args.get("source_tz") is None and walk.type_of(node.args["timestamp"]).kind is Kind.VARCHAR
    value, kind = _moment(node, "timestamp", walk, TIMESTAMP_TZ if zoned else TIMESTAMP_NTZ)
    return _with_beyond(rewrite, node, beyond(value.copy(), kind) if kind in MOMENTS else None, walk)


def _put_in(rewrite: RewriteRule, node: exp.Expr, walk: Walk) -> exp.Expr:
    """A node that puts its operands into documents: those of nine digits are VARIANTs before it sees them."""
    for operand in [inner for item in node.iter_expressions() for inner in _values(item)]:
        kind = walk.type_of(operand).kind
        if kind in MOMENTS:
            _put(operand, encoded(operand.copy(), kind), VARIANT, walk)
    return rewrite(node, walk) or node


def _values(operand: exp.Expr) -> list[exp.Expr]:
    """The values of an aggregate's operand, without those that order them."""
    if isinstance(operand, exp.Order):
        return _values(operand.this)
    return list(operand.expressions) if isinstance(operand, exp.Distinct) else [operand]


_SPECIAL: dict[type[exp.Expr], Special] = {
    **dict.fromkeys((*datetimes.NODES, *date_parts.NODES, *date_construction.NODES), _cut),
    exp.DateAdd: _added,
    exp.TimeAdd: _added,
    exp.TimestampAdd: _added,
    exp.AddMonths: _moved,
    exp.Add: _sum,
    exp.Sub: _sum,
    exp.DateDiff: _difference,
    exp.TimestampDiff: _difference,
    exp.TimestampTrunc: _truncated,
    exp.DateTrunc: _truncated,
    exp.Extract: _extracted,
    exp.TimeFromParts: _from_parts,
    exp.TimestampFromParts: _from_parts,
    exp.TimestampLtzFromParts: _from_parts,
    exp.TimestampTzFromParts: _from_parts,
    exp.ConvertTimezone: _converted_zone,
    **dict.fromkeys(
        (
            exp.ApproxTopK,
            exp.ApproxTopKAccumulate,
            exp.Array,
            exp.ArrayAgg,
            exp.ArrayAppend,
            exp.ArrayConstructCompact,
            exp.ArrayContains,
            exp.ArrayInsert,
            exp.ArrayPosition,
            exp.ArrayPrepend,
            exp.ArrayRemove,
            exp.ArrayUniqueAgg,
            exp.HashAgg,
            exp.JSONFormat,
            exp.JSONKeyValue,
            exp.Lambda,
            exp.ObjectAgg,
            exp.ObjectInsert,
            exp.PropertyEQ,
            exp.ToArray,
            exp.ToVariant,
            exp.Typeof,
        ),
        _put_in,
    ),
}
_NAMED: dict[str, Special] = dict.fromkeys(("ARRAY_REPEAT", "HASH", "TO_XML"), _put_in)
