"""Ctrl-C during a statement: the statement is cancelled, and the program goes on."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from types import FrameType, TracebackType
from typing import TypeVar

T = TypeVar("T")


class Interruptible:
    """Works on one thread of its own, so that Ctrl-C reaches the main thread at once and can cancel the work."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        self._cancel = cancel
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mockhaus-statement")
        self._open: list[Iterator[object]] = []
        self.interrupted = False
        """Whether Ctrl-C came since this was last set to false."""

    def __enter__(self) -> Interruptible:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            while self._open:
                self._close(self._open[-1])
        finally:
            self._thread.shutdown()

    def check(self) -> None:
        """Raise KeyboardInterrupt where Ctrl-C came: whatever it cancelled, nothing more is to be begun."""
        if self.interrupted:
            self.interrupted = False
            raise KeyboardInterrupt

    def call(self, work: Callable[[], T]) -> T:
        """The work's result or error. Whoever presses Ctrl-C waits until the work has been cancelled."""
        with self._taking_interrupts():
            return self._thread.submit(work).result()

    @contextmanager
    def _taking_interrupts(self) -> Iterator[None]:
        """Let Ctrl-C cancel and raise nothing, so that no moment is a wrong one. Only the main thread is told of it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._on_interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _on_interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        self.interrupted = True
        self._cancel()

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """The items, each made on the thread; what makes them ends there too, at the latest with the thread."""
        iterator = iter(items)
        self._open.append(iterator)
        try:
            while found := self.call(lambda: list(islice(iterator, 1))):
                yield found[0]
        finally:
            self._close(iterator)

    def _close(self, iterator: Iterator[object]) -> None:
        if iterator not in self._open:
            return
        self._open.remove(iterator)
        close = getattr(iterator, "close", None)
        if close is not None:
            self.call(close)
