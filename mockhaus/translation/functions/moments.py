"""Moments: arguments of date and time functions that are dates, times or timestamps.

A TIMESTAMP_TZ is worked on as its own wall clock and keeps its offset; text given as a moment is read as TIMESTAMP_NTZ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError, needs_nanoseconds
from mockhaus.domain.types import DATE, TIMESTAMP_NTZ, TIMESTAMPS, DataType, Kind, fractional
from mockhaus.translation.functions.building import call, cast, integer, literal_integer, operator
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.date_units import unit_of
from mockhaus.translation.functions.signatures import argument_types, function_name
from mockhaus.translation.functions.to_dates import wall_clock
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import Walk

_MOMENTS = TIMESTAMPS | {Kind.DATE, Kind.TIME}
STEPS: dict[str, tuple[str, int]] = {
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
"""Units of arithmetic: the engine's interval function and how many of its units one is."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An argument that is a moment: the node, text already read, and its kind."""

    node: exp.Expr
    kind: Kind

    @property
    def wall(self) -> exp.Expr:
        """The moment without its offset."""
        return wall_clock(self.node, self.kind)

    def restored(self, wall: exp.Expr) -> exp.Expr:
        """A changed wall clock with the offset of the moment."""
        if self.kind is Kind.TIMESTAMP_TZ:
            return call("mh_tz_make", wall, call("mh_tz_minutes", self.node.copy()))
        return wall


def moment_kind(source: DataType) -> Kind:
    """The kind of moment that an argument of a type is taken as."""
    return source.kind if source.kind in _MOMENTS else Kind.TIMESTAMP_NTZ


def moment_of(node: exp.Expr, value: exp.Expr, walk: Walk) -> Moment:
    """An argument as a moment; ARGUMENT_TYPES for a type that is none."""
    source = walk.type_of(value)
    if source.kind in _MOMENTS:
        return Moment(value, source.kind)
    if source.kind in (Kind.VARCHAR, Kind.VARIANT, Kind.NULL):
        return Moment(cast_node(value, source, TIMESTAMP_NTZ, walk), Kind.TIMESTAMP_NTZ)
    raise argument_types(node, [value], walk)


def unit_argument(node: exp.Expr, walk: Walk, key: str = "unit") -> str:
    """The date or time part that an argument names."""
    unit = node.args.get(key)
    if unit is None or not isinstance(unit, (exp.Var, exp.Literal, exp.Identifier, exp.Column)):
        raise walk.unsupported("date part that is not a literal", node)
    return unit_of(unit.name, walk.position(node))


def clock_of(moment: Moment) -> exp.Expr:
    """A moment as a timestamp without zone, or with the session's."""
    return cast(moment.node, "TIMESTAMP") if moment.kind is Kind.DATE else moment.wall


def week_start(walk: Walk) -> int:
    """WEEK_START of the session."""
    return walk.context.session.parameters.integer("WEEK_START")


def unit_error(node: exp.Expr, unit: str, walk: Walk) -> SnowflakeError:
    """The error for a part that a function does not take."""
    return SnowflakeError(
        ErrorCode.SEMANTIC,
        position=walk.position(node),
        detail=f"{unit.lower()} is not a supported time unit for function {function_name(node, walk)}.",
    )


def step(unit: str, count: exp.Expr, node: exp.Expr, walk: Walk) -> exp.Expr:
    """So many of a unit as an engine interval."""
    if unit == "NANOSECOND":
        check_whole_microseconds(count, node, walk)
        return call("to_microseconds", operator(exp.IntDiv, count, integer(1000)))
    if unit not in STEPS:
        raise unit_error(node, unit, walk)
    function, factor = STEPS[unit]
    return call(function, count if factor == 1 else operator(exp.Mul, count, integer(factor)))


def check_whole_microseconds(count: exp.Expr, node: exp.Expr, walk: Walk) -> None:
    """Ask for a plan in nanoseconds where a number of them may be no whole microseconds, and this is none."""
    if walk.context.fraction is not Fraction.MICROSECONDS:
        return
    value = literal_integer(count.this if isinstance(count, exp.Cast) else count)
    if value is None or value % 1000:
        raise needs_nanoseconds(walk.position(node))


def moment_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    """The type of a changed moment: its own, NULL possible."""
    source = walk.type_of(node.this)
    kind = moment_kind(source)
    return (DATE if kind is Kind.DATE else fractional(kind)).with_nullable(True)
