"""What the texts of GET_DDL consist of, in Snowflake's own spelling: names, literals, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mockhaus.domain.identifiers import always_quote, quote
from mockhaus.translation.cursor import RESERVED

_ESCAPES = {"\\": "\\\\", '"': '\\"', "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile(r"""[\\"'\x00-\x1f]""")


def literal(text: str) -> str:
    """A text between single quotes, with what is special behind a backslash."""
    return f"'{_ESCAPED.sub(_escape, text)}'"


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], f"\\u{ord(found[0]):04x}")


def name(stored: str) -> str:
    """A stored name, quoted only where it must be."""
    return always_quote(stored) if stored in RESERVED else quote(stored)


def qualified(parts: Iterable[str]) -> str:
    """A name of several parts."""
    return ".".join(map(name, parts))


def words(*parts: str) -> str:
    """The parts that are not empty, with blanks between them."""
    return " ".join(part for part in parts if part)


def comment(text: str) -> str:
    """The property COMMENT, where there is one."""
    return f"COMMENT={literal(text)}" if text else ""
