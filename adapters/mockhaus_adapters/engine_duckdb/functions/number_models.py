"""Numeric format models, read into elements.

Follows https://docs.snowflake.com/en/sql-reference/sql-format-models. A model is fixed-position (`9`, `0`, `X`) or
text-minimal (`TM`, `TM9`, `TME`); alternatives stand between `|`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_CACHED_MODELS = 256
_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"]|"")*)"'
    r"|(?P<minimal>TM9\((?:\d{1,2}|ALL),\d{1,2}\)|TM9|TME|TM)"
    r"|(?P<modifier>FM|FX|_)"
    r"|(?P<exponent>E{2,7})"
    r"|(?P<element>MI|[90X.,$%BSDG])"
    r"|(?P<literal>[\s\-/:;=()<>+!*#&])",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r'((?:[^"|]|"(?:[^"]|"")*")*)(?:\||\Z)')
_AUTOMATIC = ("TM9", "TME")
_DIGITS = "90X"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a model: literal text, or an element by its upper-case name."""

    text: str
    is_element: bool
    written: str = ""
    """An element as it was written, where its case matters."""


class Model:
    """One alternative of a format model; all that is asked of it again and again is found out once."""

    def __init__(self, parts: tuple[Part, ...], *, is_compact: bool, is_exact: bool) -> None:
        self.parts = parts
        self.is_compact = is_compact
        self.is_exact = is_exact
        self.elements = [part.text for part in parts if part.is_element]
        digits = "".join(element for element in self.elements if element in "90X.D")
        self.whole = re.split("[.D]", digits)[0]
        """The positions of digits before the point, as `9`, `0` and `X`."""
        self.fraction = digits[len(self.whole) + 1 :]
        """The positions of digits behind the point."""
        self.minimal = next((element for element in self.elements if element.startswith("TM")), None)
        self.exponent = next((part for part in parts if part.is_element and part.text.startswith("EE")), None)
        self.is_hexadecimal = "X" in self.elements
        self._known = frozenset(self.elements)
        first = next((at for at, one in enumerate(self.elements) if one[0] in "90XT.D"), len(self.elements))
        self._leading = frozenset(self.elements[:first])
        self.before, self.after = self._literals()

    def has(self, element: str) -> bool:
        """Whether an element is in it."""
        return element in self._known

    def leads(self, element: str) -> bool:
        """Whether an element stands before the digits."""
        return element in self._leading

    def _literals(self) -> tuple[str, str]:
        """The literal texts before and behind the number."""
        places = [at for at, part in enumerate(self.parts) if part.is_element and part.text != "%"]
        first = places[0] if places else len(self.parts)
        texts = [part.text if not part.is_element or part.text == "%" else "" for part in self.parts]
        return "".join(texts[:first]), "".join(texts[first:])


@lru_cache(maxsize=_CACHED_MODELS)
def alternatives(text: str) -> tuple[Model, ...]:
    """The alternatives of a format model; none for what is no model."""
    models: list[Model] = []
    for written in _split(text):
        for one in _AUTOMATIC if written.strip().upper() == "AUTO" else (written,):
            model = _read(one)
            if model is None:
                return ()
            models.append(model)
    return tuple(models)


def _split(text: str) -> list[str]:
    found, at = [], 0
    while True:
        match = _ALTERNATIVE.match(text, at)
        if match is None:
            return [text]
        found.append(match[1])
        if match.end() == match.end(1):
            return found
        at = match.end()


def _read(text: str) -> Model | None:
    parts: list[Part] = []
    modifiers: list[str] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        at = match.end()
        if match["modifier"]:
            modifiers.append(match["modifier"].upper())
        else:
            parts.append(_part(match))
    compact, exact = (modifiers.count(modifier) % 2 == 1 for modifier in ("FM", "FX"))
    model = Model(tuple(parts), is_compact=compact, is_exact=exact)
    return model if _is_sound(model) else None


def _part(match: re.Match[str]) -> Part:
    element = match["minimal"] or match["exponent"] or match["element"]
    if element:
        return Part(element.upper(), is_element=True, written=element)
    quoted = match["quoted"]
    return Part(match["literal"] if quoted is None else quoted.replace('""', '"'), is_element=False)


def _is_sound(model: Model) -> bool:
    """Whether there are digits, of one kind, and nothing twice that may be there but once."""
    elements = model.elements
    digits = [element for element in elements if element in _DIGITS]
    minimal = [element for element in elements if element.startswith("TM")]
    single = [element for element in elements if element not in "90X,G" and not element.startswith("TM")]
    points = sum(element in ".D" for element in elements)
    return bool(digits) != bool(minimal) and len(minimal) <= 1 and points <= 1 and len(single) == len(set(single))
