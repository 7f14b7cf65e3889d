"""Conversions to DATE, TIME and timestamps."""

from __future__ import annotations

import datetime as dt
import re

from sqlglot import exp

from mockhaus.domain.types import TIMESTAMPS, Kind
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.functions.building import call, cast, integer, text
from mockhaus.translation.functions.converting import Conversion

AUTO = "AUTO"
_ENGINE_DIGITS = 6
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


def to_date_or_time(this: Conversion) -> exp.Expr | None:
    """A value as a DATE, TIME or timestamp."""
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
