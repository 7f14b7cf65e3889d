"""The client's paths of PUT and GET, which are no tokens of SQL: `//` and `/*` in them begin no comment."""

from __future__ import annotations

import re

_BLANK = r"(?:\s|--[^\n]*\n|//[^\n]*\n|/\*(?:[^*]|\*(?!/))*\*/)"
_LOCATION = r"""(?:'(?:[^']|'')*+'|(?:"(?:[^"]|"")*+"|[^\s"';])++)"""
_ANYTHING = r"(?:[^\n;]|;(?=\S)){0,4096}?"
_BEFORE_STAGE = r"""(?=\s{1,80}['"]?@)"""
_PATH = (
    rf"""(?P<path>file://(?:{_ANYTHING}(?:{_BEFORE_STAGE}|(?='@))|[^\s'";]+)"""
    rf"""|'file://(?P<quoted>{_ANYTHING})'{_BEFORE_STAGE})"""
)
_STATEMENT = rf"(?:\A|;){_BLANK}*+(?:PUT{_BLANK}++|GET{_BLANK}++{_LOCATION}{_BLANK}++){_PATH}"
"""PUT or GET up to the end of its path. That of a PUT ends before its stage and may hold blanks and quotes: drivers ask
again for each file of a pattern, with the file's name, as it is, in the pattern's place."""
_NO_STATEMENT = r"""'(?:[^'\\]|''|\\.)*+'|"(?:[^"]|"")*+"|\$\$.*?\$\$|--[^\n]*+|//[^\n]*+|/\*.*?\*/"""
"""Strings, names and comments: nothing begins in them."""
_PIECE = re.compile(rf"{_STATEMENT}|{_NO_STATEMENT}", re.IGNORECASE | re.DOTALL)
_WELL_QUOTED = re.compile(r"(?:[^'\\]|''|\\.)*+", re.DOTALL)


def protected(text: str) -> str:
    """The text with each path of a PUT or GET that is no token as a quoted identifier of the same length."""
    return _PIECE.sub(_as_identifier, text) if "file://" in text.lower() else text


def _as_identifier(found: re.Match[str]) -> str:
    quoted = found["quoted"]
    if found["path"] is None or (quoted is not None and _WELL_QUOTED.fullmatch(quoted)):
        return found[0]
    start = found.start("path") - found.start()
    return f'{found[0][:start]}"{"x" * (len(found["path"]) - 2)}"'
