"""The pid file of a server: which process it is, and what it says of itself.

The first line is the process id, the second a JSON document of the server's state. The server keeps the file locked
for as long as it lives. A file that nobody has locked is stale, whatever process bears its number by now: that is how
a number that was given out again is told from the server's.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mockhaus_deployments.settings import ConfigurationError

_TRIES = 5
_PAUSE_SECONDS = 0.05
_LARGEST = 2**20


@dataclass(frozen=True, slots=True)
class Found:
    """What a pid file says: the process, whether it lives, and its state."""

    pid: int
    alive: bool
    state: dict[str, Any] = field(default_factory=dict)


class PidFile:
    """The pid file of this process, locked."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._state: dict[str, Any] = {}
        self.tell()

    def tell(self, **state: object) -> None:
        """Add to what the file says of this process."""
        self._state.update(state)
        content = f"{os.getpid()}\n{json.dumps(self._state, default=str)}\n".encode()
        os.pwrite(self._handle, content, 0)
        os.ftruncate(self._handle, len(content))


@contextmanager
def held(path: Path) -> Iterator[PidFile]:
    """Hold a pid file; ConfigurationError where another process does. It is gone afterwards, unless killed."""
    handle = _locked(path)
    try:
        yield PidFile(handle)
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path) -> int:
    """A handle on the file under this name, locked: try again where a look at the file or its removal came between."""
    for _ in range(_TRIES):
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise ConfigurationError(f"the pid file {path} cannot be written: {error.strerror}") from error
        if _lock(handle) and _is(handle, path):
            _check_own(handle, path)
            return handle
        os.close(handle)
        time.sleep(_PAUSE_SECONDS)
    found = look(path)
    raise ConfigurationError(f"a server runs already as process {found.pid if found else 0} (pid file {path})")


def _check_own(handle: int, path: Path) -> None:
    """Refuse to write over a file of somebody else's."""
    try:
        _parse(os.pread(handle, _LARGEST, 0), path)
    except ConfigurationError:
        os.close(handle)
        raise


def _is(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _lock(handle: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not on every platform
    except ImportError as error:
        raise ConfigurationError("this platform has no pid files; run the server under a service manager") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def look(path: Path) -> Found | None:
    """What a pid file says; None where there is none. ConfigurationError where it cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigurationError(f"the pid file {path} cannot be read: {error.strerror}") from error
    try:
        alive = not _lock(handle)
        pid, state = _parse(os.pread(handle, _LARGEST, 0), path)
    finally:
        os.close(handle)
    return Found(pid, alive, state)


def _parse(content: bytes, path: Path) -> tuple[int, dict[str, Any]]:
    """The process id and the state; an empty file is one that is just written, or never was."""
    number, _, document = content.decode(errors="replace").partition("\n")
    if content and not number.strip().isdigit():
        raise ConfigurationError(f"{path} is no pid file")
    return int(number or 0), _state(document)


def _state(document: str) -> dict[str, Any]:
    try:
        found = json.loads(document)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
