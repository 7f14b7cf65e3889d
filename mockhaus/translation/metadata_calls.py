"""Calls of functions whose answer the core finds out before the plan runs.

Their arguments are constant expressions. They travel as engine SQL in the name under which the answer must be
provided, so that a plan holds for every run of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mockhaus.translation.metadata_functions import INTERNAL, SCALAR, MetadataFunction
from mockhaus.translation.metadata_tables import TABLES

_PREFIX = "mh_metadata_"
_MARK = "/"

FUNCTIONS: Mapping[str, MetadataFunction] = MappingProxyType({**SCALAR, **TABLES, **INTERNAL})
"""All functions that the core answers, by upper-case name."""


@dataclass(frozen=True, slots=True)
class MetadataCall:
    """One call: the function, and the engine SQL of its arguments by parameter.

    `relation` is the engine's name for the answer: a relation's, or a parameter's where the answer is one value.
    """

    relation: str
    function: str
    arguments: Mapping[str, str]

    @property
    def provided(self) -> str:
        """The name under which the answer must be provided."""
        return f"{self.relation}{_MARK}{json.dumps([self.function, dict(self.arguments)])}"


def metadata_call(place: int, function: str, arguments: Mapping[str, str]) -> MetadataCall:
    """A call; `place` tells it from others of its statement."""
    return MetadataCall(f"{_PREFIX}{place}", function, arguments)


def metadata_call_of(provided: str) -> MetadataCall | None:
    """The call whose answer must be provided; None for what is none."""
    relation, mark, rest = provided.partition(_MARK)
    if not mark or not relation.startswith(_PREFIX):
        return None
    function, arguments = json.loads(rest)
    return MetadataCall(relation, function, arguments)
