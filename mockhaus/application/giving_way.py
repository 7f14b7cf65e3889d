"""A statement that waits for another one gives way: whoever limits how many work at once may let one more begin.

The adapter that carries work out says, for each piece of it, how that gives way; without it nothing happens.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar

Way = Callable[[], AbstractContextManager[None]]

_WAY: ContextVar[Way] = ContextVar("way", default=nullcontext)


def giving_way() -> AbstractContextManager[None]:
    """Entered before a wait that another statement has to end, left after it. Leaving it never waits."""
    return _WAY.get()()


def give_way_by(way: Way) -> None:
    """Say how the work of this context gives way."""
    _WAY.set(way)
