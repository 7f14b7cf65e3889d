"""The port to the store of staged files.

A location is an opaque folder key that the core makes (`Stage.location`); a path is relative to it, with `/`
between its parts. A store refuses, with STAGE_PATH, every path that could leave its location.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file on a stage: path below the location, bytes, MD5 of the content in hex, time of the last change (UTC)."""

    path: str
    size: int
    md5: str
    modified_at: dt.datetime


class StageStore(Protocol):
    """Files by location and path. Thread-safe."""

    @abstractmethod
    def put(
        self, location: str, path: str, content: BinaryIO | Iterable[bytes], *, overwrite: bool
    ) -> StagedFile | None:
        """Store a file whole or not at all; None, and nothing changed, where it is there and `overwrite` is false."""

    @abstractmethod
    def open(self, location: str, path: str) -> BinaryIO:
        """The content of a file; FILE_NOT_FOUND where there is none."""

    @abstractmethod
    def list(self, location: str, prefix: str = "") -> Sequence[StagedFile]:
        """The files whose path starts with a prefix, ordered by path."""

    @abstractmethod
    def remove(self, location: str, path: str) -> bool:
        """Delete a file; whether it was there."""

    @abstractmethod
    def remove_location(self, location: str) -> None:
        """Delete a location with all its files; allowed where there is none."""

    @abstractmethod
    def engine_path(self, location: str, path: str) -> str:
        """A path by which the engine's readers reach the file; FILE_NOT_FOUND where there is none."""
