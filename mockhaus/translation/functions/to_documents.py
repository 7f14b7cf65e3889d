"""Conversions to VARIANT, OBJECT, ARRAY, FILE and VECTOR."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.types import SEMI_STRUCTURED, Kind
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions import nanoseconds
from mockhaus.translation.functions.building import call, cast_to, integer, text
from mockhaus.translation.functions.converting import Conversion
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.precision import Fraction


def to_variant(this: Conversion) -> exp.Expr:
    """A value as VARIANT; INVALID_CONVERSION for what no VARIANT holds."""
    if this.settings.fraction is Fraction.NANOSECONDS and this.kind in MOMENTS:
        return nanoseconds.encoded(this.node, this.kind)
    return encoded(this.node, this.source)


def to_object(this: Conversion) -> exp.Expr | None:
    """A value as OBJECT."""
    if this.kind is Kind.OBJECT:
        return this.node
    return this.tried(call("mh_objt", this.node)) if this.kind is Kind.VARIANT else None


def to_array(this: Conversion) -> exp.Expr | None:
    """A value as ARRAY."""
    if this.kind is Kind.ARRAY:
        return this.node
    if this.kind is Kind.VECTOR:
        return call("mh_integer_vector_array" if this.source.element is Kind.NUMBER else "mh_vector_array", this.node)
    return call("mh_to_array", this.node) if this.kind in SEMI_STRUCTURED else None


def to_file(this: Conversion) -> exp.Expr | None:
    """A value as FILE: TO_FILE makes them, no cast does."""
    return this.node if this.kind is Kind.FILE else None


def to_vector(this: Conversion) -> exp.Expr | None:
    """A value as VECTOR."""
    if this.kind is Kind.VECTOR:
        same = (this.source.element, this.source.length) == (this.target.element, this.target.length)
        return this.node if same else None
    if this.kind not in (Kind.ARRAY, Kind.VARIANT):
        return None
    reader = "mh_integer_elements" if this.target.element is Kind.NUMBER else "mh_float_elements"
    elements = call(reader, this.node, integer(this.target.length), text(str(this.target)))
    return this.tried(cast_to(elements, this.target))
