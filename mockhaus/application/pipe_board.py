"""What is known of pipes only while the server runs: what keeps them from loading, and what they were told of.

It also lets statements wake whoever loads, without knowing them.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

STALLED = "STALLED_EXECUTION_ERROR"
STALLED_COMPILATION = "STALLED_COMPILATION_ERROR"
STALLED_INTERNAL = "STALLED_INTERNAL_ERROR"
STALLED_STAGE = "STALLED_STAGE_PERMISSION_ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class PipeNotes:
    """One pipe: the state in which an error keeps it, that error, and the files of its stage that it was told of."""

    stalled: str | None = None
    error: str | None = None
    error_at: dt.datetime | None = None
    looked_at: dt.datetime | None = None
    told_at: dt.datetime | None = None
    told_of: str | None = None


class PipeBoard:
    """Notes by the key under which a pipe remembers its files. Thread-safe.

    `queueing` is held by whoever lets files wait, so that none waits twice.
    """

    def __init__(self) -> None:
        self.queueing = threading.Lock()
        self._lock = threading.Lock()
        self._notes: dict[str, PipeNotes] = {}
        self._listener: Callable[[], None] = lambda: None

    def listen(self, listener: Callable[[], None]) -> None:
        """Who is woken from now on."""
        self._listener = listener

    def wake(self) -> None:
        """Say that there may be something to load."""
        self._listener()

    def notes(self, pipe: str) -> PipeNotes:
        """What is known of a pipe."""
        with self._lock:
            return self._notes.get(pipe, PipeNotes())

    def stall(self, pipe: str, state: str, error: str, at: dt.datetime) -> None:
        """An error keeps a pipe from loading."""
        self._change(pipe, lambda notes: replace(notes, stalled=state, error=error, error_at=at))

    def recover(self, pipe: str) -> None:
        """Nothing keeps a pipe from loading any more; when it last was is still told."""
        self._change(pipe, lambda notes: replace(notes, stalled=None, error=None))

    def look(self, pipe: str, at: dt.datetime) -> None:
        """The stage of a pipe was looked at."""
        self._change(pipe, lambda notes: replace(notes, looked_at=at))

    def tell(self, pipe: str, path: str, at: dt.datetime) -> None:
        """A pipe was told of a new file."""
        self._change(pipe, lambda notes: replace(notes, told_at=at, told_of=path))

    def _change(self, pipe: str, change: Callable[[PipeNotes], PipeNotes]) -> None:
        with self._lock:
            self._notes[pipe] = change(self._notes.get(pipe, PipeNotes()))
