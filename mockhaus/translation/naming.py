"""How the columns of a query's result are named for the engine."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from mockhaus.domain.identifiers import engine_name


class Naming(enum.Enum):
    """What the engine's names of a query's columns are for."""

    FREE = "as they come"
    DERIVED = "by their stored names"
    POSITIONAL = "c1, c2, …"


def output_names(names: Iterable[str], naming: Naming) -> list[str]:
    """The engine's names of columns, each another."""
    if naming is Naming.POSITIONAL:
        return [f"c{number}" for number, _ in enumerate(names, start=1)]
    taken: set[str] = set()
    return [_unused(name, taken) for name in names]


def _unused(name: str, taken: set[str]) -> str:
    """An engine name for a result column; a second column of one name is numbered."""
    wanted = candidate = engine_name(name)
    number = 2
    while candidate in taken:
        candidate = f"{wanted}#{number}"
        number += 1
    taken.add(candidate)
    return candidate
