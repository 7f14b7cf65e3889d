"""Secrets in statement text: replaced before a text is logged or kept in the history.

Works on the text alone, so that a statement that does not parse is masked too. A value is masked where a property
that holds a secret is given it, or a string stands where its sign was forgotten: PASSWORD, CREDENTIALS, keys, tokens
and the like, private keys anywhere, and all texts among the arguments of ENCRYPT, DECRYPT and their kin.
"""

from __future__ import annotations

import re

MASK = "****"

_STEMS = ("PASSWORD", "CREDENTIAL", "SECRET", "TOKEN", "KEY", "PRIVATE", "CRYPT")
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
_ENCRYPTION = re.compile(
    rf"{_STRING}|{_DOLLARS}|(?P<call>(?<![\w$])(?:TRY_)?(?:EN|DE)CRYPT(?:_RAW)?{_GAP}\()", re.IGNORECASE | re.DOTALL
)
_ARGUMENT = re.compile(rf"(?P<text>{_STRING}|{_DOLLARS})|(?P<open>\()|(?P<close>\))|[^'$()]+|.", re.DOTALL)


def mask_secrets(text: str) -> str:
    """The text with the values of secrets replaced by `****`. A text without any is returned as it is."""
    upper = text.upper()
    if not any(stem in upper for stem in _STEMS):
        return text
    text = _PRIVATE_KEYS.sub(MASK, text)
    text = _CREDENTIALS.sub(rf"\g<head>({MASK})", text)
    return _ASSIGNED.sub(_masked, _without_plain_texts(text))


def _without_plain_texts(text: str) -> str:
    """The text with a mask for each text among the arguments of a call that encrypts or decrypts."""
    pieces, at = [], 0
    for call in _ENCRYPTION.finditer(text):
        if call["call"] is None or call.start() < at:
            continue
        pieces.append(text[at : call.end()])
        at = call.end()
        depth = 1
        while depth and at < len(text):
            found = _ARGUMENT.match(text, at)
            if found is None:
                break
            at = found.end()
            depth += bool(found["open"]) - bool(found["close"])
            pieces.append(f"'{MASK}'" if found["text"] else found[0])
    return "".join([*pieces, text[at:]]) if pieces else text


def _masked(found: re.Match[str]) -> str:
    first = found["value"][0]
    quote = {"'": "'", '"': '"', "$": "'"}.get(first, "")
    return found["head"] + quote + MASK + quote
