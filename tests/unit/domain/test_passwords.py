"""Passwords are kept as salted hashes."""

from __future__ import annotations

from base64 import b64decode

import pytest

from mockhaus.domain.account import keys, passwords

SALT = bytes(range(16))


@pytest.mark.parametrize("password", ["secret", "", "ßé€ \x00", "\ud800", "$$" * 100])
def test_a_password_matches_its_own_hash_alone(password: str) -> None:
    kept = passwords.hashed(password, SALT)
    assert passwords.matches(password, kept)
    assert not passwords.matches(password + "x", kept)


def test_the_hash_depends_on_the_salt_and_does_not_hold_the_password() -> None:
    one, other = passwords.hashed("secret", SALT), passwords.hashed("secret", bytes(16))
    assert one != other
    assert "secret" not in one


def test_it_is_scrypt_with_the_parameters_that_are_written() -> None:
    # RFC 7914, section 12: "pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1; the first 32 of its 64 bytes.
    expected = bytes.fromhex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2")

    kind, cost, blocks, lanes, _, digest = passwords.hashed("pleaseletmein", b"SodiumChloride").split("$")
    assert (kind, cost, blocks, lanes) == ("scrypt", "16384", "8", "1")
    assert b64decode(digest) == expected


def test_no_password_matches_what_is_unmatchable() -> None:
    assert not passwords.matches("", passwords.unmatchable(SALT))


def test_a_public_key_is_taken_with_or_without_its_frame() -> None:
    framed = "-----BEGIN PUBLIC KEY-----\nAAAA\nBBBB\n-----END PUBLIC KEY-----\n"
    assert keys.body(framed) == keys.body("AAAABBBB") == "AAAABBBB"


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PUBLIC KEY-----"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        keys.body(text)
