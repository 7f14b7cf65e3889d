"""Traces for OpenTelemetry, by OTLP over HTTP."""
