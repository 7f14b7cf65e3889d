"""The version clock: each writing statement gets a number that is larger than all before it and close to the time."""

from __future__ import annotations

import threading

from mockhaus.ports.clock import Clock


class VersionClock:
    """Versions are microseconds since 1970, made strictly growing. Thread-safe."""

    def __init__(self, clock: Clock, last: int) -> None:
        self._clock = clock
        self._last = last
        self._lock = threading.Lock()

    def last(self) -> int:
        """The present as a version: no statement that begins now gets one that is smaller."""
        now = int(self._clock.now().timestamp() * 1_000_000)
        with self._lock:
            self._last = max(self._last, now)
            return self._last

    def next(self) -> int:
        """A new version."""
        now = int(self._clock.now().timestamp() * 1_000_000)
        with self._lock:
            self._last = max(self._last + 1, now)
            return self._last
