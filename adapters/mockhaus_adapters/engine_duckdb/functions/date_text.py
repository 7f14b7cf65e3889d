"""Dates, times and timestamps as Snowflake reads them from text, by a format model or by AUTO detection.

Follows https://docs.snowflake.com/en/sql-reference/date-time-input-output. The answer of `mh_scan_timestamp` is
`YYYY-MM-DD HH:MM:SS.ffffff` and, where the text names an offset from UTC, a blank and the offset in minutes; a count
since 1970 is an instant and has `Z` in the offset's place. The answer of `mh_scan_time` is `HH:MM:SS.ffffff`. What
cannot be read is NULL. Of digits beyond the sixth of a fraction, `mh_scan_date` cuts what there is; others raise a wish
for a plan in nanoseconds where they are not 0, but for `mh_scan_fine_timestamp` and `mh_scan_fine_time`, whose answers
begin with three digits for them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache, partial

from mockhaus.domain.date_formats import FormatPart, parts
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_TWO = r"\d{1,2}"
_ELEMENTS = {
    "YYYY": r"(?P<year>\d{1,4})",
    "YY": rf"(?P<short_year>{_TWO})",
    "MM": rf"(?P<month>{_TWO})",
    "MO": rf"(?P<month>{_TWO})",
    "MON": f"(?P<name>{_MONTH_NAME})",
    "MMMM": f"(?P<name>{_MONTH_NAME})",
    "DD": rf"(?P<day>{_TWO})",
    "DY": r"(?:mon|tue|wed|thu|fri|sat|sun)",
    "HH24": rf"(?P<hour>{_TWO})",
    "H24": rf"(?P<hour>{_TWO})",
    "HH12": rf"(?P<hour>{_TWO})",
    "H12": rf"(?P<hour>{_TWO})",
    "AM": r"(?P<half>[ap]m)",
    "MI": rf"(?P<minute>{_TWO})",
    "ME": rf"(?P<minute>{_TWO})",
    "SS": rf"(?P<second>{_TWO})",
    "TZH:TZM": r"(?P<zone>z|[+-]?\d{1,2}:\d{1,2})",
    "TZHTZM": r"(?P<zone>z|[+-]?\d{4})",
    "TZH": r"(?P<zone>z|[+-]?\d{1,2})",
    "TZM": rf"(?P<zone_minute>{_TWO})",
}
_DATES = ("YYYY-MM-DD", "DD-MON-YYYY", "MM/DD/YYYY")
_TIMES = (
    "HH24:MI:SS.FF",
    "HH24:MI:SS",
    "HH24:MI",
    "HH24:MI:SS.FFTZH:TZM",
    "HH12:MI:SS.FF AM",
    "HH12:MI:SS AM",
    "HH12:MI AM",
)
_CLOCKS = ("HH24:MI:SS.FF", "HH24:MI:SS", "HH24:MI")
_ZONES = ("TZH:TZM", "TZHTZM", "TZH")
_TIMESTAMPS = (
    *(f"YYYY-MM-DD {clock}" for clock in _CLOCKS),
    "YYYY-MM-DD HH24",
    *(f"YYYY-MM-DD {clock}{blank}{zone}" for clock in _CLOCKS for blank in ("", " ") for zone in _ZONES),
    *(
        f"DY, DD MON YYYY {clock}{zone}"
        for clock in ("HH24:MI:SS", "HH24:MI:SS.FF", "HH12:MI:SS AM", "HH12:MI:SS.FF AM")
        for zone in (" TZHTZM", "")
    ),
    "MM/DD/YYYY HH24:MI:SS",
    "DY MON DD HH24:MI:SS TZHTZM YYYY",
)
_WHOLE = re.compile(r"-?\d+\Z")
_YEAR_OF_MILLISECONDS = 31_536_000_000
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock time on purpose
_NOON = 12
_HOURS = 23
_SIXTY = 60
_NOTHING = "000"
NANOSECONDS_NEEDED = "000002 (NANOS): more than six fractional digits"
"""The message that asks for a plan in nanoseconds."""


def _expression(part: FormatPart) -> str:
    if part.is_element:
        found = _ELEMENTS.get(part.text)
        if found is None:
            digits = int(part.text[2:])
            found = rf"(?P<fraction>\d{{0,{max(digits, 1)}}})"
        return r"\s*" + found
    return r"\s+" if part.text.isspace() else re.escape(part.text)


@lru_cache(maxsize=256)
def _pattern(model: str) -> re.Pattern[str] | None:
    """The expression of a format model; None for one that names a field twice."""
    text = "".join(map(_expression, parts(model)))
    try:
        return re.compile(rf"\s*{text}\s*\Z", re.IGNORECASE)
    except re.error:
        return None


def _match(text: str, model: str, *, time: bool) -> dict[str, str] | None:
    automatic = _TIMES if time else (*_DATES, *_TIMESTAMPS)
    models = automatic if model.upper() == "AUTO" else (model,)
    if model.upper() == "AUTO" and not time:
        text = re.sub(r"(?<=\d)[Tt](?=\d)", " ", text)
    for candidate in models:
        pattern = _pattern(candidate)
        found = pattern.match(text) if pattern else None
        if found:
            return {name: value for name, value in found.groupdict().items() if value is not None}
    return None


def _year(fields: dict[str, str], century: int) -> int:
    short = fields.get("short_year")
    if short is None:
        return int(fields.get("year", "1970"))
    year = century - century % 100 + int(short)
    return year if year >= century else year + 100


def _month(fields: dict[str, str]) -> int:
    name = fields.get("name")
    return _MONTHS.index(name[:3].lower()) + 1 if name else int(fields.get("month", "1"))


def _hour(fields: dict[str, str]) -> int:
    hour = int(fields.get("hour", "0"))
    half = fields.get("half")
    if half is None:
        return hour
    if not 1 <= hour <= _NOON:
        raise ValueError(hour)
    return hour % _NOON + (_NOON if half.lower() == "pm" else 0)


def _microsecond(fields: dict[str, str]) -> int:
    return int(fields.get("fraction", "")[:6].ljust(6, "0"))


def _beyond(fields: dict[str, str]) -> str:
    """The three digits of a fraction behind the first six."""
    return fields.get("fraction", "")[6:9].ljust(3, "0")


def _clock(fields: dict[str, str]) -> dt.time:
    return dt.time(_hour(fields), int(fields.get("minute", "0")), int(fields.get("second", "0")), _microsecond(fields))


def _offset(fields: dict[str, str]) -> int | None:
    """Minutes east of UTC, None where the text names no zone."""
    zone = fields.get("zone")
    if zone is None:
        return None
    if zone.lower() == "z":
        return 0
    digits = zone.lstrip("+-")
    hours, _, minutes = digits.partition(":") if ":" in digits else (digits[:2], "", digits[2:])
    total = int(hours) * _SIXTY + int(minutes or fields.get("zone_minute", "0"))
    if int(hours) > _HOURS:
        raise ValueError(zone)
    return -total if zone.startswith("-") else total


def _from_epoch(text: str) -> tuple[str, str] | None:
    """A whole number in text: seconds, milliseconds, microseconds or nanoseconds by its size; its digits beyond."""
    count = int(text)
    size, scale = abs(count), 1_000_000
    while size >= _YEAR_OF_MILLISECONDS and scale > 1:
        size, scale = size // 1000, scale // 1000
    beyond = 0
    if abs(count) < _YEAR_OF_MILLISECONDS * 1_000_000:
        microseconds = count * scale
    else:
        microseconds, beyond = divmod(count, 1000)
    try:
        return f"{_EPOCH + dt.timedelta(microseconds=microseconds):%Y-%m-%d %H:%M:%S.%f}", f"{beyond:03d}"
    except OverflowError:
        return None


def scanned_timestamp(text: str, model: str, century: int) -> tuple[str, str] | None:
    """A date or timestamp read from text, see the module for its form, and its three digits behind the first six."""
    if model.upper() == "AUTO" and _WHOLE.match(text.strip()):
        moment = _from_epoch(text)
        return None if moment is None else (f"{moment[0]} Z", moment[1])
    fields = _match(text, model, time=False)
    if fields is None:
        return None
    try:
        day = dt.date(_year(fields, century), _month(fields), int(fields.get("day", "1")))
        clock, offset = _clock(fields), _offset(fields)
    except ValueError:
        return None
    shown = f"{day.isoformat()} {clock:%H:%M:%S.%f}"
    return shown if offset is None else f"{shown} {offset}", _beyond(fields)


def scanned_time(text: str, model: str) -> tuple[str, str] | None:
    """A time of day read from text, see the module for its form, and its three digits behind the first six."""
    if model.upper() == "AUTO" and _WHOLE.match(text.strip()):
        found = _from_epoch(text)
        return (f"{found[0][11:19]}.000000", "000") if found else None
    fields = _match(text, model, time=True)
    try:
        return (f"{_clock(fields):%H:%M:%S.%f}", _beyond(fields)) if fields is not None else None
    except ValueError:
        return None


Scanned = tuple[str, str] | None


def exact(found: Scanned) -> str | None:
    """What was read where microseconds hold it; raises the wish for nanoseconds where they do not."""
    if found is None:
        return None
    if found[1] != _NOTHING:
        raise ValueError(NANOSECONDS_NEEDED)
    return found[0]


def fine(found: Scanned) -> str | None:
    """What was read behind its three digits beyond microseconds."""
    return None if found is None else found[1] + found[0]


def scan_date(text: str | None, model: str | None, century: int | None) -> str | None:
    """A date or timestamp read from text, cut to microseconds."""
    if text is None or model is None or century is None:
        return None
    found = scanned_timestamp(text, model, century)
    return None if found is None else found[0]


def _scan_timestamp(
    answer: Callable[[Scanned], str | None], text: str | None, model: str | None, century: int | None
) -> str | None:
    if text is None or model is None or century is None:
        return None
    return answer(scanned_timestamp(text, model, century))


def _scan_time(answer: Callable[[Scanned], str | None], text: str | None, model: str | None) -> str | None:
    return None if text is None or model is None else answer(scanned_time(text, model))


_STAMP = ("VARCHAR", "VARCHAR", "INTEGER")
_CLOCK = ("VARCHAR", "VARCHAR")
FUNCTIONS = (
    ScalarFunction("mh_scan_date", scan_date, _STAMP, "VARCHAR"),
    ScalarFunction("mh_scan_timestamp", partial(_scan_timestamp, exact), _STAMP, "VARCHAR"),
    ScalarFunction("mh_scan_fine_timestamp", partial(_scan_timestamp, fine), _STAMP, "VARCHAR"),
    ScalarFunction("mh_scan_time", partial(_scan_time, exact), _CLOCK, "VARCHAR"),
    ScalarFunction("mh_scan_fine_time", partial(_scan_time, fine), _CLOCK, "VARCHAR"),
)
