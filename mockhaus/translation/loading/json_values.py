"""JSON text to records: the values that stand in it one after another, each as the text that it is.

The values themselves are read by the engine; here only their ends are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockhaus.domain.errors import ErrorCode
from mockhaus.translation.loading.records import Record, RecordError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|,|[^\s"\[\]{},]+|"', re.DOTALL)
_OPENING = frozenset("[{")
_CLOSING = frozenset("]}")


def json_records(text: str, *, strip_outer_array: bool) -> Iterator[Record]:
    """The values of a text; with `strip_outer_array` the elements of arrays at the top."""
    line, counted = 1, 0
    for number, (start, end) in enumerate(_spans(text, strip=strip_outer_array), start=1):
        line, counted = line + text.count("\n", counted, start), start
        error = (
            None if end >= 0 else RecordError("Error parsing JSON: incomplete document", error=ErrorCode.JSON_INVALID)
        )
        stop = end if end >= 0 else len(text)
        yield Record(number, line, (text[start:stop],), error, (start, stop))


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
