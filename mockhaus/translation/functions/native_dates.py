"""Dates, times and timestamps that the engine itself reads from text by a format model.

A model of elements of fixed width is a format of the engine too. Of texts as long as the model says, the engine reads
no more than Snowflake does, and the same out of them, but for the year 0; all other texts are left to the readers of
`mockhaus_adapters.engine_duckdb.functions.date_text`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from mockhaus.domain.date_formats import FormatPart, parts
from mockhaus.domain.types import Kind
from mockhaus.translation.functions.building import call, cast, integer, text

_DIRECTIVES = {
    "YYYY": ("%Y", 4),
    "MM": ("%m", 2),
    "DD": ("%d", 2),
    "HH24": ("%H", 2),
    "MI": ("%M", 2),
    "SS": ("%S", 2),
}
_LITERALS = frozenset("-/.:, T")
_AFTER_YEAR = frozenset("-/., ")
_FRACTION = "FF"
_CACHED_MODELS = 256


@dataclass(frozen=True, slots=True)
class NativeFormat:
    """A format of the engine for texts of so many bytes; behind `mark`, their last byte but for a fraction's digits."""

    format: str
    length: int
    digits: int
    mark: str
    has_year: bool
    leads_with_year: bool
    """Whether a text that is smaller than `0001` is one of the year 0."""


def natively(node: exp.Expr, model: str, kind: Kind) -> exp.Expr | None:
    """Text read by the engine, NULL where it is to be read otherwise; None for a model that the engine has not."""
    found = native_format(model)
    if found is None or (kind is not Kind.TIME and not found.has_year):
        return None
    reader = "mh_native_moment" if found.leads_with_year else "mh_native_moment_of_years"
    moment: exp.Expr = call(reader, _of_length(node, found), text(found.format))
    if kind in (Kind.DATE, Kind.TIME):
        return cast(moment, kind.value)
    if kind is Kind.TIMESTAMP_NTZ:
        return moment
    instant = cast(moment, "TIMESTAMP WITH TIME ZONE")
    return call("mh_tz_of_ltz", instant) if kind is Kind.TIMESTAMP_TZ else instant


def _of_length(node: exp.Expr, found: NativeFormat) -> exp.Expr:
    """The text where it is as long as the format's texts are."""
    if found.digits:
        marked = (integer(found.length), integer(found.length + found.digits), text(found.mark))
        return call("mh_of_digits", node.copy(), *marked)
    return call("mh_of_length", node.copy(), integer(found.length))


@lru_cache(maxsize=_CACHED_MODELS)
def native_format(model: str) -> NativeFormat | None:
    """What a model is to the engine; None for one with another element, one twice, or other literal text."""
    found = parts(model)
    fraction = _fraction(found)
    plain = found[:-1] if fraction else found
    names = [part.text for part in plain if part.is_element]
    if not names or len(set(names)) < len(names) or not all(map(_is_plain, plain)):
        return None
    if fraction and plain[-1].text not in _LITERALS:
        return None
    written = [_DIRECTIVES.get(part.text, (part.text, 1)) for part in plain]
    return NativeFormat(
        format="".join(directive for directive, _ in written) + ("%f" if fraction else ""),
        length=sum(width for _, width in written),
        digits=min(fraction, 6),
        mark=plain[-1].text,
        has_year="YYYY" in names,
        leads_with_year=_leads_with_year(plain),
    )


def _fraction(found: tuple[FormatPart, ...]) -> int:
    """How many digits the fraction at a model's end may have."""
    last = found[-1] if found else None
    is_fraction = last is not None and last.is_element and last.text.startswith(_FRACTION)
    return int(last.text[2:]) if last is not None and is_fraction else 0


def _is_plain(part: FormatPart) -> bool:
    return part.text in (_DIRECTIVES if part.is_element else _LITERALS)


def _leads_with_year(found: tuple[FormatPart, ...]) -> bool:
    if found[0].text != "YYYY":
        return False
    return len(found) == 1 or found[1].is_element or found[1].text in _AFTER_YEAR
