from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockhaus.application.tracing import NoTracer
from mockhaus.ports.tracing import Tracer
from mockhaus_adapters.traces_opentelemetry.tracer import OpenTelemetryTracer, TraceOptions
from tests.contract.tracer_contract import TracerContract
from tests.fakes.tracer import KeepingTracer
from tests.support.otlp import collector


class TestOpenTelemetryTracer(TracerContract):
    @pytest.fixture
    def tracer(self) -> Iterator[Tracer]:
        with collector() as found:
            tracer = OpenTelemetryTracer(TraceOptions(endpoint=found.url))
            yield tracer
            tracer.close()

    def test_it_wants_to_be_told(self, tracer: Tracer) -> None:
        assert tracer.on


class TestOpenTelemetryTracerWithoutACollector(TracerContract):
    @pytest.fixture
    def tracer(self) -> Iterator[Tracer]:
        tracer = OpenTelemetryTracer(TraceOptions(endpoint="http://127.0.0.1:9", close_seconds=0.5))
        yield tracer
        tracer.close()


class TestNoTracer(TracerContract):
    @pytest.fixture
    def tracer(self) -> NoTracer:
        return NoTracer()

    def test_it_wants_nothing(self, tracer: Tracer) -> None:
        assert not tracer.on


class TestKeepingTracer(TracerContract):
    @pytest.fixture
    def tracer(self) -> KeepingTracer:
        return KeepingTracer()
