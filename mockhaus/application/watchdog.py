"""One thread that calls back at deadlines: statement time-outs cost no thread of their own."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable


class Deadline:
    """A callback that waits for its time. `cancel` is allowed at any time, also after it was called."""

    __slots__ = ("_callback",)

    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        """Forget the callback."""
        self._callback = None

    def call(self) -> None:
        """Call back once, unless cancelled."""
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()


class Watchdog:
    """Calls back after given seconds. The thread starts with the first deadline and ends with `close`. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, Deadline]] = []
        self._order = itertools.count()
        self._thread: threading.Thread | None = None
        self._closed = False

    def after(self, seconds: float, callback: Callable[[], None]) -> Deadline:
        """Call back after `seconds`, on the watchdog's thread; the callback must be quick and must not raise."""
        deadline = Deadline(callback)
        with self._changed:
            heapq.heappush(self._waiting, (time.monotonic() + seconds, next(self._order), deadline))
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._watch, name="mockhaus-watchdog", daemon=True)
                self._thread.start()
            self._changed.notify()
        return deadline

    @property
    def alive(self) -> bool:
        """Whether the thread works, or was not needed yet."""
        return self._thread is None or self._thread.is_alive()

    def close(self) -> None:
        """End the thread; deadlines still waiting are forgotten."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while (due := self._next_due()) is not None:
            due.call()

    def _next_due(self) -> Deadline | None:
        with self._changed:
            while not self._closed:
                if not self._waiting:
                    self._changed.wait()
                    continue
                remaining = self._waiting[0][0] - time.monotonic()
                if remaining <= 0:
                    return heapq.heappop(self._waiting)[2]
                self._changed.wait(remaining)
            return None
