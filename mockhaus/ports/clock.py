"""The port to time."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from typing import Protocol


class Clock(Protocol):
    """Wall time and elapsed time. Thread-safe."""

    @abstractmethod
    def now(self) -> dt.datetime:
        """The time as an aware UTC datetime."""

    @abstractmethod
    def elapsed(self) -> float:
        """Seconds on a clock that never goes back, for measuring."""
