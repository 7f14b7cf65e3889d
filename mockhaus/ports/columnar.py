"""The port to columnar files of other formats than the engine reads."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import BinaryIO, Protocol

KINDS = frozenset({"AVRO", "ORC"})
"""The formats that every implementation knows, as Snowflake's TYPE names them."""


class ColumnarFiles(Protocol):
    """Files as Parquet, which the engine reads. Thread-safe."""

    @abstractmethod
    def as_parquet(self, content: BinaryIO, kind: str) -> Iterator[bytes]:
        """The rows of a file, in their order, with their names and types; DATA where it is no such file.

        What the file has and Parquet cannot hold is refused by name, and so is a format that is not installed.
        The content can be read anywhere. It stays open.
        """
