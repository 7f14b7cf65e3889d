"""Controlling a server that runs in another process, by its pid file and signals."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mockhaus_deployments.pid_file import Found, look
from mockhaus_deployments.settings import ConfigurationError, NotRunningError

_PAUSE_SECONDS = 0.02


def running_server(path: Path) -> Found:
    """The server of a pid file; NotRunningError where it does not live."""
    found = look(path)
    if found is None:
        raise NotRunningError(f"no server runs: there is no pid file {path}")
    if not found.alive or not found.pid:
        raise NotRunningError(f"no server runs: the pid file {path} is left over from process {found.pid}")
    return found


def stop(path: Path, seconds: float) -> bool:
    """Tell a server to end, and wait; whether it ended in time."""
    server = running_server(path)
    _signal(server, "SIGTERM")
    return _within(seconds, lambda: not _lives(path, server))


def reload(path: Path, seconds: float) -> dict[str, Any] | None:
    """Tell a server to read its settings again, and wait for its report; None where none came in time."""
    server = running_server(path)
    before = server.state.get("reloads")
    _signal(server, "SIGHUP")
    found: list[Found] = []

    def reported() -> bool:
        found[:] = [running_server(path)]
        return found[0].state.get("reloads") != before

    return found[0].state["reload"] if _within(seconds, reported) else None


def _lives(path: Path, server: Found) -> bool:
    found = look(path)
    return found is not None and found.alive and found.pid == server.pid


def _signal(server: Found, name: str) -> None:
    try:
        os.kill(server.pid, getattr(signal, name))
    except ProcessLookupError as error:
        raise NotRunningError(f"no server runs: process {server.pid} has just ended") from error
    except PermissionError as error:
        raise ConfigurationError(f"process {server.pid} belongs to another user") from error


def _within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True
