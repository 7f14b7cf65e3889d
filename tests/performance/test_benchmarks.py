"""Every benchmark runs, on tiny sizes, and its figures can be drawn. What they come to is not judged."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.performance import chart
from tests.performance.__main__ import BENCHMARKS, main

TINY = {
    "fetch": ["--rows", "200", "--rounds", "1"],
    "functions": ["--rows", "50", "--rounds", "1"],
    "load": ["--rows", "500", "--rounds", "1"],
    "memory": ["--sessions", "2", "--rounds", "4"],
    "throughput": ["--clients", "1,2", "--seconds", "0.1"],
    "translation": ["--rounds", "1"],
    "unload": ["--rows", "500", "--rounds", "1"],
}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("benchmark", TINY)
def test_a_benchmark_runs_and_writes_its_figures(benchmark: str, tmp_path: Path) -> None:
    file = tmp_path / f"{benchmark}.json"
    main([benchmark, *TINY[benchmark], "--json", str(file)])
    assert json.loads(file.read_text(encoding="utf-8"))


def test_every_benchmark_has_a_name_of_its_own_on_the_command_line() -> None:
    assert TINY.keys() <= BENCHMARKS.keys()


def test_the_chart_has_a_bar_for_each_thing_beside_duckdb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ratio = {"ratio": 1.5}
    (tmp_path / "load.json").write_text(json.dumps({"csv": ratio, "parquet": {"ratio": 20.0}}), encoding="utf-8")
    (tmp_path / "fetch.json").write_text(json.dumps({"1000": {"arrow": ratio}}), encoding="utf-8")
    main(["chart", "--figures", str(tmp_path)])
    drawn = ET.fromstring(capsys.readouterr().out)  # noqa: S314 - made here
    told = [text.text for text in drawn.iter(f"{SVG}text")]
    assert "load of parquet" in told
    assert "20x →" in told
    assert "fetch of 1,000 rows as arrow" in told


def test_a_chart_of_nothing_is_empty() -> None:
    assert not list(chart.bars({}))
