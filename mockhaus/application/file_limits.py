"""How much of a staged file is read: what unpacks to more than there is room for is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError

_CHUNK = 1 << 20
_DENSEST = 1_040
"""How many bytes deflate can make of one, and a few more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """In bytes: `read_bytes` of text that is read in memory; `unpacked_bytes` of a compressed file."""

    read_bytes: int = 1 << 30
    unpacked_bytes: int = 1 << 36

    def check(self, packed: int, unpacked: Callable[[], BinaryIO], file: str) -> None:
        """Refuse, with DATA, a compressed file of a size that unpacks to too much; it is read if that is possible."""
        if packed * _DENSEST <= self.unpacked_bytes:
            return
        left = self.unpacked_bytes
        with unpacked() as stream:
            while piece := stream.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    detail = f"File '{file}' unpacks to more than {self.unpacked_bytes} bytes."
                    raise SnowflakeError(ErrorCode.DATA, detail=detail)
