"""What a collector is told, over sockets."""

from __future__ import annotations

import dataclasses
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from mockhaus.domain.history.record import QueryStatus
from mockhaus.ports.tracing import TracedPhase, TracedStatement, TracePhase
from mockhaus_adapters.traces_opentelemetry.tracer import OpenTelemetryTracer, TraceOptions
from tests.contract.tracer_contract import BEGAN, traced
from tests.support.figures import ended
from tests.support.otlp import Collector, collector, values_of

BEGAN_NS = int(BEGAN.timestamp()) * 1_000_000_000
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
NOT_SAMPLED = PARENT.removesuffix("01") + "00"
Telling = Callable[..., list[Span]]


@pytest.fixture
def told() -> Iterator[Collector]:
    with collector() as found:
        yield found


@pytest.fixture
def tell(told: Collector) -> Telling:
    """Let a tracer take statements, and close it; the spans of statements that came."""

    def telling(*statements: TracedStatement, **options: Any) -> list[Span]:
        tracer = OpenTelemetryTracer(dataclasses.replace(TraceOptions(endpoint=told.url), **options))
        for statement in statements:
            tracer.ended(statement)
        tracer.close()
        return told.statements()

    return telling


def test_a_statement_is_a_span_with_one_below_it_for_each_phase(told: Collector, tell: Telling) -> None:
    (span,) = tell(traced())
    assert (span.name, span.kind) == ("SELECT", Span.SPAN_KIND_SERVER)
    assert (span.start_time_unix_nano, span.end_time_unix_nano) == (BEGAN_NS, BEGAN_NS + 1_500_000_000)
    assert [
        (phase.name, phase.start_time_unix_nano - BEGAN_NS, phase.end_time_unix_nano - BEGAN_NS)
        for phase in told.phases(span)
    ] == [("parse", 0, 250_000_000), ("execute", 500_000_000, 1_000_000_000)]
    assert {phase.trace_id for phase in told.phases(span)} == {span.trace_id}
    assert told.paths == ["/v1/traces"]


def test_a_span_tells_ids_kind_rows_and_status(tell: Telling) -> None:
    record = ended(rows_produced=3, rows_changed=2, bytes_produced=30, database="D", schema="S", warehouse="W")
    (span,) = tell(dataclasses.replace(traced(), record=record))
    assert values_of(span) == {
        "db.system.name": "mockhaus",
        "db.operation.name": "SELECT",
        "db.namespace": "D.S",
        "db.response.returned_rows": 3,
        "mockhaus.query_id": "01",
        "mockhaus.session_id": "7",
        "mockhaus.warehouse": "W",
        "mockhaus.status": "success",
        "mockhaus.rows_changed": 2,
        "mockhaus.bytes_produced": 30,
    }
    assert span.status.code != Status.STATUS_CODE_ERROR


def test_a_failed_statement_is_an_error_with_its_code_and_without_its_message(told: Collector, tell: Telling) -> None:
    record = ended(status=QueryStatus.FAIL, error_code="002003", error_message="Table 'SECRET' does not exist")
    (span,) = tell(dataclasses.replace(traced(), record=record))
    assert (span.status.code, span.status.message) == (Status.STATUS_CODE_ERROR, "002003")
    assert values_of(span)["error.type"] == "002003"
    assert "SECRET" not in str(told.requests)


def test_the_text_of_a_statement_is_told_only_where_it_is_asked_for(told: Collector, tell: Telling) -> None:
    tell(traced())
    assert "secret" not in str(told.requests)
    (_, span) = tell(traced(), statement_text=True)
    assert values_of(span)["db.query.text"] == "SELECT 'secret'"


@pytest.mark.parametrize("kept", [True, False])
def test_the_phase_of_translation_tells_whether_the_plan_was_kept(
    told: Collector, tell: Telling, *, kept: bool
) -> None:
    phases = (TracedPhase(TracePhase.TRANSLATE, 0, 1), TracedPhase(TracePhase.EXECUTE, 1, 1))
    (span,) = tell(dataclasses.replace(traced(), phases=phases, plan_kept=kept))
    assert [values_of(phase) for phase in told.phases(span)] == [{"mockhaus.plan_cached": kept}, {}]


def test_a_trace_goes_on_from_its_caller(tell: Telling) -> None:
    (span,) = tell(traced(parent=PARENT))
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == (PARENT[3:35], PARENT[36:52])


@pytest.mark.parametrize("parent", [None, "", "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_without_a_caller_to_go_on_from_a_trace_is_a_new_one(tell: Telling, parent: str | None) -> None:
    first, second = tell(traced(parent=parent), traced(parent=parent))
    assert first.trace_id != second.trace_id
    assert not first.parent_span_id


def test_a_share_of_the_traces_is_kept(told: Collector, tell: Telling) -> None:
    assert tell(*[traced()] * 50, sample_share=0) == []
    assert 0 < len(tell(*[traced()] * 200, sample_share=0.5)) < 200


def test_the_caller_decides_on_a_trace_of_its_own(tell: Telling) -> None:
    assert tell(traced(parent=NOT_SAMPLED)) == []
    assert len(tell(traced(parent=PARENT), sample_share=0)) == 1


def test_the_service_has_its_name_and_version(told: Collector, tell: Telling) -> None:
    tell(traced(), service_name="shop", service_version="1.2")
    assert {"service.name": "shop", "service.version": "1.2"}.items() <= told.resource().items()


def test_what_no_setting_says_is_taken_from_opentelemetrys_own_variables(
    told: Collector, tell: Telling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20key")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=ci")
    assert len(tell(traced())) == 1
    assert told.headers[0]["authorization"] == "Bearer key"
    assert told.headers[0]["content-encoding"] == "gzip"
    assert told.resource()["deployment.environment.name"] == "ci"


def test_what_was_taken_is_delivered_without_closing(told: Collector) -> None:
    tracer = OpenTelemetryTracer(TraceOptions(endpoint=told.url + "/", batch_seconds=0.1))
    tracer.ended(traced())
    assert told.of_query("01").name == "SELECT"
    tracer.close()


@pytest.mark.parametrize("status", [400, 503])
def test_deliveries_that_fail_are_told_once_and_so_is_their_success(
    told: Collector, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.INFO)
    tracer = OpenTelemetryTracer(TraceOptions(endpoint=told.url, batch_seconds=0.05, send_seconds=1))
    told.status = status
    deadline = time.monotonic() + 20
    while not caplog.records:
        assert time.monotonic() < deadline
        tracer.ended(traced())
        time.sleep(0.1)
    for _ in range(5):
        tracer.ended(traced())
        time.sleep(0.1)
    told.status = 200
    while not told.requests:
        assert time.monotonic() < deadline
        tracer.ended(traced())
        time.sleep(0.1)
    tracer.close()
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "traces do not reach the collector; they are dropped until they do"),
        ("INFO", "traces reach the collector again"),
    ]


def test_a_collector_that_hangs_holds_nobody_up(told: Collector) -> None:
    told.delay = 5
    tracer = OpenTelemetryTracer(TraceOptions(endpoint=told.url, batch_seconds=0.01, queue_size=16, close_seconds=0.5))
    began = time.perf_counter()
    for _ in range(2_000):
        tracer.ended(traced())
    tracer.close()
    assert time.perf_counter() - began < 4
    told.delay = 0


def test_a_process_ends_though_the_collector_is_away() -> None:
    program = """
from mockhaus_adapters.traces_opentelemetry.tracer import OpenTelemetryTracer, TraceOptions
from tests.contract.tracer_contract import traced
tracer = OpenTelemetryTracer(TraceOptions(endpoint="http://127.0.0.1:9", close_seconds=0.5))
tracer.ended(traced())
tracer.close()
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert "Traceback" not in run.stderr
