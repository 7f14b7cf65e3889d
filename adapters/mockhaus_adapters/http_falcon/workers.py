"""Threads for the core's work: the event loop itself never waits for a statement."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from mockhaus.application.giving_way import give_way_by

T = TypeVar("T")
P = ParamSpec("P")
_ERRANDS = 4
_LOGINS = 4
_MOST_THREADS = 1_024


class Places(Executor):
    """Threads for work of which so many pieces go side by side, not counting those that wait for another one.

    If these counted, enough statements that wait for a lock would keep the one from running that is to release it.
    """

    def __init__(self, places: int, threads: ThreadPoolExecutor) -> None:
        self._free = places
        self._threads = threads
        self._lock = threading.Lock()
        self._queue: deque[tuple[Future[Any], Callable[[], Any]]] = deque()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin work as soon as there is a place."""
        future: Future[T] = Future()
        with self._lock:
            self._queue.append((future, lambda: fn(*args, **kwargs)))
            self._begin_next()
        return future

    def _begin_next(self) -> None:
        while self._free > 0 and self._queue:
            self._free -= 1
            self._threads.submit(self._carry_out, *self._queue.popleft())

    def _carry_out(self, future: Future[Any], work: Callable[[], Any]) -> None:
        try:
            if future.set_running_or_notify_cancel():
                future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is whoever waits who is told
            future.set_exception(error)
        finally:
            self._leave()

    def giving_way(self, work: Callable[[], T]) -> T:
        """Carry out work that has a place here, so that it leaves the place while it waits for other work."""
        give_way_by(self._away)
        return work()

    @contextmanager
    def _away(self) -> Iterator[None]:
        self._leave()
        try:
            yield
        finally:
            with self._lock:
                self._free -= 1  # perhaps below none: to wait for a place here could wait for ever

    def _leave(self) -> None:
        with self._lock:
            self._free += 1
            self._begin_next()

    def close(self) -> None:
        """Drop what has not begun, and wait for what runs."""
        with self._lock:
            dropped = [future for future, _ in self._queue]
            self._queue.clear()
        for future in dropped:
            future.cancel()
        self._threads.shutdown(wait=True, cancel_futures=True)


class Workers:
    """Threads for statements, of which so many run side by side, and a few for what must not wait behind them.

    Work beyond that waits its turn.
    """

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="mockhaus-worker")
        self._statements = Places(threads, self._threads)
        self._logins = ThreadPoolExecutor(_LOGINS, thread_name_prefix="mockhaus-login")
        self._errands = ThreadPoolExecutor(_ERRANDS, thread_name_prefix="mockhaus-errand")

    async def run(self, work: Callable[[], T]) -> T:
        """Do work that may take long, such as statements and files; its result or its error."""
        return await self.begin(work)

    def begin(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Begin work that may take long; its result or its error, to wait for or not."""
        return _in_context(self._statements, lambda: self._statements.giving_way(work))

    async def run_errand(self, work: Callable[[], T]) -> T:
        """Do short work, such as looking something up; its result or its error."""
        return await _in_context(self._errands, work)

    async def run_log_in(self, work: Callable[[], T]) -> T:
        """Check a password, which is slow on purpose: so few at a time that nothing else waits behind them."""
        return await _in_context(self._logins, work)

    async def run_at_once(self, work: Callable[[], T]) -> T:
        """Do work that may take long, but that ends what others wait for; its result or its error."""
        return await _in_context(self._threads, work)

    def await_errand(self) -> None:
        """Wait until a thread for short work is free, which takes long only where something is stuck."""
        self._errands.submit(_nothing).result()

    def close(self) -> None:
        """Wait for what runs and end the threads."""
        self._statements.close()
        self._logins.shutdown(wait=True, cancel_futures=True)
        self._errands.shutdown(wait=True, cancel_futures=True)


def _nothing() -> None:
    pass


def _in_context(pool: Executor, work: Callable[[], T]) -> asyncio.Future[T]:
    """Work on a thread that knows what the task knows, such as the id of its request."""
    return asyncio.get_running_loop().run_in_executor(pool, contextvars.copy_context().run, work)
