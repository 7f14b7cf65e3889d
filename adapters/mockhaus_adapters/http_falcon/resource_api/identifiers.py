"""Names in paths, parameters and bodies: identifiers as SQL has them, folded unless they are quoted."""

from __future__ import annotations

import re

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import stored_name

_QUOTED = r'"(?:[^"]|"")+"'
_IDENTIFIER = re.compile(rf"[^\W\d][\w$]*|{_QUOTED}")
_SEGMENT = re.compile(rf'({_QUOTED}|[^":]+)(?::([a-z_-]+))?')
_PART = re.compile(rf'({_QUOTED}|[^".]+)(?:\.|\Z)')


def identifier(text: str) -> str:
    """The stored name of an identifier; INVALID_REQUEST where the text is none."""
    if not _IDENTIFIER.fullmatch(text):
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"'{text}' is not a valid identifier.")
    return stored_name(text)


def segment(text: str) -> tuple[str, str]:
    """The stored name in a segment of a path, and the action behind its colon, which may be empty."""
    found = _SEGMENT.fullmatch(text)
    if found is None:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"'{text}' is not a valid identifier.")
    return identifier(found[1]), (found[2] or "").replace("_", "-")


def parts(text: str) -> tuple[str, ...]:
    """The stored names of a qualified name."""
    found = _PART.findall(text)
    if "".join(found) != text.replace(".", "") and '"' not in text:
        raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"'{text}' is not a valid name.")
    return tuple(identifier(part) for part in found)
