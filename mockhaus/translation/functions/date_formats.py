"""Dates and times as text by a format model.

Follows https://docs.snowflake.com/en/sql-reference/date-time-input-output. What the engine's `strftime` can say goes to
it in as few calls as can be; offsets from UTC and fractions of other lengths are appended.
"""

from __future__ import annotations

import re
from functools import reduce

from sqlglot import exp

from mockhaus.domain.date_formats import FormatPart, parts
from mockhaus.domain.types import Kind
from mockhaus.translation.functions.building import call, cast, integer, operator, text

_DIRECTIVES = {
    "YYYY": "%Y",
    "YY": "%y",
    "MM": "%m",
    "MO": "%-m",
    "MON": "%b",
    "MMMM": "%B",
    "DD": "%d",
    "DY": "%a",
    "HH24": "%H",
    "H24": "%-H",
    "HH12": "%I",
    "H12": "%-I",
    "AM": "%p",
    "MI": "%M",
    "ME": "%-M",
    "SS": "%S",
    "FF0": "",
    "FF3": "%g",
    "FF6": "%f",
}
_ZONE = {"TZH:TZM": ":", "TZHTZM": ""}
_ENGINE_DIGITS = 6


def formatted(node: exp.Expr, kind: Kind, model: str, beyond: exp.Expr | None = None) -> exp.Expr:
    """The text of a DATE, TIME or timestamp by a format model; `beyond` are its nanoseconds beyond microseconds."""
    value = _wall_clock(node, kind)
    pieces: list[exp.Expr] = []
    pending = ""
    for part in parts(model):
        directive = _DIRECTIVES.get(part.text) if part.is_element else part.text.replace("%", "%%")
        if directive is None:
            pieces += [*_printed(value, pending), _special(node, kind, value, part, beyond)]
            pending = ""
        else:
            pending += directive
    pieces += _printed(value, pending)
    return reduce(lambda left, right: operator(exp.DPipe, left, right), pieces) if pieces else text("")


def _wall_clock(node: exp.Expr, kind: Kind) -> exp.Expr:
    if kind is Kind.TIMESTAMP_TZ:
        return call("mh_tz_local", node)
    if kind is Kind.TIME:
        return operator(exp.Add, cast(text("1970-01-01"), "TIMESTAMP"), operator_interval(node))
    return node


def operator_interval(node: exp.Expr) -> exp.Expr:
    """A time of day as an interval since midnight."""
    return call("to_microseconds", call("epoch_us", node))


def _printed(value: exp.Expr, directives: str) -> list[exp.Expr]:
    return [call("strftime", value.copy(), text(directives))] if directives else []


def _special(node: exp.Expr, kind: Kind, value: exp.Expr, part: FormatPart, beyond: exp.Expr | None) -> exp.Expr:
    if part.text.startswith("FF"):
        return _fraction(value, int(part.text[2:]), beyond)
    offset = _offset(node, kind)
    if part.text in _ZONE:
        return call("mh_offset", offset, text(_ZONE[part.text]))
    whole = call("mh_offset", offset, text(""))
    return call("left", whole, integer(3)) if part.text == "TZH" else call("right", whole, integer(2))


def _fraction(value: exp.Expr, digits: int, beyond: exp.Expr | None) -> exp.Expr:
    microseconds = call("strftime", value.copy(), text("%f"))
    if digits > _ENGINE_DIGITS and beyond is not None:
        printed = call("left", call("printf", text("%03d"), beyond.copy()), integer(digits - _ENGINE_DIGITS))
        return operator(exp.DPipe, microseconds, printed)
    if digits > _ENGINE_DIGITS:
        return operator(exp.DPipe, microseconds, text("0" * (digits - _ENGINE_DIGITS)))
    return call("left", microseconds, integer(digits))


def _offset(node: exp.Expr, kind: Kind) -> exp.Expr:
    if kind is Kind.TIMESTAMP_TZ:
        return call("mh_tz_minutes", node.copy())
    if kind is Kind.TIMESTAMP_LTZ:
        return call("mh_ltz_offset", node.copy())
    return integer(0)


_PARSED = re.compile(
    r"%(?:f_(?P<digits>zero|one|two|three|four|five|seven|eight|nine)|(?P<directive>:z|-z|.))", re.DOTALL
)
_DIGITS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_ELEMENTS = {
    "Y": "YYYY",
    "y": "YY",
    "B": "MMMM",
    "b": "MON",
    "m": "MM",
    "d": "DD",
    "a": "DY",
    "H": "HH24",
    "I": "HH12",
    "M": "MI",
    "S": "SS",
    "f": "FF6",
    "z": "TZHTZM",
    ":z": "TZH:TZM",
    "-z": "TZH",
    "p": "AM",
}


def written_model(parsed: str) -> str:
    """The format model as it was written, from the directives that the parser turned its elements into."""

    def element(found: re.Match[str]) -> str:
        if found["digits"]:
            return f"FF{_DIGITS[found['digits']]}"
        return _ELEMENTS.get(found["directive"], found[0])

    return _PARSED.sub(element, parsed)
