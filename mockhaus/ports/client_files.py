"""The port to files on the client's side: what PUT reads. Only a client that runs in its user's name offers it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A file of the client: where it is, its own name, its bytes."""

    path: str
    name: str
    size: int


class ClientFiles(Protocol):
    """Reads files of the machine on which the client runs."""

    @abstractmethod
    def find(self, pattern: str) -> Sequence[ClientFile]:
        """The files of a path whose last parts may hold `*` and `?`, ordered by path; none is an empty sequence."""

    @abstractmethod
    def open(self, file: ClientFile) -> BinaryIO:
        """A file's content, which the caller closes; FILE_NOT_FOUND where it is gone or may not be read."""
