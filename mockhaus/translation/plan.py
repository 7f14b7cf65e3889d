"""Plans: what translation hands to execution."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from mockhaus.domain.catalog.objects import Database, ObjectKind, Table
from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import ResultColumn


class Access(enum.Enum):
    """What a statement does to an object, for the policy and for locks."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    TRUNCATE = "TRUNCATE"
    USAGE = "USAGE"


@dataclass(frozen=True, slots=True)
class ObjectAccess:
    """One object that a statement touches, fully qualified, with its owner."""

    kind: ObjectKind
    name: QualifiedName
    owner: str
    access: Access


@dataclass(frozen=True, slots=True)
class BoundArgument:
    """A bound value as an argument, by the name of its engine parameter."""

    parameter: str


CallArgument = str | int | BoundArgument


@dataclass(frozen=True, slots=True)
class SystemCall:
    """A system function that acts. It is carried out once, before its query; `parameter` stands for its answer."""

    parameter: str
    function: str
    arguments: tuple[CallArgument, ...]


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """A query for the engine.

    `columns` are the result's, in order, with Snowflake headings and types; `accesses` what it reads; `provided` the
    names of provided relations that must be in the session first; `volatile` whether a second run may differ
    (RANDOM, UUID_STRING, CURRENT_TIMESTAMP, a sequence). `statement_values` are the parameters of
    `mockhaus.translation.statement_values` that it names: its result depends on who runs it, and when. `calls` are
    carried out before it. `few_rows` says that its form alone bounds its rows. `tables` are the tables whose live rows
    it reads, also through views: the ids of database and table. Whatever else it reads or depends on makes it volatile.
    """

    sql: str
    columns: tuple[ResultColumn, ...]
    accesses: tuple[ObjectAccess, ...] = ()
    provided: tuple[str, ...] = ()
    volatile: bool = False
    statement_values: tuple[str, ...] = ()
    calls: tuple[SystemCall, ...] = ()
    few_rows: bool = False
    tables: tuple[tuple[int, int], ...] = ()


class PivotValuesError(SnowflakeError):
    """A query's columns depend on values: of PIVOT … IN (ANY) or IN (query).

    Who can run `plan`, whose one column is their texts, gives them to the next attempt as
    `TranslationContext.pivot_values`. For all others this is the refusal of such a PIVOT.
    """

    def __init__(self, plan: QueryPlan, position: Position | None) -> None:
        feature = "PIVOT with ANY or a query in place of a list of values in this statement"
        super().__init__(ErrorCode.STATEMENT_UNSUPPORTED, position=position, feature=feature)
        self.plan = plan


@dataclass(frozen=True, slots=True)
class AskedMoment:
    """A point in time as AT, BEFORE or END (`clause`) asks for it: by TIMESTAMP, OFFSET or STATEMENT (`kind`).

    `plan` is a query of one row and one column: the instant, the seconds from now, the query id.
    """

    clause: str
    kind: str
    plan: QueryPlan

    @property
    def key(self) -> str:
        """What two clauses that ask for the same moment have in common."""
        return f"{self.clause} {self.kind} {self.plan.sql}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time among row versions: the last one that counts, and the present as a version.

    `pending` are versions of changes that the session has made and not committed: nothing of them has happened.
    """

    version: int
    now: int
    pending: tuple[int, ...] = ()


class MomentError(SnowflakeError):
    """A query reads the past, and which is decided by a value.

    Who can run the moment's plan gives the moment to the next attempt as `TranslationContext.moments`. For all others
    this is the refusal of such a query.
    """

    def __init__(self, asked: AskedMoment, position: Position | None) -> None:
        feature = f"{asked.clause} in this statement"
        super().__init__(ErrorCode.STATEMENT_UNSUPPORTED, position=position, feature=feature)
        self.asked = asked


class LockMode(enum.Enum):
    """How a write shares its table: inserts go side by side, changes of rows one at a time, DDL alone.

    DELETE is a change that may end rows. It shares as CHANGE does; a transaction tells the two apart when it finds out
    what others did to a table since it began.
    """

    INSERT = "INSERT"
    CHANGE = "CHANGE"
    DELETE = "DELETE"
    EXCLUSIVE = "EXCLUSIVE"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One engine statement. `$mh_version`, where it occurs, is the statement's row version.

    `count` names the result column to which the rows that the step changed are added, or is None. `refuse` marks a
    checking step instead: it is a query of at most one row, run in place, and a row means that the statement must
    fail with NONDETERMINISTIC_DML showing that row.
    """

    sql: str
    count: str | None = None
    refuse: bool = False


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table that a statement writes, with its full name."""

    database: Database
    table: Table
    name: QualifiedName


@dataclass(frozen=True, slots=True)
class WritePlan:
    """A DML statement for the engine: steps in order, all or nothing, in the file `attachment`.

    `counts` are the result's columns in order (`number of rows inserted`, …), each the sum of its steps' rows; steps
    may count more than the result tells.
    `seals` says that the table's live rows became generation `table.generations + 1`: the catalog must be told so in
    the same unit. `parameters` are values that the plan itself brings for parameters of its steps. `others` are
    further tables that the steps write, in the same file or the session's own; all are locked alike. `alters` says that
    the steps change the table's definition too: the catalog must be told `table` in the same unit.
    """

    database: Database
    table: Table
    name: QualifiedName
    attachment: str
    steps: tuple[PlannedStep, ...]
    counts: tuple[str, ...]
    lock: LockMode
    accesses: tuple[ObjectAccess, ...] = ()
    provided: tuple[str, ...] = ()
    seals: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    others: tuple[WrittenTable, ...] = ()
    alters: bool = False

    @property
    def tables(self) -> tuple[WrittenTable, ...]:
        """All tables that are written."""
        return (WrittenTable(self.database, self.table, self.name), *self.others)
