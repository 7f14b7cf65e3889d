"""A key pair of a user, and the tokens that the user signs with it. The key is for tests alone: here it is public."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from base64 import b64encode, urlsafe_b64encode
from typing import Any

_MODULUS = (
    "b5086b061d88a1300dd325abb101fcd335a6e92ca9714c565115a4ee5db5e383350e919d5f8b9f3b362f57739b5027bcd176"
    "18666feda1f148c41ad40816a9087609fa1c102bb56b52155d17080a51e704911e72efd4c811e0a735d2da08e5de16627c72"
    "784f8219736196f004188d6d7e12f7dff008651cefe7ced6600eeb4370c1f69d5f30dd07b6459f2101c470337616dacaa203"
    "120ceb6d9643cea1b21d37ca87e485cb4c865ee688ae229c159b3897a00ee245e8dc260817267cbde1835e89bd170072cfd9"
    "07290a5d96c21f563ae5a5a652c3457fec17bf6c329ce795f815995ee00b675b49c3ccc1b80a95494a69cd6e2899da084a37"
    "203bf1e700b1"
)
_SECRET_EXPONENT = (
    "261ce3175301705a0317187fb890e00f01652603229b394494e697261df18cb8136401511e0bf1969036505584f5cf9fe783"
    "52e8c218c7f6d9e87b73774e7a00cf851334744d177144433e297aa65d8ee2fdc068d7483764d824abe6bbc392cd7a6dfaa0"
    "48e7084f5e64c5d7bb2d061d6ea504ad8f45dd2fc5ec4a3604dc2f3854a4291474082984d41a35a33042672b798cdfac0e7f"
    "88997cb879f381e746d39eee875e16132a58e7cfbf250b9d1e2209e5712a4ee3063dd18b6db701d163046438d2d7ba837729"
    "189e28aaca1c97f6842c4595aeb8719d4c2653ecc651cc36f26e288b9847d4755cd110a16f00f5eb7a5b2804bc695668aa4f"
    "c5b41f7e97bf"
)
_EXPONENT = 65_537
_N, _D = int("".join(_MODULUS), 16), int("".join(_SECRET_EXPONENT), 16)
_SIZE = 256
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def spki(modulus: int = _N) -> bytes:
    """A public key in DER."""
    numbers = _der(0x30, _integer(modulus) + _integer(_EXPONENT))
    return _der(0x30, _RSA + _der(0x03, b"\x00" + numbers))


PUBLIC_KEY = b64encode(spki()).decode()
FINGERPRINT = "SHA256:" + b64encode(hashlib.sha256(spki()).digest()).decode()


def sign(message: bytes) -> bytes:
    """A signature RS256 of the private key."""
    digest = _SHA256 + hashlib.sha256(message).digest()
    padded = b"\x00\x01" + b"\xff" * (_SIZE - len(digest) - 3) + b"\x00" + digest
    return pow(int.from_bytes(padded, "big"), _D, _N).to_bytes(_SIZE, "big")


def encoded(part: bytes) -> str:
    """A part of a JWT."""
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def jwt(user: str, *, issued: dt.datetime | None = None, minutes: float = 59, **claims: Any) -> str:
    """A token that the user signed; `claims` take the place of those that are usual."""
    begin = issued or dt.datetime.now(dt.UTC)
    payload = {
        "iss": f"MYORG-MYACCOUNT.{user}.{FINGERPRINT}",
        "sub": f"MYORG-MYACCOUNT.{user}",
        "iat": int(begin.timestamp()),
        "exp": int((begin + dt.timedelta(minutes=minutes)).timestamp()),
        **claims,
    }
    header = {"typ": "JWT", "alg": "RS256"}
    text = ".".join(encoded(json.dumps(part).encode()) for part in (header, payload))
    return f"{text}.{encoded(sign(text.encode()))}"
