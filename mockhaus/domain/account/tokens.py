"""Bearer tokens of requests without a session: https://docs.snowflake.com/en/developer-guide/sql-api/authenticating."""

from __future__ import annotations

import binascii
import datetime as dt
import enum
import json
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mockhaus.domain.account import keys, rsa

LONGEST = dt.timedelta(hours=1)
"""How long a key-pair token is good for after it was issued, whatever it says itself."""
_LEEWAY = dt.timedelta(minutes=1)
_MILLISECONDS = 10**11


class TokenKind(enum.Enum):
    """The kinds of token; the value is that of the header X-Snowflake-Authorization-Token-Type."""

    KEYPAIR_JWT = "KEYPAIR_JWT"
    OAUTH = "OAUTH"
    PROGRAMMATIC_ACCESS_TOKEN = "PROGRAMMATIC_ACCESS_TOKEN"  # noqa: S105 - the name of a kind


@dataclass(frozen=True, slots=True)
class KeyPairToken:
    """A JWT as users sign it with their private keys. Nothing of it is proven before `is_signed_by`."""

    login_name: str
    fingerprint: str
    issued_at: dt.datetime
    expires_at: dt.datetime
    signed: bytes
    signature: bytes

    def is_good_at(self, moment: dt.datetime) -> bool:
        """Whether it is issued and not expired; its issuer's clock may be a minute ahead."""
        return self.issued_at - _LEEWAY <= moment < min(self.expires_at, self.issued_at + LONGEST)

    def is_signed_by(self, public_keys: Iterable[str]) -> bool:
        """Whether the key that it names is one of these, in base64, and has signed it."""
        found = [key for key in public_keys if keys.fingerprint(key) == self.fingerprint]
        return any(_verify(key, self) for key in found)


def _verify(key: str, token: KeyPairToken) -> bool:
    try:
        return rsa.verify(b64decode(key), token.signed, token.signature)
    except ValueError:
        return False


def read_key_pair_token(text: str) -> KeyPairToken | None:
    """The token that a text is; None where it is no key-pair JWT, signed with RS256."""
    try:
        return _read(text)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, OSError):
        return None


def _read(text: str) -> KeyPairToken | None:
    header, payload, signature = text.split(".")
    claims = _json(payload)
    subject, issuer = str(claims["sub"]), str(claims["iss"])
    login_name = subject.partition(".")[2]
    login_name.encode()
    if _json(header)["alg"] != "RS256" or not login_name or not issuer.startswith(f"{subject}.SHA256:"):
        return None
    return KeyPairToken(
        login_name=login_name,
        fingerprint=issuer[len(subject) + 1 :],
        issued_at=_moment(claims["iat"]),
        expires_at=_moment(claims["exp"]),
        signed=f"{header}.{payload}".encode("ascii"),
        signature=_bytes(signature),
    )


def _json(part: str) -> dict[str, Any]:
    found = json.loads(_bytes(part))
    if not isinstance(found, dict):
        raise TypeError(part)
    return found


def _bytes(part: str) -> bytes:
    try:
        return urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except binascii.Error as error:
        raise ValueError(part) from error


def _moment(value: object) -> dt.datetime:
    """A moment in seconds, or in milliseconds, since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    seconds = value / 1_000 if value >= _MILLISECONDS else value
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
