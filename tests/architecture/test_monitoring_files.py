"""The dashboard and the alert rules read metrics and labels that there are."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from mockhaus_deployments.settings import ServerSettings
from tests.support import monitoring
from tests.support.monitoring import ALERTS, DASHBOARD, DOCKER, PANELS, SELECTOR

SERVICES: dict[str, Any] = yaml.safe_load((DOCKER / "compose.monitoring.yaml").read_text())["services"]
PROMETHEUS: dict[str, Any] = yaml.safe_load((DOCKER / "prometheus/prometheus.yml").read_text())
OF_PROMETHEUS = {"up": {"job", "instance"}}
_GROUPING = re.compile(r"\bby \(([^)]*)\)")


@pytest.fixture(scope="module")
def known() -> dict[str, set[str]]:
    """The labels of every metric, by name; each also has those that Prometheus adds."""
    return {**OF_PROMETHEUS, **{name: {"job", "instance"} | labels for name, labels in monitoring.samples().items()}}


def expressions() -> list[str]:
    """Everything that panels and rules ask Prometheus."""
    return [target["expr"] for panel in PANELS for target in panel["targets"]] + [rule["expr"] for rule in ALERTS]


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_reads_metrics_and_labels_that_there_are(known: dict[str, set[str]], expression: str) -> None:
    selectors = SELECTOR.findall(expression)
    labels = set()
    assert selectors
    for name, matchers in selectors:
        assert name in known
        assert set(re.findall(r"(\w+)(?:=|!=|=~|!~)\"", matchers)) <= known[name]
        labels |= known[name]
    grouped = {label.strip() for labels in _GROUPING.findall(expression) for label in labels.split(",")}
    assert grouped <= labels


def test_every_metric_of_mockhaus_has_a_panel(known: dict[str, set[str]]) -> None:
    shown = {name for expression in expressions() for name, _ in SELECTOR.findall(expression)}
    assert sorted(name for name in known if name.startswith("mockhaus_") and name not in shown) == []


def test_the_page_on_monitoring_is_what_the_files_say() -> None:
    written = (DOCKER.parent / "architecture/monitoring.md").read_text()
    assert written == monitoring.page(), "run: python -m tests.support.monitoring > architecture/monitoring.md"


def test_every_panel_says_what_it_shows_and_none_lies_over_another() -> None:
    assert [panel["title"] for panel in PANELS if not panel["description"]] == []
    cells = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24


def test_the_dashboard_reads_the_source_that_is_provisioned() -> None:
    (source,) = yaml.safe_load((DOCKER / "grafana/provisioning/datasources/prometheus.yaml").read_text())["datasources"]
    assert {panel["datasource"]["uid"] for panel in PANELS} == {source["uid"]}
    assert re.fullmatch(r"http://(\w+):9090", source["url"]).group(1) in SERVICES  # type: ignore[union-attr]


def test_the_dashboard_lies_where_grafana_looks_for_it() -> None:
    (provider,) = yaml.safe_load((DOCKER / "grafana/provisioning/dashboards/mockhaus.yaml").read_text())["providers"]
    mounted = dict(volume.split(":")[1::-1] for volume in SERVICES["grafana"]["volumes"])
    assert (DOCKER / mounted[provider["options"]["path"]] / "mockhaus.json").exists()


def test_prometheus_asks_the_server_of_the_compose_file_and_reads_the_rules() -> None:
    (job,) = PROMETHEUS["scrape_configs"]
    assert job["static_configs"] == [{"targets": [f"mockhaus:{ServerSettings().port}"]}]
    assert [name for name in PROMETHEUS["rule_files"] if not (DOCKER / "prometheus" / name).exists()] == []


def test_every_alert_is_proved_to_fire() -> None:
    proofs = (DOCKER.parent / "tests/monitoring/alerts.yml").read_text()
    assert [rule["alert"] for rule in ALERTS if rule["alert"] not in proofs] == []


def test_every_alert_says_how_bad_it_is_and_what_it_means() -> None:
    assert [rule["alert"] for rule in ALERTS if rule["labels"]["severity"] not in ("page", "ticket")] == []
    assert [rule["alert"] for rule in ALERTS if set(rule["annotations"]) != {"summary", "description"}] == []
