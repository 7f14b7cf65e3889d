"""Functions that the core answers: their signatures. Tables of INFORMATION_SCHEMA are in `metadata_tables`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mockhaus.domain.types import BOOLEAN, FILE, VARCHAR, DataType, Kind, fractional, number

GET_DDL = "GET_DDL"
EXPLAIN_PLAN_JSON = "SYSTEM$EXPLAIN_PLAN_JSON"
PIPE_STATUS = "SYSTEM$PIPE_STATUS"

COUNT = number(38, 0)
INSTANT = fractional(Kind.TIMESTAMP_LTZ, 3)

Named = tuple[tuple[str, DataType], ...]


def columns(listed: str, numbers: str = "", instants: str = "", **others: DataType) -> Named:
    """Columns by their names in order: texts, but for those that are listed again and those that have a type."""
    types = {**dict.fromkeys(numbers.split(), COUNT), **dict.fromkeys(instants.split(), INSTANT), **others}
    return tuple((name, types.get(name, VARCHAR)) for name in listed.split())


def parameters(listed: str, **others: DataType) -> Named:
    """Parameters by their names in order: texts, but for those that have a type."""
    return tuple((name, others.get(name, VARCHAR)) for name in listed.split())


LISTED_FILES = "LISTED_FILES"
"""The files of one stage by path, or of all stages by URL, as FILE values."""


@dataclass(frozen=True, slots=True)
class MetadataFunction:
    """A function: its parameters in order, how many must be given, and the columns of its answer, if it is a table.

    The first parameter may be `named`: it is the name of an object, not a value.
    """

    parameters: tuple[tuple[str, DataType], ...]
    required: int = 0
    columns: tuple[tuple[str, DataType], ...] = ()
    named: bool = False


SCALAR: Mapping[str, MetadataFunction] = MappingProxyType(
    {
        GET_DDL: MetadataFunction((("OBJECT_TYPE", VARCHAR), ("OBJECT_NAME", VARCHAR), ("FULL", BOOLEAN)), required=2),
        EXPLAIN_PLAN_JSON: MetadataFunction((("STATEMENT", VARCHAR),), required=1),
        PIPE_STATUS: MetadataFunction((("PIPE_NAME", VARCHAR),), required=1),
    }
)
"""Functions of one value, by upper-case name."""

INTERNAL: Mapping[str, MetadataFunction] = MappingProxyType(
    {
        LISTED_FILES: MetadataFunction(
            (("STAGE", VARCHAR), ("PREFIX", VARCHAR)), required=2, columns=(("PLACE", VARCHAR), ("FILE", FILE))
        )
    }
)
"""Tables that no statement can name: rules of functions ask for them."""
