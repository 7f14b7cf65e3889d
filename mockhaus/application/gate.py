"""A gate that work passes side by side, and that is shut for what must be alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mockhaus.application.giving_way import giving_way

_WAKE_SECONDS = 0.05


class Gate:
    """Lets work in while it is open. Thread-safe. Work that is in must not go in again: it could wait for itself."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._shut = False

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Be in; a shut gate is waited for."""
        with self._changed:
            open_at_once = not self._shut
            self._inside += open_at_once
        if not open_at_once:
            self._wait()
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def _wait(self) -> None:
        with giving_way(), self._changed:
            while self._shut:
                self._changed.wait()
            self._inside += 1

    @contextmanager
    def shut(self, seconds: float, insist: Callable[[], None]) -> Iterator[bool]:
        """Shut the gate and wait until nothing is in; False where something still is after so many seconds.

        `insist` is called now and then meanwhile, to end what is in. One at a time may shut the gate.
        """
        with self._changed:
            while self._shut:
                self._changed.wait()
            self._shut = True
        try:
            yield self._emptied(time.monotonic() + seconds, insist)
        finally:
            with self._changed:
                self._shut = False
                self._changed.notify_all()

    def _emptied(self, deadline: float, insist: Callable[[], None]) -> bool:
        while True:
            insist()
            with self._changed:
                if not self._inside:
                    return True
                if time.monotonic() >= deadline:
                    return False
                self._changed.wait(_WAKE_SECONDS)
