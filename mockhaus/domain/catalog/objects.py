"""The objects of the catalog as frozen values.

Every object has an `id`, unique in its database's file, and belongs to a schema by `schema_id`. Times are aware UTC
datetimes. `dropped_at` marks an object that was dropped and is kept for UNDROP until its retention has passed.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass, field

from mockhaus.domain.types import DataType


class ObjectKind(enum.Enum):
    """The kinds of object; the value is Snowflake's word in messages and SHOW."""

    DATABASE = "DATABASE"
    SCHEMA = "SCHEMA"
    TABLE = "TABLE"
    VIEW = "VIEW"
    SEQUENCE = "SEQUENCE"
    STAGE = "STAGE"
    FILE_FORMAT = "FILE FORMAT"


RELATIONS = frozenset({ObjectKind.TABLE, ObjectKind.VIEW})
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
    that the past can still be read. `default` is Snowflake text, translated when a row is inserted.
    """

    name: str
    type: DataType
    engine_name: str
    default: str | None = None
    identity: Identity | None = None
    comment: str = ""
    collation: str = ""
    hidden: bool = False


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
    View: ObjectKind.VIEW,
    Sequence: ObjectKind.SEQUENCE,
    FileFormat: ObjectKind.FILE_FORMAT,
    Stage: ObjectKind.STAGE,
}
