"""The tracer from settings."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from mockhaus.application.tracing import NoTracer
from mockhaus.ports.tracing import Tracer
from mockhaus_deployments.settings import ConfigurationError, Settings, TelemetrySettings


def tracer(settings: Settings) -> Iterator[Tracer]:
    """One that hands statements on to a collector, where settings name one."""
    telemetry = settings.telemetry
    made = _opentelemetry(telemetry, telemetry.otlp_endpoint) if telemetry.otlp_endpoint else NoTracer()
    try:
        yield made
    finally:
        made.close()


def _opentelemetry(settings: TelemetrySettings, endpoint: str) -> Tracer:
    try:
        from mockhaus_adapters.traces_opentelemetry.tracer import OpenTelemetryTracer, TraceOptions  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "telemetry.otlp_endpoint is set, but OpenTelemetry is not installed: pip install 'mockhaus[telemetry]'"
        ) from error
    return OpenTelemetryTracer(
        TraceOptions(
            endpoint=endpoint,
            service_name=settings.service_name,
            service_version=version("mockhaus"),
            sample_share=settings.sample_share,
            statement_text=settings.statement_text,
        )
    )
