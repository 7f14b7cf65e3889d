"""DDL, and SHOW and DESCRIBE of what it makes."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from mockhaus.domain.catalog.objects import ConstraintKind, ObjectKind, Persistence
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements.base import Fragment, Options, Statement
from mockhaus.domain.statements.files import CopyIntoTable, StageLocation
from mockhaus.domain.types import DataType


class CreateMode(enum.Enum):
    """What CREATE does where the object exists."""

    PLAIN = "PLAIN"
    OR_REPLACE = "OR REPLACE"
    OR_ALTER = "OR ALTER"
    IF_NOT_EXISTS = "IF NOT EXISTS"


@dataclass(frozen=True, slots=True)
class IdentityDefinition:
    """AUTOINCREMENT | IDENTITY [START n INCREMENT n] [ORDER | NOORDER]."""

    start: int = 1
    increment: int = 1
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintDefinition:
    """A constraint of CREATE or ALTER TABLE; `name` is None where Snowflake makes one up."""

    name: str | None
    kind: ConstraintKind
    columns: tuple[str, ...]
    referenced_table: QualifiedName | None = None
    referenced_columns: tuple[str, ...] = ()
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDefinition:
    """A column of CREATE TABLE, ALTER TABLE ADD COLUMN or a view. `type` is None where the query decides."""

    name: str
    type: DataType | None
    default: Fragment | None = None
    identity: IdentityDefinition | None = None
    comment: str = ""
    collation: str | None = None
    """None where none is written, which is not the same as the empty one."""
    constraints: tuple[ConstraintDefinition, ...] = ()
    expression: Fragment | None = None
    """What a virtual column is computed from."""


@dataclass(frozen=True, slots=True)
class PointInTime:
    """AT or BEFORE (`clause`) of CLONE: a TIMESTAMP, OFFSET or STATEMENT (`kind`) and its value, a constant.

    `skips_forgotten` leaves out the tables that do not remember it: IGNORE TABLES WITH INSUFFICIENT DATA RETENTION.
    """

    clause: str
    kind: str
    value: Fragment
    skips_forgotten: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDatabase(Statement):
    """CREATE DATABASE."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    transient: bool = False
    clone: QualifiedName | None = None
    clone_at: PointInTime | None = None
    comment: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSchema(Statement):
    """CREATE SCHEMA."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    transient: bool = False
    managed_access: bool = False
    clone: QualifiedName | None = None
    clone_at: PointInTime | None = None
    comment: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTable(Statement):
    """CREATE TABLE in its forms: columns, AS query, LIKE table, CLONE table, USING TEMPLATE query. One is set."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    persistence: Persistence = Persistence.PERMANENT
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[ConstraintDefinition, ...] = ()
    query: Fragment | None = None
    like: QualifiedName | None = None
    clone: QualifiedName | None = None
    clone_at: PointInTime | None = None
    template: Fragment | None = None
    cluster_by: str = ""
    copy_grants: bool = False
    comment: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateView(Statement):
    """CREATE [SECURE] [TEMPORARY] VIEW name [(columns)] AS query; `text` is the whole statement as written."""

    name: QualifiedName
    query: Fragment
    text: str
    mode: CreateMode = CreateMode.PLAIN
    secure: bool = False
    temporary: bool = False
    columns: tuple[ColumnDefinition, ...] = ()
    copy_grants: bool = False
    comment: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSequence(Statement):
    """CREATE SEQUENCE."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    start: int = 1
    increment: int = 1
    ordered: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateFileFormat(Statement):
    """CREATE FILE FORMAT."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    temporary: bool = False
    format_type: str = "CSV"
    settings: Options = ()
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStage(Statement):
    """CREATE STAGE. `file_format` names a format; `format_settings` are inline; `url` is that of an external stage."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    temporary: bool = False
    file_format: QualifiedName | None = None
    format_settings: Options = ()
    copy_options: Options = ()
    directory_enabled: bool = False
    url: str = ""
    endpoint: str = ""
    credentials: Options = field(default=(), repr=False)
    integration: str = ""
    encryption: Options = ()
    comment: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePipe(Statement):
    """CREATE PIPE name properties AS copy; `definition` is the COPY statement as written. None is not given."""

    name: QualifiedName
    copy: CopyIntoTable
    definition: str
    mode: CreateMode = CreateMode.PLAIN
    auto_ingest: bool = False
    paused: bool | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateExternalTable(Statement):
    """CREATE EXTERNAL TABLE. `user_specified` says that partitions are added by hand."""

    name: QualifiedName
    location: StageLocation
    mode: CreateMode = CreateMode.PLAIN
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[ConstraintDefinition, ...] = ()
    template: Fragment | None = None
    partition_columns: tuple[str, ...] = ()
    user_specified: bool = False
    pattern: str | None = None
    file_format: QualifiedName | None = None
    format_settings: Options = ()
    refresh_on_create: bool = True
    auto_refresh: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TableAction:
    """Base of one action of ALTER TABLE."""


@dataclass(frozen=True, slots=True)
class RenameTo(TableAction):
    """RENAME TO new name."""

    name: QualifiedName


@dataclass(frozen=True, slots=True)
class SwapWith(TableAction):
    """SWAP WITH other table."""

    name: QualifiedName


@dataclass(frozen=True, slots=True)
class AddColumns(TableAction):
    """ADD [COLUMN] [IF NOT EXISTS] definitions."""

    columns: tuple[ColumnDefinition, ...]
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class DropColumns(TableAction):
    """DROP [COLUMN] [IF EXISTS] names."""

    names: tuple[str, ...]
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class RenameColumn(TableAction):
    """RENAME COLUMN old TO new."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterColumn(TableAction):
    """ALTER | MODIFY COLUMN: exactly one of the changes is set."""

    name: str
    type: DataType | None = None
    collation: str | None = None
    """That of the type, where one is written."""
    nullable: bool | None = None
    default: Fragment | None = None
    drop_default: bool = False
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class AddConstraint(TableAction):
    """ADD CONSTRAINT."""

    constraint: ConstraintDefinition


@dataclass(frozen=True, slots=True)
class DropConstraint(TableAction):
    """DROP CONSTRAINT name, or DROP PRIMARY KEY / UNIQUE / FOREIGN KEY (columns)."""

    name: str | None
    kind: ConstraintKind | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenameConstraint(TableAction):
    """RENAME CONSTRAINT old TO new."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ClusterBy(TableAction):
    """CLUSTER BY (expressions), or DROP CLUSTERING KEY with an empty text. Kept and shown, without effect."""

    expressions: str


@dataclass(frozen=True, slots=True)
class SetProperties(TableAction):
    """SET name = value …; COMMENT among them."""

    properties: Options


@dataclass(frozen=True, slots=True)
class UnsetProperties(TableAction):
    """UNSET name, …."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefreshDirectory(TableAction):
    """REFRESH [SUBPATH = 'path'] of a stage's directory table."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class RefreshPipe(TableAction):
    """REFRESH [PREFIX = 'path'] [MODIFIED_AFTER = 'time'] of a pipe: queue staged files that are not loaded."""

    prefix: str = ""
    modified_after: str | None = None


@dataclass(frozen=True, slots=True)
class RefreshFiles(TableAction):
    """REFRESH ['path'] of an external table."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class AddFiles(TableAction):
    """ADD FILES (paths) to an external table."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DropFiles(TableAction):
    """REMOVE FILES (paths) from an external table."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddPartition(TableAction):
    """ADD PARTITION (column = 'value', …) LOCATION 'path' of an external table."""

    values: Options
    path: str


@dataclass(frozen=True, slots=True)
class DropPartition(TableAction):
    """DROP PARTITION LOCATION 'path' of an external table."""

    path: str


@dataclass(frozen=True, slots=True)
class AlterObject(Statement):
    """ALTER kind [IF EXISTS] name action, …. All kinds share it; a handler refuses actions that a kind lacks."""

    kind: ObjectKind
    name: QualifiedName
    if_exists: bool
    actions: tuple[TableAction, ...]


@dataclass(frozen=True, slots=True)
class Drop(Statement):
    """DROP kind [IF EXISTS] name [CASCADE | RESTRICT]."""

    kind: ObjectKind
    name: QualifiedName
    if_exists: bool = False
    restrict: bool = False


@dataclass(frozen=True, slots=True)
class Undrop(Statement):
    """UNDROP TABLE | SCHEMA | DATABASE name."""

    kind: ObjectKind
    name: QualifiedName


@dataclass(frozen=True, slots=True)
class CommentOn(Statement):
    """COMMENT [IF EXISTS] ON kind name IS 'text'; `column` is set for ON COLUMN."""

    kind: ObjectKind
    name: QualifiedName
    text: str
    column: str | None = None
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class Describe(Statement):
    """DESCRIBE kind name; `stage` for TYPE = STAGE, the stage of a table instead of its columns."""

    kind: ObjectKind
    name: QualifiedName
    stage: bool = False


@dataclass(frozen=True, slots=True)
class DescribeResult(Statement):
    """DESCRIBE RESULT of a query id, or of a query's place in the session: 1 is its first, -1 its last."""

    reference: str | int


@dataclass(frozen=True, slots=True)
class DescribeTransaction(Statement):
    """DESCRIBE TRANSACTION id."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Show(Statement):
    """SHOW [TERSE] kind [HISTORY] [LIKE] [IN scope] [STARTS WITH] [LIMIT n [FROM]].

    `kind` is the plural as written: `TABLES`, `COLUMNS`, `PARAMETERS`, `VARIABLES`. `scope_kind` is `ACCOUNT`,
    `DATABASE`, `SCHEMA`, `TABLE` or `VIEW`, or None where none is given (or a bare name is: then `scope` alone).
    """

    kind: str
    terse: bool = False
    history: bool = False
    like: str | None = None
    scope_kind: str | None = None
    scope: QualifiedName | None = None
    starts_with: str | None = None
    limit: int | None = None
    from_name: str | None = None
