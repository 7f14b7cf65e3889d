"""Functions that the core answers: their signatures. Tables of INFORMATION_SCHEMA are in `metadata_tables`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mockhaus.domain.types import BOOLEAN, VARCHAR, DataType

VALUE = "VALUE"
"""The one column of a scalar function's answer."""
GET_DDL = "GET_DDL"


@dataclass(frozen=True, slots=True)
class MetadataFunction:
    """A function: its parameters in order, how many must be given, and the columns of its answer."""

    parameters: tuple[tuple[str, DataType], ...]
    required: int = 0
    columns: tuple[tuple[str, DataType], ...] = ((VALUE, VARCHAR),)


SCALAR: Mapping[str, MetadataFunction] = MappingProxyType(
    {
        GET_DDL: MetadataFunction((("OBJECT_TYPE", VARCHAR), ("OBJECT_NAME", VARCHAR), ("FULL", BOOLEAN)), required=2),
    }
)
"""Functions of one value, by upper-case name."""
