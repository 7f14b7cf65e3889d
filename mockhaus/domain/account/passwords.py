"""Hashes of passwords: scrypt with a salt for each, written `scrypt$n$r$p$salt$hash` with the last two in base64."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode

_COST, _BLOCKS, _LANES = 2**14, 8, 1
_SIZE = 32


def hashed(password: str, salt: bytes) -> str:
    """The hash of a password; `salt` is 16 random bytes."""
    return _written(_COST, _BLOCKS, _LANES, salt, _scrypt(password, salt, _COST, _BLOCKS, _LANES))


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one of a hash; it takes as long for a wrong one as for the right one."""
    _, cost, blocks, lanes, salt, expected = kept.split("$")
    found = _scrypt(password, b64decode(salt), int(cost), int(blocks), int(lanes))
    return hmac.compare_digest(found, b64decode(expected))


def unmatchable(salt: bytes) -> str:
    """A hash that no password has, and that takes as long to check as any."""
    return _written(_COST, _BLOCKS, _LANES, salt, b"")


def _scrypt(password: str, salt: bytes, cost: int, blocks: int, lanes: int) -> bytes:
    text = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=cost, r=blocks, p=lanes, dklen=_SIZE)


def _written(cost: int, blocks: int, lanes: int, salt: bytes, digest: bytes) -> str:
    return f"scrypt${cost}${blocks}${lanes}${b64encode(salt).decode()}${b64encode(digest).decode()}"
