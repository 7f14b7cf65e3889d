"""Threads for the core's work: the event loop itself never waits for a statement."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_ERRANDS = 4


class Workers:
    """Two bounded pools of threads: one for statements, and a small one for what must not wait behind them.

    Work beyond a pool's size waits its turn.
    """

    def __init__(self, threads: int) -> None:
        self._statements = ThreadPoolExecutor(threads, thread_name_prefix="mockhaus-worker")
        self._errands = ThreadPoolExecutor(_ERRANDS, thread_name_prefix="mockhaus-errand")

    async def run(self, work: Callable[[], T]) -> T:
        """Do work that may take long, such as statements and files; its result or its error."""
        return await self.begin(work)

    def begin(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Begin work that may take long; its result or its error, to wait for or not."""
        return _in_context(self._statements, work)

    async def run_errand(self, work: Callable[[], T]) -> T:
        """Do short work, such as looking something up; its result or its error."""
        return await _in_context(self._errands, work)

    def close(self) -> None:
        """Wait for what runs and end the threads."""
        for pool in (self._statements, self._errands):
            pool.shutdown(wait=True, cancel_futures=True)


def _in_context(pool: ThreadPoolExecutor, work: Callable[[], T]) -> asyncio.Future[T]:
    """Work on a thread that knows what the task knows, such as the id of its request."""
    return asyncio.get_running_loop().run_in_executor(pool, contextvars.copy_context().run, work)
