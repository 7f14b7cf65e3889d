"""Files written to disk before they are staged."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from mockhaus_adapters.stage_filesystem.errors import storage_errors

_CHUNK = 1 << 20


def write(target: Path, content: BinaryIO | Iterable[bytes], path: str) -> str:
    """Write all of a content to disk; its MD5. Only the disk's errors are translated, not the content's own."""
    md5 = hashlib.md5(usedforsecurity=False)
    with storage_errors(path):
        file = target.open("wb")
    try:
        for chunk in _chunks(content):
            md5.update(chunk)
            with storage_errors(path):
                file.write(chunk)
        with storage_errors(path):
            file.flush()
            os.fsync(file.fileno())
    finally:
        with storage_errors(path):
            file.close()
    return md5.hexdigest()


def _chunks(content: BinaryIO | Iterable[bytes]) -> Iterable[bytes]:
    return iter(partial(content.read, _CHUNK), b"") if hasattr(content, "read") else content


def sync(file: Path) -> None:
    """Make a file that somebody else wrote durable."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
