"""Public keys of users as Snowflake names them: https://docs.snowflake.com/en/user-guide/key-pair-auth."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode


def body(key: str) -> str:
    """The base64 text of a public key, without the lines around it and blanks in it; ValueError where it is none."""
    lines = (line.strip() for line in key.strip().splitlines())
    text = "".join(line for line in lines if not line.startswith("-----"))
    if not b64decode(text, validate=True):
        raise ValueError(text)
    return text


def fingerprint(key: str) -> str:
    """`SHA256:` and the digest of a public key in base64."""
    return "SHA256:" + b64encode(hashlib.sha256(b64decode(key)).digest()).decode()
