"""Coercion: how operands of different types are brought together, as Snowflake does it by itself.

Follows https://docs.snowflake.com/en/sql-reference/data-type-conversion: text beside a number, date or timestamp is
read as one; VARIANT becomes the type of its partner; of two timestamps the one that knows more decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    BOOLEAN,
    DECFLOAT,
    FLOAT,
    GEOSPATIAL,
    SEMI_STRUCTURED,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMPS,
    VARCHAR,
    DataType,
    Kind,
    number,
)
from mockhaus.translation.functions import collating
from mockhaus.translation.functions.building import call, cast
from mockhaus.translation.functions.conversion import cast_node, order_key
from mockhaus.translation.functions.unification import common_type, narrows
from mockhaus.translation.literals import number_literal
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import Walk

TEXT_AS_NUMBER = number(18, 5)
_COMPARED_SCALE = 12
_NUMBER = re.compile(r"\s*[+-]?\d+(\.\d*)?\s*\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_TEMPORAL = TIMESTAMPS | {Kind.DATE}
_PREDICATES = frozenset({Kind.BOOLEAN, Kind.VARIANT, Kind.NULL})
_NUMBERS = (frozenset({Kind.NUMBER, Kind.FLOAT}),)
_ENGINE_UNITES = (
    *_NUMBERS,
    frozenset({Kind.DATE, Kind.TIMESTAMP_NTZ}),
    frozenset({Kind.DATE, Kind.TIMESTAMP_LTZ}),
    frozenset({Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ}),
)
"""Kinds that the engine itself brings together as Snowflake does."""


def converted(node: exp.Expr, target: DataType, walk: Walk) -> exp.Expr:
    """The node as a value of another type; unchanged where its kind is that already."""
    source = walk.type_of(node)
    if source.kind is Kind.NULL or (source.kind is target.kind and source.parts == target.parts):
        return node
    literal = _literal_as(node, source, target)
    result = literal if literal is not None else cast_node(node, source, target, walk)
    return walk.set_type(result, target.with_nullable(source.nullable))


def _literal_as(node: exp.Expr, source: DataType, target: DataType) -> exp.Expr | None:
    """A text literal as a literal of the target, so that the engine need not convert it row by row."""
    if source.kind is not Kind.VARCHAR or not isinstance(node, exp.Literal):
        return None
    text = str(node.this)
    if target.kind is Kind.NUMBER and _NUMBER.match(text):
        sign, digits = ("-", text.strip()[1:]) if text.strip().startswith("-") else ("", text.strip().lstrip("+"))
        literal = exp.Literal.number(number_literal(digits)[1])
        return exp.Paren(this=exp.Neg(this=literal)) if sign else literal
    if target.kind is Kind.DATE and _DATE.match(text):
        return cast(node.copy(), "DATE")
    return None


def as_boolean(node: exp.Expr, walk: Walk) -> exp.Expr:
    """A condition: numbers, text and VARIANT as BOOLEAN."""
    return converted(node, BOOLEAN, walk)


def as_predicate(value: exp.Expr, written: exp.Expr, walk: Walk) -> exp.Expr:
    """The whole of a condition, walked, and as it was before: no type but BOOLEAN and VARIANT is one by itself."""
    found = walk.type_of(value)
    if found.kind not in _PREDICATES:
        shown = walk.source_text(written)
        shown = shown if isinstance(written, exp.Literal) else shown.upper()
        raise SnowflakeError(ErrorCode.PREDICATE_TYPE, position=walk.position(written), actual=found, expression=shown)
    return as_boolean(value, walk)


def as_text(node: exp.Expr, walk: Walk) -> exp.Expr:
    """Any scalar as text."""
    return converted(node, VARCHAR, walk)


def as_number(node: exp.Expr, walk: Walk) -> exp.Expr:
    """An operand of arithmetic: text as NUMBER(18,5), VARIANT and BOOLEAN as numbers."""
    source = walk.type_of(node)
    if source.kind is Kind.VARIANT:
        return converted(node, FLOAT, walk)
    if source.kind is Kind.VARCHAR:
        return converted(node, TEXT_AS_NUMBER, walk)
    if source.kind is Kind.BOOLEAN:
        return walk.set_type(cast(node, "INTEGER"), number(1, 0, nullable=source.nullable))
    return node


def engine_unites(kinds: AbstractSet[Kind], walk: Walk) -> bool:
    """Whether the engine brings values of kinds together by itself; none of nine fractional digits."""
    return frozenset(kinds) in (_NUMBERS if walk.context.fraction is Fraction.NANOSECONDS else _ENGINE_UNITES)


def comparison_type(types: Sequence[DataType], walk: Walk) -> DataType | None:
    """The type in which values of these types are compared; None where the engine compares them as they are."""
    if any(item.is_structured for item in types):
        return reduce(common_type, types)
    kinds = {item.kind for item in types} - {Kind.NULL}
    if len(kinds) < 2 or engine_unites(kinds, walk):  # noqa: PLR2004 - nothing to bring together
        return None
    if kinds <= SEMI_STRUCTURED:
        return None
    plain = kinds - {Kind.VARIANT, Kind.VARCHAR}
    if not plain:
        return VARCHAR
    if Kind.BOOLEAN in plain:
        return BOOLEAN
    if Kind.DECFLOAT in plain:
        return DECFLOAT
    if Kind.FLOAT in plain:
        return FLOAT
    if Kind.NUMBER in plain:
        scale = max([item.scale for item in types if item.kind is Kind.NUMBER] + [_COMPARED_SCALE])
        return number(38, scale)
    if plain == {Kind.DATE, Kind.TIMESTAMP_NTZ}:
        return TIMESTAMP_NTZ
    if len(plain) > 1 and plain <= _TEMPORAL:
        return TIMESTAMP_LTZ
    return next(item for item in types if item.kind in plain)


def comparable(nodes: Sequence[exp.Expr], walk: Walk, *, ordered: bool = False) -> list[exp.Expr]:
    """Operands of one comparison, converted to what the engine compares as Snowflake would."""
    types = [walk.type_of(node) for node in nodes]
    if any(item.kind is Kind.FILE for item in types):
        raise walk.unsupported("a comparison of values of type FILE", nodes[0])
    if any(item.kind in GEOSPATIAL for item in types):
        raise _not_comparable(nodes, types, walk)
    target = comparison_type(types, walk)
    if target is not None:
        nodes = [converted(node, target, walk) for node in nodes]
    if any(item.collation is not None for item in types):
        nodes = collating.keyed(nodes, walk)
    return [_key(node, walk, ordered=ordered) for node in nodes]


def _not_comparable(nodes: Sequence[exp.Expr], types: Sequence[DataType], walk: Walk) -> SnowflakeError:
    shown = ", ".join(map(str, types))
    name = _SIGNS.get(type(nodes[0].parent), "=")
    return SnowflakeError(ErrorCode.ARGUMENT_TYPES, position=walk.position(nodes[0]), name=name, types=shown)


_SIGNS: dict[type[object], str] = {
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.NullSafeEQ: "EQUAL_NULL",
    exp.Between: "BETWEEN",
    exp.In: "IN",
}


def _key(node: exp.Expr, walk: Walk, *, ordered: bool) -> exp.Expr:
    kind = walk.type_of(node).kind
    if kind is Kind.TIMESTAMP_TZ:
        return moment_key(node)
    if kind in SEMI_STRUCTURED and ordered:
        return order_key(node, walk.type_of(node), walk)
    if kind is Kind.VARIANT:
        return call("mh_key", node)
    return node


def moment_key(node: exp.Expr) -> exp.Expr:
    """The instant of a TIMESTAMP_TZ: what decides equality, order and groups."""
    return call("struct_extract", node, exp.Literal.string("utc"))


def unified(nodes: Sequence[exp.Expr], target: DataType, walk: Walk) -> list[exp.Expr]:
    """Branches of one result (CASE, COALESCE, set operations) as values of their common type."""
    types = [walk.type_of(node) for node in nodes]
    kinds = {item.kind for item in types} - {Kind.NULL}
    if kinds == {Kind.NUMBER} and narrows(target, types):
        return [cast_node(node, item, target, walk) for node, item in zip(nodes, types, strict=True)]
    if (len(kinds) < 2 and not target.is_structured) or engine_unites(kinds, walk):  # noqa: PLR2004 - nothing to bring together
        return list(nodes)
    return [converted(node, target, walk) for node in nodes]
