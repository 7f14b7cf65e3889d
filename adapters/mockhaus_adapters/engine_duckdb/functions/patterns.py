"""Where a group lies inside a match, which the engine's regular expressions do not tell."""

from __future__ import annotations

import re

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_CLASSES = {
    "[:alnum:]": "A-Za-z0-9",
    "[:alpha:]": "A-Za-z",
    "[:blank:]": " \\t",
    "[:cntrl:]": "\\x00-\\x1f\\x7f",
    "[:digit:]": "0-9",
    "[:graph:]": "!-~",
    "[:lower:]": "a-z",
    "[:print:]": " -~",
    "[:punct:]": r"!-/:-@\[-`{-~",
    "[:space:]": "\\s",
    "[:upper:]": "A-Z",
    "[:word:]": "\\w",
    "[:xdigit:]": "0-9A-Fa-f",
}


def group_offset(match: str | None, pattern: str | None, group: int | None, after: int | None) -> int | None:
    """The characters of a match before (or up to the end of, for `after` = 1) one of its groups; None without it."""
    if match is None or pattern is None or group is None or after is None:
        return None
    for name, letters in _CLASSES.items():
        pattern = pattern.replace(name, letters)
    try:
        found = re.search(pattern, match)
        if found is None or found.start(group) < 0:
            return None
    except (re.error, IndexError):
        return None
    return found.end(group) if after == 1 else found.start(group)


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_group_offset", group_offset, ("VARCHAR", "VARCHAR", "BIGINT", "BIGINT"), "BIGINT"),
)
