"""AES encryption with passphrases and with keys.

What a passphrase encrypts only a passphrase here can decrypt, as Snowflake's salt is its secret; keys are used as they
are, so both sides can be anything that knows AES.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_METHOD = re.compile(r"\s*AES(?:-(?P<mode>\w+))?\s*(?:/\s*PAD\s*:\s*(?P<padding>\w+))?\s*\Z", re.IGNORECASE)
_MODES = ("GCM", "CBC", "ECB", "CTR", "OFB", "CFB")
_PADDINGS = ("PKCS", "NONE")
_BLOCK = 16
_GCM_IV = 12
_TAG = 16
_KEY_LENGTHS = (16, 24, 32)
_SALT = b"mockhaus"
_ROUNDS = 10_000
_CACHED_KEYS = 128


@dataclass(frozen=True, slots=True)
class Encrypted:
    """The parts of an encrypted value; the tag is empty but for GCM."""

    iv: bytes
    content: bytes
    tag: bytes


@dataclass(frozen=True, slots=True)
class Method:
    """A mode of AES and whether content is padded to whole blocks."""

    mode: str
    pads: bool

    @property
    def iv_length(self) -> int:
        """In bytes."""
        return {"GCM": _GCM_IV, "ECB": 0}.get(self.mode, _BLOCK)

    @property
    def tag_length(self) -> int:
        """In bytes."""
        return _TAG if self.mode == "GCM" else 0


def method_of(text: str) -> Method:
    """The method `AES-mode/pad:padding` in any case; ValueError for another."""
    found = _METHOD.match(text)
    mode = ((found and found["mode"]) or "GCM").upper()
    padding = ((found and found["padding"]) or "PKCS").upper()
    if found is None or mode not in _MODES or padding not in _PADDINGS:
        raise ValueError(f"unknown encryption method {text}")
    return Method(mode, mode in ("CBC", "ECB") and padding == "PKCS")


@lru_cache(maxsize=_CACHED_KEYS)
def _derived_key(passphrase: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), _SALT, _ROUNDS)


def seal(content: bytes, key: bytes, iv: bytes | None, aad: bytes, method: Method) -> Encrypted:
    """Encrypt, with a random IV where none is given; ValueError for a wrong key, IV or length."""
    chosen = secrets.token_bytes(method.iv_length) if iv is None else iv
    _check(key, chosen, method)
    if method.mode == "GCM":
        sealed = _gcm(key).encrypt(chosen, content, aad)
        return Encrypted(chosen, sealed[:-_TAG], sealed[-_TAG:])
    return Encrypted(chosen, _run(_padded(content) if method.pads else content, key, chosen, method, "encryptor"), b"")


def unseal(value: Encrypted, key: bytes, aad: bytes, method: Method) -> bytes:
    """Decrypt; ValueError where the value, the key, the tag or the additional data are not those of the encryption."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as below

    _check(key, value.iv, method)
    if method.mode == "GCM":
        try:
            return _gcm(key).decrypt(value.iv, value.content + value.tag, aad)
        except InvalidTag:
            raise ValueError("wrong tag") from None
    content = _run(value.content, key, value.iv, method, "decryptor")
    return _unpadded(content) if method.pads else content


def _check(key: bytes, iv: bytes, method: Method) -> None:
    if len(key) not in _KEY_LENGTHS or (method.mode != "ECB" and len(iv) != method.iv_length):
        raise ValueError("wrong length of the key or the IV")


def _gcm(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - start-up stays light

    return AESGCM(key)


def _run(content: bytes, key: bytes, iv: bytes, method: Method, direction: str) -> bytes:
    from cryptography.hazmat.decrepit.ciphers.modes import CFB, OFB  # noqa: PLC0415 - start-up stays light
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - as above

    builders: dict[str, Callable[[], modes.Mode]] = {
        "CBC": lambda: modes.CBC(iv),
        "ECB": modes.ECB,
        "CTR": lambda: modes.CTR(iv),
        "OFB": lambda: OFB(iv),
        "CFB": lambda: CFB(iv),
    }
    stream = getattr(Cipher(algorithms.AES(key), builders[method.mode]()), direction)()
    return bytes(stream.update(content) + stream.finalize())


def _padded(content: bytes) -> bytes:
    missing = _BLOCK - len(content) % _BLOCK
    return content + bytes((missing,)) * missing


def _unpadded(content: bytes) -> bytes:
    missing = content[-1] if content else 0
    if not 1 <= missing <= _BLOCK or content[-missing:] != bytes((missing,)) * missing:
        raise ValueError("wrong padding")
    return content[:-missing]


def encrypt(content: bytes | None, passphrase: str | None, aad: bytes | None, method: str | None) -> list[bytes] | None:
    """IV, content and tag in one, as the only item; no item where that cannot be done."""
    if content is None or passphrase is None or method is None:
        return None
    try:
        sealed = seal(content, _derived_key(passphrase), None, aad or b"", method_of(method))
    except ValueError:
        return []
    return [sealed.iv + sealed.content + sealed.tag]


def decrypt(value: bytes | None, passphrase: str | None, aad: bytes | None, method: str | None) -> list[bytes] | None:
    """The content that `encrypt` was given, as the only item; no item where that cannot be done."""
    if value is None or passphrase is None or method is None:
        return None
    try:
        how = method_of(method)
        end = len(value) - how.tag_length
        parts = Encrypted(value[: how.iv_length], value[how.iv_length : end], value[end:])
        return [unseal(parts, _derived_key(passphrase), aad or b"", how)]
    except ValueError:
        return []


def encrypt_raw(
    content: bytes | None, key: bytes | None, iv: bytes | None, aad: bytes | None, method: str | None
) -> list[bytes] | None:
    """Content, IV and, of GCM, the tag; no item where that cannot be done."""
    if content is None or key is None or method is None:
        return None
    try:
        how = method_of(method)
        sealed = seal(content, key, iv, aad or b"", how)
    except ValueError:
        return []
    return [sealed.content, sealed.iv, *([sealed.tag] if how.tag_length else [])]


def decrypt_raw(
    value: bytes | None,
    key: bytes | None,
    iv: bytes | None,
    aad: bytes | None,
    method: str | None,
    tag: bytes | None,
) -> list[bytes] | None:
    """The content, as the only item; no item where that cannot be done."""
    if value is None or key is None or method is None:
        return None
    try:
        return [unseal(Encrypted(iv or b"", value, tag or b""), key, aad or b"", method_of(method))]
    except ValueError:
        return []


_PASSPHRASE = ("BLOB", "VARCHAR", "BLOB", "VARCHAR")
_KEY = ("BLOB", "BLOB", "BLOB", "BLOB", "VARCHAR")

FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_encrypt_parts", encrypt, _PASSPHRASE, "BLOB[]", volatile=True),
    ScalarFunction("mh_decrypt_parts", decrypt, _PASSPHRASE, "BLOB[]"),
    ScalarFunction("mh_encrypt_raw_parts", encrypt_raw, _KEY, "BLOB[]", volatile=True),
    ScalarFunction("mh_decrypt_raw_parts", decrypt_raw, (*_KEY, "BLOB"), "BLOB[]"),
)
