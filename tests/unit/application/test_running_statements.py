"""Stopping a statement stops that statement alone, and tells why."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from mockhaus.application.running import RunningStatement, RunningStatements
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord
from tests.fakes.engine import FakeEngine


def statement(engine: FakeEngine, query_id: str = "q", session_id: str = "s") -> RunningStatement:
    started = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    record = QueryRecord(
        query_id=query_id, text="", kind="SELECT", session_id=session_id, user="U", role="R", started_at=started
    )
    return RunningStatement(record, engine.open_session())


def test_a_cancelled_statement_is_interrupted_and_says_so() -> None:
    engine = FakeEngine()
    running = statement(engine)

    running.cancel()

    assert engine.script.interrupts == 1
    with pytest.raises(SnowflakeError) as raised:
        running.check()
    assert raised.value.error is ErrorCode.CANCELLED


def test_an_interrupt_by_the_time_limit_is_reported_as_a_timeout() -> None:
    running = statement(FakeEngine())

    running.time_out(1.5)

    reason = running.reason(SnowflakeError(ErrorCode.CANCELLED))
    assert reason.error is ErrorCode.TIMEOUT
    assert "1.5 second" in reason.message


def test_another_error_is_not_replaced_by_the_reason_of_a_stop() -> None:
    running = statement(FakeEngine())
    running.cancel()
    error = SnowflakeError(ErrorCode.DIVISION_BY_ZERO)

    assert running.reason(error) is error


def test_a_statement_that_ended_is_not_interrupted() -> None:
    engine = FakeEngine()
    running = statement(engine)
    running.end()

    running.cancel()

    assert engine.script.interrupts == 0


def test_closing_a_session_stops_its_statements_and_no_others() -> None:
    mine, other = FakeEngine(), FakeEngine()
    running = RunningStatements()
    running.add(statement(mine, "q1", "mine"))
    running.add(statement(other, "q2", "other"))

    running.cancel_session("mine")

    assert (mine.script.interrupts, other.script.interrupts) == (1, 0)
    assert running.find("q1") is not None


def test_an_interrupt_that_came_before_the_engine_began_is_repeated() -> None:
    engine = FakeEngine()
    running = statement(engine)

    running.cancel()

    deadline = time.monotonic() + 5
    while engine.script.interrupts < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    running.end()
    assert engine.script.interrupts >= 2
