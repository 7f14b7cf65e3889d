"""JSON laid out over lines as Snowflake shows VARIANT, OBJECT and ARRAY in results: JSON_INDENT says how."""

from __future__ import annotations

import re

from mockhaus.domain import xml_layout

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[][{},:]|[^][{},:"\s]+')
_SPACED = {":": ": "}
_OPENING = "{["
_CLOSING = "}]"


def laid_out(text: str, indent: int) -> str:
    """Compact JSON with each member and element on a line of its own, `indent` blanks deeper; as it is for 0.

    Scalars stay as they are written, so that numbers keep their digits, and so does `undefined`. XML, which an OBJECT
    may hold, is laid out as XML.
    """
    if text[:1] == "<":
        return xml_layout.laid_out(text, indent)
    if indent == 0 or text[:1] not in _OPENING:
        return text
    parts: list[str] = []
    depth = 0
    before = ""
    for token in _TOKENS.findall(text):
        if token in _CLOSING:
            depth -= 1
        if _begins_line(before, token):
            parts.append("\n" + " " * (indent * depth))
        parts.append(_SPACED.get(token, token))
        if token in _OPENING:
            depth += 1
        before = token
    return "".join(parts)


def _begins_line(before: str, token: str) -> bool:
    if before == ",":
        return True
    if before and before in _OPENING:
        return token not in _CLOSING
    return bool(before) and token in _CLOSING
