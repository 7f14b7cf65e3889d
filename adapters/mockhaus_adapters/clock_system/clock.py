"""Time from the operating system."""

from __future__ import annotations

import datetime as dt
import time

from mockhaus.ports.clock import Clock


class SystemClock(Clock):
    """The machine's wall clock and its steady counter."""

    def now(self) -> dt.datetime:
        """The time as an aware UTC datetime."""
        return dt.datetime.now(dt.UTC)

    def elapsed(self) -> float:
        """Seconds on the process's performance counter."""
        return time.perf_counter()
