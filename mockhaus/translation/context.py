"""The frozen input of a translation: the session's context and the objects that names can mean. No connection."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from mockhaus.domain.catalog.objects import Database, ExternalTable, ObjectKind, Sequence, Table, View
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.statements import StageLocation
from mockhaus.domain.types import DataType
from mockhaus.translation.plan import CallArgument, Moment
from mockhaus.translation.precision import Fraction


@dataclass(frozen=True, slots=True)
class RelationColumn:
    """A column that a query can name: stored name, the engine's name for it, type with nullability.

    A `hidden` one is found by its name but is not part of `*`: row ids, METADATA$FILENAME.
    """

    name: str
    engine_name: str
    type: DataType
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Something that can stand in FROM. `name` is fully qualified.

    A table has `source`, the engine relation of its live rows, and `table`; a view has `view`, whose text is
    translated in its place; `external` is an external table, whose columns are computed; a provided relation
    (INFORMATION_SCHEMA) has `source` and `provided`, the name under which the executor must provide its rows to the
    engine's session before the plan runs.
    """

    name: QualifiedName
    kind: ObjectKind
    columns: tuple[RelationColumn, ...]
    source: str | None = None
    database: Database | None = None
    table: Table | None = None
    view: View | None = None
    external: ExternalTable | None = None
    provided: str | None = None


@dataclass(frozen=True, slots=True)
class SequenceReference:
    """A sequence found by name: its fully qualified name, the engine's name for it, and itself."""

    name: QualifiedName
    engine_name: str
    sequence: Sequence


class Names(Protocol):
    """What names mean now, for one session: the catalog with the session's temporary objects over it.

    A name that is not fully qualified is completed from the context given with it.
    """

    @abstractmethod
    def relation(self, name: QualifiedName, database: str | None, schema: str | None) -> Relation | None:
        """A table, view or provided relation, or None."""

    @abstractmethod
    def sequence(self, name: QualifiedName, database: str | None, schema: str | None) -> SequenceReference | None:
        """A sequence, or None."""

    @abstractmethod
    def missing_place(self, name: QualifiedName) -> tuple[str, str] | None:
        """Of a full name, the database or schema that is not there: its word and name in messages; None if both are."""

    @abstractmethod
    def complete(self, name: QualifiedName, database: str | None, schema: str | None) -> QualifiedName:
        """The name fully qualified; NO_CURRENT_DATABASE or NO_CURRENT_SCHEMA where the context lacks what is needed."""


class Results(Protocol):
    """The results of earlier statements, as RESULT_SCAN names them."""

    @abstractmethod
    def relation(self, reference: CallArgument) -> Relation:
        """A result by its query id, by its place in the session (-1 is the last), or by what a parameter says.

        QUERY_NOT_FOUND or RESULT_NOT_FOUND where there is none that the session may read.
        """


@dataclass(frozen=True, slots=True)
class StagePlace:
    """A location on a stage that is there, and what its files are.

    `location` has full names; `owner` owns the named stage; `kind` is the type of `file_format` or of the stage's own.
    `url` is what the paths of files on a named stage are below, with a slash at its end; `folder` is its folder in the
    store, none of a temporary stage, whose files have no URLs that are signed. `server` is what file URLs begin with.
    """

    location: StageLocation
    owner: str
    kind: str
    file_format: QualifiedName | None
    url: str = ""
    folder: str = ""
    server: str = ""


class Stages(Protocol):
    """The stages whose files a query may read."""

    @abstractmethod
    def place(
        self, location: StageLocation, file_format: QualifiedName | None, database: str | None, schema: str | None
    ) -> StagePlace:
        """A location and a file format as they are named, found from a database and schema; else OBJECT_NOT_FOUND."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationContext:
    """Everything that decides a translation besides the text.

    `binds` gives the type of each bound value by its engine parameter name: `p1`, `p2`, … for positional ones, `n_x`
    for the named bind `:x`. `wide` asks for 128-bit integer arithmetic throughout: slower, never out of range within
    38 digits; the executor asks for it when the narrow plan overflowed. `fraction` says how fine times and
    timestamps are. `searches_public` says whether an unqualified name in a query is looked for in PUBLIC behind the
    current schema: it is not where a view is defined. `pivot_values`
    gives the values that `PivotValuesError` asked for, as texts in their order, by the engine SQL of its plan;
    `moments` gives those that `MomentError` asked for, by their keys. Without `results` the statement is none that may
    read those of others. `bound_names` are the bound texts by their engine parameters, where IDENTIFIER may be given
    one: the plan is for these alone. Without `stages` the statement cannot read staged files.
    """

    session: SessionContext
    names: Names
    binds: Mapping[str, DataType] = field(default_factory=dict)
    wide: bool = False
    fraction: Fraction = Fraction.MICROSECONDS
    searches_public: bool = True
    pivot_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moments: Mapping[str, Moment] = field(default_factory=dict)
    results: Results | None = None
    bound_names: Mapping[str, str] = field(default_factory=dict)
    stages: Stages | None = None
    piped: tuple[str, ...] = ()
    """The query ids of the statements before this one in a chain, the nearest first."""
