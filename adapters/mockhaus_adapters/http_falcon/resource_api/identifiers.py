"""Names in paths, parameters and bodies: identifiers as SQL has them, folded unless they are quoted."""

from __future__ import annotations

import re

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import stored_name

_QUOTED = r'"(?:[^"]|"")+"'
_ANY = rf"[^\W\d][\w$]*|{_QUOTED}"
_IDENTIFIER = re.compile(_ANY)
_SEGMENT = re.compile(rf'({_QUOTED}|[^":]+)(?::([a-z_-]+))?')
_QUALIFIED = re.compile(rf"(?:{_ANY})(?:\.(?:{_ANY})){{0,2}}")


def identifier(text: str) -> str:
    """The stored name of an identifier; INVALID_REQUEST where the text is none."""
    if not _IDENTIFIER.fullmatch(text):
        raise _invalid(text)
    return stored_name(text)


def segment(text: str) -> tuple[str, str]:
    """The stored name in a segment of a path, and the action behind its colon, which may be empty."""
    found = _SEGMENT.fullmatch(text)
    if found is None:
        raise _invalid(text)
    return identifier(found[1]), (found[2] or "").replace("_", "-")


def parts(text: str) -> tuple[str, ...]:
    """The stored names of a qualified name of one to three parts."""
    if not _QUALIFIED.fullmatch(text):
        raise _invalid(text)
    return tuple(identifier(found[0]) for found in _IDENTIFIER.finditer(text))


def _invalid(text: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"'{text}' is not a valid identifier.")
