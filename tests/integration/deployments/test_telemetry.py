from __future__ import annotations

import sys

import pytest

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.tracing import NoTracer
from mockhaus_deployments.embedded import deployment, embedded, running
from mockhaus_deployments.settings import ConfigurationError, load
from tests.support.otlp import collector, values_of


def test_without_an_endpoint_there_are_no_traces() -> None:
    container = deployment(load())
    with running(container):
        assert isinstance(container.core.services().tracer, NoTracer)


def test_what_was_traced_is_delivered_before_a_deployment_ends() -> None:
    with collector() as told:
        settings = load(flags={"telemetry": {"otlp_endpoint": told.url, "service_name": "shop"}})
        with embedded(settings) as use_cases, use_cases.execute(StatementRequest(sql="SELECT 1")) as execution:
            found = [result.query_id for result in execution]
        assert [values_of(span)["mockhaus.query_id"] for span in told.statements()] == found
        assert told.resource()["service.name"] == "shop"


def test_an_endpoint_without_the_packages_for_it_is_refused_naming_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("mockhaus_adapters.traces_opentelemetry")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    settings = load(flags={"telemetry": {"otlp_endpoint": "http://127.0.0.1:9"}})
    with pytest.raises(ConfigurationError, match=r"pip install 'mockhaus\[telemetry\]'"), embedded(settings):
        pass


@pytest.mark.parametrize("endpoint", ["localhost:4318", "grpc://localhost:4317", "http://"])
def test_an_endpoint_that_is_no_url_of_http_is_refused(endpoint: str) -> None:
    with pytest.raises(ConfigurationError, match=r"telemetry\.otlp_endpoint"):
        load(flags={"telemetry": {"otlp_endpoint": endpoint}})
