"""Statements as spans of OpenTelemetry: one for the statement, and one below it for each phase.

The statement's thread only puts the statement into a queue. A thread of ours makes spans of it, and the SDK's own
thread sends them. Where the collector does not keep up, or is away, statements are dropped.
"""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from mockhaus.ports.tracing import TracedStatement, TracePhase, Tracer
from mockhaus_adapters.traces_opentelemetry.delivery import ReportingExporter
from mockhaus_adapters.traces_opentelemetry.spans import Service, Spans

_log = logging.getLogger(__name__)
_PATH = "/v1/traces"
_BATCH = 512
"""Most spans of one delivery."""


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
        self._exporter = _exporter(options)
        self._processor = _processor(self._exporter, options)
        self._spans = Spans(
            Service(options.service_name, options.service_version),
            sample_share=options.sample_share,
            with_text=options.statement_text,
        )
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
        self._exporter.shutdown()

    def _end(self) -> None:
        self._queue.put(None)
        self._thread.join()
        self._processor.shutdown()

    def _work(self) -> None:
        while (statement := self._queue.get()) is not None:
            try:
                self._emit(statement)
            except Exception as error:  # noqa: BLE001 - the thread goes on with the next one
                _log.error("a statement could not be traced", exc_info=error)

    def _emit(self, statement: TracedStatement) -> None:
        for span in self._spans.of(statement):
            self._processor.on_end(span)


def _exporter(options: TraceOptions) -> SpanExporter:
    return ReportingExporter(OTLPSpanExporter(options.endpoint.rstrip("/") + _PATH, timeout=options.send_seconds))


def _processor(exporter: SpanExporter, options: TraceOptions) -> SpanProcessor:
    most = options.queue_size * (1 + len(TracePhase))
    return BatchSpanProcessor(
        exporter,
        max_queue_size=most,
        max_export_batch_size=min(_BATCH, most),
        schedule_delay_millis=options.batch_seconds * 1_000,
    )
