"""A static answer to what names mean: tables and views given as dictionaries, as a DDL statement would say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from mockhaus.domain.catalog.objects import Column, Database, ObjectKind, Sequence, Table, View
from mockhaus.domain.catalog.physical import relation, sequence_name, table_name
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, engine_name, fold
from mockhaus.domain.types import (
    ARRAY,
    BOOLEAN,
    DATE,
    FLOAT,
    GEOGRAPHY,
    GEOMETRY,
    OBJECT,
    TIME,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    VARIANT,
    DataType,
    binary,
    number,
    varchar,
)
from mockhaus.translation.context import Names, Relation, RelationColumn, SequenceReference

EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DATABASE = Database(id=1, name="DB", owner="SYSADMIN", created_at=EPOCH, attachment="db_1")
OWNER = "SYSADMIN"

_SIMPLE: dict[str, DataType] = {
    "ARRAY": ARRAY,
    "BOOLEAN": BOOLEAN,
    "DATE": DATE,
    "FLOAT": FLOAT,
    "GEOGRAPHY": GEOGRAPHY,
    "GEOMETRY": GEOMETRY,
    "INT": number(),
    "NUMBER": number(),
    "OBJECT": OBJECT,
    "TIME": TIME,
    "TIMESTAMP_LTZ": TIMESTAMP_LTZ,
    "TIMESTAMP_NTZ": TIMESTAMP_NTZ,
    "TIMESTAMP_TZ": TIMESTAMP_TZ,
    "VARCHAR": varchar(),
    "BINARY": binary(),
    "VARIANT": VARIANT,
}


def data_type(text: str) -> DataType:
    """A type as in DDL: `INT`, `NUMBER(10,2) NOT NULL`, `VARCHAR(3)`."""
    name = text.upper().removesuffix(" NOT NULL")
    nullable = not text.upper().endswith(" NOT NULL")
    word, _, rest = name.partition("(")
    parameters = [int(item) for item in rest.rstrip(")").split(",")] if rest else []
    if parameters and word in ("NUMBER", "DECIMAL"):
        return number(parameters[0], parameters[1] if len(parameters) > 1 else 0, nullable=nullable)
    if parameters and word == "VARCHAR":
        return varchar(parameters[0], nullable=nullable)
    if parameters and word == "BINARY":
        return binary(parameters[0], nullable=nullable)
    return _SIMPLE[word].with_nullable(nullable)


def stored_name(text: str) -> str:
    """A name as in DDL: quoted ones keep their case."""
    quoted = text.startswith('"')
    return fold(text.strip('"'), quoted=quoted)


class StaticNames(Names):
    """Tables, views and sequences of the schema DB.S (and others, by qualified names).

    A table is a mapping of column names to types; a view is its query's text, with the names of its columns.
    """

    def __init__(
        self,
        tables: Mapping[str, Mapping[str, str]] | None = None,
        views: Mapping[str, tuple[str, Mapping[str, str]]] | None = None,
        sequences: tuple[str, ...] = (),
        provided: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self._relations: dict[tuple[str, ...], Relation] = {}
        self._sequences: dict[tuple[str, ...], SequenceReference] = {}
        for number_, (name, columns) in enumerate((tables or {}).items(), start=1):
            self._add_table(number_, _parts(name), columns)
        for name, (query, columns) in (views or {}).items():
            self._add_view(_parts(name), query, columns)
        for name, columns in (provided or {}).items():
            self._add_provided(_parts(name), columns)
        for number_, name in enumerate(sequences, start=1):
            self._add_sequence(number_, _parts(name))

    def _add_table(self, identifier: int, parts: tuple[str, ...], columns: Mapping[str, str]) -> None:
        described = _columns(columns)
        table = Table(id=identifier, name=parts[-1], owner=OWNER, created_at=EPOCH, schema_id=1, columns=described)
        self._relations[parts] = Relation(
            name=QualifiedName(parts),
            kind=ObjectKind.TABLE,
            columns=(
                *(RelationColumn(item.name, item.engine_name, item.type) for item in described),
                RelationColumn("METADATA$ROW", "_row_id", number(38, 0), hidden=True),
            ),
            source=relation(DATABASE.attachment, table_name(table)),
            database=DATABASE,
            table=table,
        )

    def _add_view(self, parts: tuple[str, ...], query: str, columns: Mapping[str, str]) -> None:
        described = _columns(columns)
        view = View(
            id=1000 + len(self._relations),
            name=parts[-1],
            owner=OWNER,
            created_at=EPOCH,
            schema_id=1,
            query=query,
            text=f"create view v as {query}",
            columns=described,
            database_name=parts[0],
            schema_name=parts[1],
        )
        self._relations[parts] = Relation(
            name=QualifiedName(parts),
            kind=ObjectKind.VIEW,
            columns=tuple(RelationColumn(item.name, item.engine_name, item.type) for item in described),
            database=DATABASE,
            view=view,
        )

    def _add_provided(self, parts: tuple[str, ...], columns: Mapping[str, str]) -> None:
        described = _columns(columns)
        name = ".".join(parts)
        self._relations[parts] = Relation(
            name=QualifiedName(parts),
            kind=ObjectKind.VIEW,
            columns=tuple(RelationColumn(item.name, item.engine_name, item.type) for item in described),
            source=relation("temp", name),
            provided=name,
        )

    def _add_sequence(self, identifier: int, parts: tuple[str, ...]) -> None:
        sequence = Sequence(id=identifier, name=parts[-1], owner=OWNER, created_at=EPOCH, schema_id=1)
        engine = relation(DATABASE.attachment, sequence_name(sequence))
        self._sequences[parts] = SequenceReference(QualifiedName(parts), engine, sequence)

    def tables(self) -> list[Table]:
        """The tables among the relations."""
        return [item.table for item in self._relations.values() if item.table is not None]

    def relation(self, name: QualifiedName, database: str | None, schema: str | None) -> Relation | None:
        return self._relations.get(self.complete(name, database, schema).parts)

    def sequence(self, name: QualifiedName, database: str | None, schema: str | None) -> SequenceReference | None:
        return self._sequences.get(self.complete(name, database, schema).parts)

    def missing_place(self, name: QualifiedName) -> tuple[str, str] | None:
        return None

    def complete(self, name: QualifiedName, database: str | None, schema: str | None) -> QualifiedName:
        missing = 3 - len(name.parts)
        context = (database, schema)[:missing]
        if missing >= 1 and database is None:
            raise SnowflakeError(ErrorCode.NO_CURRENT_DATABASE, operation="SELECT")
        if missing >= 2 and schema is None:
            raise SnowflakeError(ErrorCode.NO_CURRENT_SCHEMA, operation="SELECT")
        return QualifiedName((*(part for part in context if part is not None), *name.parts))


def _parts(name: str) -> tuple[str, ...]:
    parts = tuple(stored_name(part) for part in name.split("."))
    return ("DB", "S", "T")[: 3 - len(parts)] + parts


def _columns(columns: Mapping[str, str]) -> tuple[Column, ...]:
    names = [stored_name(name) for name in columns]
    return tuple(
        Column(name=name, type=data_type(text), engine_name=engine_name(name))
        for name, text in zip(names, columns.values(), strict=True)
    )
