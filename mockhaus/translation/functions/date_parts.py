"""Parts of dates, times and timestamps: DATE_PART, EXTRACT and the functions named after parts.

Follows https://docs.snowflake.com/en/sql-reference/functions-date-time.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.types import INTEGER, VARCHAR, DataType, Kind, number
from mockhaus.translation.functions.building import call, cast, integer, operator, text
from mockhaus.translation.functions.date_units import unit_of
from mockhaus.translation.functions.moments import Moment, clock_of, moment_of, unit_error, week_start
from mockhaus.translation.functions.signatures import argument_types, returns
from mockhaus.translation.functions.to_dates import instant_of
from mockhaus.translation.rules import NodeRule, NodeRules, Walk


def _part(unit: str) -> NodeRule:
    return NodeRule(
        returns(_part_type(unit)),
        lambda node, walk: _part_of(unit, moment_of(node, node.this, walk), node, walk),
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
    return _part_of(unit, moment_of(node, node.expression, walk), node, walk)


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


def _part_of(unit: str, moment: Moment, node: exp.Expr, walk: Walk) -> exp.Expr:
    if moment.kind is Kind.TIME and unit not in _CLOCK_PARTS:
        raise unit_error(node, unit, walk)
    if unit in _NATIVE_PARTS:
        return call(_NATIVE_PARTS[unit], clock_of(moment))
    if unit.startswith("EPOCH"):
        return _epoch_of(unit, moment)
    if unit.startswith("TIMEZONE"):
        return _zone_part(unit, moment)
    if unit == "SECOND":
        return call("second", clock_of(moment))
    if unit == "NANOSECOND":
        fraction = operator(exp.Mod, call("microsecond", clock_of(moment)), integer(1_000_000))
        return operator(exp.Mul, fraction, integer(1000))
    return _week_part(unit, moment, node, walk)


def _epoch_of(unit: str, moment: Moment) -> exp.Expr:
    clock = instant_of(moment.node, moment.kind) if moment.kind is Kind.TIMESTAMP_TZ else clock_of(moment)
    microseconds = call("epoch_us", clock)
    if unit == "EPOCH_NANOSECOND":
        return operator(exp.Mul, cast(microseconds, "HUGEINT"), integer(1000))
    return operator(exp.IntDiv, microseconds, integer(_EPOCHS[unit]))


def _zone_part(unit: str, moment: Moment) -> exp.Expr:
    if moment.kind is Kind.TIMESTAMP_TZ:
        minutes: exp.Expr = call("mh_tz_minutes", moment.node)
    elif moment.kind is Kind.TIMESTAMP_LTZ:
        minutes = call("mh_ltz_offset", moment.node)
    else:
        minutes = integer(0)
    return operator(exp.IntDiv if unit == "TIMEZONE_HOUR" else exp.Mod, minutes, integer(60))


def _week_part(unit: str, moment: Moment, node: exp.Expr, walk: Walk) -> exp.Expr:
    parameters = walk.context.session.parameters
    start, policy = integer(week_start(walk)), integer(parameters.integer("WEEK_OF_YEAR_POLICY"))
    if unit == "DAYOFWEEK":
        return call("mh_dayofweek", clock_of(moment), start)
    if unit == "WEEK":
        return call("mh_week_of_year", clock_of(moment), start, policy)
    if unit == "YEAROFWEEK":
        return call("mh_year_of_week", clock_of(moment), start, policy)
    raise unit_error(node, unit, walk)


def _name(directive: str) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        moment = moment_of(node, node.this, walk)
        if moment.kind is Kind.TIME:
            raise argument_types(node, [node.this], walk)
        return call("strftime", clock_of(moment), text(directive))

    return NodeRule(returns(VARCHAR), rewrite)


NODES: NodeRules = {
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
}
