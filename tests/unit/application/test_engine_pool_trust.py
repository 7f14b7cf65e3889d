"""A session that was at work a moment ago is lent again without being asked for its health."""

from __future__ import annotations

from mockhaus.application.engine_pool import EnginePool
from tests.fakes.engine import FakeEngine, FakeSession


def asked(pool: EnginePool) -> int:
    """How often a session's health is asked for while it is lent, given back and lent again."""
    session = pool.borrow()
    assert isinstance(session, FakeSession)
    questions: list[str] = []

    def healthy() -> bool:
        questions.append("well?")
        return True

    session.healthy = healthy  # type: ignore[method-assign]
    pool.give_back(session, fit=True)
    assert pool.borrow() is session
    return len(questions)


def test_within_the_trusted_time_nothing_is_asked() -> None:
    assert asked(EnginePool(FakeEngine(), size=1, wait_seconds=0, trusted_seconds=60)) == 0


def test_beyond_it_the_session_is_asked() -> None:
    assert asked(EnginePool(FakeEngine(), size=1, wait_seconds=0, trusted_seconds=0)) == 1
