"""What of the canonical text of a VARIANT is rare: tagged scalars, and values that must be refused.

The common cases are the macros' own; they call these for texts with DEL in them, or of an unexpected kind. A refusal
raises `NNNNNN (SSSSS): message`, which the engine adapter turns into that Snowflake error.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re

from mockhaus_adapters.engine_duckdb.functions import date_text
from mockhaus_adapters.engine_duckdb.functions.json_text import TAG, UNDEFINED
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction
from mockhaus_adapters.engine_duckdb.functions.tags import STAMP, STAMPS, TAGGED
from mockhaus_adapters.engine_duckdb.functions.xml_text import shown

_NUMBER = re.compile(r"\s*[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*\Z")
_TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "off", "0"})
_LARGEST_PLAIN = 1e15
_SMALLEST_PLAIN = 1e-5
_DIGITS = 15
_DECIMALS = 9


def float_text(value: float | None) -> str | None:
    """A FLOAT as text: at most nine decimals and fifteen digits; with an exponent outside of 1e-5 to 1e15."""
    if value is None:
        return None
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{value}"
    size = abs(value)
    if value and not _SMALLEST_PLAIN <= size < _LARGEST_PLAIN:
        mantissa, exponent = f"{value:.{_DECIMALS}e}".split("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{exponent}"
    decimals = min(_DECIMALS, max(0, _DIGITS - 1 - math.floor(math.log10(size)))) if size else 0
    shown = f"{value:.{decimals}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown


def untag(text: str | None) -> str | None:
    """The text as Snowflake prints it: JSON, or XML."""
    return None if text is None else shown(text)


def _scalar(text: str) -> tuple[str, str]:
    """The tag of a scalar, empty for none, and its payload, or the text that it is."""
    found = TAGGED.fullmatch(text)
    if found:
        return found[1], found[2]
    if text.startswith('"'):
        return "", str(json.loads(text, strict=False)).replace(TAG + TAG, TAG)
    return "", text


def _double(payload: str) -> float:
    return float(payload.rpartition("|")[2])


def tagged_text(text: str | None) -> str | None:
    """A scalar as VARCHAR."""
    if text is None:
        return None
    tag, payload = _scalar(text)
    if tag == "u":
        return None
    if tag == "f":
        return float_text(_double(payload))
    if tag in STAMPS and tag:
        return STAMP.sub(r"\1", payload)
    return payload.partition(".")[0] if tag == "t" else payload


def tagged_number(text: str | None) -> str | None:
    """The number that a tagged scalar is, as text; NULL for no number."""
    if text is None:
        return None
    tag, payload = _scalar(text)
    if tag == "f":
        return payload.rpartition("|")[2]
    return payload if tag == "n" else None


def tagged_key(text: str | None) -> str | None:
    """What equal values have in common: a number's shortest text, else the canonical text."""
    number = tagged_number(text)
    if number is None or text is None or text[2:3] == "n":
        return number or text
    value = float(number)
    if not math.isfinite(value):
        return repr(value)
    return f"{int(value)}" if value == math.trunc(value) and abs(value) < _LARGEST_PLAIN else repr(value)


def _refusal(text: str, target: str) -> ValueError:
    return ValueError(f"100071 (22000): Failed to cast variant value {untag(text)} to {target}")


def number_text(text: str | None, target: str | None) -> str | None:
    """The number in anything but a plain JSON number, as text; raises for what holds none."""
    if text is None or text in ("null", UNDEFINED):
        return None
    if text in ("true", "false"):
        return "1" if text == "true" else "0"
    number = tagged_number(text)
    if number is None and text.startswith('"'):
        number = tagged_text(text)
    if number is None or not _NUMBER.match(number):
        raise _refusal(text, target or "FIXED")
    return number


def boolean(text: str | None) -> bool | None:
    """The truth of a VARIANT; raises for what has none."""
    if text is None or text in ("null", UNDEFINED):
        return None
    number = tagged_number(text) or (text if _NUMBER.match(text) else None)
    if number is not None:
        return float(number) != 0
    word = (tagged_text(text) or "").strip().lower()
    if text.startswith('"') and word in _TRUE | _FALSE:
        return word in _TRUE
    if text in ("true", "false"):
        return text == "true"
    raise _refusal(text, "BOOLEAN")


def binary_text(text: str | None) -> str | None:
    """The hexadecimal digits of a BINARY, or of a text of such; raises for others."""
    if text is None or text in ("null", UNDEFINED):
        return None
    digits = tagged_text(text) if text.startswith('"') else None
    if digits is None or not re.fullmatch(r"(?:[0-9A-Fa-f]{2})*", digits):
        raise _refusal(text, "BINARY")
    return digits


def moment_text(text: str | None, target: str | None, century: int | None) -> str | None:
    """A date, time or timestamp in the form of `mh_scan_timestamp` and `mh_scan_time`; raises for others.

    A timestamp is no DATE and a DATE no timestamp inside a VARIANT, as the pages of TO_DATE and TO_TIMESTAMP say.
    """
    return date_text.exact(_moment(text, target, century))


def fine_moment_text(text: str | None, target: str | None, century: int | None) -> str | None:
    """The same in the form of `mh_scan_fine_timestamp` and `mh_scan_fine_time`."""
    return date_text.fine(_moment(text, target, century))


def _moment(text: str | None, target: str | None, century: int | None) -> date_text.Scanned:
    if text is None or target is None or century is None or text in ("null", UNDEFINED):
        return None
    tag, payload = _scalar(text) if text.startswith('"') else ("", "")
    if tag and (tag in STAMPS if target == "DATE" else tag == "d"):
        raise _refusal(text, target)
    if target == "TIME":
        found = date_text.scanned_time(_time_of(payload), "AUTO")
    else:
        found = date_text.scanned_timestamp(payload, "AUTO", century)
    if found is None:
        raise _refusal(text, target)
    return (found[0], "000") if target == "DATE" else found


def _time_of(payload: str) -> str:
    """The clock of a payload that is a whole timestamp; any other payload as it is."""
    try:
        if len(payload) <= len("00:00:00.000000000"):
            return payload
        return dt.datetime.fromisoformat(payload[:26]).time().isoformat("microseconds") + payload[26:29]
    except ValueError:
        return payload


FUNCTIONS = (
    ScalarFunction("mh_float_print", float_text, ("DOUBLE",), "VARCHAR"),
    ScalarFunction("mh_untag", untag, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_tagged_text", tagged_text, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_tagged_number", tagged_number, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_tagged_key", tagged_key, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_number_text", number_text, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ScalarFunction("mh_boolean_of", boolean, ("VARCHAR",), "BOOLEAN"),
    ScalarFunction("mh_binary_text", binary_text, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_moment_text", moment_text, ("VARCHAR", "VARCHAR", "INTEGER"), "VARCHAR"),
    ScalarFunction("mh_fine_moment_text", fine_moment_text, ("VARCHAR", "VARCHAR", "INTEGER"), "VARCHAR"),
)
