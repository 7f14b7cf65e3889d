"""The functions that are built in, as SHOW FUNCTIONS lists them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.statements import Query
from mockhaus.translation.arity import ARGUMENTS, UNLIMITED
from mockhaus.translation.functions import NAMED, aggregates, refused
from mockhaus.translation.parsing import parse


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A function: its name, how many arguments it takes (None for no limit), and whether it gathers rows."""

    name: str
    fewest: int
    most: int | None
    aggregate: bool


@cache
def built_in_functions() -> tuple[BuiltIn, ...]:
    """Every scalar and aggregate function whose arguments are counted, by name."""
    counts: dict[str, tuple[int, int | None]] = {
        name: (fewest, None if most == UNLIMITED else most) for name, (fewest, most) in ARGUMENTS.items()
    }
    for name, rule in NAMED.items():
        most = rule.minimum if rule.maximum is None else rule.maximum
        counts[name] = (rule.minimum, None if most < 0 else most)
    emulated = sorted(counts.keys() - refused.FUNCTIONS)
    return tuple(BuiltIn(name, *counts[name], _is_aggregate(name, counts[name][0])) for name in emulated)


def _is_aggregate(name: str, count: int) -> bool:
    if name in aggregates.NAMED:
        return True
    try:
        query = parse(f"SELECT {name}({', '.join('a' * max(count, 1))})")
    except SnowflakeError:
        return False
    assert isinstance(query, Query)  # noqa: S101 - it is a SELECT
    return type(query.fragment.tree.expressions[0]) in aggregates.NODES
