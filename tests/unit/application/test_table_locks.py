"""Table locks: who waits for whom, for how long, and how circles end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from mockhaus.application.locks import TableKey, TableLocks
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.plan import LockMode

ONE: TableKey = (1, 1)
TWO: TableKey = (1, 2)


def take(
    locks: TableLocks,
    owner: str,
    table: TableKey,
    mode: LockMode,
    seconds: float = 0.0,
    check: Callable[[], None] = lambda: None,
) -> None:
    locks.acquire(owner, table, mode, name="T", seconds=seconds, check=check)


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (LockMode.INSERT, LockMode.INSERT),
        (LockMode.INSERT, LockMode.CHANGE),
        (LockMode.CHANGE, LockMode.INSERT),
    ],
)
def test_an_insert_goes_beside_inserts_and_one_change(held: LockMode, wanted: LockMode) -> None:
    locks = TableLocks()
    take(locks, "a", ONE, held)

    take(locks, "b", ONE, wanted)

    assert locks.held() == {ONE: frozenset({"a", "b"})}


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (LockMode.CHANGE, LockMode.CHANGE),
        (LockMode.EXCLUSIVE, LockMode.INSERT),
        (LockMode.INSERT, LockMode.EXCLUSIVE),
        (LockMode.CHANGE, LockMode.EXCLUSIVE),
    ],
)
def test_what_excludes_each_other_waits_until_the_lock_timeout(held: LockMode, wanted: LockMode) -> None:
    locks = TableLocks()
    take(locks, "a", ONE, held)

    with pytest.raises(SnowflakeError) as raised:
        take(locks, "b", ONE, wanted, seconds=0.05)

    assert raised.value.error is ErrorCode.LOCK_TIMEOUT
    assert locks.held() == {ONE: frozenset({"a"})}


def test_a_waiter_goes_on_when_the_holder_lets_go() -> None:
    locks = TableLocks()
    take(locks, "a", ONE, LockMode.CHANGE)
    got = threading.Event()

    def wait() -> None:
        take(locks, "b", ONE, LockMode.CHANGE, seconds=10)
        got.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    assert not got.wait(0.05)
    locks.release("a")

    assert got.wait(5)
    waiter.join()
    assert locks.held() == {ONE: frozenset({"b"})}


def test_an_owner_may_take_a_stronger_lock_on_its_own_table() -> None:
    locks = TableLocks()
    take(locks, "a", ONE, LockMode.INSERT)

    take(locks, "a", ONE, LockMode.EXCLUSIVE)

    with pytest.raises(SnowflakeError):
        take(locks, "b", ONE, LockMode.INSERT)


def test_a_circle_of_waiters_is_broken_at_once() -> None:
    locks = TableLocks()
    take(locks, "a", ONE, LockMode.CHANGE)
    take(locks, "b", TWO, LockMode.CHANGE)
    waiter = threading.Thread(target=lambda: take(locks, "a", TWO, LockMode.CHANGE, seconds=10))
    waiter.start()
    time.sleep(0.05)

    with pytest.raises(SnowflakeError) as raised:
        take(locks, "b", ONE, LockMode.CHANGE, seconds=10)

    assert raised.value.error is ErrorCode.DEADLOCK
    locks.release("b")
    waiter.join(5)
    assert locks.held() == {ONE: frozenset({"a"}), TWO: frozenset({"a"})}


def test_a_waiter_that_is_cancelled_stops_waiting() -> None:
    locks = TableLocks()
    take(locks, "a", ONE, LockMode.CHANGE)

    def cancelled() -> None:
        raise SnowflakeError(ErrorCode.CANCELLED)

    with pytest.raises(SnowflakeError) as raised:
        take(locks, "b", ONE, LockMode.CHANGE, seconds=10, check=cancelled)

    assert raised.value.error is ErrorCode.CANCELLED


def test_releasing_an_owner_without_locks_is_allowed() -> None:
    locks = TableLocks()

    locks.release("nobody")

    assert locks.held() == {}


def test_who_waits_in_vain_is_told_of_the_statement_that_holds_the_lock() -> None:
    locks = TableLocks()
    locks.acquire("a", ONE, LockMode.CHANGE, name="T", seconds=0, check=lambda: None, query_id="q-1")

    with pytest.raises(SnowflakeError) as raised:
        take(locks, "b", ONE, LockMode.CHANGE)

    assert raised.value.error is ErrorCode.LOCK_TIMEOUT
    assert "Statement 'q-1' has locked table 'T'" in raised.value.message


def test_a_table_has_another_mark_after_each_change() -> None:
    locks = TableLocks()
    before = locks.marks([ONE, TWO])
    take(locks, "a", ONE, LockMode.INSERT)
    locks.release("a")
    after = locks.marks([ONE, TWO])
    assert before is not None
    assert after is not None
    assert (before[0] == after[0], before[1] == after[1]) == (False, True)


def test_a_table_that_is_locked_has_no_mark() -> None:
    locks = TableLocks()
    take(locks, "a", ONE, LockMode.INSERT)
    assert locks.marks([TWO, ONE]) is None
    assert locks.marks([TWO]) is not None


def test_what_was_undone_leaves_the_mark() -> None:
    locks = TableLocks()
    before = locks.marks([ONE])
    take(locks, "a", ONE, LockMode.CHANGE)
    locks.release("a", undone=True)
    assert locks.marks([ONE]) == before
