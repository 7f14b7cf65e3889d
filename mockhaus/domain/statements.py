"""Statements as frozen values: what a user asked for, before any name is looked up.

Each family of statements is one group here, one parser under `mockhaus.translation.parsers` and one handler under
`mockhaus.application.handlers`. Queries and expressions inside are `Fragment`s: source text with a parse tree that
only `mockhaus.translation` looks into.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from mockhaus.domain.catalog.objects import ConstraintKind, ObjectKind, Persistence
from mockhaus.domain.errors import Position
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import DataType

Options = tuple[tuple[str, str], ...]
"""Properties as written: upper-case name, value as text without quotes."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A query or expression inside a statement. `tree` belongs to the translation."""

    text: str
    tree: Any = field(repr=False, compare=False, hash=False)


class StatementKind(enum.Enum):
    """What history and clients call a statement; the value is Snowflake's QUERY_TYPE."""

    SELECT = "SELECT"
    MULTI_STATEMENT = "MULTI_STATEMENT"
    CALL = "CALL"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    MERGE = "MERGE"
    TRUNCATE = "TRUNCATE_TABLE"
    COPY = "COPY"
    CREATE = "CREATE"
    CREATE_TABLE = "CREATE_TABLE"
    CREATE_TABLE_AS_SELECT = "CREATE_TABLE_AS_SELECT"
    CREATE_VIEW = "CREATE_VIEW"
    ALTER = "ALTER"
    ALTER_SESSION = "ALTER_SESSION"
    DROP = "DROP"
    UNDROP = "RESTORE"
    RENAME = "RENAME"
    DESCRIBE = "DESCRIBE"
    SHOW = "SHOW"
    USE = "USE"
    SET = "SET"
    UNSET = "UNSET"
    BEGIN = "BEGIN_TRANSACTION"
    COMMIT = "COMMIT"
    ROLLBACK = "ROLLBACK"
    COMMENT = "COMMENT"
    GRANT = "GRANT"
    REVOKE = "REVOKE"
    EXPLAIN = "EXPLAIN"
    LIST_FILES = "LIST_FILES"
    REMOVE_FILES = "REMOVE_FILES"
    PUT_FILES = "PUT_FILES"
    GET_FILES = "GET_FILES"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Statement:
    """Base of every statement."""


# -- queries and DML ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Query(Statement):
    """SELECT, WITH, VALUES and set operations."""

    fragment: Fragment


@dataclass(frozen=True, slots=True)
class Call(Statement):
    """CALL of a system function, as the query that gives its answer."""

    fragment: Fragment


@dataclass(frozen=True, slots=True)
class Explain(Statement):
    """EXPLAIN [USING TABULAR | JSON | TEXT] of a query."""

    statement: Statement
    style: str = "TABULAR"


@dataclass(frozen=True, slots=True)
class LiteralColumn:
    """A column of a long list of literals: their common type, and their texts as one, which the translation reads."""

    type: DataType
    texts: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LiteralRows:
    """A long list of rows of literals, by column."""

    columns: tuple[LiteralColumn, ...]


@dataclass(frozen=True, slots=True)
class Insert(Statement):
    """INSERT [OVERWRITE] INTO target [(columns)] with a query or VALUES. The fragment is the source query.

    `values` holds the rows when the source is a VALUES list, whose items may be DEFAULT (None stands for DEFAULT);
    `literals` holds them instead when the list is long and plain.
    """

    target: QualifiedName
    columns: tuple[str, ...] | None
    overwrite: bool
    source: Fragment | None
    values: tuple[tuple[Fragment | None, ...], ...] | None = None
    literals: LiteralRows | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """`column = expression` in UPDATE or MERGE; the value is None for DEFAULT."""

    column: str
    value: Fragment | None


@dataclass(frozen=True, slots=True)
class Update(Statement):
    """UPDATE target [AS alias] SET … [FROM sources] [WHERE condition]; `sources` is the text after FROM."""

    target: QualifiedName
    alias: str | None
    assignments: tuple[Assignment, ...]
    sources: Fragment | None
    condition: Fragment | None


@dataclass(frozen=True, slots=True)
class Delete(Statement):
    """DELETE FROM target [AS alias] [USING sources] [WHERE condition]."""

    target: QualifiedName
    alias: str | None
    sources: Fragment | None
    condition: Fragment | None


class MergeAction(enum.Enum):
    """What a branch of MERGE does."""

    UPDATE = "UPDATE"
    DELETE = "DELETE"
    INSERT = "INSERT"


@dataclass(frozen=True, slots=True)
class MergeBranch:
    """WHEN [NOT] MATCHED [AND condition] THEN action. `columns` is None where an INSERT names none."""

    matched: bool
    condition: Fragment | None
    action: MergeAction
    assignments: tuple[Assignment, ...] = ()
    columns: tuple[str, ...] | None = None
    values: tuple[Fragment | None, ...] = ()
    all_by_name: bool = False


@dataclass(frozen=True, slots=True)
class Merge(Statement):
    """MERGE INTO target USING source ON condition, with its branches in order. `source` is a FROM item."""

    target: QualifiedName
    alias: str | None
    source: Fragment
    condition: Fragment
    branches: tuple[MergeBranch, ...]


@dataclass(frozen=True, slots=True)
class Truncate(Statement):
    """TRUNCATE [TABLE] [IF EXISTS] name."""

    target: QualifiedName
    if_exists: bool = False


# -- DDL ----------------------------------------------------------------------------------------------------------


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
    collation: str = ""
    constraints: tuple[ConstraintDefinition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDatabase(Statement):
    """CREATE DATABASE."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    transient: bool = False
    clone: QualifiedName | None = None
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
    comment: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTable(Statement):
    """CREATE TABLE in its four forms: columns, AS query, LIKE table, CLONE table. Exactly the given one is set."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    persistence: Persistence = Persistence.PERMANENT
    columns: tuple[ColumnDefinition, ...] = ()
    constraints: tuple[ConstraintDefinition, ...] = ()
    query: Fragment | None = None
    like: QualifiedName | None = None
    clone: QualifiedName | None = None
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
    """CREATE STAGE of an internal named stage. `file_format` names a format; `format_settings` are inline."""

    name: QualifiedName
    mode: CreateMode = CreateMode.PLAIN
    temporary: bool = False
    file_format: QualifiedName | None = None
    format_settings: Options = ()
    copy_options: Options = ()
    directory_enabled: bool = False
    comment: str = ""
    options: Options = ()


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
    """DESCRIBE kind name."""

    kind: ObjectKind
    name: QualifiedName


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


# -- sessions and transactions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Use(Statement):
    """USE [kind] name.

    `kind` is DATABASE, SCHEMA, ROLE, WAREHOUSE or SECONDARY ROLES; a bare USE is DATABASE or, with a qualified name,
    SCHEMA.
    """

    kind: str
    name: QualifiedName


@dataclass(frozen=True, slots=True)
class SetVariables(Statement):
    """SET name = expression, or SET (names) = (expressions)."""

    names: tuple[str, ...]
    values: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class UnsetVariables(Statement):
    """UNSET name, or UNSET (names)."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlterSession(Statement):
    """ALTER SESSION SET name = value … | UNSET name, …."""

    settings: Options = ()
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begin(Statement):
    """BEGIN [WORK | TRANSACTION] [NAME name] | START TRANSACTION."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Commit(Statement):
    """COMMIT [WORK]."""


@dataclass(frozen=True, slots=True)
class Rollback(Statement):
    """ROLLBACK [WORK]."""


# -- stages and files ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StageLocation:
    """`@stage/path`: a named stage (`name`), a table's (`%table`) or the user's own (`~`), and a path below it."""

    name: QualifiedName | None
    path: str = ""
    table: QualifiedName | None = None
    position: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIntoTable(Statement):
    """COPY INTO table FROM a stage, or from a query over one (`query`, whose FROM is `location`)."""

    target: QualifiedName
    columns: tuple[str, ...] | None
    location: StageLocation
    query: Fragment | None = None
    files: tuple[str, ...] = ()
    pattern: str | None = None
    file_format: QualifiedName | None = None
    format_settings: Options = ()
    options: Options = ()


@dataclass(frozen=True, slots=True)
class ListFiles(Statement):
    """LIST | LS @stage [PATTERN = 'regex']."""

    location: StageLocation
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class RemoveFiles(Statement):
    """REMOVE | RM @stage [PATTERN = 'regex']."""

    location: StageLocation
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutFiles(Statement):
    """PUT file://path @stage. Carried out by the client: the server never reads a path that a statement names."""

    path: str
    location: StageLocation
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFiles(Statement):
    """GET @stage file://folder. Carried out by the client, as PUT is."""

    location: StageLocation
    path: str
    options: Options = ()
