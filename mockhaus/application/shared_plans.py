"""Plans from the cache, shared by statements whose bound numbers differ in their digits only.

A bound number has the type that its literal would have: 5 is NUMBER(1,0), 1234 NUMBER(4,0). A plan of its own for
each number of digits would be made over and over. So a plan is made for the longest and for the shortest numbers
that the engine holds alike; where both are the same plan, it is everyone's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import TypeVar, cast

from mockhaus.application.binding import fewest_digits, most_digits
from mockhaus.application.services import StatementRun
from mockhaus.domain.errors import SnowflakeError

P = TypeVar("P")
Planner = Callable[[StatementRun], P | None]
"""From a statement to its plan; None for what is not to be kept."""

_DIGITS_MATTER = object()


def shared_plan(run: StatementRun, key: Callable[[StatementRun], Hashable], make: Planner[P]) -> P | None:
    """A statement's plan that does not depend on digits, kept or made now; None where there is none such.

    Nothing is made of a statement without numbers: it has one plan anyway.
    """
    longest, shortest = most_digits(run.bind_types), fewest_digits(run.bind_types)
    if longest == shortest:
        return None
    broad = replace(run, bind_types=longest)
    place = ("ANY DIGITS", key(broad))
    found = run.services.plans.get(place)
    if found is None:
        found = _if_same(broad, replace(run, bind_types=shortest), make)
        run.services.plans.put(place, found)
    return None if found is _DIGITS_MATTER else cast("P", found)


def _if_same(broad: StatementRun, narrow: StatementRun, make: Planner[P]) -> object:
    try:
        made = make(broad)
        return made if made is not None and made == make(narrow) else _DIGITS_MATTER
    except SnowflakeError:
        return _DIGITS_MATTER
