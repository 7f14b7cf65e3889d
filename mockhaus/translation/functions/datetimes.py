"""Date and time functions: the present, arithmetic, truncation, parts, construction, time zones.

Follows https://docs.snowflake.com/en/sql-reference/functions-date-time. A TIMESTAMP_TZ is worked on as its own wall
clock and keeps its offset; text given as a moment is read as TIMESTAMP_NTZ.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    DATE,
    INTEGER,
    TIME,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    TIMESTAMPS,
    VARCHAR,
    DataType,
    Kind,
    fractional,
    number,
)
from mockhaus.translation.functions.building import (
    call,
    cast,
    integer,
    literal_integer,
    literal_text,
    operator,
    text,
)
from mockhaus.translation.functions.conversion import cast_node, instant_of, wall_clock
from mockhaus.translation.functions.date_units import DATE_UNITS, unit_of
from mockhaus.translation.functions.signatures import (
    argument_types,
    as_integer,
    as_text,
    coerce_argument,
    function_name,
    returns,
)
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, Walk

_DAYS = number(9, 0)
_MOMENTS = TIMESTAMPS | {Kind.DATE, Kind.TIME}
_STEPS: dict[str, tuple[str, int]] = {
    "YEAR": ("to_months", 12),
    "QUARTER": ("to_months", 3),
    "MONTH": ("to_months", 1),
    "WEEK": ("to_days", 7),
    "DAY": ("to_days", 1),
    "HOUR": ("to_hours", 1),
    "MINUTE": ("to_minutes", 1),
    "SECOND": ("to_seconds", 1),
    "MILLISECOND": ("to_microseconds", 1000),
    "MICROSECOND": ("to_microseconds", 1),
}
_MICROSECONDS = {
    "DAY": 86_400_000_000,
    "HOUR": 3_600_000_000,
    "MINUTE": 60_000_000,
    "SECOND": 1_000_000,
    "MILLISECOND": 1000,
    "MICROSECOND": 1,
}
_MONTHS = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}


@dataclass(frozen=True, slots=True)
class _Moment:
    """An argument that is a moment: the node, text already read, and its kind."""

    node: exp.Expr
    kind: Kind

    @property
    def wall(self) -> exp.Expr:
        return wall_clock(self.node, self.kind)

    def restored(self, wall: exp.Expr) -> exp.Expr:
        """A changed wall clock with the offset of the moment."""
        if self.kind is Kind.TIMESTAMP_TZ:
            return call("mh_tz_make", wall, call("mh_tz_minutes", self.node.copy()))
        return wall


def _moment_kind(source: DataType) -> Kind:
    return source.kind if source.kind in _MOMENTS else Kind.TIMESTAMP_NTZ


def _moment(node: exp.Expr, value: exp.Expr, walk: Walk) -> _Moment:
    source = walk.type_of(value)
    if source.kind in _MOMENTS:
        return _Moment(value, source.kind)
    if source.kind in (Kind.VARCHAR, Kind.VARIANT, Kind.NULL):
        return _Moment(cast_node(value, source, TIMESTAMP_NTZ, walk), Kind.TIMESTAMP_NTZ)
    raise argument_types(node, [value], walk)


def _unit(node: exp.Expr, walk: Walk, key: str = "unit") -> str:
    unit = node.args.get(key)
    if unit is None or not isinstance(unit, (exp.Var, exp.Literal, exp.Identifier, exp.Column)):
        raise walk.unsupported("date part that is not a literal", node)
    return unit_of(unit.name, walk.position(node))


# The present


def _present(result: DataType, build: Callable[[], exp.Expr]) -> NodeRule:
    def rewrite(_: exp.Expr, walk: Walk) -> exp.Expr:
        walk.mark_volatile()
        return build()

    return NodeRule(lambda *_: result.with_nullable(False), rewrite)


def _digits(node: exp.Expr) -> int:
    given = literal_integer(node.args.get("this"))
    return 9 if given is None else given


def _now_type(node: exp.Expr, _: Sequence[DataType], __: Walk) -> DataType:
    kind = Kind.TIMESTAMP_NTZ if node.args.get("sysdate") else Kind.TIMESTAMP_LTZ
    return fractional(kind, _digits(node), nullable=False)


def _now(node: exp.Expr, walk: Walk) -> exp.Expr:
    walk.mark_volatile()
    now: exp.Expr = call("now")
    if node.args.get("sysdate"):
        now = call("timezone", text("UTC"), now)
    return _at_precision(now, _digits(node))


def _at_precision(moment: exp.Expr, digits: int) -> exp.Expr:
    return moment if digits >= 6 else call("mh_cut", moment, integer(10 ** (6 - digits)))  # noqa: PLR2004


def _time_now(node: exp.Expr, walk: Walk) -> exp.Expr:
    walk.mark_volatile()
    return _at_precision(cast(cast(call("now"), "TIMESTAMP"), "TIME"), _digits(node))


# Arithmetic


def _add_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source = walk.type_of(node.this)
    kind = _moment_kind(source)
    if kind is Kind.DATE and _unit(node, walk) not in DATE_UNITS:
        kind = Kind.TIMESTAMP_NTZ
    result = DATE if kind is Kind.DATE else fractional(kind)
    return result.with_nullable(source.nullable or walk.type_of(node.expression).nullable)


def _add(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit, moment = _unit(node, walk), _moment(node, node.this, walk)
    if moment.kind is Kind.TIME and unit in DATE_UNITS:
        raise _unit_error(node, unit, walk)
    count = coerce_argument(node, node.expression, as_integer, walk)
    if moment.kind is Kind.DATE and unit == "DAY":
        return operator(exp.Add, moment.node, cast(count, "INTEGER"))
    sum_ = operator(exp.Add, moment.wall, _step(unit, count, node, walk))
    if moment.kind is Kind.DATE:
        return cast(sum_, "DATE" if unit in DATE_UNITS else "TIMESTAMP")
    return moment.restored(sum_)


def _step(unit: str, count: exp.Expr, node: exp.Expr, walk: Walk) -> exp.Expr:
    if unit == "NANOSECOND":
        return call("to_microseconds", operator(exp.IntDiv, count, integer(1000)))
    if unit not in _STEPS:
        raise _unit_error(node, unit, walk)
    function, factor = _STEPS[unit]
    return call(function, count if factor == 1 else operator(exp.Mul, count, integer(factor)))


def _unit_error(node: exp.Expr, unit: str, walk: Walk) -> SnowflakeError:
    return SnowflakeError(
        ErrorCode.SEMANTIC,
        position=walk.position(node),
        detail=f"{unit.lower()} is not a supported time unit for function {function_name(node, walk)}.",
    )


def _difference_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return _DAYS.with_nullable(any(operand.nullable for operand in operands))


def _difference(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit = _unit(node, walk)
    end, start = _moment(node, node.this, walk), _moment(node, node.expression, walk)
    first, last = _comparable(start, end), _comparable(end, start)
    if unit == "WEEK":
        return call("mh_weeks_between", first, last, integer(_week_start(walk)))
    if unit == "NANOSECOND":
        return operator(exp.Mul, call("date_diff", text("microsecond"), first, last), integer(1000))
    if unit not in _STEPS:
        raise _unit_error(node, unit, walk)
    return call("date_diff", text(unit.lower()), first, last)


def _comparable(moment: _Moment, other: _Moment) -> exp.Expr:
    """A moment on the clock in which two are compared: UTC for two TIMESTAMP_TZ, else the session's."""
    if moment.kind is Kind.TIMESTAMP_TZ:
        instant = instant_of(moment.node, moment.kind)
        both = other.kind is Kind.TIMESTAMP_TZ
        return call("timezone", text("UTC"), instant) if both else cast(instant, "TIMESTAMP")
    return moment.node if moment.kind is Kind.TIME else cast(moment.node, "TIMESTAMP")


def _add_months(node: exp.Expr, walk: Walk) -> exp.Expr:
    moment = _moment(node, node.this, walk)
    count = cast(coerce_argument(node, node.expression, as_integer, walk), "INTEGER")
    sum_ = call("mh_add_months", _clock(moment), count)
    return cast(sum_, "DATE") if moment.kind is Kind.DATE else moment.restored(sum_)


def _clock(moment: _Moment) -> exp.Expr:
    """A moment as a timestamp without zone, or with the session's."""
    return cast(moment.node, "TIMESTAMP") if moment.kind is Kind.DATE else moment.wall


def _moment_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source = walk.type_of(node.this)
    kind = _moment_kind(source)
    return (DATE if kind is Kind.DATE else fractional(kind)).with_nullable(True)


def _months_between(node: exp.Expr, walk: Walk) -> exp.Expr:
    first, second = _moment(node, node.this, walk), _moment(node, node.expression, walk)
    clocks = [cast(item.wall, "TIMESTAMP") for item in (first, second)]
    return call("mh_months_between", *clocks)


# Truncation


def _week_start(walk: Walk) -> int:
    return walk.context.session.parameters.integer("WEEK_START")


def _truncated(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit, moment = _unit(node, walk), _moment(node, node.this, walk)
    if unit not in _STEPS and unit not in ("NANOSECOND", "WEEKISO"):
        raise _unit_error(node, unit, walk)
    if moment.kind is Kind.TIME:
        return _truncated_time(moment, unit, node, walk)
    if unit == "NANOSECOND":
        return moment.node
    if unit in ("WEEK", "WEEKISO"):
        start = 1 if unit == "WEEKISO" else _week_start(walk)
        return _from_day(call("mh_week_trunc", _clock(moment), integer(start)), moment)
    shown = call("date_trunc", text(unit.lower()), moment.wall)
    return cast(shown, "DATE") if moment.kind is Kind.DATE else moment.restored(shown)


def _from_day(day: exp.Expr, moment: _Moment) -> exp.Expr:
    """A wall-clock midnight as a value of the moment's kind."""
    if moment.kind is Kind.DATE:
        return cast(day, "DATE")
    if moment.kind is Kind.TIMESTAMP_LTZ:
        return cast(day, "TIMESTAMP WITH TIME ZONE")
    return moment.restored(day)


def _truncated_time(moment: _Moment, unit: str, node: exp.Expr, walk: Walk) -> exp.Expr:
    if unit in DATE_UNITS:
        raise _unit_error(node, unit, walk)
    if unit in ("NANOSECOND", "MICROSECOND"):
        return moment.node
    size = _MICROSECONDS[unit]
    whole = operator(exp.IntDiv, call("epoch_us", moment.node), integer(size))
    passed = call("to_microseconds", operator(exp.Mul, whole, integer(size)))
    return operator(exp.Add, cast(text("00:00:00"), "TIME"), passed)


def _last_day(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit = _unit(node, walk) if node.args.get("unit") is not None else "MONTH"
    day = cast(_moment(node, node.this, walk).wall, "DATE")
    if unit in ("WEEK", "WEEKISO"):
        start = 1 if unit == "WEEKISO" else _week_start(walk)
        return operator(exp.Add, call("mh_week_start", day, integer(start)), integer(6))
    if unit not in _MONTHS:
        raise _unit_error(node, unit, walk)
    return call("mh_last_day", day, integer(_MONTHS[unit]))


def _weekday(macro: str) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        day = cast(_moment(node, node.this, walk).wall, "DATE")
        return call(macro, day, coerce_argument(node, node.expression, as_text, walk))

    return NodeRule(returns(DATE), rewrite)


def _slice(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit, moment = _unit(node, walk), _moment(node, node.this, walk)
    size = literal_integer(node.expression)
    if size is None or size < 1:
        written = node.expression.sql()
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=written, name="slice_length")
    kind = (literal_text(node.args.get("kind")) or "START").upper()
    too_fine = moment.kind is Kind.DATE and unit not in DATE_UNITS
    if moment.kind is Kind.TIME or kind not in ("START", "END") or too_fine:
        raise _unit_error(node, unit, walk)
    start = _slice_start(moment, unit, size, node, walk)
    if kind == "END":
        start = operator(exp.Add, start, _step(unit, integer(size), node, walk))
    return _from_day(start, moment)


def _slice_start(moment: _Moment, unit: str, size: int, node: exp.Expr, walk: Walk) -> exp.Expr:
    clock = cast(moment.wall, "TIMESTAMP")
    if unit in _MONTHS:
        return call("mh_slice_months", clock, integer(size * _MONTHS[unit]))
    if unit == "WEEK":
        return call("mh_slice_weeks", clock, integer(size), integer(_week_start(walk)))
    if unit not in _MICROSECONDS:
        raise _unit_error(node, unit, walk)
    return call("mh_slice_us", clock, cast(integer(size * _MICROSECONDS[unit]), "BIGINT"))


# Parts


def _part(unit: str) -> NodeRule:
    return NodeRule(
        returns(_part_type(unit)),
        lambda node, walk: _part_of(unit, _moment(node, node.this, walk), node, walk),
    )


_PART_DIGITS = {"NANOSECOND": 9, "YEAR": 4, "YEAROFWEEK": 4, "YEAROFWEEKISO": 4, "DAYOFYEAR": 3}


def _part_type(unit: str) -> DataType:
    if unit.startswith("EPOCH"):
        return INTEGER
    return number(_PART_DIGITS.get(unit, 2), 0)


def _extract_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    unit = unit_of(node.this.name, walk.position(node))
    return _part_type(unit).with_nullable(walk.type_of(node.expression).nullable)


def _extract(node: exp.Expr, walk: Walk) -> exp.Expr:
    unit = unit_of(node.this.name, walk.position(node))
    return _part_of(unit, _moment(node, node.expression, walk), node, walk)


_NATIVE_PARTS = {
    "YEAR": "year",
    "QUARTER": "quarter",
    "MONTH": "month",
    "DAY": "day",
    "DAYOFYEAR": "dayofyear",
    "DAYOFWEEKISO": "isodow",
    "WEEKISO": "week",
    "YEAROFWEEKISO": "isoyear",
    "HOUR": "hour",
    "MINUTE": "minute",
}
_EPOCHS = {
    "EPOCH_SECOND": 1_000_000,
    "EPOCH_MILLISECOND": 1000,
    "EPOCH_MICROSECOND": 1,
}
_CLOCK_PARTS = frozenset({"HOUR", "MINUTE", "SECOND", "NANOSECOND"})


def _part_of(unit: str, moment: _Moment, node: exp.Expr, walk: Walk) -> exp.Expr:
    if moment.kind is Kind.TIME and unit not in _CLOCK_PARTS:
        raise _unit_error(node, unit, walk)
    if unit in _NATIVE_PARTS:
        return call(_NATIVE_PARTS[unit], _clock(moment))
    if unit.startswith("EPOCH"):
        return _epoch_of(unit, moment)
    if unit.startswith("TIMEZONE"):
        return _zone_part(unit, moment)
    if unit == "SECOND":
        return call("second", _clock(moment))
    if unit == "NANOSECOND":
        fraction = operator(exp.Mod, call("epoch_us", _clock(moment)), integer(1_000_000))
        return operator(exp.Mul, fraction, integer(1000))
    return _week_part(unit, moment, node, walk)


def _epoch_of(unit: str, moment: _Moment) -> exp.Expr:
    clock = instant_of(moment.node, moment.kind) if moment.kind is Kind.TIMESTAMP_TZ else _clock(moment)
    microseconds = call("epoch_us", clock)
    if unit == "EPOCH_NANOSECOND":
        return operator(exp.Mul, cast(microseconds, "HUGEINT"), integer(1000))
    return operator(exp.IntDiv, microseconds, integer(_EPOCHS[unit]))


def _zone_part(unit: str, moment: _Moment) -> exp.Expr:
    if moment.kind is Kind.TIMESTAMP_TZ:
        minutes: exp.Expr = call("mh_tz_minutes", moment.node)
    elif moment.kind is Kind.TIMESTAMP_LTZ:
        minutes = call("mh_ltz_offset", moment.node)
    else:
        minutes = integer(0)
    return operator(exp.IntDiv if unit == "TIMEZONE_HOUR" else exp.Mod, minutes, integer(60))


def _week_part(unit: str, moment: _Moment, node: exp.Expr, walk: Walk) -> exp.Expr:
    parameters = walk.context.session.parameters
    start, policy = integer(_week_start(walk)), integer(parameters.integer("WEEK_OF_YEAR_POLICY"))
    if unit == "DAYOFWEEK":
        return call("mh_dayofweek", _clock(moment), start)
    if unit == "WEEK":
        return call("mh_week_of_year", _clock(moment), start, policy)
    if unit == "YEAROFWEEK":
        return call("mh_year_of_week", _clock(moment), start, policy)
    raise _unit_error(node, unit, walk)


def _name(directive: str) -> NodeRule:
    return NodeRule(
        returns(VARCHAR),
        lambda node, walk: call("strftime", _clock(_moment(node, node.this, walk)), text(directive)),
    )


# Construction


def _numbers(node: exp.Expr, keys: Sequence[str], walk: Walk) -> list[exp.Expr]:
    found = []
    for key in keys:
        value = node.args.get(key)
        found.append(integer(0) if value is None else coerce_argument(node, value, as_integer, walk))
    return found


def _date_from_parts(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_date_from_parts", *_numbers(node, ("year", "month", "day"), walk))


def _time_from_parts(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_time_from_parts", *_numbers(node, ("hour", "min", "sec", "nano"), walk))


_PARTS = ("year", "month", "day", "hour", "min", "sec", "nano")


def _wall_from_parts(node: exp.Expr, walk: Walk) -> exp.Expr:
    if node.args.get("year") is not None:
        return call("mh_ntz_from_parts", *_numbers(node, _PARTS, walk))
    day, time = node.this, node.expression
    date = cast_node(day, walk.type_of(day), DATE, walk)
    return operator(exp.Add, date, cast_node(time, walk.type_of(time), TIME, walk))


def _stamp_from_parts(kind: Kind) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        wall = _wall_from_parts(node, walk)
        zone = node.args.get("zone")
        if kind is Kind.TIMESTAMP_NTZ:
            if zone is not None:
                raise walk.unsupported("TIMESTAMP_FROM_PARTS with a time zone", node)
            return cast(wall, "TIMESTAMP")
        if zone is None:
            instant: exp.Expr = cast(cast(wall, "TIMESTAMP"), "TIMESTAMP WITH TIME ZONE")
            return instant if kind is Kind.TIMESTAMP_LTZ else call("mh_tz_of_ltz", instant)
        name = _zone(zone, node, walk)
        return call("mh_tz_at", call("timezone", name, wall), name.copy())

    return NodeRule(returns(fractional(kind)), rewrite)


# Time zones


def _zone(node: exp.Expr, call_node: exp.Expr, walk: Walk) -> exp.Expr:
    """A time zone's name; an unknown one that is a literal is refused at once."""
    name = literal_text(node)
    if name is not None and name not in zoneinfo.available_timezones():
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(call_node), value=name, name="time zone")
    return coerce_argument(call_node, node, as_text, walk)


def _convert_type(node: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    result = TIMESTAMP_TZ if node.args.get("source_tz") is None else TIMESTAMP_NTZ
    return result.with_nullable(any(operand.nullable for operand in operands))


def _convert(node: exp.Expr, walk: Walk) -> exp.Expr:
    target = _zone(node.args["target_tz"], node, walk)
    moment = _moment(node, node.args["timestamp"], walk)
    source = node.args.get("source_tz")
    if source is None:
        return call("mh_tz_at", instant_of(moment.node, moment.kind), target)
    instant = call("timezone", _zone(source, node, walk), cast(moment.wall, "TIMESTAMP"))
    return call("timezone", target, instant)


NODES: NodeRules = {
    exp.CurrentDate: _present(DATE, lambda: cast(call("now"), "DATE")),
    exp.CurrentTimestamp: NodeRule(_now_type, _now),
    exp.Localtime: NodeRule(lambda node, _, __: fractional(Kind.TIME, _digits(node), nullable=False), _time_now),
    exp.CurrentTime: NodeRule(lambda node, _, __: fractional(Kind.TIME, _digits(node), nullable=False), _time_now),
    exp.DateAdd: NodeRule(_add_type, _add),
    exp.TimeAdd: NodeRule(_add_type, _add),
    exp.TimestampAdd: NodeRule(_add_type, _add),
    exp.DateDiff: NodeRule(_difference_type, _difference),
    exp.TimestampDiff: NodeRule(_difference_type, _difference),
    exp.TimestampTrunc: NodeRule(_moment_type, _truncated),
    exp.DateTrunc: NodeRule(_moment_type, _truncated),
    exp.Extract: NodeRule(_extract_type, _extract),
    exp.Year: _part("YEAR"),
    exp.Quarter: _part("QUARTER"),
    exp.Month: _part("MONTH"),
    exp.Day: _part("DAY"),
    exp.DayOfMonth: _part("DAY"),
    exp.DayOfYear: _part("DAYOFYEAR"),
    exp.DayOfWeek: _part("DAYOFWEEK"),
    exp.DayOfWeekIso: _part("DAYOFWEEKISO"),
    exp.Week: _part("WEEK"),
    exp.WeekOfYear: _part("WEEKISO"),
    exp.YearOfWeek: _part("YEAROFWEEK"),
    exp.YearOfWeekIso: _part("YEAROFWEEKISO"),
    exp.Hour: _part("HOUR"),
    exp.Minute: _part("MINUTE"),
    exp.Second: _part("SECOND"),
    exp.Dayname: _name("%a"),
    exp.Monthname: _name("%b"),
    exp.LastDay: NodeRule(returns(DATE), _last_day),
    exp.NextDay: _weekday("mh_next_day"),
    exp.PreviousDay: _weekday("mh_previous_day"),
    exp.AddMonths: NodeRule(_moment_type, _add_months),
    exp.MonthsBetween: NodeRule(returns(number(38, 6)), _months_between),
    exp.TimeSlice: NodeRule(_moment_type, _slice),
    exp.DateFromParts: NodeRule(returns(DATE), _date_from_parts),
    exp.TimeFromParts: NodeRule(returns(TIME), _time_from_parts),
    exp.TimestampFromParts: _stamp_from_parts(Kind.TIMESTAMP_NTZ),
    exp.TimestampLtzFromParts: _stamp_from_parts(Kind.TIMESTAMP_LTZ),
    exp.TimestampTzFromParts: _stamp_from_parts(Kind.TIMESTAMP_TZ),
    exp.ConvertTimezone: NodeRule(_convert_type, _convert),
}
NAMED: FunctionRules = {}
