"""Statements about stages and files."""

from __future__ import annotations

from dataclasses import dataclass, field

from mockhaus.domain.errors import Position
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements.base import Fragment, Options, Statement


@dataclass(frozen=True, slots=True)
class ExternalLocation:
    """A folder outside, by its URL, in place of a stage, and how it is reached."""

    url: str
    credentials: Options = field(default=(), repr=False)
    integration: str = ""
    encryption: Options = ()


@dataclass(frozen=True, slots=True)
class StageLocation:
    """`@stage/path`: a named stage (`name`), a table's (`%table`) or the user's own (`~`), and a path below it.

    COPY may name an `external` folder instead.
    """

    name: QualifiedName | None
    path: str = ""
    table: QualifiedName | None = None
    position: Position | None = None
    external: ExternalLocation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIntoTable(Statement):
    """COPY INTO table FROM a stage, or from a query over one (`query`, whose FROM is `location`).

    `metadata` are columns with the metadata column that each is to get.
    """

    target: QualifiedName
    columns: tuple[str, ...] | None
    location: StageLocation
    query: Fragment | None = None
    metadata: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()
    pattern: str | None = None
    file_format: QualifiedName | None = None
    format_settings: Options = ()
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIntoLocation(Statement):
    """COPY INTO a stage FROM a table or a query. `partition` is read over the query's columns.

    `validates` says that the rows are only wanted as a result.
    """

    location: StageLocation
    query: Fragment
    partition: Fragment | None = None
    file_format: QualifiedName | None = None
    format_settings: Options = ()
    options: Options = ()
    validates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFiles(Statement):
    """COPY FILES INTO a stage FROM another (`source`) or from the files that a query names (`query`)."""

    target: StageLocation
    source: StageLocation | None = None
    query: Fragment | None = None
    files: tuple[str, ...] = ()
    pattern: str | None = None
    detailed: bool = True


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
