"""Range requests: parts of a file, as RFC 9110 has them."""

from __future__ import annotations

import re

import falcon

_ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})")


def requested_range(header: str | None, size: int) -> range | None:
    """The bytes that a Range header asks for, at least one; None for the whole file.

    What is malformed or asks for several parts is ignored, as the standard allows; status 416 where no byte is there.
    """
    found = _ONE_RANGE.fullmatch((header or "").strip())
    if found is None or not (found[1] or found[2]):
        return None
    first, last = (int(text) if text else None for text in found.groups())
    if first is None:
        wanted = range(max(0, size - (last or 0)), size)
    elif last is not None and last < first:
        return None
    else:
        wanted = range(first, size if last is None else min(last + 1, size))
    if not wanted:
        raise falcon.HTTPRangeNotSatisfiable(size)
    return wanted
