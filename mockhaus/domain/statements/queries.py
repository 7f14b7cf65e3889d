"""Queries, DML, calls and explanations."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements.base import Fragment, Statement
from mockhaus.domain.types import DataType


@dataclass(frozen=True, slots=True)
class Query(Statement):
    """SELECT, WITH, VALUES and set operations."""

    fragment: Fragment


@dataclass(frozen=True, slots=True)
class Call(Statement):
    """CALL of a system function, as the query that gives its answer."""

    fragment: Fragment


@dataclass(frozen=True, slots=True)
class Link:
    """One statement of a chain, with its own text."""

    statement: Statement
    text: str


@dataclass(frozen=True, slots=True)
class Chain(Statement):
    """Statements between `->>`, at least two: each may read the results of those before it."""

    links: tuple[Link, ...]


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
class IntoClause:
    """INTO target [(columns)] [VALUES (…)] of a multi-table INSERT; a value of None stands for DEFAULT."""

    target: QualifiedName
    columns: tuple[str, ...] | None
    values: tuple[Fragment | None, ...] | None


@dataclass(frozen=True, slots=True)
class IntoBranch:
    """[WHEN condition THEN] with its INTO clauses. ELSE, and what is unconditional, has no condition."""

    condition: Fragment | None
    clauses: tuple[IntoClause, ...]


@dataclass(frozen=True, slots=True)
class InsertMany(Statement):
    """INSERT [OVERWRITE] ALL | FIRST: the rows of a query into several tables. ELSE, if there, is the last branch."""

    branches: tuple[IntoBranch, ...]
    source: Fragment
    first: bool = False
    overwrite: bool = False


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
