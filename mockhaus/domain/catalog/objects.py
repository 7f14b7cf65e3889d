"""The objects of the catalog as frozen values.

Every object has an `id`, unique in its database's file, and belongs to a schema by `schema_id`. Times are aware UTC
datetimes. `dropped_at` marks an object that was dropped and is kept for UNDROP until its retention has passed.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field

from mockhaus.domain.collations import Collation
from mockhaus.domain.types import DataType


class ObjectKind(enum.Enum):
    """The kinds of object; the value is Snowflake's word in messages and SHOW."""

    DATABASE = "DATABASE"
    SCHEMA = "SCHEMA"
    TABLE = "TABLE"
    EXTERNAL_TABLE = "EXTERNAL TABLE"
    VIEW = "VIEW"
    SEQUENCE = "SEQUENCE"
    STAGE = "STAGE"
    FILE_FORMAT = "FILE FORMAT"
    PIPE = "PIPE"


RELATIONS = frozenset({ObjectKind.TABLE, ObjectKind.VIEW, ObjectKind.EXTERNAL_TABLE})
"""Kinds that share one name space in a schema: a table and a view cannot have one name."""


class Persistence(enum.Enum):
    """How long a table, schema or database lives; the value is Snowflake's word in SHOW."""

    PERMANENT = "PERMANENT"
    TRANSIENT = "TRANSIENT"
    TEMPORARY = "TEMPORARY"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogObject:
    """What every object has. `options` keeps, in Snowflake's spelling, what is accepted and shown without effect."""

    id: int
    name: str
    owner: str
    created_at: dt.datetime
    comment: str = ""
    dropped_at: dt.datetime | None = None
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Database(CatalogObject):
    """A database: one file of the engine. `attachment` is the engine's name for that file."""

    attachment: str
    persistence: Persistence = Persistence.PERMANENT
    retention_days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema(CatalogObject):
    """A schema of a database."""

    persistence: Persistence = Persistence.PERMANENT
    managed_access: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaObject(CatalogObject):
    """An object that belongs to a schema."""

    schema_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """AUTOINCREMENT of a column: the sequence that feeds it, by the engine's name in the table's file."""

    sequence: str
    start: int
    increment: int
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    `engine_name` is the physical column's name: a rename changes `name` alone. A dropped column stays, `hidden`, so
    that the past can still be read. `default` is Snowflake text, translated when a row is inserted. `nanoseconds` is
    true once its table stored a time or timestamp of more than six fractional digits: it is then kept with nine.
    """

    name: str
    type: DataType
    engine_name: str
    default: str | None = None
    identity: Identity | None = None
    comment: str = ""
    collation: str = ""
    hidden: bool = False
    nanoseconds: bool = False
    evolution: str = ""
    """What COPY did to the column last by schema evolution, as the JSON document that users see."""
    expression: str | None = None
    """Snowflake text of what a virtual column of an external table is computed from."""

    @property
    def value_type(self) -> DataType:
        """The type of the column where it is read: with its collation."""
        return self.type.with_collation(Collation(self.collation)) if self.collation else self.type


class ConstraintKind(enum.Enum):
    """Constraints that Snowflake records; only NOT NULL, which is part of the type, is enforced."""

    PRIMARY_KEY = "PRIMARY KEY"
    UNIQUE = "UNIQUE"
    FOREIGN_KEY = "FOREIGN KEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A recorded, unenforced constraint of a table. `columns` and `referenced_columns` are stored names."""

    name: str
    kind: ConstraintKind
    columns: tuple[str, ...]
    referenced_table: tuple[str, ...] = ()
    referenced_columns: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(SchemaObject):
    """A table: `t_<id>` in its database's file, its history `h_<id>`, its sealed generations `g_<id>_<n>`.

    `wide` is true once a value beyond 18 digits was stored: its integer columns are then kept in 128 bits.
    A temporary table lives in its session's own file and has no history.
    """

    columns: tuple[Column, ...]
    persistence: Persistence = Persistence.PERMANENT
    constraints: tuple[Constraint, ...] = ()
    cluster_by: str = ""
    retention_days: int = 1
    wide: bool = False
    generations: int = 0

    @property
    def visible_columns(self) -> tuple[Column, ...]:
        """The columns that a user sees, in order."""
        return tuple(column for column in self.columns if not column.hidden)

    @property
    def temporary(self) -> bool:
        """Whether the table belongs to one session."""
        return self.persistence is Persistence.TEMPORARY


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredFile:
    """A file that an external table reads, as it was when it was registered.

    `path` is that below the stage, `md5` the store's version; `partition` holds the values of a partition that was
    added by hand, as a JSON object of texts.
    """

    path: str
    size: int
    md5: str
    modified_at: dt.datetime
    registered_at: dt.datetime
    partition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What happened to one file of an external table; `status` is Snowflake's word."""

    at: dt.datetime
    file: str
    status: str
    message: str
    size: int | None = None
    modified_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalTable(SchemaObject):
    """An external table: which files of a stage it reads, and how columns are computed from their records.

    `stage` and `file_format` are full names as SQL writes them; `path` is a folder below the stage, empty or with a
    slash at its end. The first of the columns is VALUE, which alone has no expression.
    """

    columns: tuple[Column, ...]
    stage: str
    path: str = ""
    pattern: str | None = None
    file_format: str = ""
    format_settings: tuple[tuple[str, str], ...] = ()
    partition_columns: tuple[str, ...] = ()
    user_specified: bool = False
    auto_refresh: bool = False
    constraints: tuple[Constraint, ...] = ()
    files: tuple[RegisteredFile, ...] = ()
    registrations: tuple[Registration, ...] = ()
    refreshed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View(SchemaObject):
    """A view: the Snowflake text of its query, translated anew at each use, and the columns it had when created.

    `database_name` and `schema_name` are the context in which unqualified names of the query resolve.
    """

    query: str
    text: str
    columns: tuple[Column, ...]
    database_name: str
    schema_name: str
    secure: bool = False
    temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence(SchemaObject):
    """A sequence: `s_<id>` in its database's file keeps the state."""

    start: int = 1
    increment: int = 1
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat(SchemaObject):
    """A named file format. `settings` holds only what was set, upper-case names to literal values as text."""

    format_type: str
    settings: tuple[tuple[str, str], ...] = ()
    temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(SchemaObject):
    """A named stage, external where it has a URL.

    `file_format` is a format's name or inline settings, `copy_options` as written.
    """

    location: str
    """The key of the stage's folder in the stage store; opaque, and never derived from the name."""
    file_format: str = ""
    format_settings: tuple[tuple[str, str], ...] = ()
    copy_options: tuple[tuple[str, str], ...] = ()
    directory_enabled: bool = False
    temporary: bool = False
    url: str = ""
    endpoint: str = ""
    credentials: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Kept as given, in the database's file; never shown."""
    integration: str = ""
    """The storage integration by which an external stage is reached; empty where none is."""
    encryption: tuple[tuple[str, str], ...] = ()
    """How an external stage's files are encrypted, as given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipe(SchemaObject):
    """A pipe: the COPY INTO statement by which files of a stage are loaded into a table, as the pipe's owner.

    `database_name` and `schema_name` are the context in which unqualified names of the statement resolve. A pipe stays
    bound to the table and the stage that it was made for: `table` is the full name with `table_id` for the object that
    had it then; `stage` likewise, empty for the table's own stage. `location` is the key of the stage's folder.
    """

    definition: str
    database_name: str
    schema_name: str
    table: tuple[str, ...]
    table_id: int
    location: str
    stage: tuple[str, ...] = ()
    stage_id: int = 0
    file_format: tuple[str, ...] = ()
    history: str
    """What the files that it loads are remembered under; a pipe that replaces another has a new one."""
    pattern: str = ""
    auto_ingest: bool = False
    paused_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DatabaseContents:
    """A database with everything in it, dropped objects included."""

    database: Database
    schemas: tuple[Schema, ...] = ()
    objects: tuple[SchemaObject, ...] = field(default=())


def kind_of(item: CatalogObject) -> ObjectKind:
    """The kind of an object."""
    return _KINDS[type(item)]


_KINDS: dict[type[CatalogObject], ObjectKind] = {
    Database: ObjectKind.DATABASE,
    Schema: ObjectKind.SCHEMA,
    Table: ObjectKind.TABLE,
    ExternalTable: ObjectKind.EXTERNAL_TABLE,
    View: ObjectKind.VIEW,
    Sequence: ObjectKind.SEQUENCE,
    FileFormat: ObjectKind.FILE_FORMAT,
    Stage: ObjectKind.STAGE,
    Pipe: ObjectKind.PIPE,
}
