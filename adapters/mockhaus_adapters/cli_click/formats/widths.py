"""How wide text is on a terminal, and what of it may be sent there."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_NAMED = {"\t": "\\t", "\r": "\\r"}


def width_of(text: str) -> int:
    """The cells that a line takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - start-up stays light

    return cell_len(text)


def printable(text: str) -> str:
    r"""A text whose control characters, but for line breaks, are written out: data must not steer the terminal."""
    if text.isprintable():
        return text
    return _CONTROLS.sub(lambda found: _NAMED.get(found[0], f"\\x{ord(found[0]):02x}"), text.replace("\r\n", "\n"))


def folded(text: str, width: int) -> Iterator[str]:
    """The lines of a text, cut where they are wider."""
    for line in text.split("\n"):
        if width_of(line) <= width:
            yield line
        else:
            yield from _cut(line, width)


def _cut(line: str, width: int) -> Iterator[str]:
    if line.isascii():
        yield from (line[start : start + width] for start in range(0, len(line), width))
        return
    part, used = "", 0
    for character in line:
        wide = width_of(character)
        if part and used + wide > width:
            yield part
            part, used = "", 0
        part, used = part + character, used + wide
    yield part
