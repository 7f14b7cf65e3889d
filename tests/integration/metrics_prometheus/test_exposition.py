"""Figures as Prometheus reads them, read with the parser of its client."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mockhaus.application.read_figures import HostFigures
from mockhaus_adapters.metrics_prometheus.exposition import PrometheusExposition
from tests.support.figures import figures

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def exposition() -> PrometheusExposition:
    return PrometheusExposition(figures, lambda: [("rest", 200, 12), ("driver", 404, 1)], {"version": "1.2.3"})


@pytest.fixture(scope="module")
def samples() -> Samples:
    """Every sample by name and labels."""
    families = text_string_to_metric_families(exposition()().decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples[name, tuple(sorted(labels.items()))]


def test_statements_are_told_by_kind_and_status(samples: Samples) -> None:
    assert value(samples, "mockhaus_statements_total", kind="SELECT", status="success") == 1
    assert value(samples, "mockhaus_statements_total", kind="INSERT", status="fail") == 1
    assert value(samples, "mockhaus_statements_total", kind="INSERT", status="incident") == 0


def test_durations_are_told_in_seconds_and_their_buckets_add_up(samples: Samples) -> None:
    name, labels = "mockhaus_statement_duration_seconds", {"kind": "SELECT", "phase": "total"}
    assert value(samples, f"{name}_sum", **labels) == pytest.approx(0.042)
    assert value(samples, f"{name}_count", **labels) == 1
    buckets = {bound: value(samples, f"{name}_bucket", le=bound, **labels) for bound in ("0.025", "0.05", "+Inf")}
    assert buckets == {"0.025": 0, "0.05": 1, "+Inf": 1}


@pytest.mark.parametrize("phase", ["queue", "compile", "execute", "total"])
def test_each_phase_has_a_histogram(samples: Samples, phase: str) -> None:
    assert value(samples, "mockhaus_statement_duration_seconds_count", kind="SELECT", phase=phase) == 1


def test_rows_and_bytes_are_told_by_kind(samples: Samples) -> None:
    assert value(samples, "mockhaus_rows_produced_total", kind="SELECT") == 3
    assert value(samples, "mockhaus_bytes_produced_total", kind="SELECT") == 30
    assert value(samples, "mockhaus_rows_changed_total", kind="INSERT") == 5


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mockhaus_statements_running", 1),
        ("mockhaus_sessions_open", 2),
        ("mockhaus_pool_size", 16),
        ("mockhaus_pool_in_use", 3),
        ("mockhaus_pool_idle", 4),
        ("mockhaus_plan_cache_hits_total", 9),
        ("mockhaus_plan_cache_misses_total", 3),
        ("mockhaus_plan_cache_entries", 5),
        ("mockhaus_result_cache_hits_total", 4),
        ("mockhaus_result_cache_misses_total", 2),
        ("mockhaus_result_cache_entries", 1),
        ("mockhaus_results_kept", 6),
        ("mockhaus_results_memory_bytes", 700),
        ("mockhaus_results_disk_bytes", 8_000),
        ("mockhaus_locks_held", 1),
        ("mockhaus_locks_waiting", 2),
        ("mockhaus_lock_waits_total", 11),
        ("mockhaus_engine_memory_bytes", 1_000_000),
        ("mockhaus_engine_spilled_bytes", 2_000),
        ("mockhaus_memory_limit_bytes", 4_000_000_000),
        ("mockhaus_disk_free_bytes", 5_000_000_000),
    ],
)
def test_what_has_no_labels_is_one_value(samples: Samples, name: str, expected: float) -> None:
    assert value(samples, name) == expected


def test_files_are_told_by_database_whatever_its_name(samples: Samples) -> None:
    assert value(samples, "mockhaus_database_file_bytes", database="SHOP") == 12_288
    assert value(samples, "mockhaus_database_file_bytes", database='ODD "NAME"\\') == 4_096


def test_checks_of_readiness_are_told_as_they_were_found_last(samples: Samples) -> None:
    assert value(samples, "mockhaus_health_check_passed", check="engine") == 1
    assert value(samples, "mockhaus_health_check_passed", check="database:SHOP") == 0
    assert value(samples, "mockhaus_health_check_seconds", check="engine") == 0.0015


def test_what_the_machine_does_not_tell_is_not_told() -> None:
    silent = replace(figures(), host=HostFigures(memory_limit=None, disk_free=None))
    text = PrometheusExposition(lambda: silent, list, {})().decode()
    assert "mockhaus_memory_limit_bytes" not in text
    assert "mockhaus_disk_free_bytes" not in text


def test_requests_are_told_by_face_and_status(samples: Samples) -> None:
    assert value(samples, "mockhaus_http_requests_total", face="rest", status="200") == 12
    assert value(samples, "mockhaus_http_requests_total", face="driver", status="404") == 1


def test_the_build_is_told_by_labels(samples: Samples) -> None:
    assert value(samples, "mockhaus_build_info", version="1.2.3") == 1


def test_figures_are_read_only_when_they_are_asked_for() -> None:
    read: list[int] = []

    def counting() -> object:
        read.append(1)
        return figures()

    exposition = PrometheusExposition(counting, list, {})  # type: ignore[arg-type]
    assert read == []
    exposition()
    assert read == [1]


def test_two_servers_of_one_process_do_not_meet() -> None:
    assert exposition()().count(b"# TYPE mockhaus_sessions_open gauge") == 1
    assert exposition()().count(b"# TYPE mockhaus_sessions_open gauge") == 1
