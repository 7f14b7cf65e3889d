"""What watches Mockhaus: the metrics that there are, the panels and alert rules that read them, and the page on these.

`python -m tests.support.monitoring > architecture/monitoring.md` writes the page.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from prometheus_client.parser import text_string_to_metric_families

from mockhaus_adapters.metrics_prometheus.exposition import PrometheusExposition
from mockhaus_deployments.serving import build_info
from tests.support.figures import figures

DOCKER = Path(__file__).parents[2] / "docker"
ALERTS: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DOCKER / "prometheus/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
DASHBOARD: dict[str, Any] = json.loads((DOCKER / "grafana/dashboards/mockhaus.json").read_text())
PANELS: list[dict[str, Any]] = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
SELECTOR = re.compile(r"\b((?:mockhaus|process)_\w+|up)\b(?:\{([^}]*)\})?")
_PARTS = re.compile(r"_(?:bucket|sum|count)$")
_HEAD = """# Monitoring

Written by `python -m tests.support.monitoring > architecture/monitoring.md` from the dashboard, the alert rules and the
metrics themselves; do not edit. Metrics are at `/metrics`; how they are counted is in
[decision 15](decisions/0015-count-in-the-core-and-tell-when-asked.md). When each alert fires is in
`tests/monitoring/alerts.yml`, which `promtool test rules` proves.
"""


@dataclass(frozen=True, slots=True)
class KnownMetric:
    """A metric: its type and meaning as Prometheus is told them, and its labels."""

    name: str
    type: str
    meaning: str
    labels: tuple[str, ...]


def samples() -> Mapping[str, set[str]]:
    """The labels of each sample that there is, by its name."""
    found: dict[str, set[str]] = {}
    for family in _families():
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def metrics() -> list[KnownMetric]:
    """The metrics of Mockhaus's own, by the names under which they are asked for."""
    return sorted(_metrics(), key=lambda metric: metric.name)


def _metrics() -> Iterator[KnownMetric]:
    for family in _families():
        if family.name.startswith("mockhaus_"):
            name = f"{family.name}_total" if family.type == "counter" else family.name
            labels = {label for sample in family.samples for label in sample.labels} - {"le"}
            yield KnownMetric(name, family.type, family.documentation, tuple(sorted(labels)))


def _families() -> list[Any]:
    text = PrometheusExposition(figures, lambda: [("rest", 200, 1)], build_info())().decode()
    return list(text_string_to_metric_families(text))


def read_by(expressions: Sequence[str]) -> list[str]:
    """The metrics that expressions ask for, in the order of their names; a histogram goes by its own."""
    return sorted({_PARTS.sub("", name) for text in expressions for name, _ in SELECTOR.findall(text)})


def expressions_of(panel: Mapping[str, Any]) -> list[str]:
    """What a panel asks Prometheus."""
    return [target["expr"] for target in panel["targets"]]


def page() -> str:
    """The page."""
    return "\n".join(
        [
            _HEAD,
            "## Panels of the dashboard\n",
            *_table(("panel", "shows", "reads"), _panels()),
            "\n## Alert rules\n",
            *_table(("alert", "severity", "after", "tells", "reads"), _alerts()),
            "\n## Metrics\n",
            *_table(("metric", "type", "labels", "meaning"), _metric_rows()),
            "",
        ]
    )


def _panels() -> Iterator[tuple[str, ...]]:
    for panel in PANELS:
        yield panel["title"], panel["description"], _code(read_by(expressions_of(panel)))


def _alerts() -> Iterator[tuple[str, ...]]:
    for rule in ALERTS:
        told = rule["annotations"]["description"]
        yield (
            rule["alert"],
            rule["labels"]["severity"],
            rule.get("for", "at once"),
            told,
            _code(read_by([rule["expr"]])),
        )


def _metric_rows() -> Iterator[tuple[str, ...]]:
    for metric in metrics():
        yield _code([metric.name]), metric.type, _code(metric.labels), metric.meaning


def _code(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


if __name__ == "__main__":
    sys.stdout.write(page())
