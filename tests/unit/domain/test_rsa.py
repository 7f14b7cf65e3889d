"""Signatures with public keys."""

from __future__ import annotations

import hashlib

import pytest

from mockhaus.domain.account import rsa
from tests.support.key_pairs import sign, spki

# openssl dgst -sha256 -sign, of the text "Mockhaus" with the key of tests.support.key_pairs
_SIGNATURE = bytes.fromhex(
    "8edecd0986f341f0d43fa7125a06218225abb43d4ea37ec3325db664a659fd1ef65a0201bd0cc4c8efddba0f67d3a96582e9"
    "07d5c8581251576532b6987276af1607b07e485973d88bf56fee12510417b67592da88a9ef6f1def19b5ddecb3bcafa2263b"
    "af3a1494b88af2cc4520ce08f97960da507aeb924457e500386cfbdf8ba17d33734e0c20405c50e7c7388b3c56383890e663"
    "2c1233831d7bb02d455c9f497c8fe3634cf0215f7b3c03b29d60705a346b803e88e0bc4d18a3fa8273bd6ef2e5934eb9a497"
    "251bf6d5e2e708c4ce3e1a8a559d3f6623d560358337de91b8aee64510e3a565ba6503fcdac561f7af18d00d6185de47f9c4"
    "e46fc4ddd43d"
)


def test_the_signature_that_openssl_makes_is_the_key_s() -> None:
    assert hashlib.sha256(spki()).hexdigest() == "06ced9371777eeb3678225b2b4c8e50fe8586ccbccb805f71ff44598d9aa591f"
    assert rsa.verify(spki(), b"Mockhaus", _SIGNATURE)


def test_a_signature_is_of_one_message() -> None:
    assert not rsa.verify(spki(), b"Mockhaus!", _SIGNATURE)


def test_a_signature_is_of_one_key() -> None:
    other = int.from_bytes(spki()[-260:-5], "big") | 1 << 2047
    assert not rsa.verify(spki(other), b"Mockhaus", _SIGNATURE)


@pytest.mark.parametrize(
    "signature",
    [b"", bytes(256), b"\xff" * 256, _SIGNATURE[1:], b"\x00" + _SIGNATURE, _SIGNATURE[:-1] + b"\x00"],
    ids=["none", "zeros", "larger than the modulus", "shorter", "longer", "altered"],
)
def test_what_is_no_signature_is_not_the_key_s(signature: bytes) -> None:
    assert not rsa.verify(spki(), b"Mockhaus", signature)


@pytest.mark.parametrize(
    "key",
    [b"", b"0", b"0\x80", b"0\x84\xff\xff\xff\xff", spki()[:-1], spki()[1:], b"not a key", spki(2**1023 + 1)],
    ids=["none", "a tag", "endless", "too long", "cut off", "without its frame", "a text", "of 1,024 bits"],
)
def test_what_is_no_key_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="key"):
        rsa.verify(key, b"Mockhaus", sign(b"Mockhaus"))
