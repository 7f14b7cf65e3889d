"""Conversions to NUMBER, FLOAT, DECFLOAT and BOOLEAN."""

from __future__ import annotations

from functools import lru_cache

from sqlglot import exp

from mockhaus.domain.types import MAX_PRECISION, DataType, Kind
from mockhaus.translation.functions.building import call, cast, cast_to, decimal, integer, operator, text, try_cast
from mockhaus.translation.functions.converting import Conversion

_LARGEST_NARROW = 18
_WIDTHS = ((2, 1), (4, 2), (9, 4), (18, 8), (38, 16))


@lru_cache(maxsize=512)
def _described(target: DataType) -> str:
    width = next(size for digits, size in _WIDTHS if target.precision <= digits)
    return f"FIXED[SB{width}]({target.precision},{target.scale}){{nullable}}"


def to_number(this: Conversion) -> exp.Expr | None:
    """A value as NUMBER, rounded to its scale."""
    if this.kind is Kind.NUMBER:
        return _number_to_number(this)
    if this.kind is Kind.VARCHAR:
        reader = "mh_exact_digits_or_null" if this.lenient else "mh_exact_digits"
        digits = call(reader, this.node, integer(this.target.precision), integer(this.target.scale))
        return _read_number(this, digits)
    if this.kind is Kind.VARIANT:
        return _read_number(this, this.tried(call("mh_numt", this.node, text("FIXED"))))
    if this.kind is Kind.FLOAT:
        return _narrowed(_ranged(this, this.node), this)
    if this.kind is Kind.DECFLOAT:
        sizes = (integer(this.target.precision), integer(this.target.scale), text(_described(this.target)))
        return _read_number(this, call("mh_decfloat_fixed", this.node, *sizes))
    if this.kind is Kind.BOOLEAN:
        return _narrowed(_ranged(this, cast(this.node, "INTEGER")), this)
    return None


def _read_number(this: Conversion, written: exp.Expr) -> exp.Expr:
    """Text as a number by the engine's own cast: the engine adapter words its failures as Snowflake does."""
    target = this.target
    if this.lenient:  # out of 64 bits is no failure: it asks for a wide plan
        return _narrowed(try_cast(written, decimal(target.precision, target.scale)), this)
    if target.precision == MAX_PRECISION and not target.scale and not this.settings.wide:
        return cast(written, "BIGINT")
    return _narrowed(cast(written, decimal(target.precision, target.scale)), this)


def _read_double(this: Conversion, written: exp.Expr) -> exp.Expr:
    return try_cast(written, "DOUBLE") if this.lenient else cast(written, "DOUBLE")


def _number_to_number(this: Conversion) -> exp.Expr:
    source, target = this.source, this.target
    fits = target.integer_digits >= source.integer_digits and target.scale >= source.scale
    if fits and not target.scale:
        return this.node
    engine_type = decimal(target.precision, target.scale)
    if fits or target.integer_digits > source.integer_digits:
        return _narrowed(cast(this.node, engine_type), this)
    return _narrowed(_ranged(this, this.node), this)


def _ranged(this: Conversion, number: exp.Expr) -> exp.Expr:
    reader = try_cast(number, decimal(this.target.precision, this.target.scale))
    refusal = call("mh_no_range", cast(number.copy(), "VARCHAR"), text(_described(this.target)))
    return this.checked(reader, refusal)


def _narrowed(number: exp.Expr, this: Conversion) -> exp.Expr:
    """Whole numbers run on BIGINT but in a wide plan."""
    if this.target.scale or this.settings.wide:
        return number
    return cast(number if this.target.precision <= _LARGEST_NARROW else cast(number, "HUGEINT"), "BIGINT")


def to_float(this: Conversion) -> exp.Expr | None:
    """A value as FLOAT."""
    if this.kind is Kind.FLOAT:
        return this.node
    if this.kind in (Kind.NUMBER, Kind.BOOLEAN):
        return cast(this.node, "DOUBLE")
    if this.kind is Kind.DECFLOAT:
        return call("mh_decfloat_double", this.node)
    if this.kind is Kind.VARCHAR:
        return _read_double(this, call("mh_digits_or_null" if this.lenient else "mh_digits_only", this.node))
    if this.kind is Kind.VARIANT:
        return _read_double(this, this.tried(call("mh_numt", this.node, text("REAL"))))
    return None


def to_decimal_float(this: Conversion) -> exp.Expr | None:
    """A value as DECFLOAT, rounded to 38 digits."""
    if this.kind is Kind.DECFLOAT:
        return this.node
    if this.kind is Kind.FLOAT:
        return this.tried(call("mh_decfloat_of_double", this.node))
    if this.kind is Kind.BOOLEAN:
        return call("mh_decfloat", cast(cast(this.node, "INTEGER"), "VARCHAR"))
    if this.kind is Kind.NUMBER:
        return call("mh_decfloat", cast(cast_to(this.node, this.source) if this.source.scale else this.node, "VARCHAR"))
    if this.kind is Kind.VARCHAR:
        return call("mh_try_decfloat" if this.lenient else "mh_decfloat", this.node)
    if this.kind is Kind.VARIANT:
        return this.tried(call("mh_decfloat", call("mh_numt", this.node, text("DECFLOAT"))))
    return None


def to_boolean(this: Conversion) -> exp.Expr | None:
    """A value as BOOLEAN."""
    if this.kind is Kind.BOOLEAN:
        return this.node
    if this.kind is Kind.DECFLOAT:
        return call("mh_decfloat_truth", this.node)
    if this.kind is Kind.NUMBER:
        return operator(exp.NEQ, this.node, integer(0))
    if this.kind is Kind.FLOAT:
        refusal = call("mh_no_boolean", cast(this.node.copy(), "VARCHAR"))
        return this.checked(call("mh_double_truth", this.node), refusal)
    if this.kind is Kind.VARCHAR:
        return this.checked(call("mh_auto_boolean", this.node), call("mh_no_boolean", this.node.copy()))
    if this.kind is Kind.VARIANT:
        return this.tried(call("mh_boolt", this.node))
    return None
