"""Compression by Python's own modules, and by Apache Arrow's codecs for what those do not know."""

from mockhaus_adapters.compression_arrow.compression import ArrowCompression

__all__ = ["ArrowCompression"]
