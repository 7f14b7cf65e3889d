"""Benchmarks: `python -m tests.performance throughput --clients 1,16 --json figures/throughput.json`; figures as JSON.

`chart` draws what is in a folder of such files, each named after its benchmark.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.performance import (
    chart,
    connector,
    fetch,
    files,
    functions,
    memory,
    queries,
    small,
    startup,
    throughput,
    translation,
)

BENCHMARKS: Mapping[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "connector": lambda options: connector.measure(options.client, options.rounds or 500, options.rows or [1_000_000]),
    "fetch": lambda options: fetch.measure(options.rows or [1_000_000, 5_000_000, 10_000_000], options.rounds or 3),
    "functions": lambda options: functions.measure((options.rows or [200_000])[0], options.rounds or 5),
    "load": lambda options: files.measure_load((options.rows or [1_000_000])[0], options.rounds or 3),
    "memory": lambda options: memory.measure(options.sessions, options.rounds or 2_000),
    "small": lambda options: small.measure(options.rounds or 500),
    "startup": lambda options: startup.measure(options.rounds or 5),
    "throughput": lambda options: throughput.measure(options.clients, options.seconds),
    "tpch": lambda options: queries.measure(options.scale, options.rounds or 5),
    "translation": lambda options: translation.measure(options.rounds or 3),
    "unload": lambda options: files.measure_unload((options.rows or [1_000_000])[0], options.rounds or 3),
}


def main(arguments: list[str]) -> None:
    """Run one benchmark, or draw the chart."""
    options = _parser().parse_args(arguments)
    if options.benchmark == "chart":
        figures = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in options.figures.glob("*.json")}
        sys.stdout.write(chart.svg(figures))
        return
    text = json.dumps(BENCHMARKS[options.benchmark](options), indent=2, default=str)
    if options.json is not None:
        options.json.write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.performance", description=__doc__)
    parser.add_argument("benchmark", choices=[*BENCHMARKS, "chart"])
    parser.add_argument("--scale", type=float, default=0.1, help="scale factor of TPC-H")
    parser.add_argument("--rounds", type=int, help="repetitions of each measurement; of memory, statements")
    parser.add_argument("--client", default="python_connector_5", help="which connector, as in tests/compat")
    parser.add_argument("--rows", type=_numbers, help="rows of results or files, with commas between")
    parser.add_argument("--clients", type=_numbers, default=[1, 2, 4, 8, 16, 32, 64], help="clients at once")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each number of clients works")
    parser.add_argument("--sessions", type=int, default=100, help="idle sessions")
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--figures", type=Path, default=Path(), help="folder of the figures that the chart shows")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    main(sys.argv[1:])
