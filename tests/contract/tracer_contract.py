"""What every tracer promises."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockhaus.domain.history.record import QueryStatus
from mockhaus.ports.tracing import TracedPhase, TracedStatement, TracePhase, Tracer
from tests.support.figures import ended

BEGAN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def traced(status: QueryStatus = QueryStatus.SUCCESS, parent: str | None = None) -> TracedStatement:
    """A statement that ended."""
    phases = (TracedPhase(TracePhase.PARSE, 0.0, 0.25), TracedPhase(TracePhase.EXECUTE, 0.5, 0.5))
    return TracedStatement(record=ended(status=status), began_at=BEGAN, seconds=1.5, phases=phases, parent=parent)


class TracerContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def tracer(self) -> Tracer:
        raise NotImplementedError(f"{type(self).__name__} must provide the tracer fixture")

    @pytest.mark.parametrize("status", [QueryStatus.SUCCESS, QueryStatus.FAIL, QueryStatus.INCIDENT])
    def test_it_takes_a_statement_however_that_ended(self, tracer: Tracer, status: QueryStatus) -> None:
        tracer.ended(traced(status))

    @pytest.mark.parametrize("parent", ["", "nonsense", "00-0-0-00", "\x00", "ü" * 10_000])
    def test_it_takes_a_statement_whatever_its_request_said_of_its_trace(self, tracer: Tracer, parent: str) -> None:
        tracer.ended(traced(parent=parent))

    def test_it_takes_statements_of_many_threads_without_waiting(self, tracer: Tracer) -> None:
        began = time.perf_counter()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: tracer.ended(traced()), range(5_000)))
        assert time.perf_counter() - began < 5

    def test_it_closes_twice(self, tracer: Tracer) -> None:
        tracer.close()
        tracer.close()

    def test_a_closed_one_still_takes_statements_and_drops_them(self, tracer: Tracer) -> None:
        tracer.close()
        tracer.ended(traced())
