"""The common type of CASE branches, COALESCE arguments, set operations and VALUES rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mockhaus.domain.collations import combined
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    DECFLOAT,
    DEFAULT_FRACTION,
    FLOAT,
    GEOSPATIAL,
    MAX_VARCHAR,
    NUMERIC,
    TIMESTAMPS,
    VARIANT,
    DataType,
    Kind,
    Part,
    binary,
    fractional,
    number,
    varchar,
)
from mockhaus.translation.functions.structures import is_coercible

_WIDEST = 38
_BY_STRENGTH = (Kind.TIMESTAMP_TZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_NTZ)


def common_type(left: DataType, right: DataType) -> DataType:
    """The type that values of both can take without loss; a bare NULL takes the other's, text then at full length.

    NUMBER keeps the most digits on both sides of the point; text the longer length; text beside another type
    becomes that type, since Snowflake coerces it; different timestamps the one that knows most.
    """
    if Kind.NULL in (left.kind, right.kind):
        return _beside_null(right if left.kind is Kind.NULL else left)
    nullable = left.nullable or right.nullable
    if left.is_structured or right.is_structured:
        return _of_structures(left, right).with_nullable(nullable)
    if left.kind is right.kind:
        return _of_one_kind(left, right, nullable=nullable)
    return _of_two_kinds(left, right).with_nullable(nullable)


def narrows(target: DataType, types: Iterable[DataType]) -> bool:
    """Whether numbers of declared widths may have more digits before the point than the common type has room for."""
    if target.kind is not Kind.NUMBER:
        return False
    room = target.precision - target.scale
    return any(item.kind is Kind.NUMBER and room < item.precision - item.scale < _WIDEST for item in types)


def _of_structures(left: DataType, right: DataType) -> DataType:
    """Of two structured types, that of the common types of their parts; INCOMPATIBLE_TYPES where they have none."""
    if not (is_coercible(left, right) or is_coercible(right, left)):
        raise SnowflakeError(ErrorCode.INCOMPATIBLE_TYPES, expression=right, actual=right, expected=left)
    pairs = zip(left.parts or (), right.parts or (), strict=True)
    return replace(left, parts=tuple(Part(one.name, common_type(one.type, other.type)) for one, other in pairs))


def _beside_null(other: DataType) -> DataType:
    if other.kind is Kind.VARCHAR:
        return varchar(MAX_VARCHAR).with_collation(other.collation)
    return other.with_nullable(True)


def _of_one_kind(left: DataType, right: DataType, *, nullable: bool) -> DataType:
    if left.kind is Kind.NUMBER:
        scale = max(left.scale, right.scale)
        digits = max(left.integer_digits, right.integer_digits)
        return number(digits + scale, scale, nullable=nullable)
    if left.kind is Kind.VARCHAR:
        text = varchar(max(left.length, right.length), nullable=nullable)
        collated = left.collation is not None or right.collation is not None
        return text.with_collation(combined((left.collation, right.collation))) if collated else text
    if left.kind is Kind.BINARY:
        return binary(max(left.length, right.length), nullable=nullable)
    return (left if left.precision >= right.precision else right).with_nullable(nullable)


def _of_two_kinds(left: DataType, right: DataType) -> DataType:
    kinds = {left.kind, right.kind}
    if kinds & GEOSPATIAL:
        raise SnowflakeError(ErrorCode.INCOMPATIBLE_TYPES, expression=right, actual=right, expected=left)
    if Kind.VARIANT in kinds or kinds == {Kind.OBJECT, Kind.ARRAY}:
        return VARIANT
    if Kind.DECFLOAT in kinds and kinds <= NUMERIC | {Kind.BOOLEAN, Kind.DECFLOAT, Kind.VARCHAR}:
        return DECFLOAT
    if kinds == {Kind.NUMBER, Kind.FLOAT}:
        return FLOAT
    if Kind.VARCHAR in kinds:
        other = right if left.kind is Kind.VARCHAR else left
        return number(18, 5) if other.kind is Kind.NUMBER else other
    for kind in _BY_STRENGTH:
        if kind in kinds and kinds <= TIMESTAMPS | {Kind.DATE}:
            return fractional(kind, DEFAULT_FRACTION)
    return left
