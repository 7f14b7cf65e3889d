"""JSON text to records: the values that stand in it one after another, each as the text that it is.

The values themselves are read by the engine; here only their ends are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockhaus.domain.errors import ErrorCode
from mockhaus.translation.loading.formats import FileFormatSettings, is_plain_json
from mockhaus.translation.loading.json_rewriting import rewritten
from mockhaus.translation.loading.records import Record, RecordError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|,|[^\s"\[\]{},]+|"', re.DOTALL)
_OPENING = frozenset("[{")
_CLOSING = frozenset("]}")


def json_records(text: str, settings: FileFormatSettings) -> Iterator[Record]:
    """The values of a text, or the elements of arrays at the top, as a file format wants them read."""
    strip = settings.strip_outer_array
    plain = is_plain_json(settings)
    line, counted = 1, 0
    for number, (start, end) in enumerate(_spans(text, strip=strip), start=1):
        line, counted = line + text.count("\n", counted, start), start
        stop = end if end >= 0 else len(text)
        value = text[start:stop]
        error = None if end >= 0 else _error("incomplete document")
        if not settings.multi_line and "\n" in value:
            error = _error("a document of several lines")
        if not plain:
            value = rewritten(value, strip_nulls=settings.strip_nulls, octal=settings.octal)
        yield Record(number, line, (value,), error, (start, stop))


def _error(reason: str) -> RecordError:
    return RecordError(f"Error parsing JSON: {reason}", error=ErrorCode.JSON_INVALID)


def _spans(text: str, *, strip: bool) -> Iterator[tuple[int, int]]:
    """Where values begin and end. An end of -1 says that a value does not end."""
    depth, start, end = 0, -1, 0
    inside = False
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if strip and start < 0 and not inside and sign == "[":
            inside = True
        elif sign == "," and start < 0 and not inside:
            continue  # values may be separated by commas too
        elif inside and depth == 0 and sign in ",]":
            if start >= 0:
                yield start, end
            start, inside = -1, sign == ","
        else:
            start = found.start() if start < 0 else start
            depth += (sign in _OPENING) - (sign in _CLOSING)
            end = found.end()
            if depth <= 0 and not inside:
                yield start, end
                start, depth = -1, 0
    if start >= 0:
        yield start, -1
