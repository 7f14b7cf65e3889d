from __future__ import annotations

import contextvars
import datetime as dt

import pytest

from mockhaus.application.tracing import NOT_FOLLOWED, Arrivals, NoTracer, Phases, follow
from mockhaus.ports.tracing import TracedPhase, TracePhase
from tests.fakes.clock import START, FakeClock
from tests.fakes.tracer import KeepingTracer
from tests.support.figures import ended

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Following:
    """A statement that begins ten seconds after the clock did."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.clock.advance(10)
        self.tracer = KeepingTracer()

    def phases(self, queued: float = 0) -> Phases:
        return follow(self.tracer, self.clock, queued)

    def arrived(self, parent: str | None = PARENT) -> None:
        Arrivals(self.tracer, self.clock).note(parent)


@pytest.fixture
def following() -> Following:
    return Following()


def test_each_phase_is_told_with_its_beginning_and_its_length(following: Following) -> None:
    phases = following.phases()
    for phase in (None, TracePhase.TRANSLATE, TracePhase.EXECUTE, TracePhase.FETCH):
        following.clock.advance(0.5)
        phases.enter(phase)
    following.clock.advance(1)
    phases.ended(ended())
    (statement,) = following.tracer.statements
    assert statement.phases == (
        TracedPhase(TracePhase.PARSE, 0, 0.5),
        TracedPhase(TracePhase.TRANSLATE, 1, 0.5),
        TracedPhase(TracePhase.EXECUTE, 1.5, 0.5),
        TracedPhase(TracePhase.FETCH, 2, 1),
    )
    assert (statement.seconds, statement.began_at) == (3, START + dt.timedelta(seconds=10))


def test_a_phase_can_be_left_for_the_one_around_it(following: Following) -> None:
    phases = following.phases()
    phases.enter(TracePhase.EXECUTE)
    following.clock.advance(1)
    around = phases.enter(TracePhase.LOCK)
    following.clock.advance(2)
    phases.enter(around)
    following.clock.advance(3)
    phases.ended(ended())
    found = [(item.phase, item.seconds) for item in following.tracer.statements[0].phases]
    assert found[1:] == [(TracePhase.EXECUTE, 1), (TracePhase.LOCK, 2), (TracePhase.EXECUTE, 3)]


def test_a_phase_entered_again_goes_on(following: Following) -> None:
    phases = following.phases()
    phases.enter(TracePhase.EXECUTE)
    following.clock.advance(1)
    phases.enter(TracePhase.EXECUTE)
    following.clock.advance(1)
    phases.ended(ended())
    assert following.tracer.statements[0].phases[1:] == (TracedPhase(TracePhase.EXECUTE, 0, 2),)


@pytest.mark.parametrize(
    ("found", "kept"), [((), None), ((True,), True), ((False,), False), ((True, False), False), ((False, True), False)]
)
def test_plans_count_as_kept_where_all_of_them_were(
    following: Following, found: tuple[bool, ...], *, kept: bool | None
) -> None:
    phases = following.phases()
    for item in found:
        phases.plan(kept=item)
    phases.ended(ended())
    assert following.tracer.statements[0].plan_kept is kept


def test_a_trace_begins_with_the_arrival_of_the_request_and_belongs_to_its_parent(following: Following) -> None:
    def request() -> None:
        following.arrived()
        following.clock.advance(2)
        following.phases(queued=1).ended(ended())

    contextvars.Context().run(request)
    (statement,) = following.tracer.statements
    assert statement.phases[0] == TracedPhase(TracePhase.RECEIVE, 0, 2)
    assert (statement.seconds, statement.began_at) == (2, START + dt.timedelta(seconds=10))
    assert statement.parent == PARENT


def test_only_the_first_statement_of_a_request_was_waiting_since_its_arrival(following: Following) -> None:
    def request() -> None:
        following.arrived()
        following.clock.advance(2)
        following.phases().ended(ended())
        following.phases().ended(ended())

    contextvars.Context().run(request)
    first, second = following.tracer.statements
    assert (first.seconds, second.seconds) == (2, 0)
    assert (first.parent, second.parent) == (PARENT, PARENT)


def test_without_a_request_a_trace_begins_with_the_wait_for_the_session(following: Following) -> None:
    contextvars.Context().run(lambda: following.phases(queued=1).ended(ended()))
    (statement,) = following.tracer.statements
    assert statement.phases[0] == TracedPhase(TracePhase.RECEIVE, 0, 1)
    assert (statement.parent, statement.seconds) == (None, 1)


def test_nothing_is_followed_where_nobody_wants_to_be_told() -> None:
    assert follow(NoTracer(), FakeClock(), 1) is NOT_FOLLOWED
    assert not Arrivals(NoTracer(), FakeClock()).wanted
    assert NOT_FOLLOWED.enter(TracePhase.EXECUTE) is None
