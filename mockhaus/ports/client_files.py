"""The port to files on the client's side: what PUT reads and GET writes.

Only a client that runs in its user's name offers it.
"""

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
    """Reads and writes files of the machine on which the client runs."""

    @abstractmethod
    def find(self, pattern: str) -> Sequence[ClientFile]:
        """The files of a path whose last parts may hold `*` and `?`, ordered by path; none is an empty sequence."""

    @abstractmethod
    def open(self, file: ClientFile) -> BinaryIO:
        """A file's content, which the caller closes; LOCAL_FILE_MISSING where it is gone or may not be read."""

    @abstractmethod
    def write(self, folder: str, name: str, content: BinaryIO) -> int:
        """Store a file whole or not at all in a folder, replacing one of its name; its size.

        LOCAL_FOLDER_MISSING where there is no such folder; LOCAL_STORAGE where it cannot be written, or where the name
        is more than a name: nothing is ever written outside of the folder.
        """
