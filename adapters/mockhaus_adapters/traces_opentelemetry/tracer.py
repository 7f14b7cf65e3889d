"""Statements as spans of OpenTelemetry: one for the statement, and one below it for each phase.

The statement's thread only puts the statement into a queue. A thread of ours makes spans of it, and the SDK's own
thread sends them. Where the collector does not keep up, or is away, statements are dropped.
"""

from __future__ import annotations

import datetime as dt
import logging
import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.ports.tracing import TracedStatement, TracePhase, Tracer
from mockhaus_adapters.traces_opentelemetry.delivery import ReportingExporter

_log = logging.getLogger(__name__)
_PATH = "/v1/traces"
_BATCH = 512
"""Most spans of one delivery."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NANOSECONDS = 1_000_000_000
_Attributes = Mapping[str, str | int | float | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceOptions:
    """Where traces go, what they say of this service, and how much.

    `endpoint` is the URL of a collector, below which `/v1/traces` takes them. `sample_share` of the traces that begin
    here are kept. With `statement_text` spans have the statements' texts.
    """

    endpoint: str
    service_name: str = "mockhaus"
    service_version: str = ""
    sample_share: float = 1
    statement_text: bool = False
    queue_size: int = 2_048
    batch_seconds: float = 1
    send_seconds: float = 5
    """How long one delivery may take, with its repetitions."""
    close_seconds: float = 3
    """How long the end waits for what was taken."""


class OpenTelemetryTracer(Tracer):
    """See the port."""

    def __init__(self, options: TraceOptions) -> None:
        self._options = options
        self._provider = _provider(options)
        self._tracer = self._provider.get_tracer("mockhaus", options.service_version)
        self._queue: queue.Queue[TracedStatement | None] = queue.Queue(options.queue_size)
        self._overflowed = False
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="mockhaus-traces", daemon=True)
        self._thread.start()

    @property
    def on(self) -> bool:
        """See the port."""
        return True

    def ended(self, statement: TracedStatement) -> None:
        """See the port."""
        try:
            self._queue.put_nowait(statement)
        except queue.Full:
            if not self._overflowed:
                self._overflowed = True
                _log.warning("more statements end than can be traced; some are not")

    def close(self) -> None:
        """See the port."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        ending = threading.Thread(target=self._end, name="mockhaus-traces-end", daemon=True)
        ending.start()
        ending.join(self._options.close_seconds)

    def _end(self) -> None:
        self._queue.put(None)
        self._thread.join()
        self._provider.shutdown()

    def _work(self) -> None:
        while (statement := self._queue.get()) is not None:
            try:
                self._emit(statement)
            except Exception as error:  # noqa: BLE001 - the thread goes on with the next one
                _log.error("a statement could not be traced", exc_info=error)

    def _emit(self, statement: TracedStatement) -> None:
        began = (statement.began_at - _EPOCH) // dt.timedelta(microseconds=1) * 1_000
        ended = began + round(statement.seconds * _NANOSECONDS)
        parent = TraceContextTextMapPropagator().extract({"traceparent": statement.parent} if statement.parent else {})
        span = self._tracer.start_span(
            statement.record.kind,
            context=parent,
            kind=SpanKind.SERVER,
            start_time=began,
            attributes=_attributes(statement, with_text=self._options.statement_text),
        )
        if span.is_recording():
            inside = trace.set_span_in_context(span)
            for item in statement.phases:
                start = began + round(item.began * _NANOSECONDS)
                phase = self._tracer.start_span(
                    item.phase.value, inside, start_time=start, attributes=_phase_attributes(item.phase, statement)
                )
                phase.end(start + round(item.seconds * _NANOSECONDS))
        if statement.record.status is not QueryStatus.SUCCESS:
            span.set_status(Status(StatusCode.ERROR, statement.record.error_code))
        span.end(ended)


def _provider(options: TraceOptions) -> TracerProvider:
    provider = TracerProvider(
        resource=Resource.create({"service.name": options.service_name, "service.version": options.service_version}),
        sampler=ParentBased(TraceIdRatioBased(options.sample_share)),
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(options.endpoint.rstrip("/") + _PATH, timeout=options.send_seconds)
    most = options.queue_size * len(TracePhase)
    processor = BatchSpanProcessor(
        ReportingExporter(exporter),
        max_queue_size=most,
        max_export_batch_size=min(_BATCH, most),
        schedule_delay_millis=options.batch_seconds * 1_000,
    )
    provider.add_span_processor(processor)
    return provider


def _attributes(statement: TracedStatement, *, with_text: bool) -> _Attributes:
    """What a span tells of its statement: numbers and names, and values of the statement only within its text."""
    record = statement.record
    optional = {
        "db.namespace": _namespace(record),
        "db.query.text": record.text if with_text else None,
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


def _namespace(record: QueryRecord) -> str | None:
    return ".".join(part for part in (record.database, record.schema) if part) or None


def _phase_attributes(phase: TracePhase, statement: TracedStatement) -> _Attributes:
    if phase is TracePhase.TRANSLATE and statement.plan_kept is not None:
        return {"mockhaus.plan_cached": statement.plan_kept}
    if phase is TracePhase.RECEIVE:
        return {"mockhaus.session_wait_ms": statement.record.queue_ms}
    return {}
