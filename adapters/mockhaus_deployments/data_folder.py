"""The data folder: its layout, and the claim that keeps a second process out of it.

`databases/` holds one file for each database, `metadata/` the metadata store, `stages/` the staged files,
`results/` the large results of the process that holds the folder, `samples/` sample data on their way: a start
empties both.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mockhaus_deployments.settings import ConfigurationError

DEFAULT_FOLDER = "mockhaus-data"
"""The data folder of commands and servers, where nothing names one."""
_CLAIM = "mockhaus.pid"
_IDENTITY = "mockhaus.id"


class FolderInUseError(ConfigurationError):
    """Another process holds the data folder."""


@contextmanager
def claim(folder: Path) -> Iterator[Path]:
    """Hold the folder for this process; FolderInUseError where another one does. A dead process holds nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / _CLAIM, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ConfigurationError(f"the data folder {folder} cannot be used: {error.strerror}") from error
    try:
        _lock(handle, folder)
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield folder
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        _exclusive(handle)
    except OSError as error:
        holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
        raise FolderInUseError(f"the data folder {folder} is in use by process {holder}") from error


def _exclusive(handle: int) -> None:
    try:
        import fcntl  # noqa: PLC0415 - not on every platform
    except ImportError:
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def identity_of(folder: Path) -> str:
    """The folder's own identity, made with the folder and kept with its files."""
    place = folder / _IDENTITY
    try:
        if not place.exists():
            written = place.with_suffix(".new")
            written.write_text(str(uuid.uuid4()), encoding="ascii")
            written.replace(place)
        return place.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigurationError(f"the data folder {folder} cannot be used: {error.strerror}") from error


def metadata_url(folder: Path) -> str:
    """The URL of the SQLite metadata store of a data folder."""
    return f"sqlite:///{folder.resolve() / 'metadata' / 'mockhaus.db'}"


def stages_folder(folder: Path) -> Path:
    """The folder of staged files."""
    return folder / "stages"


def results_folder(folder: Path) -> Path:
    """The folder of kept results."""
    return folder / "results"


def samples_folder(folder: Path) -> Path:
    """The folder of sample data on their way."""
    return folder / "samples"
