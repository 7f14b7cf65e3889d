"""Variables of scripts, put into the text before it runs: `&name` and `&{name}`; `&&` is a plain ampersand.

Follows https://docs.snowflake.com/en/user-guide/snowsql-use#using-variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"&(?:(?P<escaped>&)|\{(?P<braced>[A-Za-z_]\w*)\}|(?P<plain>[A-Za-z_]\w*))")
_DEFINITION = re.compile(r"\s*(?P<name>[A-Za-z_]\w*)\s*=(?P<value>.*)\Z", re.DOTALL)


class VariableError(Exception):
    """A variable that is not defined, or a definition that is none; the text is for the person at the terminal."""


def substituted(text: str, variables: Mapping[str, str]) -> str:
    """The text with its references replaced, once; names count without regard to case."""

    def value(found: re.Match[str]) -> str:
        if found["escaped"]:
            return "&"
        name = found["braced"] or found["plain"]
        if name.lower() not in variables:
            raise VariableError(f"Variable {name} is not defined")
        return variables[name.lower()]

    return _REFERENCE.sub(value, text)


def definition(text: str) -> tuple[str, str]:
    """The name, in lower case, and the value of `name=value`."""
    found = _DEFINITION.match(text)
    if found is None:
        raise VariableError(f"{text!r} is not of the form name=value")
    return found["name"].lower(), found["value"].strip()
