"""The names of a query over staged files: the session's, and the stage itself with its positional columns."""

from __future__ import annotations

from collections.abc import Sequence

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import DataType
from mockhaus.translation.context import Names, Relation, RelationColumn, SequenceReference
from mockhaus.translation.loading.readers import literal
from mockhaus.translation.parsers.copying import STAGE_TABLE
from mockhaus.translation.staged import METADATA


def with_metadata(relation: str, number_sql: str, path: str, md5: str, modified: str, scanned: str) -> str:
    """A relation of records with the metadata columns of their file; times are ISO texts in UTC."""
    return (
        f"SELECT *, {literal(path)} AS mh_file, {number_sql} AS mh_row, {literal(md5)} AS mh_key, "
        f"CAST({literal(modified)} AS TIMESTAMP) AS mh_modified, CAST({literal(scanned)} AS TIMESTAMPTZ) AS mh_scanned "
        f"FROM ({relation})"
    )


class StageNames(Names):
    """A session's names with one staged file under the name that a query of COPY has for it."""

    def __init__(self, names: Names, relation: str, types: Sequence[DataType]) -> None:
        self._names = names
        fields = (RelationColumn(f"${place}", f"c{place}", found) for place, found in enumerate(types, start=1))
        self._stage = Relation(
            name=QualifiedName((STAGE_TABLE,)),
            kind=ObjectKind.STAGE,
            columns=(*fields, *METADATA),
            source=f"({relation})",
        )

    def relation(self, name: QualifiedName, database: str | None, schema: str | None) -> Relation | None:
        """The staged file, or what the session knows."""
        if name.parts == (STAGE_TABLE,):
            return self._stage
        return self._names.relation(name, database, schema)

    def sequence(self, name: QualifiedName, database: str | None, schema: str | None) -> SequenceReference | None:
        """A sequence that the session knows."""
        return self._names.sequence(name, database, schema)

    def missing_place(self, name: QualifiedName) -> tuple[str, str] | None:
        """The database or schema of a name that is not there."""
        return self._names.missing_place(name)

    def complete(self, name: QualifiedName, database: str | None, schema: str | None) -> QualifiedName:
        """The name fully qualified."""
        return self._names.complete(name, database, schema)
