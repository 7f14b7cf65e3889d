"""Benchmarks: `python -m tests.performance small | tpch --scale 0.1 | startup | connector`; figures as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.performance import connector, queries, small, startup

BENCHMARKS: Mapping[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "small": lambda options: small.measure(options.rounds or 500),
    "tpch": lambda options: queries.measure(options.scale, options.rounds or 5),
    "connector": lambda options: connector.measure(options.client, options.rounds or 500, [1_000_000, options.rows]),
    "startup": lambda options: startup.measure(options.rounds or 5),
}


def main(arguments: list[str]) -> None:
    """Run one benchmark."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance", description=__doc__)
    parser.add_argument("benchmark", choices=BENCHMARKS)
    parser.add_argument("--scale", type=float, default=0.1, help="scale factor of TPC-H")
    parser.add_argument("--rounds", type=int, help="repetitions of each measurement")
    parser.add_argument("--client", default="python_connector_5", help="which connector, as in tests/compat")
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of the largest result")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args(arguments)
    figures = BENCHMARKS[options.benchmark](options)
    text = json.dumps(figures, indent=2, default=str)
    if options.json is not None:
        options.json.write_text(f"{text}\n", encoding="utf-8")
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
