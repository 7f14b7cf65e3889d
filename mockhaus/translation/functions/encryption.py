"""Encryption, and compression, of texts and BINARY values.

Follows https://docs.snowflake.com/en/sql-reference/functions-encryption and
https://docs.snowflake.com/en/sql-reference/functions/compress. A passphrase becomes a key by a salt of Mockhaus's own,
so that what ENCRYPT answers can be decrypted only here; ENCRYPT_RAW answers what any AES does.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.types import BINARY, VARCHAR, VARIANT, DataType, Kind
from mockhaus.translation.functions.building import call, cast, null, text
from mockhaus.translation.functions.signatures import (
    Coercion,
    as_bytes,
    as_text,
    coerce_argument,
    plain,
    returns,
    returns_nullable,
)
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, Walk

_DEFAULT_METHOD = "AES-GCM"


def _as_binary(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    if source.kind is Kind.NULL:
        return cast(node, "BLOB")
    return node if source.kind is Kind.BINARY else None


def _as_binary_or_bytes(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    return cast(node, "BLOB") if source.kind is Kind.NULL else as_bytes(node, source, walk)


def _optional(node: exp.Expr, key: str, coercion: Coercion, default: exp.Expr, walk: Walk) -> exp.Expr:
    given = node.args.get(key)
    if given is None or isinstance(given, exp.Null):
        return default
    return coerce_argument(node, given, coercion, walk)


def _passphrase(name: str) -> NodeRule:
    """ENCRYPT or DECRYPT."""
    encrypts = name == "mh_encrypt"
    content = _as_binary_or_bytes if encrypts else _as_binary

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        if encrypts:
            walk.mark_volatile()
        return call(
            f"mh_try_{name[3:]}" if node.args.get("safe") else name,
            coerce_argument(node, node.this, content, walk),
            coerce_argument(node, node.args["passphrase"], as_text, walk),
            _optional(node, "aad", _as_binary_or_bytes, cast(null(), "BLOB"), walk),
            _optional(node, "encryption_method", as_text, text(_DEFAULT_METHOD), walk),
        )

    return NodeRule(returns_nullable(BINARY), rewrite)


def _raw(node: exp.Expr, walk: Walk) -> list[exp.Expr]:
    return [
        *(coerce_argument(node, node.args[key], _as_binary, walk) for key in ("this", "key", "iv")),
        _optional(node, "aad", _as_binary, cast(null(), "BLOB"), walk),
        _optional(node, "encryption_method", as_text, text(_DEFAULT_METHOD), walk),
    ]


def _encrypt_raw(node: exp.Expr, walk: Walk) -> exp.Expr:
    walk.mark_volatile()
    return call("mh_encrypt_raw", *_raw(node, walk))


def _decrypt_raw(node: exp.Expr, walk: Walk) -> exp.Expr:
    tag = _optional(node, "aead", _as_binary, cast(null(), "BLOB"), walk)
    return call("mh_try_decrypt_raw" if node.args.get("safe") else "mh_decrypt_raw", *_raw(node, walk), tag)


NODES: NodeRules = {
    exp.Compress: plain("mh_compress", returns(BINARY), ("this", as_bytes), ("method", as_text)),
    exp.DecompressBinary: plain("mh_decompress", returns(BINARY), ("this", _as_binary), ("method", as_text)),
    exp.DecompressString: plain("mh_decompress_text", returns(VARCHAR), ("this", _as_binary), ("method", as_text)),
    exp.Decrypt: _passphrase("mh_decrypt"),
    exp.DecryptRaw: NodeRule(returns_nullable(BINARY), _decrypt_raw),
    exp.Encrypt: _passphrase("mh_encrypt"),
    exp.EncryptRaw: NodeRule(returns_nullable(VARIANT), _encrypt_raw),
}

NAMED: FunctionRules = {}
