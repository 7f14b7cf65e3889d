"""Numbers written by Snowflake's numeric format models."""

from __future__ import annotations

import decimal

from mockhaus_adapters.engine_duckdb.functions.number_models import Model, alternatives
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_WIDE = decimal.Context(prec=20_000, rounding=decimal.ROUND_HALF_UP)
_ONE = decimal.Decimal(1)
_UNITS = tuple(_ONE.scaleb(-places) for places in range(39))
_WIDEST_EXPONENT = 7


def format_number(text: str | None, model_text: str | None) -> str | None:
    """A number, given as exact text, written by a model; None for a model that is not known."""
    if text is None or model_text is None:
        return None
    models = alternatives(model_text)
    if not models:
        return None
    model = models[0]
    value = decimal.Decimal(text)
    if model.has("%") and value.is_finite():
        value = value.scaleb(2, _WIDE)
    if model.minimal:
        return _minimal(model, value, model.minimal)
    if not value.is_finite():
        return _overflowing(model, negative=value.is_signed())
    return _hexadecimal(model, value) if model.is_hexadecimal else _fixed(model, value)


# Text-minimal models


def _minimal(model: Model, value: decimal.Decimal, element: str) -> str:
    written = next(part.written for part in model.parts if part.text == element)
    body = (
        str(abs(value)).lower() if not value.is_finite() else _shortest(abs(value), written, compact=model.is_compact)
    )
    if model.has("B") and value == 0:
        body = " "
    return _around(model, _signed(model, body, negative=value.is_signed() and value != 0))


def _shortest(value: decimal.Decimal, written: str, *, compact: bool) -> str:
    scientific = _scientific(value, "E" if written[0] == "T" else "e")
    kind = written.upper()
    if kind == "TME":
        return scientific
    positional = _positional(value, kind, compact=compact)
    return scientific if kind == "TM" and len(scientific) < len(positional) else positional


def _positional(value: decimal.Decimal, kind: str, *, compact: bool) -> str:
    places, _, group = kind[4:-1].partition(",")
    if places.isdigit() and -int(value.as_tuple().exponent) > int(places):
        value = value.quantize(_ONE.scaleb(-int(places)), context=_WIDE)
    whole, point, fraction = f"{value:f}".partition(".")
    if compact:
        fraction = fraction.rstrip("0")
    size = int(group or 0)
    if size:
        first = len(whole) % size
        whole = ",".join(
            [whole[:first]] * bool(first) + [whole[at : at + size] for at in range(first, len(whole), size)]
        )
    return whole + (point + fraction if fraction else "")


def _scientific(value: decimal.Decimal, letter: str) -> str:
    digits = "".join(map(str, value.normalize(_WIDE).as_tuple().digits))
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}{letter}{value.adjusted() if value else 0}"


# Fixed-position models


def _fixed(model: Model, value: decimal.Decimal) -> str:
    rounded, exponent = _scaled(model, abs(value))
    whole, _, fraction = f"{rounded:f}".partition(".")
    negative = value < 0
    if len(whole) > len(model.whole) and whole != "0":
        return _overflowing(model, negative=negative)
    if whole == "0" and "0" not in model.whole and (model.has("B") or not model.whole):
        whole = ""
    body = _digits(model, whole, fraction) + _exponent(model, exponent)
    return _around(model, _signed(model, body, negative=negative))


def _scaled(model: Model, value: decimal.Decimal) -> tuple[decimal.Decimal, int]:
    """The value rounded to the places of the model, and the exponent that it then has."""
    unit = _UNITS[len(model.fraction)] if len(model.fraction) < len(_UNITS) else _ONE.scaleb(-len(model.fraction))
    if model.exponent is None or not value:
        return value.quantize(unit, context=_WIDE), 0
    exponent = value.adjusted() - (max(len(model.whole), 1) - 1)
    rounded = value.scaleb(-exponent, _WIDE).quantize(unit, context=_WIDE)
    if rounded.adjusted() >= max(len(model.whole), 1):
        exponent += 1
        rounded = value.scaleb(-exponent, _WIDE).quantize(unit, context=_WIDE)
    return rounded, exponent


def _digits(model: Model, whole: str, fraction: str) -> str:
    """The digits with their separators; blanks in the places of zeros that are not written."""
    padded, kept = _with_zeros(whole, model.whole), _without_zeros(fraction, model.fraction)
    if not (model.has(",") or model.has("G")):
        return f"{padded}.{kept}" if model.has(".") or model.has("D") else padded
    before, behind = iter(padded), iter(kept)
    text, after_point = "", False
    for element in model.elements:
        if element in "90":
            text += next(behind) if after_point else next(before)
        elif element in ".D":
            text, after_point = text + ".", True
        elif element in ",G":
            text += "," if text.strip() else " "
    return text


def _with_zeros(digits: str, places: str) -> str:
    """The whole digits in their places: zeros from the first `0` on."""
    first = places.find("0")
    padded = digits.rjust(len(places))
    return padded if first < 0 else padded[:first] + padded[first:].replace(" ", "0")


def _without_zeros(digits: str, places: str) -> str:
    """The fraction's digits: zeros at the end are blanks, but up to the last `0`."""
    kept = max(places.rfind("0") + 1, len(digits.rstrip("0")))
    return digits[:kept].ljust(len(places))


def _exponent(model: Model, exponent: int) -> str:
    element = model.exponent
    if element is None:
        return ""
    letter, width = element.written[0], len(element.text)
    if width == 2:  # noqa: PLR2004 - EE, as wide as it must be
        return f"{letter}{exponent}".ljust(_WIDEST_EXPONENT)
    digits = str(abs(exponent)).rjust(width - 2, "0")
    shown = digits if len(digits) == width - 2 else "#" * (width - 2)
    return f"{letter}{'-' if exponent < 0 else '+'}{shown}"


def _hexadecimal(model: Model, value: decimal.Decimal) -> str:
    width = len(model.whole)
    number = int(value.quantize(_ONE, context=_WIDE))
    signed = model.has("S") or model.has("MI")
    text = f"{abs(number) if signed else number % 16**width:X}"
    if next(part.written for part in model.parts if part.text == "X") == "x":
        text = text.lower()
    if len(text) > width:
        return _overflowing(model, negative=number < 0)
    body = _with_zeros(text, model.whole)
    return _around(model, _signed(model, body, negative=number < 0) if signed else body)


def _overflowing(model: Model, *, negative: bool) -> str:
    shown = {".": ".", "D": ".", ",": ",", "G": ","}
    body = "".join("#" if element in "90X" else shown.get(element, "") for element in model.elements)
    return _around(model, _signed(model, body, negative=negative))


# Signs and literals


def _signed(model: Model, body: str, *, negative: bool) -> str:
    """The number with its currency sign and its sign, before the first digit or where the model has them."""
    digits = body.lstrip(" ") or body[-1:]
    blanks = " " * (len(body) - len(digits))
    money = "$" if model.has("$") else ""
    if model.has("MI"):
        sign = "-" if negative else " "
        return sign + blanks + money + digits if model.leads("MI") else blanks + money + digits + sign
    if model.has("S"):
        sign = "-" if negative else "+"
        return blanks + sign + money + digits if model.leads("S") else blanks + money + digits + sign
    positive = "" if model.minimal else " "
    return blanks + ("-" if negative else positive) + money + digits


def _around(model: Model, number: str) -> str:
    """The number among the literal texts of its model."""
    if model.is_compact and not model.minimal:
        number = number.replace(" ", "")
    return model.before + number + model.after


FUNCTIONS = (ScalarFunction("mh_format_number", format_number, ("VARCHAR", "VARCHAR"), "VARCHAR"),)
