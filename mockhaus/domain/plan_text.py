"""The text of a plan that EXPLAIN tells as JSON.

Follows https://docs.snowflake.com/en/sql-reference/functions/system_explain_json_to_text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_INDENT = "     "
_FIGURES = ("partitionsTotal", "partitionsAssigned", "bytesAssigned")


def plan_text(document: str) -> str:
    """The plan for people: an operation in each line, below that which takes its rows; ValueError for no plan."""
    try:
        plan = json.loads(document)
        figures = [f"\t{name}={value}" for name, value in sorted(plan.get("GlobalStats", {}).items())]
        steps = [line for step, operations in enumerate(plan["Operations"], 1) for line in _step(step, operations)]
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(document) from error
    return "\n".join(["GlobalStats:", *figures, "Operations:", *steps]) + "\n"


def _step(step: int, operations: list[Mapping[str, Any]]) -> Iterator[str]:
    depths: dict[int | None, int] = {None: 0}
    for operation in operations:
        (above,) = operation.get("parentOperators", [None])[:1]
        depth = depths[operation["id"]] = depths[above] + (above is not None)
        yield f"{step}:{operation['id']}".ljust(3) + _INDENT * (depth + 1) + _line(operation)


def _line(operation: Mapping[str, Any]) -> str:
    expressions = ", ".join(operation.get("expressions", ()))
    words = [f"->{operation['operation']}", *operation.get("objects", ()), operation.get("alias"), expressions]
    figures = ", ".join(f"{name}={operation[name]}" for name in _FIGURES if name in operation)
    return "  ".join(filter(None, [*words, f"{{{figures}}}" if figures else ""]))
