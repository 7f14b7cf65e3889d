"""Conversions to VARCHAR, UUID and BINARY."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.types import DEFAULT_BINARY, GEOSPATIAL, SEMI_STRUCTURED, TIMESTAMPS, DataType, Kind
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions.building import call, cast, cast_to, integer
from mockhaus.translation.functions.converting import Conversion
from mockhaus.translation.functions.date_formats import formatted
from mockhaus.translation.functions.nanoseconds import beyond, narrowed
from mockhaus.translation.functions.to_dates import AUTO, DATES_AND_TIMES
from mockhaus.translation.precision import Fraction


def to_text(this: Conversion) -> exp.Expr | None:
    """A value as VARCHAR, in the formats of the session."""
    if this.kind is Kind.VECTOR or this.kind in GEOSPATIAL:
        return None
    printed = _printed(this)
    if _may_exceed(this.source, this.target):
        return this.tried(call("mh_fit", printed, integer(this.target.length)))
    return printed


def _may_exceed(source: DataType, target: DataType) -> bool:
    if source.kind is Kind.VARCHAR:
        return source.length > target.length
    if source.kind is Kind.NUMBER:
        return target.length < source.precision + 2
    longest = {Kind.BOOLEAN: 5, Kind.DATE: 64, Kind.TIME: 64, Kind.FLOAT: 32, Kind.DECFLOAT: 47, Kind.UUID: 36}
    return target.length < longest.get(source.kind, 128 if source.kind in TIMESTAMPS else 16_777_216)


def _printed(this: Conversion) -> exp.Expr:
    node, kind = this.node, this.kind
    if kind is Kind.VARCHAR:
        return node
    if kind is Kind.VARIANT:
        return call("mh_text", node)
    if kind in SEMI_STRUCTURED:
        return call("mh_out", node)
    if kind is Kind.FLOAT:
        return call("mh_float_text", node)
    if kind is Kind.DECFLOAT:
        return call("mh_decfloat_text", node)
    if kind is Kind.BINARY:
        base64 = this.settings.parameters.text("BINARY_OUTPUT_FORMAT") == "BASE64"
        return call("to_base64" if base64 else "hex", node)
    if kind in DATES_AND_TIMES:
        return printed_date(node, kind, this.settings.output_format(kind), this.settings.fraction)
    if kind is Kind.NUMBER and this.source.scale:
        number = cast_to(node, this.source)
        below_one = this.source.scale == this.source.precision
        return call("mh_decimals_text", number) if below_one else cast(number, "VARCHAR")
    return cast(node, "VARCHAR")


def printed_date(node: exp.Expr, kind: Kind, model: str, fraction: Fraction) -> exp.Expr:
    """A DATE, TIME or timestamp by a format model; the ISO date by the engine's own cast."""
    if kind is Kind.DATE and model.upper() in ("YYYY-MM-DD", AUTO):
        return cast(node, "VARCHAR")
    if fraction is Fraction.NANOSECONDS and kind in MOMENTS:
        return formatted(narrowed(node, kind), kind, model, beyond(node.copy(), kind))
    return formatted(node, kind, model)


def to_uuid(this: Conversion) -> exp.Expr | None:
    """A value as UUID, in small letters."""
    if this.kind is Kind.UUID:
        return this.node
    if this.kind is Kind.VARCHAR:
        return this.checked(call("mh_uuid", this.node), call("mh_no_uuid", this.node.copy()))
    if this.kind is Kind.VARIANT:
        return this.tried(call("mh_variant_uuid", this.node))
    return None


def to_binary(this: Conversion) -> exp.Expr | None:
    """A value as BINARY, read in the format of the session."""
    if this.kind is Kind.BINARY:
        if this.source.length <= this.target.length:
            return this.node
        return this.tried(call("mh_fit_binary", this.node, integer(this.target.length)))
    if this.kind is Kind.VARIANT:
        return _fitting(this, this.tried(call("mh_bint", this.node)))
    if this.kind is Kind.VARCHAR:
        return _fitting(this, binary_by(this, this.settings.parameters.text("BINARY_INPUT_FORMAT")))
    return None


def _fitting(this: Conversion, value: exp.Expr | None) -> exp.Expr | None:
    """BINARY of some length, refused where the target is shorter."""
    if value is None or this.target.length >= DEFAULT_BINARY:
        return value
    return this.tried(call("mh_fit_binary", value, integer(this.target.length)))


def binary_by(this: Conversion, model: str) -> exp.Expr | None:
    """Text as BINARY by HEX, BASE64 or UTF-8; None for another format."""
    name = model.upper()
    if name in ("UTF-8", "UTF8"):
        return call("encode", this.node)
    if name not in ("HEX", "BASE64"):
        return None
    suffix = name.lower()
    return this.checked(call(f"mh_auto_{suffix}", this.node), call(f"mh_no_{suffix}", this.node.copy()))
