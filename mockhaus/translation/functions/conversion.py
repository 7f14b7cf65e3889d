"""Conversions between types: what CAST, `::` and the coercions of other rules do.

Follows https://docs.snowflake.com/en/sql-reference/data-type-conversion. A value that is of the type already stays as
it is; what can fail at run time fails with Snowflake's error, or is NULL for the TRY_ forms.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import MAX_PRECISION, SEMI_STRUCTURED, TIMESTAMPS, DataType, Kind
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.functions import structures
from mockhaus.translation.functions.building import (
    call,
    case,
    cast,
    cast_to,
    decimal,
    integer,
    is_null,
    operator,
    text,
    try_cast,
)
from mockhaus.translation.functions.date_formats import formatted
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.rules import Walk

AUTO = "AUTO"
_ENGINE_DIGITS = 6
_LARGEST_NARROW = 18
_WIDTHS = ((2, 1), (4, 2), (9, 4), (18, 8), (38, 16))
_OUTPUT_PARAMETER = {
    Kind.DATE: "DATE_OUTPUT_FORMAT",
    Kind.TIME: "TIME_OUTPUT_FORMAT",
    Kind.TIMESTAMP_NTZ: "TIMESTAMP_NTZ_OUTPUT_FORMAT",
    Kind.TIMESTAMP_LTZ: "TIMESTAMP_LTZ_OUTPUT_FORMAT",
    Kind.TIMESTAMP_TZ: "TIMESTAMP_TZ_OUTPUT_FORMAT",
}
_SUFFIX = {
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.TIMESTAMP_NTZ: "ntz",
    Kind.TIMESTAMP_LTZ: "ltz",
    Kind.TIMESTAMP_TZ: "tz",
}
DATES_AND_TIMES = frozenset(_SUFFIX)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ISO_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d{3}(?:\d{3})?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """What of a session decides conversions: its parameters, and whether integers run in 128 bits."""

    parameters: SessionParameters
    wide: bool = False

    def output_format(self, kind: Kind) -> str:
        """The format model in which a kind of date or time prints."""
        return self.parameters.text(_OUTPUT_PARAMETER[kind]) or self.parameters.text("TIMESTAMP_OUTPUT_FORMAT")

    def input_format(self, kind: Kind) -> str:
        """The format model in which a kind of date or time is read, or AUTO."""
        name = "TIMESTAMP" if kind in TIMESTAMPS else kind.value
        return self.parameters.text(f"{name}_INPUT_FORMAT")

    @property
    def century(self) -> int:
        """The first year that two digits can mean."""
        return self.parameters.integer("TWO_DIGIT_CENTURY_START")


DEFAULT_SETTINGS = Settings(SessionParameters())


def settings_of(walk: Walk) -> Settings:
    """The settings of the session that a walk translates for."""
    return Settings(walk.context.session.parameters, walk.context.wide)


def cast_node(node: exp.Expr, source: DataType, target: DataType, walk: Walk, *, try_: bool = False) -> exp.Expr:
    """The node, of type `source`, as a value of type `target`: Snowflake's explicit CAST, or TRY_CAST with `try_`.

    Raises INVALID_CONVERSION for a pair of types between which there is no conversion.
    """
    converted = converted_node(node, source, target, settings_of(walk), try_=try_)
    if converted is None:
        raise SnowflakeError(
            ErrorCode.INVALID_CONVERSION,
            position=walk.position(node),
            expression=f"CAST({_spelled(node, source, walk)} AS {target})",
            name=f"TO_{target.kind.value}",
        )
    return converted


def _spelled(node: exp.Expr, source: DataType, walk: Walk) -> str:
    """A value for an error message: literals and columns as written, in capitals unless quoted; else the type."""
    if not isinstance(node, (exp.Boolean, exp.Column, exp.Literal)):
        return str(source)
    written = walk.source_text(node)
    return written if "'" in written or '"' in written else written.upper()


def converted_node(
    node: exp.Expr, source: DataType, target: DataType, settings: Settings, *, try_: bool = False
) -> exp.Expr | None:
    """As `cast_node`, with None for a pair of types between which there is no conversion."""
    if source.kind is Kind.NULL or target.kind is Kind.NULL:
        return cast_to(node, target)
    if source.is_structured or target.is_structured:
        return structures.converted(node, source, target, plain_conversion(settings))
    converter = _CONVERTERS[target.kind]
    return converter(Conversion(node, source, target, settings, try_))


def plain_conversion(settings: Settings) -> structures.Convert:
    """`converted_node` with its settings given, for the parts of structured values."""
    return lambda node, source, target: converted_node(node, source, target, settings)


def order_key(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr:
    """What the engine orders documents by: VARIANTs by kind and value, structured ones part by part."""
    return structures.order_key(node, source, plain_conversion(settings_of(walk)))


@dataclass(frozen=True, slots=True)
class Conversion:
    """One conversion to build. With `lenient` a value that cannot be converted is NULL."""

    node: exp.Expr
    source: DataType
    target: DataType
    settings: Settings = DEFAULT_SETTINGS
    lenient: bool = False

    @property
    def kind(self) -> Kind:
        """The kind converted from."""
        return self.source.kind

    def checked(self, reader: exp.Expr, refusal: exp.Expr) -> exp.Expr:
        """The reader's value; where that is NULL, what the refusal raises for a value that was not."""
        if self.lenient:
            return reader
        raised = cast(cast(refusal, "VARCHAR"), expression_type(self.target))
        return otherwise(reader, raised)

    def tried(self, raising: exp.Expr) -> exp.Expr:
        """An expression that raises for a bad value, silenced when lenient."""
        return call("TRY", raising) if self.lenient else raising


Converter = Callable[[Conversion], "exp.Expr | None"]


def otherwise(reader: exp.Expr, raised: exp.Expr) -> exp.Expr:
    """The reader's value, or what `raised` raises where that is NULL.

    A CASE and no COALESCE: out of a COALESCE the engine takes what two columns have in common, and computes it for
    every row.
    """
    return case([(is_null(reader), raised)], reader.copy())


# NUMBER and FLOAT


@lru_cache(maxsize=512)
def _described(target: DataType) -> str:
    width = next(size for digits, size in _WIDTHS if target.precision <= digits)
    return f"FIXED[SB{width}]({target.precision},{target.scale}){{nullable}}"


def _to_number(this: Conversion) -> exp.Expr | None:
    if this.kind is Kind.NUMBER:
        return _number_to_number(this)
    if this.kind is Kind.VARCHAR:
        digits = call("mh_exact_digits", this.node, integer(this.target.precision), integer(this.target.scale))
        return _read_number(this, digits)
    if this.kind is Kind.VARIANT:
        return _read_number(this, call("mh_numt", this.node, text("FIXED")))
    if this.kind is Kind.FLOAT:
        return _narrowed(_ranged(this, this.node), this)
    if this.kind is Kind.BOOLEAN:
        return _narrowed(_ranged(this, cast(this.node, "INTEGER")), this)
    return None


def _read_number(this: Conversion, written: exp.Expr) -> exp.Expr:
    """Text as a number by the engine's own cast: the engine adapter words its failures as Snowflake does."""
    target = this.target
    if target.precision == MAX_PRECISION and not target.scale and not this.settings.wide:
        return this.tried(cast(written, "BIGINT"))
    return this.tried(_narrowed(cast(written, decimal(target.precision, target.scale)), this))


def _read_double(this: Conversion, written: exp.Expr) -> exp.Expr:
    return this.tried(cast(written, "DOUBLE"))


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


def _to_float(this: Conversion) -> exp.Expr | None:
    if this.kind is Kind.FLOAT:
        return this.node
    if this.kind in (Kind.NUMBER, Kind.BOOLEAN):
        return cast(this.node, "DOUBLE")
    if this.kind is Kind.VARCHAR:
        return _read_double(this, call("mh_digits_only", this.node))
    if this.kind is Kind.VARIANT:
        return _read_double(this, call("mh_numt", this.node, text("REAL")))
    return None


def _to_boolean(this: Conversion) -> exp.Expr | None:
    if this.kind is Kind.BOOLEAN:
        return this.node
    if this.kind in (Kind.NUMBER, Kind.FLOAT):
        return operator(exp.NEQ, this.node, integer(0))
    if this.kind is Kind.VARCHAR:
        return this.checked(call("mh_auto_boolean", this.node), call("mh_no_boolean", this.node.copy()))
    if this.kind is Kind.VARIANT:
        return this.tried(call("mh_boolt", this.node))
    return None


# VARCHAR and BINARY


def _to_text(this: Conversion) -> exp.Expr | None:
    if this.kind is Kind.VECTOR:
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
    longest = {Kind.BOOLEAN: 5, Kind.DATE: 64, Kind.TIME: 64, Kind.FLOAT: 32}
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
    if kind is Kind.BINARY:
        base64 = this.settings.parameters.text("BINARY_OUTPUT_FORMAT") == "BASE64"
        return call("to_base64" if base64 else "hex", node)
    if kind in DATES_AND_TIMES:
        return printed_date(node, kind, this.settings.output_format(kind))
    if kind is Kind.NUMBER and this.source.scale:
        number = cast_to(node, this.source)
        below_one = this.source.scale == this.source.precision
        return call("mh_decimals_text", number) if below_one else cast(number, "VARCHAR")
    return cast(node, "VARCHAR")


def printed_date(node: exp.Expr, kind: Kind, model: str) -> exp.Expr:
    """A DATE, TIME or timestamp by a format model; the ISO date by the engine's own cast."""
    if kind is Kind.DATE and model.upper() in ("YYYY-MM-DD", AUTO):
        return cast(node, "VARCHAR")
    return formatted(node, kind, model)


def _to_binary(this: Conversion) -> exp.Expr | None:
    if this.kind is Kind.BINARY:
        if this.source.length <= this.target.length:
            return this.node
        return this.tried(call("mh_fit_binary", this.node, integer(this.target.length)))
    if this.kind is Kind.VARIANT:
        return this.tried(call("mh_bint", this.node))
    if this.kind is Kind.VARCHAR:
        return binary_by(this, this.settings.parameters.text("BINARY_INPUT_FORMAT"))
    return None


def binary_by(this: Conversion, model: str) -> exp.Expr | None:
    """Text as BINARY by HEX, BASE64 or UTF-8; None for another format."""
    name = model.upper()
    if name in ("UTF-8", "UTF8"):
        return call("encode", this.node)
    if name not in ("HEX", "BASE64"):
        return None
    suffix = name.lower()
    return this.checked(call(f"mh_auto_{suffix}", this.node), call(f"mh_no_{suffix}", this.node.copy()))


# Dates and times


def dated(this: Conversion, model: str) -> exp.Expr:
    """Text as the target, a DATE, TIME or timestamp, by a format model or AUTO."""
    kind = this.target.kind
    if model.upper() == AUTO and _is_iso_literal(this.node, kind):
        return cast(this.node, expression_type(this.target))
    suffix = _SUFFIX[kind]
    century = [] if kind is Kind.TIME else [integer(this.settings.century)]
    if model.upper() == AUTO:
        reader = call(f"mh_auto_{suffix}", this.node, *century)
        noun = suffix if kind in (Kind.DATE, Kind.TIME) else "stamp"
        return this.checked(reader, call(f"mh_no_{noun}", this.node.copy()))
    reader = call(f"mh_{suffix}_by", this.node, text(model), *century)
    name = "timestamp" if kind in TIMESTAMPS else suffix
    return this.checked(reader, call("mh_no_match", this.node.copy(), text(name), text(model)))


def _is_iso_literal(node: exp.Expr, kind: Kind) -> bool:
    """Whether a literal is what the engine's own literal of the kind says too."""
    if not isinstance(node, exp.Literal) or kind not in (Kind.DATE, Kind.TIMESTAMP_NTZ):
        return False
    written = str(node.this)
    if not (_ISO_DATE if kind is Kind.DATE else _ISO_STAMP).fullmatch(written):
        return False
    try:
        dt.datetime.fromisoformat(written)
    except ValueError:
        return False
    return True


def _to_date_or_time(this: Conversion) -> exp.Expr | None:
    kind = this.target.kind
    if this.kind is Kind.VARCHAR:
        converted: exp.Expr | None = dated(this, this.settings.input_format(kind))
    elif this.kind is Kind.VARIANT:
        century = [] if kind is Kind.TIME else [integer(this.settings.century)]
        converted = this.tried(call(f"mh_variant_{_SUFFIX[kind]}", this.node, *century))
    else:
        converted = _between_dates(this)
    return None if converted is None else _cut(converted, this)


def _cut(node: exp.Expr, this: Conversion) -> exp.Expr:
    """Fewer fractional digits than the value may have: the rest is cut."""
    digits = this.target.precision
    kept = this.source.precision if this.kind in (TIMESTAMPS | {Kind.TIME}) else _ENGINE_DIGITS
    if this.target.kind is Kind.DATE or digits >= min(kept, _ENGINE_DIGITS) or this.kind is Kind.DATE:
        return node
    size = integer(10 ** (_ENGINE_DIGITS - digits))
    if this.target.kind is Kind.TIMESTAMP_TZ:
        return call("mh_tz_make", call("mh_cut", call("mh_tz_local", node), size), call("mh_tz_minutes", node.copy()))
    return call("mh_cut", node, size)


def _between_dates(this: Conversion) -> exp.Expr | None:
    if this.kind is this.target.kind:
        return this.node
    if this.kind is Kind.NUMBER and this.target.kind in TIMESTAMPS:
        return since_epoch(this.node, 0, this.target.kind)
    if this.kind is Kind.TIME or this.kind not in DATES_AND_TIMES:
        return None
    if this.target.kind is Kind.TIME:
        return None if this.kind is Kind.DATE else cast(cast(wall_clock(this.node, this.kind), "TIMESTAMP"), "TIME")
    if this.target.kind is Kind.DATE:
        return cast(wall_clock(this.node, this.kind), "DATE")
    return _timestamp(this)


def _timestamp(this: Conversion) -> exp.Expr:
    if this.target.kind is Kind.TIMESTAMP_NTZ:
        return cast(wall_clock(this.node, this.kind), "TIMESTAMP")
    instant = instant_of(this.node, this.kind)
    return call("mh_tz_of_ltz", instant) if this.target.kind is Kind.TIMESTAMP_TZ else instant


def wall_clock(node: exp.Expr, kind: Kind) -> exp.Expr:
    """A date or timestamp without its zone: a TIMESTAMP_TZ's own wall clock, a TIMESTAMP_LTZ as it is."""
    return call("mh_tz_local", node) if kind is Kind.TIMESTAMP_TZ else node


def instant_of(node: exp.Expr, kind: Kind) -> exp.Expr:
    """A date or timestamp as TIMESTAMPTZ; what has no zone is in the session's."""
    if kind is Kind.TIMESTAMP_LTZ:
        return node
    if kind is Kind.TIMESTAMP_TZ:
        return call("mh_tz_instant", node)
    return cast(cast(node, "TIMESTAMP"), "TIMESTAMP WITH TIME ZONE")


def since_epoch(node: exp.Expr, scale: int, kind: Kind) -> exp.Expr:
    """A number of 10^-scale seconds since 1970 in UTC as a timestamp of a kind."""
    moment = call("mh_epoch", node, integer(scale))
    if kind is Kind.TIMESTAMP_NTZ:
        return moment
    instant = call("timezone", text("UTC"), moment)
    return call("mh_tz_of_ltz", instant) if kind is Kind.TIMESTAMP_TZ else instant


# VARIANT, OBJECT, ARRAY, VECTOR


def _to_variant(this: Conversion) -> exp.Expr:
    return encoded(this.node, this.source)


def _to_object(this: Conversion) -> exp.Expr | None:
    if this.kind is Kind.OBJECT:
        return this.node
    return this.tried(call("mh_objt", this.node)) if this.kind is Kind.VARIANT else None


def _to_array(this: Conversion) -> exp.Expr | None:
    if this.kind is Kind.ARRAY:
        return this.node
    if this.kind is Kind.VECTOR:
        return call("mh_integer_vector_array" if this.source.element is Kind.NUMBER else "mh_vector_array", this.node)
    return call("mh_to_array", this.node) if this.kind in SEMI_STRUCTURED else None


def _to_vector(this: Conversion) -> exp.Expr | None:
    if this.kind is Kind.VECTOR:
        same = (this.source.element, this.source.length) == (this.target.element, this.target.length)
        return this.node if same else None
    if this.kind not in (Kind.ARRAY, Kind.VARIANT):
        return None
    reader = "mh_integer_elements" if this.target.element is Kind.NUMBER else "mh_float_elements"
    elements = call(reader, this.node, integer(this.target.length), text(str(this.target)))
    return this.tried(cast_to(elements, this.target))


_CONVERTERS: dict[Kind, Converter] = {
    Kind.NUMBER: _to_number,
    Kind.FLOAT: _to_float,
    Kind.BOOLEAN: _to_boolean,
    Kind.VARCHAR: _to_text,
    Kind.BINARY: _to_binary,
    Kind.DATE: _to_date_or_time,
    Kind.TIME: _to_date_or_time,
    Kind.TIMESTAMP_NTZ: _to_date_or_time,
    Kind.TIMESTAMP_LTZ: _to_date_or_time,
    Kind.TIMESTAMP_TZ: _to_date_or_time,
    Kind.VARIANT: _to_variant,
    Kind.OBJECT: _to_object,
    Kind.ARRAY: _to_array,
    Kind.VECTOR: _to_vector,
}
