"""Format models of dates, times and timestamps, taken apart.

Follows https://docs.snowflake.com/en/sql-reference/date-time-input-output. Elements are known in any case; text
between double quotes and everything that is no element stands for itself. The one-letter elements (Y, D, H, S, P) are
not read as such: recorded answers of Snowflake print the letters of unquoted words as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PATTERN = re.compile(
    r'"(?P<quoted>[^"]*)"|(?P<element>TZHTZM|TZH:TZM|YYYY|UUUU|MMMM|HH24|HH12|MON|TZH|TZM|FF[0-9]?|H24|H12|AM|PM'
    r"|YY|MM|MO|DD|DY|HH|MI|ME|SS)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_SYNONYMS = {"HH": "HH24", "PM": "AM", "FF": "FF9", "UUUU": "YYYY"}


@dataclass(frozen=True, slots=True)
class FormatPart:
    """An element by its upper-case name (synonyms resolved, `FF` with its digits), or literal text."""

    text: str
    is_element: bool


def parts(model: str) -> tuple[FormatPart, ...]:
    """The parts of a format model in order."""
    found: list[FormatPart] = []
    for match in _PATTERN.finditer(model):
        element = match["element"]
        if element is not None:
            name = element.upper()
            found.append(FormatPart(_SYNONYMS.get(name, name), is_element=True))
        else:
            found.append(FormatPart(match["literal"] or match["quoted"] or "", is_element=False))
    return tuple(found)
