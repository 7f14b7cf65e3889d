"""Bodies of tables: columns, constraints and properties, as a CREATE TABLE defines them."""

from __future__ import annotations

from typing import ClassVar, Literal

import pydantic
from pydantic import BaseModel, ConfigDict

from mockhaus.application.manage_objects import ManageObjects
from mockhaus.domain.catalog.objects import ConstraintKind, Persistence
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import (
    ColumnDefinition,
    ConstraintDefinition,
    CreateMode,
    CreateTable,
    IdentityDefinition,
)
from mockhaus_adapters.http_falcon.resource_api.bodies import Body
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier, parts
from mockhaus_adapters.http_falcon.resource_api.resource_types import Place

_CHECK = "CHECK"
_PARTS = 3
"""Parts of a table's full name."""


class ConstraintBody(BaseModel):
    """A constraint; one of a column is that column's where it names none."""

    model_config = ConfigDict(extra="forbid")

    constraint_type: str
    name: str | None = None
    column_names: list[str] | None = None
    referenced_table_name: str | None = None
    referenced_column_names: list[str] | None = None
    check_expression: str | None = None

    def definition(self, place: Place, column: str | None = None) -> ConstraintDefinition:
        """The constraint, of a column or of its own columns; a table that it refers to lies beside its own."""
        if self.constraint_type.upper() == _CHECK:
            raise unsupported("CHECK constraint")
        columns = tuple(map(identifier, self.column_names or ()))
        return ConstraintDefinition(
            name=identifier(self.name) if self.name else None,
            kind=self._kind(),
            columns=(column,) if column is not None else columns,
            referenced_table=self._referenced(place),
            referenced_columns=tuple(map(identifier, self.referenced_column_names or ())),
        )

    def _referenced(self, place: Place) -> QualifiedName | None:
        if self.referenced_table_name is None:
            return None
        given = parts(self.referenced_table_name)
        return QualifiedName(place[: _PARTS - len(given)] + given)

    def _kind(self) -> ConstraintKind:
        try:
            return ConstraintKind(self.constraint_type.upper())
        except ValueError as error:
            detail = f"constraint_type: {self.constraint_type} is not known."
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=detail) from error


class ColumnBody(BaseModel):
    """A column."""

    model_config = ConfigDict(extra="forbid")

    name: str
    datatype: str | None = None
    nullable: bool | None = None
    collate: str | None = None
    default: str | None = None
    autoincrement: bool | None = None
    autoincrement_start: int | None = None
    autoincrement_increment: int | None = None
    constraints: list[ConstraintBody] | None = None
    comment: str | None = None

    def definition(self, objects: ManageObjects, place: Place, *, typed: bool = True) -> ColumnDefinition:
        """The column; without a type only where a query gives it."""
        if self.datatype is None and typed:
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"The column {self.name} has no datatype.")
        name = identifier(self.name)
        found = objects.data_type(self.datatype) if self.datatype else None
        return ColumnDefinition(
            name=name,
            type=found.with_nullable(self.nullable is not False) if found else None,
            default=objects.default(self.default) if self.default else None,
            identity=self._identity() if self.autoincrement else None,
            comment=self.comment or "",
            collation=self.collate,
            constraints=tuple(item.definition(place, name) for item in self.constraints or ()),
        )

    def _identity(self) -> IdentityDefinition:
        start, increment = self.autoincrement_start, self.autoincrement_increment
        return IdentityDefinition(1 if start is None else start, 1 if increment is None else increment)


class TableBody(Body):
    """What may be set of a table."""

    read_only: ClassVar[frozenset[str]] = frozenset(
        {
            *("created_on", "database_name", "schema_name", "rows", "bytes", "owner", "dropped_on", "budget"),
            *("automatic_clustering", "search_optimization", "search_optimization_progress", "owner_role_type"),
            *("search_optimization_bytes", "search_optimization_configuration", "table_type"),
        }
    )
    refused: ClassVar[frozenset[str]] = frozenset({"row_timestamp", "error_logging", "point_of_time"})
    apart: ClassVar[frozenset[str]] = frozenset({"name", "kind", "comment", "cluster_by", "columns", "constraints"})

    kind: Literal["PERMANENT", "TRANSIENT", "TEMPORARY", "TABLE", ""] | None = None
    cluster_by: list[str] | None = None
    enable_schema_evolution: bool | None = None
    change_tracking: bool | None = None
    data_retention_time_in_days: int | None = None
    max_data_extension_time_in_days: int | None = None
    default_ddl_collation: str | None = None
    columns: list[ColumnBody] | None = None
    constraints: list[ConstraintBody] | None = None
    comment: str | None = None

    @pydantic.field_validator("kind", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    def definition(
        self,
        objects: ManageObjects,
        name: QualifiedName,
        mode: CreateMode,
        *,
        query: str | None = None,
        copy_grants: bool = False,
    ) -> CreateTable:
        """CREATE TABLE with columns, or AS a query."""
        place = name.qualifiers
        return CreateTable(
            name=name,
            mode=mode,
            persistence=self.persistence,
            columns=tuple(item.definition(objects, place, typed=query is None) for item in self.columns or ()),
            constraints=tuple(item.definition(place) for item in self.constraints or ()),
            query=objects.query(query) if query is not None else None,
            cluster_by=objects.clustering_key(self.cluster_by) if self.cluster_by else "",
            copy_grants=copy_grants,
            comment=self.comment or "",
            options=self.properties(),
        )

    def copied(
        self,
        objects: ManageObjects,
        name: QualifiedName,
        mode: CreateMode,
        *,
        like: QualifiedName | None = None,
        clone: QualifiedName | None = None,
        copy_grants: bool = False,
    ) -> CreateTable:
        """CREATE TABLE LIKE or CLONE another; columns and constraints are the other's."""
        if self.columns or self.constraints:
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="A copy of a table takes over its columns.")
        return CreateTable(
            name=name,
            mode=mode,
            persistence=self.persistence,
            like=like,
            clone=clone,
            cluster_by=objects.clustering_key(self.cluster_by) if self.cluster_by else "",
            copy_grants=copy_grants,
            comment=self.comment or "",
            options=self.properties(),
        )

    @property
    def persistence(self) -> Persistence:
        """How long the table lives."""
        return Persistence(self.kind) if self.kind and self.kind != "TABLE" else Persistence.PERMANENT
