"""Table locks with waiting: what keeps two writers of one table in order.

Follows https://docs.snowflake.com/en/sql-reference/transactions: a lock is held to the end of its transaction, a waiter
gives up after LOCK_TIMEOUT, and a circle of waiters is broken at once. Inserts go side by side, also beside one change
of rows; changes of rows exclude each other; DDL of the table excludes everything. Readers take no lock.

The locks also remember when they ended, so that a transaction can tell whether it knows a table as it is now. Two
updates of one row the engine finds by itself; what it lets pass, or tells badly, is in `_OVERTAKES`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from mockhaus.application.giving_way import giving_way
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.plan import LockMode

TableKey = tuple[int, int]
"""A permanent table: the ids of its database and of itself."""
Marks = tuple[int, ...]
"""States of tables: each has another mark after a change than before."""

_WAKE_SECONDS = 0.1
_BESIDE = frozenset(
    {
        (LockMode.INSERT, LockMode.INSERT),
        (LockMode.INSERT, LockMode.CHANGE),
        (LockMode.CHANGE, LockMode.INSERT),
        (LockMode.INSERT, LockMode.DELETE),
        (LockMode.DELETE, LockMode.INSERT),
    }
)
_OVERTAKES = {
    LockMode.INSERT: (LockMode.EXCLUSIVE,),
    LockMode.CHANGE: (LockMode.DELETE, LockMode.EXCLUSIVE),
    LockMode.DELETE: (LockMode.CHANGE, LockMode.DELETE, LockMode.EXCLUSIVE),
    LockMode.EXCLUSIVE: tuple(LockMode),
}
"""What others may not have done since a transaction began that now wants to work in a mode."""


@dataclass(frozen=True, slots=True)
class LockFigures:
    """How many tables are locked now, how many sessions wait for a lock, and how many had to wait so far."""

    held: int
    waiting: int
    waits: int


@dataclass(slots=True)
class _TableLock:
    holders: dict[str, set[LockMode]] = field(default_factory=dict)

    def blockers(self, owner: str, mode: LockMode) -> set[str]:
        return {
            other
            for other, modes in self.holders.items()
            if other != owner and any((mode, held) not in _BESIDE for held in modes)
        }


class TableLocks:
    """Locks by table, owned by session id. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._tables: dict[TableKey, _TableLock] = {}
        self._waiting: dict[str, set[str]] = {}
        self._statements: dict[str, str] = {}
        self._moment = 0
        self._waits = 0
        self._ended: dict[tuple[TableKey, LockMode], int] = {}
        self._marks: dict[TableKey, int] = {}

    def acquire(
        self,
        owner: str,
        table: TableKey,
        mode: LockMode,
        *,
        name: str,
        seconds: float,
        check: Callable[[], None],
        query_id: str = "",
    ) -> None:
        """Take a lock, waiting for others; LOCK_TIMEOUT after `seconds`, DEADLOCK in a circle, what `check` raises.

        `query_id` is the statement that others who wait in vain are told of.
        """
        with self._changed:
            if not self._blockers(owner, table, mode):
                self._give(owner, table, mode, query_id)
                return
        deadline = time.monotonic() + seconds
        with giving_way(), self._changed:
            try:
                while blockers := self._blockers(owner, table, mode):
                    self._wait(owner, blockers, deadline, name, seconds)
                    check()
            finally:
                self._waiting.pop(owner, None)
            self._give(owner, table, mode, query_id)

    def _give(self, owner: str, table: TableKey, mode: LockMode, query_id: str) -> None:
        self._tables.setdefault(table, _TableLock()).holders.setdefault(owner, set()).add(mode)
        self._statements[owner] = query_id

    def _blockers(self, owner: str, table: TableKey, mode: LockMode) -> set[str]:
        lock = self._tables.get(table)
        return lock.blockers(owner, mode) if lock else set()

    def _wait(self, owner: str, blockers: set[str], deadline: float, name: str, seconds: float) -> None:
        if owner not in self._waiting:
            self._waits += 1
        self._waiting[owner] = blockers
        if self._is_circle(owner):
            raise SnowflakeError(ErrorCode.DEADLOCK, name=name)
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise SnowflakeError(
                ErrorCode.LOCK_TIMEOUT,
                query_id=self._statements.get(min(blockers), ""),
                name=name,
                transaction=min(blockers),
                seconds=round(seconds),
            )
        self._changed.wait(min(remaining, _WAKE_SECONDS))

    def _is_circle(self, owner: str) -> bool:
        seen: set[str] = set()
        ahead = list(self._waiting.get(owner, ()))
        while ahead:
            current = ahead.pop()
            if current == owner:
                return True
            if current not in seen:
                seen.add(current)
                ahead.extend(self._waiting.get(current, ()))
        return False

    def release(self, owner: str, *, undone: bool = False) -> None:
        """Let go of everything that a session holds; `undone` says that it changed nothing in the end."""
        with self._changed:
            self._moment += 1
            self._statements.pop(owner, None)
            for key in [key for key, lock in self._tables.items() if owner in lock.holders]:
                modes = self._tables[key].holders.pop(owner)
                if not undone:
                    self._ended.update(dict.fromkeys(((key, mode) for mode in modes), self._moment))
                    self._marks[key] = self._moment
                if not self._tables[key].holders:
                    del self._tables[key]
            self._changed.notify_all()

    def moment(self) -> int:
        """A mark of now, for `overtaken`."""
        with self._changed:
            return self._moment

    def marks(self, tables: Collection[TableKey]) -> Marks | None:
        """The state of each table; None where one is locked, and so may be changing at this moment."""
        with self._changed:
            if any(table in self._tables for table in tables):
                return None
            return tuple([self._marks.get(table, 0) for table in tables])

    def overtaken(self, table: TableKey, mode: LockMode, since: int) -> bool:
        """Whether a transaction that knows the tables as they were at a moment must not work on this one in a mode."""
        with self._changed:
            return any(self._ended.get((table, other), 0) > since for other in _OVERTAKES[mode])

    def held(self) -> dict[TableKey, frozenset[str]]:
        """The tables that are locked, and by which sessions."""
        with self._changed:
            return {key: frozenset(lock.holders) for key, lock in self._tables.items()}

    def statement_of(self, owner: str) -> str | None:
        """The id of the statement that took an owner's latest lock; None where it holds none."""
        with self._changed:
            return self._statements.get(owner)

    def figures(self) -> LockFigures:
        """What there is of locks now."""
        with self._changed:
            return LockFigures(len(self._tables), len(self._waiting), self._waits)
