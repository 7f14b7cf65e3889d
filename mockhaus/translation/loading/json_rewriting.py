"""JSON text as file formats want it read: without nulls, with octal numbers as decimal ones.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-file-format (STRIP_NULL_VALUES, ENABLE_OCTAL). Only
tokens are looked at, so all other values stay exactly as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s"\[\]{},:]+)\s*', re.DOTALL)
_OCTAL = re.compile(r"(-?)0([0-7]+)\Z")
_ENDS = {"{": "}", "[": "]"}
_NULL = "null"


def rewritten(text: str, *, strip_nulls: bool, octal: bool) -> str:
    """The text of a value. What is no JSON stays as it is: whoever reads it says so."""
    try:
        return _Rewriter(text, strip_nulls=strip_nulls, octal=octal).document()
    except (StopIteration, ValueError, RecursionError):
        return text


class _Rewriter:
    def __init__(self, text: str, *, strip_nulls: bool, octal: bool) -> None:
        self._tokens = _tokens(text)
        self._strip_nulls = strip_nulls
        self._octal = octal

    def document(self) -> str:
        found = self._value(next(self._tokens))
        if next(self._tokens, None) is not None:
            raise ValueError
        return found

    def _value(self, sign: str) -> str:
        if sign in _ENDS:
            items = self._members() if sign == "{" else self._elements()
            return f"{sign}{','.join(items)}{_ENDS[sign]}"
        octal = _OCTAL.match(sign) if self._octal else None
        return f"{octal[1]}{int(octal[2], 8)}" if octal else sign

    def _members(self) -> list[str]:
        found = []
        sign = next(self._tokens)
        while sign != "}":
            if not sign.startswith('"') or next(self._tokens) != ":":
                raise ValueError
            value = self._value(next(self._tokens))
            if self._is_kept(value):
                found.append(f"{sign}:{value}")
            sign = self._behind("}")
        return found

    def _elements(self) -> list[str]:
        found = []
        sign = next(self._tokens)
        while sign != "]":
            value = self._value(sign)
            if self._is_kept(value):
                found.append(value)
            sign = self._behind("]")
        return found

    def _behind(self, end: str) -> str:
        """The sign that begins the next item, or the end."""
        sign = next(self._tokens)
        if sign == end:
            return sign
        if sign != ",":
            raise ValueError
        return next(self._tokens)

    def _is_kept(self, value: str) -> bool:
        return not (self._strip_nulls and value == _NULL)


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise ValueError
        yield found[1]
        position = found.end()
