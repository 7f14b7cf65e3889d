"""Where in a statement's text a name stands that turned out to mean nothing.

Parsed statements keep names without their places; only an error needs them, and finds them again.
"""

from __future__ import annotations

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError
from mockhaus.domain.identifiers import fold, quote
from mockhaus.translation.cursor import position_of, tokenize

_BEFORE_OTHER_NAMES = frozenset({"FROM", "INTO", "JOIN", "REFERENCES", "TABLE", "UPDATE", "USING", "VIEW"})
"""Words before the name of a table, which may be the same as that of a column."""


def located(error: SnowflakeError, text: str) -> SnowflakeError:
    """The error of an unknown column, with its place in the text where it has none yet; any other error as it is."""
    if error.error is not ErrorCode.INVALID_IDENTIFIER or error.position is not None:
        return error
    place = _place(str(error.details["name"]), text)
    if place is None:
        return error
    found = SnowflakeError(error.error, position=place, **error.details)
    found.__cause__ = error
    return found


def _place(name: str, text: str) -> Position | None:
    """The first place of a column's name, as messages spell it."""
    try:
        tokens = tokenize(text)
    except SnowflakeError:
        return None
    before = ""
    for token in tokens:
        quoted = text[token.start] == '"'
        if before not in _BEFORE_OTHER_NAMES and quote(fold(token.text, quoted=quoted)) == name:
            return position_of(text, token.start)
        before = token.text.upper()
    return None
