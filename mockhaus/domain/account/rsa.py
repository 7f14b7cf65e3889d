"""Signatures RS256: RSA with SHA-256 and the padding of PKCS #1 version 1.5 (RFC 8017, section 8.2.2).

Only what anybody may do with a public key is done here, so that it needs no secret and no library.
"""

from __future__ import annotations

import hashlib
import hmac

_INTEGER, _BIT_STRING, _SEQUENCE = 0x02, 0x03, 0x30
_LONG = 0x80
_LENGTH_BYTES = 4
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
_LEAST_BITS = 2048


def verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is the key's for a message; `key` is a SubjectPublicKeyInfo in DER, as PEM files hold it.

    ValueError where it is no RSA key of 2,048 bits or more.
    """
    modulus, exponent = _numbers(key)
    size = (modulus.bit_length() + 7) // 8
    value = int.from_bytes(signature, "big")
    if len(signature) != size or value >= modulus:
        return False
    found = pow(value, exponent, modulus).to_bytes(size, "big")
    return hmac.compare_digest(found, _padded(message, size))


def _padded(message: bytes, size: int) -> bytes:
    digest = _SHA256_PREFIX + hashlib.sha256(message).digest()
    return b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest


def _numbers(key: bytes) -> tuple[int, int]:
    """The modulus and the exponent."""
    info, _ = _element(key, _SEQUENCE)
    _algorithm, rest = _element(info, _SEQUENCE)
    bits, _ = _element(rest, _BIT_STRING)
    numbers, _ = _element(bits[1:], _SEQUENCE)
    modulus, rest = _element(numbers, _INTEGER)
    exponent, _ = _element(rest, _INTEGER)
    found = int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")
    if found[0].bit_length() < _LEAST_BITS:
        raise ValueError("the key is too short")
    return found


def _element(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """The content of the DER element that `data` begins with, and what follows it; ValueError where it is another."""
    if len(data) < 2 or data[0] != tag:  # noqa: PLR2004 - a tag and a length
        raise ValueError("not an RSA key in DER")
    length, start = data[1], 2
    if length & _LONG:
        count = length & ~_LONG
        start += count
        length = int.from_bytes(data[2:start], "big") if 0 < count <= _LENGTH_BYTES else len(data)
    if start + length > len(data):
        raise ValueError("not an RSA key in DER")
    return data[start : start + length], data[start + length :]
