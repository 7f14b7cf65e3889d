"""External tables in FROM: what a query asks of one, and the relation that stands for the records of its files.

Follows https://docs.snowflake.com/en/user-guide/tables-external-intro. The relation is filled when it is provided,
from the files that are registered then; its name says what was asked, so that equal questions share one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import VARCHAR, VARIANT, number
from mockhaus.translation.context import RelationColumn
from mockhaus.translation.staged import FILE_NAME, METADATA

VALUE = "VALUE"
VALUE_COLUMN = RelationColumn(VALUE, "c1", VARIANT)
FILE_COLUMNS = (
    RelationColumn(FILE_NAME, "mh_file", VARCHAR, hidden=True),
    RelationColumn("METADATA$EXTERNAL_TABLE_PARTITION", "mh_partition", VARCHAR, hidden=True),
)
"""What is known of a file before it is read."""
RECORD_COLUMNS = (VALUE_COLUMN, *METADATA, FILE_COLUMNS[1])
"""The columns of the records; but VALUE they are no part of `*`."""
PLACE = "mh_place"
PLACE_TYPE = number(18, 0)
"""The number of a file among those of a table, in the relation of files."""

_PREFIX = "mh_external_"
_FILES = "mh_files_"
_MARK = "/"
_DIGITS = 24


@dataclass(frozen=True, slots=True)
class ExternalRows:
    """The records of an external table, by its full name, that a plan reads.

    `selection` is engine SQL of the places, in the relation of files, of those files that can hold wanted rows; it is
    empty for all files. `fields` are the names of the fields that VALUE must have, as far as a record has them; None
    for all. Other documents are there besides it (`mockhaus.translation.sources.external_fields`).
    """

    table: QualifiedName
    selection: str = ""
    fields: tuple[str, ...] | None = None

    @property
    def relation(self) -> str:
        """The engine's name for the relation of records."""
        return f"{_PREFIX}{_digest(self._question)}"

    @property
    def kept(self) -> str:
        """The engine's name for records that are kept, where the relation only shows them."""
        return f"{self.relation}_kept"

    @property
    def provided(self) -> str:
        """The name under which the relation must be provided."""
        return f"{self.relation}{_MARK}{self._question}"

    @property
    def _question(self) -> str:
        return json.dumps([self.table.parts, self.selection, self.fields])


def external_rows_of(provided: str) -> ExternalRows | None:
    """What a relation must hold, by the name under which it must be provided; None for what is no such relation."""
    relation, mark, question = provided.partition(_MARK)
    if not mark or not relation.startswith(_PREFIX):
        return None
    parts, selection, fields = json.loads(question)
    return ExternalRows(QualifiedName(tuple(parts)), selection, None if fields is None else tuple(fields))


def files_relation(table: QualifiedName) -> str:
    """The engine's name for the relation of a table's files: the columns of `FILE_COLUMNS`, and `PLACE`."""
    return f"{_FILES}{_digest(json.dumps(table.parts))}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
