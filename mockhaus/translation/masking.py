"""Secrets in statement text: replaced before a text is logged or kept in the history.

Works on the text alone, so that a statement that does not parse is masked too. A value is masked where a property
that holds a secret is given it, or a string stands where its sign was forgotten: PASSWORD, CREDENTIALS, keys, tokens
and the like, and private keys anywhere.
"""

from __future__ import annotations

import re

MASK = "****"

_STEMS = ("PASSWORD", "CREDENTIAL", "SECRET", "TOKEN", "KEY", "PRIVATE")
_NAMES = (
    r"[\w$]*PASSWORD|[\w$]*PASSPHRASE|[\w$]*SECRET(?:_STRING|_KEY|_VALUE)?|[\w$]*TOKEN|MASTER_KEY|AWS_KEY_ID|KMS_KEY_ID"
    r"|[\w$]*ACCESS_KEY(?:_ID)?|[\w$]*PRIVATE_KEY|[\w$]*PUBLIC_KEY(?:_2)?|API_KEY|STORAGE_ACCOUNT_KEY"
)
_GAP = r"(?:\s|/\*.*?\*/|--[^\n]*\n)*"
_STRING = r"'(?:[^'\\]|\\.|'')*(?:'|\Z)"
_DOLLARS = r"\$\$.*?(?:\$\$|\Z)"
_ASSIGNED = re.compile(
    rf"""(?P<head>(?<![\w$])(?!MUST_CHANGE_)"?(?:{_NAMES})"?{_GAP}(?:=>?{_GAP}(?=\S)|:{_GAP}(?=['"])|(?<=\s)(?=['$])))"""
    rf"""(?P<value>{_STRING}|{_DOLLARS}|"[^"]*(?:"|\Z)|[^\s,;()=>']+)""",
    re.IGNORECASE | re.DOTALL,
)
_CREDENTIALS = re.compile(
    rf"(?P<head>(?<![\w$])CREDENTIALS{_GAP}={_GAP})\((?:{_STRING}|{_DOLLARS}|[^()'])*(?:\)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_PRIVATE_KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)


def mask_secrets(text: str) -> str:
    """The text with the values of secrets replaced by `****`. A text without any is returned as it is."""
    upper = text.upper()
    if not any(stem in upper for stem in _STEMS):
        return text
    text = _PRIVATE_KEYS.sub(MASK, text)
    text = _CREDENTIALS.sub(rf"\g<head>({MASK})", text)
    return _ASSIGNED.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    first = found["value"][0]
    quote = {"'": "'", '"': '"', "$": "'"}.get(first, "")
    return found["head"] + quote + MASK + quote
