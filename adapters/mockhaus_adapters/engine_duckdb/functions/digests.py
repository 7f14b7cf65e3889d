"""SHA-2 digests; the engine itself only has the one of 256 bits."""

from __future__ import annotations

import hashlib

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_BITS = {0: "sha256", 224: "sha224", 256: "sha256", 384: "sha384", 512: "sha512"}


def sha2(value: bytes | None, bits: int | None) -> bytes | None:
    """The digest of 224, 256 (also for 0), 384 or 512 bits; None for any other length."""
    if value is None or bits is None or bits not in _BITS:
        return None
    return hashlib.new(_BITS[bits], value).digest()


FUNCTIONS: tuple[ScalarFunction, ...] = (ScalarFunction("mh_sha2", sha2, ("BLOB", "BIGINT"), "BLOB"),)
