"""Dates, times and timestamps made from parts, and moved between time zones.

Follows https://docs.snowflake.com/en/sql-reference/functions-date-time.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DATE, TIME, TIMESTAMP_NTZ, TIMESTAMP_TZ, DataType, Kind, fractional
from mockhaus.translation.functions.building import call, cast, integer, literal_text, operator
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.declared_types import timestamp_kind
from mockhaus.translation.functions.moments import Moment, check_whole_microseconds, moment_of
from mockhaus.translation.functions.signatures import as_integer, as_text, coerce_argument, function_name, returns
from mockhaus.translation.functions.to_dates import instant_of
from mockhaus.translation.rules import NodeRule, NodeRules, Walk


def _numbers(node: exp.Expr, keys: Sequence[str], walk: Walk) -> list[exp.Expr]:
    found = []
    for key in keys:
        value = node.args.get(key)
        found.append(integer(0) if value is None else coerce_argument(node, value, as_integer, walk))
        if key == "nano":
            check_whole_microseconds(found[-1], node, walk)
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


_MAPPED = frozenset({"TIMESTAMP_FROM_PARTS", "TIMESTAMPFROMPARTS"})
"""The names that mean what TIMESTAMP means in the session; the parser has one node for these and TIMESTAMP_NTZ_…."""


def _stamp_from_parts(given: Kind) -> NodeRule:
    def made(node: exp.Expr, walk: Walk) -> Kind:
        mapped = isinstance(node, exp.TimestampFromParts) and function_name(node, walk) in _MAPPED
        return timestamp_kind(walk.context.session.parameters) if mapped else given

    def result(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
        return returns(fractional(made(node, walk)))(node, operands, walk)

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        kind = made(node, walk)
        if kind is not Kind.TIMESTAMP_NTZ and node.args.get("year") is None:
            raise walk.unsupported(f"{function_name(node, walk)} of a date and a time as {kind.value}", node)
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

    return NodeRule(result, rewrite)


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
    source, value = node.args.get("source_tz"), node.args["timestamp"]
    written = walk.type_of(value)
    if source is None and written.kind is Kind.VARCHAR:
        moment = Moment(cast_node(value, written, TIMESTAMP_TZ, walk), Kind.TIMESTAMP_TZ)
    else:
        moment = moment_of(node, value, walk)
    if source is None:
        return call("mh_tz_at", instant_of(moment.node, moment.kind), target)
    instant = call("timezone", _zone(source, node, walk), cast(moment.wall, "TIMESTAMP"))
    return call("timezone", target, instant)


NODES: NodeRules = {
    exp.DateFromParts: NodeRule(returns(DATE), _date_from_parts),
    exp.TimeFromParts: NodeRule(returns(TIME), _time_from_parts),
    exp.TimestampFromParts: _stamp_from_parts(Kind.TIMESTAMP_NTZ),
    exp.TimestampLtzFromParts: _stamp_from_parts(Kind.TIMESTAMP_LTZ),
    exp.TimestampTzFromParts: _stamp_from_parts(Kind.TIMESTAMP_TZ),
    exp.ConvertTimezone: NodeRule(_convert_type, _convert),
}
