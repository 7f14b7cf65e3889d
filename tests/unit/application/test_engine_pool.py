"""The pool lends engine sessions within its bound, and none that is unfit."""

from __future__ import annotations

import threading

import pytest

from mockhaus.application.engine_pool import EnginePool, PoolFigures
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from tests.fakes.engine import FakeEngine, FakeSession


class Sickly(FakeEngine):
    """Opens sessions that can be made sick."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[FakeSession] = []
        self.sick: set[int] = set()

    def open_session(self) -> FakeSession:
        session = super().open_session()
        session.healthy = lambda: id(session) not in self.sick  # type: ignore[method-assign]
        self.opened.append(session)
        return session


def test_a_session_given_back_fit_is_lent_again() -> None:
    pool = EnginePool(FakeEngine(), size=1, wait_seconds=0)
    first = pool.borrow()
    pool.give_back(first, fit=True)

    assert pool.borrow() is first


def test_a_session_given_back_unfit_is_not_lent_again() -> None:
    pool = EnginePool(FakeEngine(), size=1, wait_seconds=0)
    first = pool.borrow()
    pool.give_back(first, fit=False)

    assert pool.borrow() is not first


def test_an_idle_session_that_fell_sick_is_replaced() -> None:
    engine = Sickly()
    pool = EnginePool(engine, size=1, wait_seconds=0)
    first = pool.borrow()
    pool.give_back(first, fit=True)
    engine.sick.add(id(first))

    assert pool.borrow() is not first
    assert len(engine.opened) == 2


def test_nobody_gets_more_sessions_than_the_pool_has() -> None:
    pool = EnginePool(FakeEngine(), size=2, wait_seconds=0.01)
    pool.borrow()
    pool.borrow()

    with pytest.raises(SnowflakeError) as raised:
        pool.borrow()

    assert raised.value.error is ErrorCode.POOL_EXHAUSTED
    assert pool.figures() == PoolFigures(size=2, in_use=2, idle=0)


def test_a_waiter_gets_the_session_that_comes_back() -> None:
    pool = EnginePool(FakeEngine(), size=1, wait_seconds=10)
    first = pool.borrow()
    threading.Timer(0.02, lambda: pool.give_back(first, fit=True)).start()

    assert pool.borrow() is first


def test_a_session_that_cannot_be_opened_takes_no_place() -> None:
    engine = FakeEngine()
    pool = EnginePool(engine, size=1, wait_seconds=0)
    broken = SnowflakeError(ErrorCode.STORAGE, detail="no")

    def refuse() -> FakeSession:
        raise broken

    opening, engine.open_session = engine.open_session, refuse  # type: ignore[method-assign]
    with pytest.raises(SnowflakeError) as raised:
        pool.borrow()
    engine.open_session = opening  # type: ignore[method-assign]

    assert raised.value is broken
    assert pool.borrow() is not None
