"""Waiting for a submission without holding a thread."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from mockhaus.application.submissions import Submission


async def ended(submission: Submission, seconds: float) -> bool:
    """Wait for the end of a submission that runs elsewhere; whether it came in time."""
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    submission.when_done(lambda: _tell(loop, end))
    try:
        await asyncio.wait_for(end.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _tell(loop: asyncio.AbstractEventLoop, end: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the server has ended meanwhile
        loop.call_soon_threadsafe(end.set)
