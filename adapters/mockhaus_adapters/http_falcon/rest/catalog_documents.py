"""Databases, schemas and the objects in them as JSON documents. Names are stored names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from mockhaus.application.names import FoundObject, FoundSchema
from mockhaus.domain.catalog.objects import (
    CatalogObject,
    Column,
    Database,
    ExternalTable,
    FileFormat,
    SchemaObject,
    Stage,
    Table,
    View,
    kind_of,
)
from mockhaus.domain.catalog.objects import (
    Sequence as NumberSequence,
)
from mockhaus_adapters.http_falcon.rest.operations import Success

T = TypeVar("T", bound=SchemaObject)


@dataclass(frozen=True, kw_only=True)
class ObjectDocument:
    """What is told of every object."""

    name: str
    owner: Annotated[str, Field(description="The role that owns it.")]
    comment: str
    created_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class DatabaseDocument(ObjectDocument):
    """A database."""

    kind: Literal["PERMANENT", "TRANSIENT"]
    retention_days: Annotated[int, Field(description="How long what was dropped or changed can be had back.")]


@dataclass(frozen=True, kw_only=True)
class SchemaDocument(ObjectDocument):
    """A schema."""

    database: str
    kind: Literal["PERMANENT", "TRANSIENT"]
    managed_access: bool


@dataclass(frozen=True, kw_only=True)
class SchemaObjectDocument(ObjectDocument):
    """An object in a schema."""

    database: str
    schema: str


@dataclass(frozen=True, kw_only=True)
class ColumnDocument:
    """A column of a table or view."""

    name: str
    type: Annotated[str, Field(description="As DESCRIBE TABLE tells it.", examples=["NUMBER(38,0)"])]
    nullable: bool
    default: Annotated[str | None, Field(description="The expression, as SQL.")]
    comment: str


@dataclass(frozen=True, kw_only=True)
class TableDocument(SchemaObjectDocument):
    """A table or view with its columns."""

    kind: Literal["TABLE", "EXTERNAL TABLE", "VIEW"]
    columns: list[ColumnDocument]


@dataclass(frozen=True, kw_only=True)
class ViewDocument(SchemaObjectDocument):
    """A view."""

    text: Annotated[str, Field(description="The statement that made it.")]
    secure: bool
    columns: list[ColumnDocument]


@dataclass(frozen=True, kw_only=True)
class StageDocument(SchemaObjectDocument):
    """An internal stage."""

    directory_enabled: bool


@dataclass(frozen=True, kw_only=True)
class SequenceDocument(SchemaObjectDocument):
    """A sequence."""

    start: int
    increment: int
    ordered: bool


@dataclass(frozen=True, kw_only=True)
class FileFormatDocument(SchemaObjectDocument):
    """A file format."""

    type: Annotated[str, Field(examples=["CSV"])]
    options: Annotated[dict[str, str], Field(description="Those that were set, by name.")]


@dataclass(frozen=True, kw_only=True)
class Databases(Success):
    """Databases, by name."""

    data: list[DatabaseDocument]


@dataclass(frozen=True, kw_only=True)
class DatabaseAnswer(DatabaseDocument, Success):
    """One database."""


@dataclass(frozen=True, kw_only=True)
class Schemas(Success):
    """Schemas, by name."""

    data: list[SchemaDocument]


@dataclass(frozen=True, kw_only=True)
class SchemaAnswer(SchemaDocument, Success):
    """One schema."""


@dataclass(frozen=True, kw_only=True)
class Tables(Success):
    """Tables, by schema and name."""

    data: list[TableDocument]


@dataclass(frozen=True, kw_only=True)
class TableAnswer(TableDocument, Success):
    """One table or view."""


@dataclass(frozen=True, kw_only=True)
class Columns(Success):
    """Columns, in their order."""

    data: list[ColumnDocument]


@dataclass(frozen=True, kw_only=True)
class Views(Success):
    """Views, by name."""

    data: list[ViewDocument]


@dataclass(frozen=True, kw_only=True)
class Stages(Success):
    """Stages, by name."""

    data: list[StageDocument]


@dataclass(frozen=True, kw_only=True)
class Sequences(Success):
    """Sequences, by name."""

    data: list[SequenceDocument]


@dataclass(frozen=True, kw_only=True)
class FileFormats(Success):
    """File formats, by name."""

    data: list[FileFormatDocument]


def database_fields(item: Database) -> dict[str, Any]:
    """The fields of a database's document."""
    return {**_common(item), "kind": item.persistence.value, "retention_days": item.retention_days}


def schema_fields(found: FoundSchema) -> dict[str, Any]:
    """The fields of a schema's document."""
    item = found.schema
    return {
        **_common(item),
        "database": found.database.database.name,
        "kind": item.persistence.value,
        "managed_access": item.managed_access,
    }


def table_fields(found: FoundObject) -> dict[str, Any]:
    """The fields of a table's or view's document."""
    return {**_placed(found), "kind": kind_of(found.item).value, "columns": column_documents(found.item)}


def view_document(found: FoundObject) -> ViewDocument:
    """A view's document."""
    item = _checked(found.item, View)
    return ViewDocument(**_placed(found), text=item.text, secure=item.secure, columns=column_documents(item))


def stage_document(found: FoundObject) -> StageDocument:
    """A stage's document."""
    return StageDocument(**_placed(found), directory_enabled=_checked(found.item, Stage).directory_enabled)


def sequence_document(found: FoundObject) -> SequenceDocument:
    """A sequence's document."""
    item = _checked(found.item, NumberSequence)
    return SequenceDocument(**_placed(found), start=item.start, increment=item.increment, ordered=item.ordered)


def file_format_document(found: FoundObject) -> FileFormatDocument:
    """A file format's document."""
    item = _checked(found.item, FileFormat)
    return FileFormatDocument(**_placed(found), type=item.format_type, options=dict(item.settings))


def column_documents(item: SchemaObject) -> list[ColumnDocument]:
    """The columns of a table or view."""
    return [
        ColumnDocument(
            name=column.name,
            type=str(column.type),
            nullable=column.type.nullable,
            default=column.default,
            comment=column.comment,
        )
        for column in _columns(item)
    ]


def _checked(item: SchemaObject, cls: type[T]) -> T:
    if not isinstance(item, cls):
        raise TypeError(f"{item.name} is no {cls.__name__}")
    return item


def _columns(item: SchemaObject) -> Sequence[Column]:
    if isinstance(item, Table):
        return item.visible_columns
    return item.columns if isinstance(item, View | ExternalTable) else ()


def _common(item: CatalogObject) -> dict[str, Any]:
    return {"name": item.name, "owner": item.owner, "comment": item.comment, "created_at": item.created_at}


def _placed(found: FoundObject) -> dict[str, Any]:
    return {**_common(found.item), "database": found.database.database.name, "schema": found.schema.name}
