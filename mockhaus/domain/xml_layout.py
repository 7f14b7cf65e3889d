"""XML laid out over lines, as Snowflake shows in results an OBJECT that holds XML."""

from __future__ import annotations

import re

_TOKENS = re.compile(r"<[^<>]*>|[^<]+")
_CLOSING = "</"


def laid_out(text: str, indent: int) -> str:
    """Compact XML with what an element holds on lines of their own, unless that is a single text; as it is for 0."""
    if indent == 0:
        return text
    tokens = _TOKENS.findall(text)
    lines: list[str] = []
    at = depth = 0
    while at < len(tokens):
        size = _leaf_size(tokens, at)
        token = "".join(tokens[at : at + size])
        if size == 1 and token.startswith(_CLOSING):
            depth -= 1
        lines.append(" " * (indent * depth) + token)
        if size == 1 and token.startswith("<") and not token.startswith(_CLOSING):
            depth += 1
        at += size
    return "\n".join(lines)


def _leaf_size(tokens: list[str], at: int) -> int:
    """The tokens of the element here when it holds one text or nothing; 1 for anything else."""
    if tokens[at].startswith(_CLOSING) or not tokens[at].startswith("<"):
        return 1
    for size in (2, 3):
        if tokens[at + size - 1 : at + size] and tokens[at + size - 1].startswith(_CLOSING):
            return size
        if tokens[at + 1].startswith("<"):
            break
    return 1
