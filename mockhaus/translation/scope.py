"""Scopes: what an unqualified or qualified column name means at a place in a query.

A scope belongs to one SELECT. It holds the sources of its FROM clause, the common table expressions of its WITH, the
aliases of its select list, and knows the scope around it. Stored names are compared exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlglot import exp

from mockhaus.domain.identifiers import engine_name
from mockhaus.domain.types import SEMI_STRUCTURED, DataType


def identifier(name: str) -> exp.Identifier:
    """An engine name between quotes."""
    return exp.Identifier(this=name, quoted=True)


def engine_column(column: str, relation: str) -> exp.Column:
    """`"relation"."column"` of engine names."""
    return exp.Column(this=identifier(column), table=identifier(relation))


@dataclass(frozen=True, slots=True)
class ScopeColumn:
    """A column that a name can mean: its stored name, type, and how the engine reaches it.

    `stored` says that it lies in a table, where the VARIANT family is of another engine type than in expressions.
    `expression`, where given, stands for the column in place of its engine name: merged columns of an outer join.
    """

    name: str
    engine_name: str
    relation: str
    type: DataType
    hidden: bool = False
    stored: bool = False
    expression: exp.Expr | None = None

    def reference(self) -> exp.Expr:
        """The column in engine SQL."""
        if self.expression is not None:
            return self.expression.copy()
        column = engine_column(self.engine_name, self.relation)
        if self.stored and self.type.kind in SEMI_STRUCTURED:
            return exp.Cast(this=column, to=exp.DataType(this=exp.DType.USERDEFINED, kind="VARCHAR"))
        return column

    def as_nullable(self) -> ScopeColumn:
        """The column on the side of an outer join that may have no row."""
        return self if self.type.nullable else replace(self, type=self.type.with_nullable(True))


@dataclass(frozen=True, slots=True)
class ListedRows:
    """Rows that a table function makes of one value.

    `value` is a list of structs, one for each row; `fields` are the columns, SEQ first, the others by the struct's
    fields. With `below` the value is what the macro `mh_rows_below` takes, with these arguments behind it.
    """

    value: exp.Expr
    fields: tuple[tuple[str, DataType], ...]
    below: tuple[exp.Expr, ...] | None = None


@dataclass(slots=True)
class Source:
    """One item of a FROM clause. `name` is None where it has none; `qualifiers` are its schema and database."""

    name: str | None
    relation: str
    columns: list[ScopeColumn]
    qualifiers: tuple[str, ...] = ()
    generated: bool = False
    """Whether it is TABLE(GENERATOR(…)), whose rows SEQ1, SEQ2, … count."""
    stored: bool = False
    """Whether it is a table, whose rows have ids."""
    node: exp.Expr | None = None
    """Its item of the translated FROM clause."""
    row: exp.Expr | None = None
    """What tells its rows apart, where that is known."""
    listed: ListedRows | None = None
    """What its rows are made of, where a table function makes them of a value."""

    def find(self, name: str) -> list[ScopeColumn]:
        """Its columns of a name."""
        return [column for column in self.columns if column.name == name]

    def is_called(self, qualifiers: tuple[str, ...]) -> bool:
        """Whether `alias`, `schema.table` or `database.schema.table` names it."""
        if self.name != qualifiers[-1]:
            return False
        before = qualifiers[:-1]
        return not before or self.qualifiers[-len(before) :] == before


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """A column of a query's result: its stored name, the engine's name for it where derived, and its type."""

    name: str
    engine_name: str
    type: DataType


@dataclass(frozen=True, slots=True)
class CommonTable:
    """A common table expression: the engine's name and the columns."""

    engine_name: str
    columns: tuple[OutputColumn, ...]


@dataclass(frozen=True, slots=True)
class Aliased:
    """An item of a select list that later clauses can name: its number from 1, engine expression and type."""

    ordinal: int
    node: exp.Expr
    type: DataType
    aggregated: bool = False


@dataclass(slots=True)
class Scope:
    """The names of one SELECT. `correlated` says whether the sources of the scope around it are visible."""

    parent: Scope | None = None
    correlated: bool = True
    sources: list[Source] = field(default_factory=list)
    visible: list[ScopeColumn] = field(default_factory=list)
    common_tables: dict[str, CommonTable] = field(default_factory=dict)
    aliases: dict[str, Aliased] = field(default_factory=dict)
    clause: str = ""
    """The clause being translated where that restricts what may stand in it: `WHERE` or `GROUP BY`."""
    aggregates: int = 0
    """How many aggregate calls surround the node being translated."""
    aggregated: bool = False
    bare: list[exp.Expr] = field(default_factory=list)
    """Columns of this scope outside aggregates and outside WHERE, GROUP BY and FROM."""
    starred: list[exp.Expr] = field(default_factory=list)
    """Columns that a star of the select list stands for."""
    prior: Scope | None = None
    """Where PRIOR looks for columns: the level above, within CONNECT BY."""
    _by_name: dict[str, list[ScopeColumn]] | None = None

    def add(self, source: Source) -> None:
        """Let a source's columns be seen beside those before it."""
        self.sources.append(source)
        self.show([*self.visible, *source.columns])

    def show(self, columns: list[ScopeColumn]) -> None:
        """Replace the columns that unqualified names and `*` see."""
        self.visible = columns
        self._by_name = None

    def named(self, name: str) -> list[ScopeColumn]:
        """The columns that an unqualified name can mean here."""
        if self._by_name is None:
            self._by_name = {}
            for column in self.visible:
                self._by_name.setdefault(column.name, []).append(column)
        return self._by_name.get(name, [])

    def source(self, qualifiers: tuple[str, ...]) -> Source | None:
        """The source of a (qualified) name."""
        for source in self.sources:
            if source.is_called(qualifiers):
                return source
        return None

    def common_table(self, name: str) -> CommonTable | None:
        """A common table expression in sight."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.common_tables:
                return scope.common_tables[name]
            scope = scope.parent
        return None

    def reachable(self) -> list[Scope]:
        """The scope itself and those around it whose sources its expressions may use, innermost first."""
        found = [self]
        scope = self
        while scope.parent is not None:
            if scope.correlated:
                found.append(scope.parent)
            scope = scope.parent
        return found

    def free_relation(self, name: str) -> str:
        """An engine alias for a source of that stored name which no source in sight has."""
        taken = {source.relation for scope in self.reachable() for source in scope.sources}
        wanted = candidate = engine_name(name)
        number = 2
        while candidate in taken:
            candidate = f"{wanted}#{number}"
            number += 1
        return candidate
