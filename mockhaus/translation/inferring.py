"""INFER_SCHEMA: its call, and the relation that it stands for.

Follows https://docs.snowflake.com/en/sql-reference/functions/infer_schema. Files may change between two runs of a plan,
so the relation's rows are found when it is provided; its name says what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from mockhaus.domain.types import BOOLEAN, VARCHAR, DataType, number
from mockhaus.translation.plan import BoundArgument, CallArgument

FUNCTION = "INFER_SCHEMA"
COLUMNS: tuple[tuple[str, DataType], ...] = (
    ("COLUMN_NAME", VARCHAR),
    ("TYPE", VARCHAR),
    ("NULLABLE", BOOLEAN),
    ("EXPRESSION", VARCHAR),
    ("FILENAMES", VARCHAR),
    ("ORDER_ID", number(38, 0)),
)
"""What it answers: a row for each column of the files."""
ARGUMENTS = frozenset(
    {"LOCATION", "FILE_FORMAT", "FILES", "IGNORE_CASE", "MAX_FILE_COUNT", "MAX_RECORDS_PER_FILE", "KIND"}
)
REQUIRED = ("LOCATION", "FILE_FORMAT")

_PREFIX = "mh_inferred_"
_MARK = "/"

Given = CallArgument | tuple[CallArgument, ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """One call: the engine's name for its relation, and its arguments by name."""

    relation: str
    arguments: Mapping[str, Given]

    @property
    def provided(self) -> str:
        """The name under which the relation must be provided."""
        return f"{self.relation}{_MARK}{json.dumps({key: _coded(value) for key, value in self.arguments.items()})}"


def inference(place: int, arguments: Mapping[str, Given]) -> Inference:
    """A call; `place` tells it from others of its statement."""
    return Inference(f"{_PREFIX}{place}", arguments)


def inference_of(provided: str) -> Inference | None:
    """The call whose relation must be provided; None for what is none."""
    relation, mark, arguments = provided.partition(_MARK)
    if not mark or not relation.startswith(_PREFIX):
        return None
    return Inference(relation, {key: _decoded(value) for key, value in json.loads(arguments).items()})


def _coded(value: Given) -> object:
    if isinstance(value, tuple):
        return [_coded(item) for item in value]
    return {"parameter": value.parameter} if isinstance(value, BoundArgument) else value


def _decoded(value: object) -> Given:
    if isinstance(value, list):
        return tuple(BoundArgument(item["parameter"]) if isinstance(item, dict) else item for item in value)
    if isinstance(value, dict):
        return BoundArgument(value["parameter"])
    assert isinstance(value, str | int)  # noqa: S101 - what `_coded` writes
    return value
