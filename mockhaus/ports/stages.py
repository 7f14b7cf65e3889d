"""The port to the store of staged files.

A location is an opaque folder key that the core makes (`Stage.location`); a path is relative to it, with `/`
between its parts. A store refuses, with STAGE_PATH, every path that could leave its location.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file on a stage: path below the location, bytes, MD5 of the content in hex, time of the last change (UTC).

    Of an external file its store's version stands for the MD5: another content has another one.
    """

    path: str
    size: int
    md5: str
    modified_at: dt.datetime


class StagedBatch(Protocol):
    """Files on their way to one location: out of sight until they are published, all at once. Not thread-safe."""

    @abstractmethod
    def put(self, path: str, content: BinaryIO | Iterable[bytes]) -> int:
        """Add a file; its size in bytes."""

    @abstractmethod
    def engine_path(self, path: str) -> str:
        """Where the engine shall write a file that is to be added."""

    @abstractmethod
    def size(self, path: str) -> int:
        """The size in bytes of a file that was added; FILE_NOT_FOUND where the engine has not written it."""

    @abstractmethod
    def drop(self, path: str) -> None:
        """Take back a file that was added."""

    @abstractmethod
    def rename(self, path: str, target: str) -> None:
        """Give a file that was added another path, which none has."""

    @abstractmethod
    def publish(self, *, overwrite: bool) -> Sequence[str]:
        """Let all files be there, durably, as if in one moment, a crash notwithstanding.

        At an external place the files come one after another.

        Where some are there and `overwrite` is false, nothing changes, and their paths are given.
        """


class StageStore(Protocol):
    """Files by location and path. Thread-safe."""

    @abstractmethod
    def put(
        self, location: str, path: str, content: BinaryIO | Iterable[bytes], *, overwrite: bool
    ) -> StagedFile | None:
        """Store a file whole or not at all; None, and nothing changed, where it is there and `overwrite` is false."""

    @abstractmethod
    def batch(self, location: str) -> AbstractContextManager[StagedBatch]:
        """A batch of files for a location; what is not published in its context is gone with it."""

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
    def locations(self) -> Sequence[str]:
        """Every location that has files, in no order; perhaps some that have none any more."""

    @abstractmethod
    def remove_location(self, location: str) -> None:
        """Delete a location with all its files; allowed where there is none."""

    @abstractmethod
    def engine_path(self, location: str, path: str) -> str:
        """A path by which the engine's readers reach the file; FILE_NOT_FOUND where there is none."""
