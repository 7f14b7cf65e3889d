"""The port to the machine that the process runs on: how much memory and disk there is for it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Bytes of memory that the process has in use, and the most that it can have; None where that is not known.

    The most is that of the container or of the machine, whichever is less.
    """

    used: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """Bytes of the file system that the data lie on: free for the process, and in all."""

    free: int
    total: int


class Host(Protocol):
    """The machine. Thread-safe. STORAGE is raised where it does not tell."""

    @abstractmethod
    def memory(self) -> MemoryUse:
        """The memory of the process, now."""

    @abstractmethod
    def disk(self) -> DiskSpace:
        """The disk of the data folder, or of the folder for temporary files where everything is in memory."""
