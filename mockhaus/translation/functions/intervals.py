"""Interval constants beside `+` and `-`: `INTERVAL '1 year, 3 weeks'`.

Follows https://docs.snowflake.com/en/sql-reference/data-types-datetime, "Interval constants": the parts are added one
after the other, in the order written; a number without a part is of seconds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.types import DATE, TIMESTAMP_NTZ, TIMESTAMPS, DataType, Kind
from mockhaus.translation.functions.building import cast, integer, operator
from mockhaus.translation.functions.date_units import DATE_UNITS, unit_of
from mockhaus.translation.functions.moments import STEPS, Moment, moment_of, step
from mockhaus.translation.rules import Walk

_PART = re.compile(r"\s*([+-]?\d+)\s*([A-Za-z_]*)\s*\Z")
_UNITS = frozenset(STEPS) | {"NANOSECOND"}


def _parts(interval: exp.Expr, walk: Walk) -> list[tuple[int, str]]:
    """The parts of an interval constant as number and date or time part."""
    text = str(interval.this.this) if isinstance(interval.this, exp.Literal) else ""
    unit = interval.args.get("unit")
    found = []
    for position, part in enumerate(text.split(",")):
        match = _PART.match(part)
        word = match[2] if match else ""
        if match is None or (not word and position) or isinstance(unit, exp.IntervalSpan):
            raise walk.unsupported(f"INTERVAL {walk.source_text(interval.this)}", interval)
        name = unit_of(word or (unit.name if unit is not None else "SECOND"), walk.position(interval))
        if name not in _UNITS:
            raise walk.unsupported(f"INTERVAL unit {word or name}", interval)
        found.append((int(match[1]), name))
    return found


def beyond_microseconds(interval: exp.Expr, walk: Walk) -> int:
    """The nanoseconds of an interval that are no whole microseconds."""
    return sum(int(math.fmod(count, 1000)) for count, unit in _parts(interval, walk) if unit == "NANOSECOND")


def result_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType | None:
    """The type of a moment and an interval added; None where the left operand is no moment."""
    if not operands:
        raise walk.unsupported("INTERVAL beside an interval or a row", node)
    moment = operands[0]
    if moment.kind is Kind.DATE:
        whole_days = all(unit in DATE_UNITS for _, unit in _parts(node.expression, walk))
        return (DATE if whole_days else TIMESTAMP_NTZ).with_nullable(moment.nullable)
    if moment.kind in TIMESTAMPS or moment.kind is Kind.TIME:
        return moment
    return TIMESTAMP_NTZ.with_nullable(moment.nullable) if moment.kind is Kind.VARCHAR else None


def added(node: exp.Expr, walk: Walk) -> exp.Expr:
    """The moment with each part of the interval added, or subtracted."""
    moment: Moment = moment_of(node, node.this, walk)
    result: exp.Expr = moment.wall
    kind = exp.Sub if isinstance(node, exp.Sub) else exp.Add
    for count, unit in _parts(node.expression, walk):
        result = operator(kind, result, step(unit, integer(count), node, walk))
    if moment.kind is Kind.DATE:
        return cast(result, "DATE" if walk.type_of(node).kind is Kind.DATE else "TIMESTAMP")
    return moment.restored(result)
