"""Long VALUES lists of plain literals: engine SQL without a tree.

A list qualifies where each column holds literals of one family (numbers, texts, booleans); any other goes the way of
every query. Types are those that the walk would give.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.statements import Fragment
from mockhaus.domain.types import (
    BOOLEAN,
    MAX_PRECISION,
    MAX_VARCHAR,
    NULL,
    DataType,
    Kind,
    ResultColumn,
    number,
    varchar,
)
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.literals import number_literal
from mockhaus.translation.plan import QueryPlan

_FEWEST = 2
_LONGEST_PLAIN = 18


class _Column:
    """One column of the list: what its literals so far have in common."""

    __slots__ = ("digits", "kind", "length", "nullable", "scale")

    def __init__(self) -> None:
        self.kind = Kind.NULL
        self.nullable = False
        self.length = 1
        self.digits = 0
        self.scale = 0

    def spelled(self, tree: exp.Expr) -> str | None:
        """The engine's spelling of a literal; None for what is none, or of another family than those before."""
        kind = type(tree)
        if kind is exp.Literal:
            return self._text(tree.this) if tree.args.get("is_string") else self._number(tree.this)
        if kind is exp.Null:
            self.nullable = True
            return "NULL"
        if kind is exp.Boolean:
            return ("TRUE" if tree.this else "FALSE") if self._is(Kind.BOOLEAN) else None
        if kind is exp.Neg and type(tree.this) is exp.Literal and not tree.this.args.get("is_string"):
            found = self._number(tree.this.this)
            return f"-{found}" if found else None
        return None

    @property
    def type(self) -> DataType:
        """The common type, as the walk finds it: text beside NULL is at full length."""
        if self.kind is Kind.VARCHAR:
            return varchar(MAX_VARCHAR if self.nullable else self.length, nullable=self.nullable)
        if self.kind is Kind.NUMBER:
            return number(self.digits + self.scale, self.scale, nullable=self.nullable)
        return BOOLEAN.with_nullable(self.nullable) if self.kind is Kind.BOOLEAN else NULL

    def _is(self, kind: Kind) -> bool:
        if self.kind is Kind.NULL:
            self.kind = kind
        return self.kind is kind

    def _text(self, text: str) -> str | None:
        if not self._is(Kind.VARCHAR):
            return None
        self.length = max(self.length, len(text))
        return "'" + text.replace("'", "''") + "'"

    def _number(self, text: str) -> str | None:
        if not self._is(Kind.NUMBER):
            return None
        if text.isdecimal() and text.isascii() and len(text) <= _LONGEST_PLAIN:
            self.digits = max(self.digits, len(text.lstrip("0")) or 1)
            return text
        found, spelling = number_literal(text)
        if found.kind is not Kind.NUMBER:
            return None
        self.digits = max(self.digits, found.integer_digits)
        self.scale = max(self.scale, found.scale)
        return spelling if self.digits + self.scale <= MAX_PRECISION else None


def plan(rows: Sequence[Sequence[Fragment]]) -> QueryPlan | None:
    """The query of a list of two or more rows of literals; None where another way must be taken."""
    if len(rows) < _FEWEST or not rows[0]:
        return None
    columns = [_Column() for _ in rows[0]]
    spelled: list[str] = []
    for row in rows:
        cells = [column.spelled(item.tree) for column, item in zip(columns, row, strict=True)]
        if None in cells:
            return None
        spelled.append(f"({', '.join(cell for cell in cells if cell is not None)})")
    return _query(spelled, [column.type for column in columns])


def _query(rows: Sequence[str], types: Sequence[DataType]) -> QueryPlan:
    names = [f"c{place}" for place in range(1, len(types) + 1)]
    outputs = [
        name if data_type.kind is Kind.VARCHAR else f"CAST({name} AS {expression_type(data_type)}) AS {name}"
        for name, data_type in zip(names, types, strict=True)
    ]
    sql = f"SELECT {', '.join(outputs)} FROM (VALUES {', '.join(rows)}) AS v({', '.join(names)})"
    return QueryPlan(sql, tuple(ResultColumn(name, found) for name, found in zip(names, types, strict=True)))
