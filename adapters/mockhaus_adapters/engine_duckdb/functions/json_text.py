"""JSON as Snowflake reads it, into the canonical tagged text of a VARIANT.

Follows https://docs.snowflake.com/en/sql-reference/functions/parse_json. Beyond JSON it takes unquoted keys, single
quotes, holes and trailing commas in arrays (they are `undefined`), TRUE and NULL in any case, NaN and Inf; a key that
occurs twice is an error. Numbers with an exponent are DOUBLEs, all others exact to 38 digits.

A result that starts with `!` is an error's text without its `Error parsing JSON: `: no canonical text starts so.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

TAG = "\x7f"
UNDEFINED = f'"{TAG}u"'
_CONTROL = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_KEYWORDS = {"true": "true", "false": "false", "null": "null", "undefined": UNDEFINED}
_NOT_FINITE = frozenset({"nan", "inf", "infinity"})
_MAX_DIGITS = 38
_DOUBLE_DIGITS = 15
_INT64 = 2**63
_MAX_DEPTH = 900
_HIGH_SURROGATES = range(0xD800, 0xDC00)
_LOW_SURROGATES = range(0xDC00, 0xE000)
_BEYOND_PLANE_0 = 0x10000


class JsonError(ValueError):
    """Why and where (position from 1) a text is no JSON, in Snowflake's words."""


def quoted(text: str) -> str:
    """A text as a canonical JSON string."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    if character in '"\\':
        return "\\" + character
    if character == TAG:
        return TAG + TAG
    if code < ord(" "):
        return _CONTROL.get(code, f"\\u{code:04X}")
    return character


def _double(value: float) -> str:
    shown = f"{value:.15e}"
    exact = not math.isfinite(value) or float(shown) == value
    return f'"{TAG}f{shown}"' if exact else f'"{TAG}f{shown}|{value!r}"'


def number_text(text: str) -> str:
    """A number as written to its canonical text."""
    if "e" in text or "E" in text:
        return _double(float(text))
    digits = text.lstrip("-").replace(".", "")
    if len(digits) > _MAX_DIGITS:
        return _double(float(text))
    if "." not in text:
        whole = int(text)
        return str(whole) if -_INT64 <= whole < _INT64 else f'"{TAG}n{whole}"'
    return _decimal(text.rstrip("0").rstrip("."))


def _decimal(text: str) -> str:
    sign, body = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = body.partition(".")
    whole = whole.lstrip("0") or "0"
    if not fraction:
        return number_text(whole if whole == "0" else sign + whole)
    plain = f"{sign}{whole}.{fraction}"
    long = len((whole + fraction).lstrip("0")) > _DOUBLE_DIGITS or (whole == "0" and fraction.startswith("00000"))
    return f'"{TAG}n{plain}"' if long else plain


class _Reader:
    """One reading of a lenient text."""

    def __init__(self, text: str, *, duplicates: bool) -> None:
        self.text = text
        self.at = 0
        self.duplicates = duplicates

    def fail(self, message: str, position: int | None = None) -> JsonError:
        return JsonError(f"{message}, pos {self.at + 1 if position is None else position}")

    def misplaced(self) -> JsonError:
        return self.fail(f"misplaced {self.text[self.at]}")

    def document(self) -> str:
        found = self.value(0)
        if self.peek():
            raise self.misplaced()
        return found

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        text, at, end = self.text, self.at, len(self.text)
        while at < end and text[at] in " \t\r\n":
            at += 1
        self.at = at
        return text[at] if at < end else ""

    def value(self, depth: int) -> str:
        if depth > _MAX_DEPTH:
            raise self.fail("JSON is nested too deeply")
        following = self.peek()
        if not following:
            raise self.fail("incomplete json value")
        if following == "{":
            return self.members(depth)
        if following == "[":
            return self.elements(depth)
        if following in "\"'":
            return quoted(self.string())
        return self.scalar()

    def members(self, depth: int) -> str:
        self.at += 1
        found: dict[str, str] = {}
        while (following := self.peek()) != "}":
            if not following:
                raise self.fail("incomplete object value")
            if following == ",":
                self.at += 1
                continue
            key = self.key(following)
            end = self.at
            if self.peek() != ":":
                raise self.fail("missing colon")
            self.at += 1
            if (following := self.peek()) and following in "},":
                raise self.misplaced()
            if key in found and not self.duplicates:
                raise self.fail(f'duplicate object attribute "{key}"', end)
            found[key] = self.value(depth + 1)
        self.at += 1
        return "{" + ",".join(f"{quoted(key)}:{found[key]}" for key in sorted(found)) + "}"

    def key(self, following: str) -> str:
        if following in "\"'":
            return self.string()
        found = self.word()
        if not found:
            raise self.misplaced()
        return found

    def elements(self, depth: int) -> str:
        self.at += 1
        found: list[str] = []
        hole = True
        while (following := self.peek()) != "]":
            if not following:
                raise self.fail("incomplete array value")
            if following == ",":
                self.at += 1
                if hole:
                    found.append(UNDEFINED)
                hole = True
            else:
                found.append(self.value(depth + 1))
                hole = False
        self.at += 1
        if found and hole:
            found.append(UNDEFINED)
        return "[" + ",".join(found) + "]"

    def string(self) -> str:
        quote, start = self.text[self.at], self.at
        self.at += 1
        parts: list[str] = []
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == quote:
                self.at += 1
                return "".join(parts)
            parts.append(self.escape() if character == "\\" else character)
            self.at += 1
        raise self.fail("unfinished string", start + 1)

    def escape(self) -> str:
        """The character of the escape at hand; leaves the place at the escape's last character."""
        self.at += 1
        kind = self.text[self.at : self.at + 1]
        if kind != "u":
            return _ESCAPES.get(kind, kind)
        code = self.code_unit()
        if code in _HIGH_SURROGATES and self.text[self.at + 1 : self.at + 3] == "\\u":
            self.at += 2
            low = self.code_unit() - _LOW_SURROGATES.start
            code = _BEYOND_PLANE_0 + ((code - _HIGH_SURROGATES.start) << 10) + low
        return "\ufffd" if code in _HIGH_SURROGATES or code in _LOW_SURROGATES else chr(code)

    def code_unit(self) -> int:
        digits = self.text[self.at + 1 : self.at + 5]
        try:
            code = int(digits, 16)
        except ValueError:
            raise self.fail("hex digit is expected in \\u???? escape sequence") from None
        self.at += 4
        return code

    def word(self) -> str:
        start = self.at
        while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] in "_$+-."):
            self.at += 1
        return self.text[start : self.at]

    def scalar(self) -> str:
        start = self.at
        word = self.word()
        if not word:
            raise self.misplaced()
        lowered = word.lower()
        if lowered in _KEYWORDS:
            return _KEYWORDS[lowered]
        try:
            value = float(word)
        except ValueError:
            raise self.fail(f'unknown keyword "{word}"', start + 1) from None
        return _double(value) if lowered.lstrip("+-") in _NOT_FINITE else number_text(word.lstrip("+"))


class _Canonical(str):
    """Text that is canonical already, to tell it from a JSON string."""

    __slots__ = ()


def _serialised(value: object) -> str:
    if value is None:
        return "null"
    if type(value) is _Canonical:
        return value
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ",".join(map(_serialised, value)) + "]"
    raise TypeError(value)


def _object(members: list[tuple[str, object]]) -> _Canonical:
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("duplicate")
    return _Canonical("{" + ",".join(f"{quoted(key)}:{_serialised(found[key])}" for key in sorted(found)) + "}")


def _exact(text: str) -> _Canonical:
    return _Canonical(number_text(text))


_STRICT = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_exact,
    parse_int=_exact,
    parse_constant=lambda text: _Canonical(_double(float(text))),
)


def parse(text: str, *, duplicates: bool = False) -> str | None:
    """The canonical text; None for white space only. Raises JsonError. With `duplicates` the last key wins."""
    if not text.strip():
        return None
    return _Reader(text, duplicates=duplicates).document()


def parse_fast(text: str) -> str | None:
    """As `parse`, with the standard library's scanner for what it takes: valid JSON, keys all different."""
    try:
        return _serialised(_STRICT.decode(text))
    except (ValueError, RecursionError):
        return parse(text)


def _answer(reader: Callable[[str], str | None], text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return reader(text)
    except JsonError as problem:
        return f"!{problem}"


def _parse_strictly(text: str | None) -> str | None:
    return _answer(parse_fast, text)


def _parse_with_duplicates(text: str | None) -> str | None:
    return _answer(lambda given: parse(given, duplicates=True), text)


def _check(text: str | None) -> str | None:
    found = _answer(parse, text)
    return found[1:] if found is not None and found.startswith("!") else None


FUNCTIONS = (
    ScalarFunction("mh_parse_text", _parse_strictly, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_parse_duplicates_text", _parse_with_duplicates, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_check", _check, ("VARCHAR",), "VARCHAR"),
)
