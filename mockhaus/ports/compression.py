"""The port to compression methods: what staged files are compressed by."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol

METHODS = frozenset({"GZIP", "BZ2", "BROTLI", "ZSTD", "DEFLATE", "RAW_DEFLATE", "NONE"})
"""The methods that every implementation knows, as Snowflake's COMPRESSION names them."""


class Compression(Protocol):
    """Contents in bounded memory, by method. Thread-safe."""

    @abstractmethod
    def decompressed(self, content: BinaryIO, method: str) -> BinaryIO:
        """The content behind a compressed one, which it closes with itself. Reading damaged content raises DATA."""

    @abstractmethod
    def compressed(self, content: Iterable[bytes], method: str) -> Iterator[bytes]:
        """A content compressed as it comes; equal contents in equal pieces give equal bytes."""
