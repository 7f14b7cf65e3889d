"""Waiting for a submission without holding a thread."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from mockhaus.application.submissions import Submission


async def ended(submission: Submission, seconds: float) -> bool:
    """Wait for the end of a submission that runs elsewhere; whether it came in time."""
    done, _ = await asyncio.wait((end_of(submission),), timeout=seconds)
    return bool(done)


def end_of(submission: Submission) -> asyncio.Future[None]:
    """The end of a submission, to wait for."""
    loop = asyncio.get_running_loop()
    end: asyncio.Future[None] = loop.create_future()
    submission.when_done(lambda: _tell(loop, end))
    return end


def _tell(loop: asyncio.AbstractEventLoop, end: asyncio.Future[None]) -> None:
    with suppress(RuntimeError):  # the server has ended meanwhile
        loop.call_soon_threadsafe(_settle, end)


def _settle(end: asyncio.Future[None]) -> None:
    if not end.done():
        end.set_result(None)
