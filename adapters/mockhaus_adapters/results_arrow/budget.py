"""Bounds on what results take, and who takes it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from mockhaus.domain.errors import ErrorCode, SnowflakeError

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Budgets:
    """The most bytes that results take together, in memory and in files, and the most results."""

    memory: int = 64 * 2**20
    disk: int = 10 * 2**30
    results: int = 100_000


class Budget(Generic[T]):
    """So much of something, taken by holders. Not thread-safe: the store's lock guards it."""

    def __init__(self, limit: int, unit: str) -> None:
        self._limit = limit
        self._unit = unit
        self._held: dict[T, int] = {}
        self._settled: dict[T, None] = {}
        self._used = 0

    @property
    def used(self) -> int:
        """What all holders have together."""
        return self._used

    def take(self, holder: T, size: int) -> list[T]:
        """Give a holder so much more; the oldest settled ones, which lose theirs to make room, are the answer.

        RESULT_TOO_LARGE, and nothing changes, where that would not do.
        """
        over = self._used + size - self._limit
        crowded_out: list[T] = []
        for other in self._settled if over > 0 else ():
            if over <= 0:
                break
            if other != holder:
                crowded_out.append(other)
                over -= self._held[other]
        if over > 0:
            raise SnowflakeError(ErrorCode.RESULT_TOO_LARGE, limit=f"{self._limit} {self._unit}")
        for other in crowded_out:
            self.release(other)
        self._held[holder] = self._held.get(holder, 0) + size
        self._used += size
        return crowded_out

    def settle(self, holder: T) -> None:
        """What the holder has may be taken away from now on."""
        if holder in self._held:
            self._settled[holder] = None

    def release(self, holder: T) -> None:
        """Take back everything that a holder has, if anything."""
        self._used -= self._held.pop(holder, 0)
        self._settled.pop(holder, None)
