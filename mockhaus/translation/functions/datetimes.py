"""Date and time functions: the present, arithmetic, truncation.

Follows https://docs.snowflake.com/en/sql-reference/functions-date-time. How moments are taken is in `moments`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DATE, DEFAULT_FRACTION, DataType, Kind, fractional, number
from mockhaus.translation.functions.building import call, cast, integer, literal_integer, literal_text, operator, text
from mockhaus.translation.functions.date_units import DATE_UNITS
from mockhaus.translation.functions.moments import (
    STEPS,
    Moment,
    clock_of,
    moment_kind,
    moment_of,
    moment_type,
    step,
    unit_argument,
    unit_error,
    week_start,
)
from mockhaus.translation.functions.signatures import (
    argument_types,
    as_integer,
    as_shown,
    as_text,
    coerce_argument,
    returns,
)
from mockhaus.translation.functions.to_dates import instant_of
from mockhaus.translation.rules import NodeRule, NodeRules, Walk

_DAYS = number(9, 0)
_MICROSECONDS = {
    "DAY": 86_400_000_000,
    "HOUR": 3_600_000_000,
    "MINUTE": 60_000_000,
    "SECOND": 1_000_000,
    "MILLISECOND": 1000,
    "MICROSECOND": 1,
}
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


# The present


def _present(result: DataType, build: Callable[[], exp.Expr]) -> NodeRule:
    def rewrite(_: exp.Expr, walk: Walk) -> exp.Expr:
        walk.mark_volatile()
        return build()

    return NodeRule(lambda *_: result.with_nullable(False), rewrite)


def _digits(node: exp.Expr, walk: Walk) -> int:
    """The digits of the seconds' fraction that are asked for, 0 to 9."""
    asked = node.args.get("this")
    if asked is None:
        return DEFAULT_FRACTION
    digits = literal_integer(asked)
    if digits is None or not 0 <= digits <= DEFAULT_FRACTION:
        shown = as_shown(asked, walk)
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=shown, name="precision")
    return digits


def _now_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    kind = Kind.TIMESTAMP_NTZ if node.args.get("sysdate") else Kind.TIMESTAMP_LTZ
    return fractional(kind, _digits(node, walk), nullable=False)


def _now(node: exp.Expr, walk: Walk) -> exp.Expr:
    walk.mark_volatile()
    now: exp.Expr = call("now")
    if node.args.get("sysdate"):
        now = call("timezone", text("UTC"), now)
    return _at_precision(now, _digits(node, walk))


def _at_precision(moment: exp.Expr, digits: int) -> exp.Expr:
    return moment if digits >= 6 else call("mh_cut", moment, integer(10 ** (6 - digits)))  # noqa: PLR2004


def _time_now(node: exp.Expr, walk: Walk) -> exp.Expr:
    walk.mark_volatile()
    return _at_precision(cast(cast(call("now"), "TIMESTAMP"), "TIME"), _digits(node, walk))


# Arithmetic


def _add_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source = walk.type_of(node.this)
    kind = moment_kind(source)
    if kind is Kind.DATE and unit_argument(node, walk) not in DATE_UNITS:
        kind = Kind.TIMESTAMP_NTZ
    result = DATE if kind is Kind.DATE else fractional(kind)
    return result.with_nullable(source.nullable or walk.type_of(node.expression).nullable)


def _add(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit, moment = unit_argument(node, walk), moment_of(node, node.this, walk)
    if moment.kind is Kind.TIME and unit in DATE_UNITS:
        raise unit_error(node, unit, walk)
    count = coerce_argument(node, node.expression, as_integer, walk)
    if moment.kind is Kind.DATE and unit == "DAY":
        return operator(exp.Add, moment.node, cast(count, "INTEGER"))
    sum_ = operator(exp.Add, moment.wall, step(unit, count, node, walk))
    if moment.kind is Kind.DATE:
        return cast(sum_, "DATE" if unit in DATE_UNITS else "TIMESTAMP")
    return moment.restored(sum_)


def _difference_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return _DAYS.with_nullable(any(operand.nullable for operand in operands))


def _difference(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit = unit_argument(node, walk)
    end, start = moment_of(node, node.this, walk), moment_of(node, node.expression, walk)
    if (start.kind is Kind.TIME) is not (end.kind is Kind.TIME):
        raise argument_types(node, [node.expression, node.this], walk)
    if start.kind is Kind.TIME and unit in DATE_UNITS:
        raise unit_error(node, unit, walk)
    first, last = _comparable(start, end), _comparable(end, start)
    if unit == "WEEK":
        return call("mh_weeks_between", first, last, integer(week_start(walk)))
    if unit == "NANOSECOND":
        return operator(exp.Mul, call("date_diff", text("microsecond"), first, last), integer(1000))
    if unit not in STEPS:
        raise unit_error(node, unit, walk)
    return call("date_diff", text(unit.lower()), first, last)


def _comparable(moment: Moment, other: Moment) -> exp.Expr:
    """A moment on the clock in which two are compared: UTC for two TIMESTAMP_TZ, else the session's."""
    if moment.kind is Kind.TIMESTAMP_TZ:
        instant = instant_of(moment.node, moment.kind)
        both = other.kind is Kind.TIMESTAMP_TZ
        return call("timezone", text("UTC"), instant) if both else cast(instant, "TIMESTAMP")
    return moment.node if moment.kind is Kind.TIME else cast(moment.node, "TIMESTAMP")


def _day_of(node: exp.Expr, value: exp.Expr, walk: Walk) -> Moment:
    """An argument as a moment that has a day: a TIME is refused."""
    moment = moment_of(node, value, walk)
    if moment.kind is Kind.TIME:
        raise argument_types(node, [value], walk)
    return moment


def _add_months(node: exp.Expr, walk: Walk) -> exp.Expr:
    moment = _day_of(node, node.this, walk)
    count = cast(coerce_argument(node, node.expression, as_integer, walk), "INTEGER")
    sum_ = call("mh_add_months", clock_of(moment), count)
    return cast(sum_, "DATE") if moment.kind is Kind.DATE else moment.restored(sum_)


def _months_between(node: exp.Expr, walk: Walk) -> exp.Expr:
    first, second = _day_of(node, node.this, walk), _day_of(node, node.expression, walk)
    clocks = [cast(item.wall, "TIMESTAMP") for item in (first, second)]
    return call("mh_months_between", *clocks)


# Truncation


def _truncated(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit, moment = unit_argument(node, walk), moment_of(node, node.this, walk)
    if unit not in STEPS and unit not in ("NANOSECOND", "WEEKISO", "YEAROFWEEKISO"):
        raise unit_error(node, unit, walk)
    if moment.kind is Kind.TIME:
        return _truncated_time(moment, unit, node, walk)
    if unit == "NANOSECOND":
        return moment.node
    if unit in ("WEEK", "WEEKISO"):
        start = 1 if unit == "WEEKISO" else week_start(walk)
        return _from_day(call("mh_week_trunc", clock_of(moment), integer(start)), moment)
    if unit == "YEAROFWEEKISO":
        return _from_day(cast(call("mh_iso_year_start", clock_of(moment)), "TIMESTAMP"), moment)
    shown = call("date_trunc", text(unit.lower()), moment.wall)
    return cast(shown, "DATE") if moment.kind is Kind.DATE else moment.restored(shown)


def _from_day(day: exp.Expr, moment: Moment) -> exp.Expr:
    """A wall-clock midnight as a value of the moment's kind."""
    if moment.kind is Kind.DATE:
        return cast(day, "DATE")
    if moment.kind is Kind.TIMESTAMP_LTZ:
        return cast(day, "TIMESTAMP WITH TIME ZONE")
    return moment.restored(day)


def _truncated_time(moment: Moment, unit: str, node: exp.Expr, walk: Walk) -> exp.Expr:
    if unit in DATE_UNITS:
        raise unit_error(node, unit, walk)
    if unit in ("NANOSECOND", "MICROSECOND"):
        return moment.node
    size = _MICROSECONDS[unit]
    whole = operator(exp.IntDiv, call("epoch_us", moment.node), integer(size))
    passed = call("to_microseconds", operator(exp.Mul, whole, integer(size)))
    return operator(exp.Add, cast(text("00:00:00"), "TIME"), passed)


def _last_day(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit = unit_argument(node, walk) if node.args.get("unit") is not None else "MONTH"
    day = cast(_day_of(node, node.this, walk).wall, "DATE")
    if unit in ("WEEK", "WEEKISO"):
        start = 1 if unit == "WEEKISO" else week_start(walk)
        return operator(exp.Add, call("mh_week_start", day, integer(start)), integer(6))
    if unit == "YEAROFWEEKISO":
        return call("mh_iso_year_end", day)
    if unit == "DAY":
        return day
    if unit not in _MONTHS:
        raise unit_error(node, unit, walk)
    return call("mh_last_day", day, integer(_MONTHS[unit]))


def _weekday(macro: str) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        day = cast(_day_of(node, node.this, walk).wall, "DATE")
        return call(macro, day, coerce_argument(node, node.expression, as_text, walk))

    return NodeRule(returns(DATE), rewrite)


def _slice(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit, moment = unit_argument(node, walk), moment_of(node, node.this, walk)
    if moment.kind not in (Kind.DATE, Kind.TIMESTAMP_NTZ):
        raise argument_types(node, [node.this, node.expression], walk)
    size = literal_integer(node.expression)
    if size is None or size < 1:
        written = node.expression.sql()
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=written, name="slice_length")
    kind = (literal_text(node.args.get("kind")) or "START").upper()
    too_fine = moment.kind is Kind.DATE and unit not in DATE_UNITS
    if kind not in ("START", "END") or too_fine:
        raise unit_error(node, unit, walk)
    start = _slice_start(moment, unit, size, node, walk)
    if kind == "END":
        start = operator(exp.Add, start, step(unit, integer(size), node, walk))
    return _from_day(start, moment)


def _slice_start(moment: Moment, unit: str, size: int, node: exp.Expr, walk: Walk) -> exp.Expr:
    clock = cast(moment.wall, "TIMESTAMP")
    if unit in _MONTHS:
        return call("mh_slice_months", clock, integer(size * _MONTHS[unit]))
    if unit == "WEEK":
        return call("mh_slice_weeks", clock, integer(size), integer(week_start(walk)))
    if unit not in _MICROSECONDS:
        raise unit_error(node, unit, walk)
    return call("mh_slice_us", clock, cast(integer(size * _MICROSECONDS[unit]), "BIGINT"))


NODES: NodeRules = {
    exp.CurrentDate: _present(DATE, lambda: cast(call("now"), "DATE")),
    exp.CurrentTimestamp: NodeRule(_now_type, _now),
    exp.Localtime: NodeRule(
        lambda node, _, walk: fractional(Kind.TIME, _digits(node, walk), nullable=False), _time_now
    ),
    exp.CurrentTime: NodeRule(
        lambda node, _, walk: fractional(Kind.TIME, _digits(node, walk), nullable=False), _time_now
    ),
    exp.DateAdd: NodeRule(_add_type, _add),
    exp.TimeAdd: NodeRule(_add_type, _add),
    exp.TimestampAdd: NodeRule(_add_type, _add),
    exp.DateDiff: NodeRule(_difference_type, _difference),
    exp.TimestampDiff: NodeRule(_difference_type, _difference),
    exp.TimestampTrunc: NodeRule(moment_type, _truncated),
    exp.DateTrunc: NodeRule(moment_type, _truncated),
    exp.LastDay: NodeRule(returns(DATE), _last_day),
    exp.NextDay: _weekday("mh_next_day"),
    exp.PreviousDay: _weekday("mh_previous_day"),
    exp.AddMonths: NodeRule(moment_type, _add_months),
    exp.MonthsBetween: NodeRule(returns(number(38, 6)), _months_between),
    exp.TimeSlice: NodeRule(moment_type, _slice),
}
