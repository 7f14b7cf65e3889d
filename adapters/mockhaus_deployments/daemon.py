"""Running in the background: a process of its own session, whose starter waits until it answers or has failed."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from mockhaus.domain.errors import SnowflakeError
from mockhaus_deployments.settings import ConfigurationError

_log = logging.getLogger(__name__)
_NOT_STARTED = 3
_FAULT = 1
Tell = Callable[[Mapping[str, Any]], None]


def start_daemon(run: Callable[[Tell], None]) -> Mapping[str, Any]:
    """Run something in a daemon, and give what it tells once it is ready.

    ConfigurationError says why it could not start. The daemon keeps the working folder, so that relative paths mean
    what they meant.
    """
    if not hasattr(os, "fork"):
        raise ConfigurationError("this platform has no daemons; run the server under a service manager")
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _leave(run, writing)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading, encoding="utf-8") as words:
        told = words.readline()
    return _answer(told)


def _answer(told: str) -> Mapping[str, Any]:
    if not told:
        raise ConfigurationError("the server ended before it answered; its log says why")
    document: dict[str, Any] = json.loads(told)
    if "problems" in document:
        raise ConfigurationError(document["problems"])
    return document


def _leave(run: Callable[[Tell], None], writing: int) -> NoReturn:
    """Become a process that no terminal and no parent holds, run, and end without going back to the caller."""
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    code = _outcome(run, writing)
    logging.shutdown()
    os._exit(code)


def _outcome(run: Callable[[Tell], None], writing: int) -> int:
    """Run to the end; the exit code."""

    def tell(document: Mapping[str, Any]) -> None:
        nonlocal writing
        if writing >= 0:
            os.write(writing, json.dumps(document).encode() + b"\n")
            os.close(writing)
            writing = -1

    try:
        run(tell)
    except (ConfigurationError, SnowflakeError) as error:
        _log.error("the server cannot start: %s", error)
        tell({"problems": str(error)})
        return _NOT_STARTED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except BaseException as error:  # noqa: BLE001 - the last to see it
        _log.critical("the server failed", exc_info=error)
        tell({"problems": f"{type(error).__name__}: {error}"})
        return _FAULT
    return 0
