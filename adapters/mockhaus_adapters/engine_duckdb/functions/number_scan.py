"""Numbers read from texts by Snowflake's numeric format models."""

from __future__ import annotations

import decimal
import re
from functools import lru_cache

from mockhaus_adapters.engine_duckdb.functions.number_models import Model, Part, alternatives
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_CACHED_PATTERNS = 256
_MINIMAL = {
    "TM9": r"(?:\d+(?:\.\d*)?|\.\d+)",
    "TME": r"(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d+",
    "TM": r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?",
}
_LEADING = "(?P<before>[+-]?)[ ]*"
_TRAILING = "[ ]*(?P<after>[+-]?)"
_EXACT = decimal.Context(prec=400)


def scan_number(text: str | None, model_text: str | None) -> str | None:
    """The number that a text holds by a model, as exact text; None where it fits none of its alternatives."""
    if text is None or model_text is None:
        return None
    for model in alternatives(model_text):
        found = _pattern(model).fullmatch(text)
        value = None if found is None else _value(model, found)
        if value is not None:
            return value
    return None


def _value(model: Model, found: re.Match[str]) -> str | None:
    signs = found.groupdict()
    negative = "-" in ((signs.get("before") or "") + (signs.get("after") or ""))
    if model.is_hexadecimal:
        number = str(int(found["number"], 16))
    else:
        number = found["number"]
        if not model.minimal and not _fits(model, number):
            return None
        number = number.replace(",", "")
    if model.has("%"):
        number = f"{decimal.Decimal(number).scaleb(-2, _EXACT):f}"
    return ("-" if negative else "") + number


def _fits(model: Model, number: str) -> bool:
    """Whether the digits have their places, and the separators of groups theirs."""
    mantissa = re.split("[eE]", number)[0].strip()
    whole, _, fraction = mantissa.partition(".")
    digits = whole.replace(",", "")
    least, most = _places(model.whole)
    if model.is_exact and not model.is_compact:
        least = most
    if not least <= len(digits) <= most or not (digits or fraction):
        return False
    first_behind, last_behind = model.fraction.rfind("0") + 1, len(model.fraction)
    if not first_behind <= len(fraction) <= last_behind:
        return False
    return _are_grouped(model, whole)


def _places(places: str) -> tuple[int, int]:
    """The fewest and the most digits: none of those from the first `0` on may be missing."""
    first = places.find("0")
    return (0 if first < 0 else len(places) - first), len(places)


def _are_grouped(model: Model, whole: str) -> bool:
    """Whether separators stand where the model has them; in lax mode there may be none."""
    separators, after = set(), 0
    for element in reversed(_before_point(model)):
        if element in ",G":
            separators.add(after)
        else:
            after += 1
    given, seen = set(), 0
    for character in reversed(whole):
        if character == ",":
            given.add(seen)
        else:
            seen += 1
    wanted = {place for place in separators if place < seen}
    return given == wanted or (not given and not model.is_exact)


def _before_point(model: Model) -> list[str]:
    found = []
    for element in model.elements:
        if element in ".D":
            break
        if element in "90X,G":
            found.append(element)
    return found


@lru_cache(maxsize=_CACHED_PATTERNS)
def _pattern(model: Model) -> re.Pattern[str]:
    """What a text must look like; the digits themselves are counted afterwards."""
    number = f"(?P<number>{_number(model)})"
    pattern, done = "", False
    for part in model.parts:
        if not part.is_element:
            pattern += _literal(part, model)
        elif part.text == "%":
            pattern += "%"
        elif part.text[0] in "90X.DT" and not done:
            pattern, done = pattern + _sign_before(model) + ("\\$?[ ]*" if model.has("$") else "") + number, True
            pattern += _TRAILING if _has_trailing_sign(model) else ""
    lax = "" if model.is_exact else r"\s*"
    return re.compile(lax + pattern + lax, re.IGNORECASE)


def _number(model: Model) -> str:
    if model.minimal:
        return _MINIMAL[model.minimal.partition("(")[0]]
    if model.is_hexadecimal:
        least = max(_places(model.whole)[0], 1)
        return f"[0-9A-Fa-f]{{{least},{len(model.whole)}}}"
    exponent = r"[eE][+-]?\d{1,5}" if model.exponent else ""
    return rf"[\d,]*(?:\.\d*)?{exponent}"


def _sign_before(model: Model) -> str:
    return "" if _has_trailing_sign(model) else _LEADING


def _has_trailing_sign(model: Model) -> bool:
    return any(model.has(sign) and not model.leads(sign) for sign in ("S", "MI"))


def _literal(part: Part, model: Model) -> str:
    if model.is_exact:
        return re.escape(part.text)
    return "".join("[ ]+" if piece.isspace() else re.escape(piece) for piece in re.split(r"(\s+)", part.text) if piece)


FUNCTIONS = (ScalarFunction("mh_scan_number", scan_number, ("VARCHAR", "VARCHAR"), "VARCHAR"),)
