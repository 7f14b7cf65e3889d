"""Staged files in FROM: what a query asks of a stage, and the relation that stands for its files.

Follows https://docs.snowflake.com/en/user-guide/querying-stage. Files may change between two runs of a plan, so the
relation is filled when it is provided; its name says what was asked, so that equal questions share one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import StageLocation
from mockhaus.domain.types import VARCHAR, VARIANT, DataType, Kind, fractional, number
from mockhaus.translation.context import RelationColumn

FILE_NAME = "METADATA$FILENAME"
ROW_NUMBER = "METADATA$FILE_ROW_NUMBER"
CONTENT_KEY = "METADATA$FILE_CONTENT_KEY"
_LAST_MODIFIED = "METADATA$FILE_LAST_MODIFIED"
_SCAN_TIME = "METADATA$START_SCAN_TIME"

METADATA = (
    RelationColumn(FILE_NAME, "mh_file", VARCHAR, hidden=True),
    RelationColumn(ROW_NUMBER, "mh_row", number(18, 0), hidden=True),
    RelationColumn(CONTENT_KEY, "mh_key", VARCHAR, hidden=True),
    RelationColumn(_LAST_MODIFIED, "mh_modified", fractional(Kind.TIMESTAMP_NTZ), hidden=True),
    RelationColumn(_SCAN_TIME, "mh_scanned", fractional(Kind.TIMESTAMP_LTZ), hidden=True),
)
"""The columns that every relation of staged records has besides its fields."""

_PREFIX = "mh_staged_"
_MARK = "/"
_DIGITS = 24


@dataclass(frozen=True, slots=True)
class StagedRows:
    """The records of staged files that a plan reads. Names are fully qualified; `width` counts the fields of CSV."""

    location: StageLocation
    file_format: QualifiedName | None
    pattern: str | None
    width: int

    @property
    def relation(self) -> str:
        """The engine's name for the relation."""
        digest = hashlib.sha256(self._question.encode()).hexdigest()
        return f"{_PREFIX}{digest[:_DIGITS]}"

    @property
    def provided(self) -> str:
        """The name under which the relation must be provided."""
        return f"{self.relation}{_MARK}{self._question}"

    @property
    def _question(self) -> str:
        place = self.location
        parts = [name.parts if name else None for name in (place.name, place.table, self.file_format)]
        return json.dumps([*parts, place.path, self.pattern, self.width])


def staged_rows_of(provided: str) -> StagedRows | None:
    """What a relation must hold, by the name under which it must be provided; None for what is no such relation."""
    relation, mark, question = provided.partition(_MARK)
    if not mark or not relation.startswith(_PREFIX):
        return None
    name, table, file_format, path, pattern, width = json.loads(question)
    return StagedRows(StageLocation(_name(name), path, _name(table)), _name(file_format), pattern, width)


def columns(kind: str, width: int) -> tuple[RelationColumn, ...]:
    """The columns of files of a kind: `$1`, `$2`, … as texts for CSV, one `$1` of type VARIANT for others."""
    types: list[DataType] = [VARCHAR] * width if kind == "CSV" else [VARIANT]
    fields = (RelationColumn(f"${place}", f"c{place}", found) for place, found in enumerate(types, start=1))
    return (*fields, *METADATA)


# -- directory tables ---------------------------------------------------------------------------------------------

DIRECTORY: tuple[tuple[str, DataType], ...] = (
    ("RELATIVE_PATH", VARCHAR),
    ("SIZE", number(38, 0)),
    ("LAST_MODIFIED", fractional(Kind.TIMESTAMP_TZ)),
    ("MD5", VARCHAR),
    ("ETAG", VARCHAR),
    ("FILE_URL", VARCHAR),
)
"""The columns of a directory table: https://docs.snowflake.com/en/user-guide/data-load-dirtables-query."""

_DIRECTORY_PREFIX = "mh_directory_"


def directory_relation(stage: QualifiedName) -> str:
    """The engine's name for the relation of a stage's directory table."""
    return _DIRECTORY_PREFIX + hashlib.sha256(json.dumps(stage.parts).encode()).hexdigest()[:_DIGITS]


def directory_provided(stage: QualifiedName) -> str:
    """The name under which a directory table must be provided."""
    return f"{directory_relation(stage)}{_MARK}{json.dumps(stage.parts)}"


def directory_of(provided: str) -> QualifiedName | None:
    """The stage whose directory table must be provided; None for what is none."""
    relation, mark, parts = provided.partition(_MARK)
    return _name(json.loads(parts)) if mark and relation.startswith(_DIRECTORY_PREFIX) else None


def _name(parts: list[str] | None) -> QualifiedName | None:
    return QualifiedName(tuple(parts)) if parts else None
