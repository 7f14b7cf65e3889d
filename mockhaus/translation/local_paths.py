"""The client's paths of PUT and GET, which are no tokens of SQL: `//` and `/*` in them begin no comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation.cursor import tokenize

_BLANK = r"(?:\s|--[^\n]*\n|//[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)"
_LOCATION = r"""(?:'(?:[^']|'')*'|(?:"(?:[^"]|"")*"|[^\s"';])+)"""
_ANYTHING = r"(?:[^\n;]|;(?=\S))*?"
_PATH = rf"""(?P<path>file://(?:{_ANYTHING}(?=\s+['"]?@|'@)|[^\s'";]+)|'file://(?P<quoted>{_ANYTHING})'(?=\s+['"]?@))"""
_STATEMENT = re.compile(
    rf"(?P<start>\A|;){_BLANK}*+(?:PUT{_BLANK}++|GET{_BLANK}++{_LOCATION}{_BLANK}++){_PATH}", re.IGNORECASE
)
"""PUT or GET up to the end of its path. That of a PUT ends before its stage and may hold blanks and quotes: drivers ask
again for each file of a pattern, with the file's name, as it is, in the pattern's place."""
_WELL_QUOTED = re.compile(r"(?:[^'\\]|''|\\.)*")


def protected(text: str) -> str:
    """The text with each path of a PUT or GET that is no token as a quoted identifier of the same length."""
    if "file://" not in text.lower():
        return text
    for start, end in list(_paths(text)):
        text = f'{text[:start]}"{"x" * (end - start - 2)}"{text[end:]}'
    return text


def _paths(text: str) -> Iterator[tuple[int, int]]:
    for found in _STATEMENT.finditer(text):
        if found["quoted"] is not None and _WELL_QUOTED.fullmatch(found["quoted"]):
            continue
        if not found["start"] or _is_complete(text[: found.start("start")]):
            yield found.span("path")


def _is_complete(text: str) -> bool:
    """Whether no string is open at the end of a text."""
    try:
        tokenize(protected(text))
    except SnowflakeError:
        return False
    return True
