"""Times and timestamps of nine fractional digits: to and from the engine's own of six.

What a plan in nanoseconds has in expressions is in `mockhaus.translation.engine_types`. Most is done by what does it
in microseconds, between `narrowed` and `widened`; the digits `beyond` are carried past it.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.types import Kind
from mockhaus.translation.functions.building import call, operator

_SUFFIX = {
    Kind.TIME: "time",
    Kind.TIMESTAMP_NTZ: "ntz",
    Kind.TIMESTAMP_LTZ: "ltz",
    Kind.TIMESTAMP_TZ: "tz",
}


def narrowed(node: exp.Expr, kind: Kind) -> exp.Expr:
    """A value of nine digits cut to microseconds; what is no time or timestamp as it is."""
    return call(f"mh_us_{_SUFFIX[kind]}", node) if kind in _SUFFIX else node


def exactly_narrowed(node: exp.Expr, kind: Kind) -> exp.Expr:
    """A value of nine digits in microseconds; where they do not hold it, the statement is to keep nanoseconds."""
    return call(f"mh_exact_{_SUFFIX[kind]}", node) if kind in _SUFFIX else node


def widened(node: exp.Expr, kind: Kind) -> exp.Expr:
    """A value with nine digits, of one in microseconds; what is no time or timestamp as it is."""
    return call(f"mh_fine_{_SUFFIX[kind]}", node) if kind in _SUFFIX else node


def shown(node: exp.Expr, kind: Kind) -> exp.Expr:
    """A value of nine digits as a result keeps it: a struct of microseconds and the nanoseconds beyond."""
    return call(f"mh_shown_{_SUFFIX[kind]}", node)


def encoded(node: exp.Expr, kind: Kind) -> exp.Expr:
    """The canonical text of a value of nine digits, as a VARIANT has it."""
    return call(f"mh_fine_into_{_SUFFIX[kind]}", node)


def taken_in(column: exp.Expr, kind: Kind) -> exp.Expr:
    """A column that holds microseconds or nanoseconds, in whichever form, with nine digits."""
    return call(f"mh_any_{_SUFFIX[kind]}", column)


def taken_in_exactly(column: exp.Expr, kind: Kind) -> exp.Expr:
    """A column that holds microseconds or nanoseconds, in whichever form, in microseconds."""
    return call(f"mh_plain_{_SUFFIX[kind]}", column)


def beyond(node: exp.Expr, kind: Kind) -> exp.Expr:
    """The nanoseconds of a value of nine digits beyond its microseconds, 0 to 999."""
    return call("mh_beyond_tz" if kind is Kind.TIMESTAMP_TZ else "mh_beyond", node)


def plus(node: exp.Expr, kind: Kind, count: exp.Expr) -> exp.Expr:
    """A value of nine digits some nanoseconds later; a time of day goes round."""
    if kind is Kind.TIMESTAMP_TZ:
        return call("mh_tz_plus", node, count)
    if kind is Kind.TIME:
        return call("mh_time_plus", node, count)
    return operator(exp.Add, node, count)
