"""Bytes as text where some of them are no characters."""

from __future__ import annotations

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction


def replacing(content: bytes | None) -> str | None:
    """UTF-8 as text, with U+FFFD for what is none."""
    return None if content is None else content.decode("utf-8", "replace")


FUNCTIONS: tuple[ScalarFunction, ...] = (ScalarFunction("mh_decode_replacing", replacing, ("BLOB",), "VARCHAR"),)
