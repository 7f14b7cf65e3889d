"""Numbers to text and back by Snowflake's numeric format models.

Follows https://docs.snowflake.com/en/sql-reference/sql-format-models. Fixed-position models (`9`, `0`, `.`/`D`,
`,`/`G`, `$`, `B`, `S`, `MI`, `X`, `FM`, quoted text) and the text-minimal ones (`TM`, `TM9`, `TME`) are known.
"""

from __future__ import annotations

import decimal
import re
from functools import lru_cache

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|(?P<element>FM|TM9|TME|TM|MI|[90.,$BSXDG])|(?P<literal>[\s\-/:;=_|()<>+!*#&])', re.IGNORECASE
)
_Part = tuple[str, bool]
_WIDE = decimal.Context(prec=80, rounding=decimal.ROUND_HALF_UP)


class _Model:
    """A numeric format model, read once."""

    def __init__(self, text: str) -> None:
        self.parts = tuple(_parts(text))
        self.elements = [part for part, element in self.parts if element]
        self.fill = "FM" not in self.elements
        self.minimal = next((part for part in self.elements if part.startswith("TM")), None)
        self.hexadecimal = "X" in self.elements
        self.blank = "B" in self.elements
        digits = [part for part in self.elements if part in "90.DX"]
        point = next((at for at, part in enumerate(digits) if part in ".D"), len(digits))
        self.whole = digits[:point]
        self.fraction = digits[point + 1 :]

    @property
    def signed(self) -> bool:
        return "S" in self.elements or "MI" in self.elements


def _parts(text: str) -> list[_Part]:
    found: list[_Part] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(text)
        element = match["element"]
        if element:
            found.append((element.upper(), True))
        else:
            found.append((match["literal"] or match["quoted"] or "", False))
        at = match.end()
    return found


@lru_cache(maxsize=256)
def _model(text: str) -> _Model | None:
    try:
        return _Model(text)
    except ValueError:
        return None


def _scientific(value: decimal.Decimal) -> str:
    sign, digits, exponent = value.normalize(_WIDE).as_tuple()
    text = "".join(map(str, digits)).rstrip("0") or "0"
    power = 0 if not value else len(digits) - 1 + int(exponent)
    mantissa = text[0] + ("." + text[1:] if len(text) > 1 else "")
    return f"{'-' if sign else ''}{mantissa}E{power}"


def _minimal(model: _Model, value: decimal.Decimal) -> str:
    shown = _scientific(value) if model.minimal == "TME" else f"{value:f}"
    return "".join(shown if element else part for part, element in model.parts if not element or part == model.minimal)


def _hexadecimal(model: _Model, value: decimal.Decimal) -> str:
    width = len(model.whole)
    number = int(value.quantize(decimal.Decimal(1), context=_WIDE))
    magnitude = abs(number) if model.signed else number % (16**width)
    text = f"{magnitude:X}"
    if len(text) > width:
        return _overflow(model)
    leading = "0" in model.whole
    text = text.rjust(width, "0" if leading else " ")
    sign = ("-" if number < 0 else "+") if model.signed else ""
    out = "".join(part for part, element in model.parts if not element or part == "S").replace("S", "")
    before = "".join(part for part, element in model.parts[: _first_digit(model)] if not element)
    return before + sign + text + out[len(before) :]


def _first_digit(model: _Model) -> int:
    return next(at for at, (part, element) in enumerate(model.parts) if element and part in "09X")


def _overflow(model: _Model) -> str:
    return "".join(
        ("#" if part in "90X" else "" if part in ("FM", "B") else " " if part in ("S", "MI") else part)
        if element
        else part
        for part, element in model.parts
    )


class _Writer:
    """One number written by a fixed-position model."""

    def __init__(self, model: _Model, whole: str, fraction: str, *, negative: bool) -> None:
        self.model = model
        self.fraction = iter(fraction)
        self.negative = negative
        self.left = len(model.whole)
        self.digits = whole.rjust(self.left)
        zeros = next((at for at, part in enumerate(model.whole) if part == "0"), None)
        if zeros is not None:
            self.digits = self.digits[:zeros] + self.digits[zeros:].replace(" ", "0")
        self.position = 0
        self.after_point = False

    def body(self) -> tuple[str, str, str]:
        """Literal text before, the number with its blanks, literal text after."""
        before, middle, after = "", "", ""
        for part, element in self.model.parts:
            if element:
                middle += self.element(part)
            elif middle:
                after += part
            else:
                before += part
        return before, middle, after

    def element(self, part: str) -> str:
        if part in "90":
            if self.after_point:
                return next(self.fraction)
            self.position += 1
            return self.digits[self.position - 1]
        if part in ".D":
            self.after_point = True
            return "."
        if part in ",G":
            return "," if self.digits[: self.position].strip() else " "
        return ""


def _fixed(model: _Model, value: decimal.Decimal) -> str:
    places = len(model.fraction)
    rounded = value.quantize(decimal.Decimal(1).scaleb(-places), context=_WIDE)
    negative = rounded.is_signed() and (rounded != 0 or value != 0) and value < 0
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    if len(whole) > len(model.whole) and whole != "0":
        return _signed(model, _overflow_parts(model), negative=negative)
    if whole == "0" and ("0" not in model.whole) and (model.blank or not model.whole):
        whole = ""
    writer = _Writer(model, whole, fraction, negative=negative)
    return _signed(model, writer.body(), negative=negative)


def _overflow_parts(model: _Model) -> tuple[str, str, str]:
    first = _first_digit(model)
    before = "".join(part for part, element in model.parts[:first] if not element)
    middle = "".join(
        "#" if part in "90" else "." if part in ".D" else "," if part in ",G" else "" for part in model.elements
    )
    everything = "".join(part for part, element in model.parts if not element)
    return before, middle, everything[len(before) :]


def _signed(model: _Model, pieces: tuple[str, str, str], *, negative: bool) -> str:
    before, middle, after = pieces
    blanks = len(middle) - len(middle.lstrip(" "))
    body = middle.lstrip(" ")
    money = "$" if "$" in model.elements else ""
    if "MI" in model.elements:
        shown = money + body + ("-" if negative else " ")
    elif "S" in model.elements:
        sign = "-" if negative else "+"
        trailing = model.elements[-1] == "S"
        shown = money + body + sign if trailing else sign + money + body
    else:
        shown = ("-" if negative else " ") + money + body
    if not model.fill:
        return before + shown.strip() + after
    return before + " " * blanks + shown + after


def format_number(text: str | None, model_text: str | None) -> str | None:
    """A number, given as exact text, written by a model; NULL for a model that is not known."""
    if text is None or model_text is None:
        return None
    model = _model(model_text)
    if model is None:
        return None
    value = decimal.Decimal(text)
    if model.minimal:
        return _minimal(model, value)
    return _hexadecimal(model, value) if model.hexadecimal else _fixed(model, value)


def scan_number(text: str | None, model_text: str | None) -> str | None:
    """The number that a text holds by a model, as exact text; NULL where it does not fit."""
    if text is None or model_text is None:
        return None
    model = _model(model_text)
    if model is None:
        return None
    if model.hexadecimal:
        return str(int(text.strip(), 16)) if re.fullmatch(r"\s*[0-9A-Fa-f]+\s*", text) else None
    if model.minimal:
        return text.strip() if re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", text) else None
    return _scan_fixed(model, text)


def _scan_fixed(model: _Model, text: str) -> str | None:
    bare = text.strip()
    negative = bare.startswith("-") or bare.endswith("-")
    bare = bare.strip("+-").strip()
    if "$" in model.elements:
        bare = bare.removeprefix("$").strip()
    if "," in model.elements or "G" in model.elements:
        bare = bare.replace(",", "")
    if not re.fullmatch(r"\d+\.?\d*|\.\d+", bare):
        return None
    whole, _, fraction = bare.partition(".")
    if len(whole.lstrip("0")) > len(model.whole) or len(fraction) > len(model.fraction):
        return None
    return ("-" if negative else "") + bare


FUNCTIONS = (
    ScalarFunction("mh_format_number", format_number, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ScalarFunction("mh_scan_number", scan_number, ("VARCHAR", "VARCHAR"), "VARCHAR"),
)
