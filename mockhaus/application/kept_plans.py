"""Plans from the cache, shared by statements whose bound numbers differ in their digits only.

A bound number has the type that its literal would have: 5 is NUMBER(1,0), 1234 NUMBER(4,0). A plan of its own for
each number of digits would be made over and over. So beside a plan it is kept up to how many digits the same plan is
made: where the shortest and the longest numbers lead to one plan, those between do too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from mockhaus.application.binding import fewest_digits, most_digits
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.types import DataType, Kind

P = TypeVar("P")
Types = Mapping[str, DataType]

_MOST_TRIED = 8


@dataclass(frozen=True, slots=True)
class PlanMaker(Generic[P]):
    """How a statement's plan is made and kept: its key, and the plan with whether it is to be kept."""

    key: Callable[[StatementRun], Hashable]
    make: Callable[[StatementRun], tuple[P, bool]]


@dataclass(frozen=True, slots=True)
class _Shared(Generic[P]):
    """A plan, and the longest numbers for which it is known to be the same."""

    plan: P
    limit: Types


def kept_plan(run: StatementRun, maker: PlanMaker[P]) -> P:
    """A statement's plan, kept or made now."""
    plans, exact = run.services.plans, maker.key(run)
    place = _shared_place(run, maker)
    shared = cast("_Shared[P] | None", plans.get(place)) if place is not None else None
    if shared is not None and _within(run.bind_types, shared.limit):
        run.phases.plan(kept=True)
        return shared.plan
    found = cast("P | None", plans.get(exact))
    run.phases.plan(kept=found is not None)
    if found is not None:
        return found
    made, kept = maker.make(run)
    if not kept:
        return made
    plans.put(exact, made)
    if place is not None:
        plans.put(place, _extended(run, maker, made, shared))
    return made


def _shared_place(run: StatementRun, maker: PlanMaker[P]) -> Hashable | None:
    if not any(item.kind is Kind.NUMBER for item in run.bind_types.values()):
        return None
    return ("ANY DIGITS", maker.key(_with(run, fewest_digits(run.bind_types))))


def _with(run: StatementRun, bind_types: Types) -> StatementRun:
    return replace(run, bind_types=bind_types)


def _within(bind_types: Types, limit: Types) -> bool:
    return all(item.precision <= limit[name].precision for name, item in bind_types.items() if item.kind is Kind.NUMBER)


def _extended(run: StatementRun, maker: PlanMaker[P], made: P, shared: _Shared[P] | None) -> _Shared[P]:
    """The shared plan, which is the one just made where that is equal, with its limit as far out as that lets it be."""
    if shared is None:
        shortest = fewest_digits(run.bind_types)
        plan = _attempt(run, maker, shortest)
        if plan is not None and plan != made:
            return _Shared(plan, shortest)
        shared = _Shared(made, run.bind_types)
        return replace(shared, limit=_furthest(run, maker, shared))
    joint = {name: max(item, shared.limit[name], key=_digits) for name, item in run.bind_types.items()}
    return replace(shared, limit=joint) if _attempt(run, maker, joint) == shared.plan else shared


def _furthest(run: StatementRun, maker: PlanMaker[P], shared: _Shared[P]) -> Types:
    """The limit with every number, or else each that may be, as long as the engine holds alike."""
    longest = most_digits(shared.limit)
    if _attempt(run, maker, longest) == shared.plan:
        return longest
    limit, numbers = dict(shared.limit), [name for name, item in longest.items() if item.kind is Kind.NUMBER]
    for name in numbers if 1 < len(numbers) <= _MOST_TRIED else ():
        wider = {**limit, name: longest[name]}
        if _attempt(run, maker, wider) == shared.plan:
            limit = wider
    return limit


def _digits(item: DataType) -> int:
    return item.precision


def _attempt(run: StatementRun, maker: PlanMaker[P], bind_types: Types) -> P | None:
    try:
        return maker.make(_with(run, bind_types))[0]
    except SnowflakeError:
        return None
