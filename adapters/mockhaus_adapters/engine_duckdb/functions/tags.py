"""Tagged scalars of the canonical text of a VARIANT, and how Snowflake prints them inside JSON."""

from __future__ import annotations

import re

from mockhaus_adapters.engine_duckdb.functions.json_text import TAG

TAGGED = re.compile(rf'"{TAG}([a-z])([^"{TAG}]*)"')
"""A tagged scalar: its tag and its payload."""
STAMP = re.compile(r"(\.\d{3})\d*")
"""The fraction of a second, of which three digits are shown."""
STAMPS = "slz"
"""The tags of timestamps."""


def _printed(found: re.Match[str]) -> str:
    tag, payload = found[1], found[2]
    if tag == "u":
        return "undefined"
    if tag in "fn":
        return payload.partition("|")[0]
    if tag in STAMPS:
        payload = STAMP.sub(r"\1", payload)
    return f'"{payload.partition(".")[0]}"' if tag == "t" else f'"{payload}"'


def printed(text: str) -> str:
    """Canonical text as JSON in which the tagged scalars are as Snowflake prints them."""
    return TAGGED.sub(_printed, text).replace(TAG + TAG, TAG)
