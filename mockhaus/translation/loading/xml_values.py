"""XML in a file: one document after another, each as the text that it is.

The documents themselves are read by the engine; here only their ends are found. Declarations, comments and blanks
between documents belong to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockhaus.domain.errors import ErrorCode
from mockhaus.translation.loading.formats import FileFormatSettings
from mockhaus.translation.loading.records import Record, RecordError

_PIECE = re.compile(
    r"(?P<skipped><!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)"
    r"|(?P<close></[^>]*>)|(?P<cdata><!\[CDATA\[.*?\]\]>)"
    r"|(?P<open><(?![/!?])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
_EMPTY = "/>"


def xml_records(text: str, settings: FileFormatSettings) -> Iterator[Record]:
    """The elements at the top of a text, or those within them where the outer element is stripped."""
    line, counted = 1, 0
    for number, (start, end) in enumerate(_spans(text, outer=int(settings.strip_outer_element)), start=1):
        line, counted = line + text.count("\n", counted, start), start
        stop = end if end >= 0 else len(text)
        error = None if end >= 0 else _incomplete()
        yield Record(number, line, (text[start:stop],), error, (start, stop))


def _incomplete() -> RecordError:
    return RecordError("Error parsing XML: incomplete document", error=ErrorCode.XML_INVALID)


def _spans(text: str, *, outer: int) -> Iterator[tuple[int, int]]:
    """Where documents, or texts that are none, begin and end below so many elements; -1 for what does not end."""
    depth, start = 0, -1
    for found in _PIECE.finditer(text):
        kind = found.lastgroup
        opens = kind == "open"
        empty = opens and found[0].endswith(_EMPTY)
        if start < 0 and _begins(found, depth, outer):
            start = found.end() - len(found[0].lstrip())
        depth += (opens and not empty) - (kind == "close")
        if start >= 0 and depth <= outer:
            yield start, found.end()
            start = -1
        depth = max(depth, 0)
    if start >= 0 or depth > 0:
        yield max(start, 0), -1


def _begins(found: re.Match[str], depth: int, outer: int) -> bool:
    """Whether something of a document stands here: text within a stripped element is left out."""
    if found.lastgroup == "open":
        return depth >= outer
    return depth == 0 and found.lastgroup != "skipped" and bool(found[0].strip())
