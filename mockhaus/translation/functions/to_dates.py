"""Conversions to DATE, TIME and timestamps."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.errors import needs_nanoseconds
from mockhaus.domain.nanoseconds import nanoseconds
from mockhaus.domain.types import DEFAULT_FRACTION, TIMESTAMPS, Kind
from mockhaus.translation.engine_types import MOMENTS, expression_type
from mockhaus.translation.functions.building import call, cast, integer, text
from mockhaus.translation.functions.converting import Conversion
from mockhaus.translation.functions.nanoseconds import beyond, exactly_narrowed, narrowed, plus, widened
from mockhaus.translation.functions.native_dates import natively
from mockhaus.translation.precision import Fraction

AUTO = "AUTO"
_FINE = "fine_"
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
_FINE_TEXT = re.compile(r"\d[.]\d{6}\d{0,2}[1-9]", re.ASCII)
_FINE_ISO = re.compile(r"(\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?)(?:(?<=:\d\d)\.(\d{1,9}))?", re.ASCII)
_ISO_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d{3}(?:\d{3})?)?)?", re.ASCII)


def dated(this: Conversion, model: str) -> exp.Expr:
    """Text as the target, a DATE, TIME or timestamp, by a format model or AUTO."""
    kind, fraction = this.target.kind, this.settings.fraction
    if model.upper() == AUTO and fraction is not Fraction.NANOSECONDS and _is_iso_literal(this.node, kind):
        return cast(this.node, expression_type(this.target))
    if kind is Kind.DATE:
        return _by_reader(this, model, "")
    if fraction is Fraction.NANOSECONDS:
        return _counted_literal(this, model) or _by_reader(this, model, _FINE)
    if fraction is Fraction.CUT or this.target.precision <= _ENGINE_DIGITS:
        return _by_reader(this, model, "cut_")
    _check_literal(this.node)
    return _by_reader(this, model, "")


def _counted_literal(this: Conversion, model: str) -> exp.Expr | None:
    """An ISO literal as the count of nanoseconds that a TIMESTAMP_NTZ of it is; None for what is none."""
    if model.upper() != AUTO or not isinstance(this.node, exp.Literal) or this.target.kind is not Kind.TIMESTAMP_NTZ:
        return None
    found = _FINE_ISO.fullmatch(str(this.node.this))
    if found is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(found[1])
    except ValueError:
        return None
    count = nanoseconds(moment) + int((found[2] or "").ljust(DEFAULT_FRACTION, "0"))
    return cast(text(str(count)), expression_type(this.target, Fraction.NANOSECONDS))


def _check_literal(node: exp.Expr) -> None:
    """Ask for nanoseconds at once where a literal has them, not only when it is read."""
    if isinstance(node, exp.Literal) and _FINE_TEXT.search(str(node.this)):
        raise needs_nanoseconds()


def _by_reader(this: Conversion, model: str, prefix: str) -> exp.Expr:
    kind = this.target.kind
    suffix = _SUFFIX[kind]
    century = [] if kind is Kind.TIME else [integer(this.settings.century)]
    if model.upper() == AUTO:
        reader = call(f"mh_{prefix}auto_{suffix}", this.node, *century)
        noun = suffix if kind in (Kind.DATE, Kind.TIME) else "stamp"
        return this.checked(reader, call(f"mh_no_{noun}", this.node.copy()))
    by_model = call(f"mh_{prefix}{suffix}_by", this.node, text(model), *century)
    native = natively(this.node, model, kind) if prefix != _FINE else None
    chosen = by_model if native is None else exp.Coalesce(this=native, expressions=[by_model])
    name = "timestamp" if kind in TIMESTAMPS else suffix
    return this.checked(chosen, call("mh_no_match", this.node.copy(), text(name), text(model)))


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
        converted = _of_variant(this)
    elif this.settings.fraction is Fraction.NANOSECONDS:
        return _between_fine(this)
    else:
        converted = _between_dates(this)
    return None if converted is None else _cut(converted, this)


def _of_variant(this: Conversion) -> exp.Expr:
    """A VARIANT as a DATE, TIME or timestamp. A wish for nanoseconds must not be silenced with what TRY silences."""
    kind, fraction = this.target.kind, this.settings.fraction
    century = [] if kind is Kind.TIME else [integer(this.settings.century)]
    plain = kind is Kind.DATE or (fraction is Fraction.MICROSECONDS and not this.lenient)
    if plain:
        return this.tried(call(f"mh_variant_{_SUFFIX[kind]}", this.node, *century))
    fine = this.tried(call(f"mh_fine_variant_{_SUFFIX[kind]}", this.node, *century))
    if fraction is Fraction.NANOSECONDS:
        return fine
    return exactly_narrowed(fine, kind) if fraction is Fraction.MICROSECONDS else narrowed(fine, kind)


def _between_fine(this: Conversion) -> exp.Expr | None:
    """A value between kinds of dates, times and timestamps in a plan of nanoseconds, in which none is lost."""
    source, target = this.kind, this.target.kind
    if source is target:
        return _cut_finely(this.node, this)
    if source is Kind.NUMBER and target in TIMESTAMPS:
        return _cut_finely(since_epoch(this, 0), this)
    converted = _between_dates(replace(this.in_microseconds(), node=narrowed(this.node, source)))
    if converted is None or target not in MOMENTS:
        return converted
    fine = widened(converted, target)
    if source not in MOMENTS:
        return fine
    return _cut_finely(plus(fine, target, beyond(this.node.copy(), source)), this)


_CUTTERS = {Kind.TIME: "mh_time_digits_cut", Kind.TIMESTAMP_TZ: "mh_tz_digits_cut"}


def _cut_finely(node: exp.Expr, this: Conversion) -> exp.Expr:
    """Fewer of nine fractional digits than the value may have: the rest is cut."""
    digits, kind = this.target.precision, this.target.kind
    kept = this.source.precision if this.kind in MOMENTS else DEFAULT_FRACTION
    if kind not in MOMENTS or digits >= kept:
        return node
    size = integer(10 ** (DEFAULT_FRACTION - digits))
    return call(_CUTTERS.get(kind, "mh_digits_cut"), node, size)


def _cut(node: exp.Expr, this: Conversion) -> exp.Expr:
    """Fewer fractional digits than the value may have: the rest is cut."""
    if this.settings.fraction is Fraction.NANOSECONDS:
        return _cut_finely(node, this)
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
        return since_epoch(this, 0)
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


def since_epoch(this: Conversion, scale: int) -> exp.Expr:
    """A number of 10^-scale seconds since 1970 in UTC as a timestamp of the target's kind."""
    kind, fraction = this.target.kind, this.settings.fraction
    if fraction is Fraction.NANOSECONDS or scale + this.source.scale > _ENGINE_DIGITS:
        counter = "mh_fine_epoch" if this.source.scale else "mh_fine_whole_epoch"
        count = call(counter, this.node, integer(10 ** (DEFAULT_FRACTION - scale)))
        if fraction is Fraction.NANOSECONDS:
            return call("mh_tz_of_count", count) if kind is Kind.TIMESTAMP_TZ else count
        narrow = narrowed if fraction is Fraction.CUT else exactly_narrowed
        moment = narrow(count, Kind.TIMESTAMP_NTZ)
    else:
        moment = call("mh_epoch", this.node, integer(scale))
    if kind is Kind.TIMESTAMP_NTZ:
        return moment
    instant = call("timezone", text("UTC"), moment)
    return call("mh_tz_of_ltz", instant) if kind is Kind.TIMESTAMP_TZ else instant
