"""Memory and disk as the operating system tells them.

On Linux what a process uses is in /proc, and what a container may use in its control group, of version 2 or 1. On other
systems the most that the process ever used stands in for what it uses.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.host import DiskSpace, Host, MemoryUse

_IN_USE = Path("/proc/self/statm")
_CONTAINER_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""What getrusage counts memory in."""


class SystemHost(Host):
    """The machine of this process; `folder` lies on the disk that counts."""

    def __init__(self, folder: Path, limits: tuple[Path, ...] = _CONTAINER_LIMITS) -> None:
        self._folder = folder
        self._limits = limits

    def memory(self) -> MemoryUse:
        """See the port."""
        found = [limit for limit in (_physical_memory(), *map(_number_in, self._limits)) if limit is not None]
        return MemoryUse(_memory_in_use(), min(found, default=None))

    def disk(self) -> DiskSpace:
        """See the port."""
        try:
            usage = shutil.disk_usage(self._folder)
        except OSError as error:
            raise SnowflakeError(ErrorCode.STORAGE, detail=error.strerror or "the disk does not answer") from error
        return DiskSpace(free=usage.free, total=usage.total)


def _memory_in_use() -> int:
    try:
        pages = int(_IN_USE.read_text(encoding="ascii").split()[1])
    except OSError:
        return _most_memory_used()
    return pages * os.sysconf("SC_PAGE_SIZE")


def _most_memory_used() -> int:
    try:
        import resource  # noqa: PLC0415 - not on every platform
    except ImportError as error:
        raise SnowflakeError(ErrorCode.STORAGE, detail="the memory in use is not known") from error
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _BYTES_PER_UNIT


def _physical_memory() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _number_in(file: Path) -> int | None:
    """The number that a file of the control group holds; None where it says `max`, or is not there."""
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
