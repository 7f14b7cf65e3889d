"""What is told of locks."""

from __future__ import annotations

import threading

import pytest

from mockhaus.application.locks import LockFigures, TableLocks
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.plan import LockMode

ONE, TWO = (1, 1), (1, 2)


def take(locks: TableLocks, owner: str, table: tuple[int, int], seconds: float = 0.0) -> None:
    locks.acquire(owner, table, LockMode.CHANGE, name="T", seconds=seconds, check=lambda: None)


def test_locked_tables_are_counted_until_they_are_released() -> None:
    locks = TableLocks()
    take(locks, "a", ONE)
    take(locks, "a", TWO)
    assert locks.figures() == LockFigures(2, 0, 0)

    locks.release("a")
    assert locks.figures() == LockFigures(0, 0, 0)


def test_a_session_that_waits_is_counted_while_it_waits_and_its_wait_for_good() -> None:
    locks = TableLocks()
    take(locks, "a", ONE)
    waiting = threading.Thread(target=take, args=(locks, "b", ONE, 30))
    waiting.start()
    while locks.figures().waiting == 0:
        pass
    assert locks.figures() == LockFigures(1, 1, 1)

    locks.release("a")
    waiting.join()
    assert locks.figures() == LockFigures(1, 0, 1)


def test_a_wait_in_vain_is_counted_once() -> None:
    locks = TableLocks()
    take(locks, "a", ONE)
    with pytest.raises(SnowflakeError) as raised:
        take(locks, "b", ONE, 0.3)
    assert raised.value.error is ErrorCode.LOCK_TIMEOUT
    assert locks.figures() == LockFigures(1, 0, 1)
