"""Spans of a statement: one for itself, and one below it for each phase.

They are made when everything is over, all at once: the SDK's own spans, made to be open for a while and to be changed
by several threads, would take several times as long.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import Decision, ParentBased, TraceIdRatioBased
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.ports.tracing import TracedPhase, TracedStatement, TracePhase

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NANOSECONDS = 1_000_000_000
_LONGEST_TEXT = 10_000
_HEADER = "traceparent"
_Attributes = Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Service:
    """Whose spans they are."""

    name: str
    version: str


class Spans:
    """Makes spans of statements, where the sampler keeps their trace."""

    def __init__(self, service: Service, *, sample_share: float, with_text: bool) -> None:
        self._resource = Resource.create({"service.name": service.name, "service.version": service.version})
        self._scope = InstrumentationScope("mockhaus", service.version)
        self._sampler = ParentBased(TraceIdRatioBased(sample_share))
        self._propagator = TraceContextTextMapPropagator()
        self._ids = RandomIdGenerator()
        self._with_text = with_text

    def of(self, statement: TracedStatement) -> Iterator[ReadableSpan]:
        """The spans of a statement's phases, then its own; none where its trace is not kept."""
        around = self._propagator.extract({_HEADER: statement.parent} if statement.parent else {})
        caller = trace.get_current_span(around).get_span_context()
        trace_id = caller.trace_id if caller.is_valid else self._ids.generate_trace_id()
        sampling = self._sampler.should_sample(around, trace_id, statement.record.kind)
        if sampling.decision is not Decision.RECORD_AND_SAMPLE:
            return
        began = (statement.began_at - _EPOCH) // dt.timedelta(microseconds=1) * 1_000
        own = self._context(trace_id)
        for phase in statement.phases:
            yield self._phase(phase, statement, own, began)
        yield ReadableSpan(
            statement.record.kind,
            context=own,
            parent=caller if caller.is_valid else None,
            resource=self._resource,
            instrumentation_scope=self._scope,
            kind=SpanKind.SERVER,
            attributes=_attributes(statement, with_text=self._with_text),
            status=_status(statement.record),
            start_time=began,
            end_time=began + round(statement.seconds * _NANOSECONDS),
        )

    def _context(self, trace_id: int) -> SpanContext:
        return SpanContext(
            trace_id, self._ids.generate_span_id(), is_remote=False, trace_flags=TraceFlags(TraceFlags.SAMPLED)
        )

    def _phase(self, phase: TracedPhase, statement: TracedStatement, above: SpanContext, began: int) -> ReadableSpan:
        start = began + round(phase.began * _NANOSECONDS)
        return ReadableSpan(
            phase.phase.value,
            context=self._context(above.trace_id),
            parent=above,
            resource=self._resource,
            instrumentation_scope=self._scope,
            attributes=_phase_attributes(phase.phase, statement),
            start_time=start,
            end_time=start + round(phase.seconds * _NANOSECONDS),
        )


def _status(record: QueryRecord) -> Status:
    """The status; of an error its code alone, for its message may have values of the statement."""
    if record.status is QueryStatus.SUCCESS:
        return Status(StatusCode.UNSET)
    return Status(StatusCode.ERROR, record.error_code)


def _attributes(statement: TracedStatement, *, with_text: bool) -> _Attributes:
    """What a span tells of its statement: numbers and names, and values of the statement only within its text."""
    record = statement.record
    optional = {
        "db.namespace": ".".join(part for part in (record.database, record.schema) if part) or None,
        "db.query.text": record.text[:_LONGEST_TEXT] if with_text else None,
        "error.type": record.error_code,
        "mockhaus.warehouse": record.warehouse,
    }
    return {
        "db.system.name": "mockhaus",
        "db.operation.name": record.kind,
        "db.response.returned_rows": record.rows_produced,
        "mockhaus.query_id": record.query_id,
        "mockhaus.session_id": record.session_id,
        "mockhaus.status": record.status.value.lower(),
        "mockhaus.rows_changed": record.rows_changed,
        "mockhaus.bytes_produced": record.bytes_produced,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _phase_attributes(phase: TracePhase, statement: TracedStatement) -> _Attributes:
    if phase is TracePhase.TRANSLATE and statement.plan_kept is not None:
        return {"mockhaus.plan_cached": statement.plan_kept}
    if phase is TracePhase.RECEIVE:
        return {"mockhaus.session_wait_ms": statement.record.queue_ms}
    return {}
