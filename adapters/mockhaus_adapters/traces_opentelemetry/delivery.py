"""Deliveries to the collector, and one line in the log when they begin to fail."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

_log = logging.getLogger(__name__)
_SDK = "opentelemetry"


class ReportingExporter(SpanExporter):
    """Delivers by another exporter. The SDK would log each failure, over and over: it is silenced."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._fails = False
        self._ended = False
        logging.getLogger(_SDK).setLevel(logging.CRITICAL + 1)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See opentelemetry."""
        cause: Exception | None = None
        try:
            result = self._exporter.export(spans)
        except Exception as error:  # noqa: BLE001 - whatever the exporter's libraries raise, traces are only lost
            result, cause = SpanExportResult.FAILURE, error
        self._tell(fails=result is not SpanExportResult.SUCCESS, cause=cause)
        return result

    def _tell(self, *, fails: bool, cause: Exception | None) -> None:
        if fails is self._fails or self._ended:
            return
        self._fails = fails
        if fails:
            _log.warning("traces do not reach the collector; they are dropped until they do", exc_info=cause)
        else:
            _log.info("traces reach the collector again")

    def shutdown(self) -> None:
        """See opentelemetry. A delivery that this cuts off is no failure to tell. Ending twice is allowed."""
        if not self._ended:
            self._ended = True
            self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """See opentelemetry."""
        return self._exporter.force_flush(timeout_millis)
