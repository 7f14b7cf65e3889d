"""Controlling a server that runs in another process, by its pid file and signals."""

from __future__ import annotations

import os
import select
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
    """Tell a server to end, and wait for the end of its process; whether it came in time."""
    server = running_server(path)
    ended = _end_of(server, path)
    _signal(server, "SIGTERM")
    return ended(seconds)


def reload(path: Path, seconds: float) -> dict[str, Any] | None:
    """Tell a server to read its settings again, and wait for its report; None where none came in time."""
    server = running_server(path)
    before = server.state.get("reloads")
    _signal(server, "SIGHUP")
    if not _within(seconds, lambda: running_server(path).state.get("reloads") != before):
        return None
    report: dict[str, Any] = running_server(path).state["reload"]
    return report


def _end_of(server: Found, path: Path) -> Callable[[float], bool]:
    """A wait for the end of a process, up to so many seconds; whether it came."""
    if not hasattr(os, "pidfd_open"):
        return lambda seconds: _within(seconds, lambda: not _lives(path, server))
    try:
        handle = os.pidfd_open(server.pid)
    except ProcessLookupError as error:
        raise NotRunningError(f"no server runs: process {server.pid} has just ended") from error

    def wait(seconds: float) -> bool:
        try:
            return bool(select.select([handle], [], [], seconds)[0])
        finally:
            os.close(handle)

    return wait


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
