"""MD5 sums of staged files, computed once for each version of a file."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

_Version = tuple[int, int, int]


class Digests:
    """MD5 sums by place, valid for one inode, size and time of change. Thread-safe; lost on restart by intent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[_Version, str]] = {}

    def of(self, place: Path, status: os.stat_result) -> str:
        """The MD5 of a file's content in hex."""
        version = _version(status)
        with self._lock:
            known = self._known.get(place)
        if known is not None and known[0] == version:
            return known[1]
        with place.open("rb") as file:
            md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
        self.remember(place, status, md5)
        return md5

    def remember(self, place: Path, status: os.stat_result, md5: str) -> None:
        """Keep a sum that is known already."""
        with self._lock:
            self._known[place] = (_version(status), md5)

    def forget(self, place: Path) -> None:
        """Drop the sum of a file, or of all files below a folder."""
        with self._lock:
            for known in [known for known in self._known if known.is_relative_to(place)]:
                del self._known[known]


def _version(status: os.stat_result) -> _Version:
    return (status.st_ino, status.st_size, status.st_mtime_ns)
