"""Long VALUES lists of plain literals: engine SQL without a tree.

A list qualifies where each column holds literals of one family (numbers, texts, booleans); any other goes the way of
every query. Types are those that the walk would give.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.statements import Fragment
from mockhaus.domain.types import BOOLEAN, NULL, DataType, Kind, ResultColumn, varchar
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.literals import number_literal
from mockhaus.translation.plan import QueryPlan

_Cell = tuple[str, DataType]

_NULL: _Cell = ("NULL", NULL)
_FEWEST = 2


def plan(rows: Sequence[Sequence[Fragment]]) -> QueryPlan | None:
    """The query of a list of two or more rows of literals; None where another way must be taken."""
    if len(rows) < _FEWEST or not rows[0]:
        return None
    spelled: list[str] = []
    seen: list[set[DataType]] = [set() for _ in rows[0]]
    for row in rows:
        texts = []
        for place, item in enumerate(row):
            found = _cell(item.tree)
            if found is None:
                return None
            texts.append(found[0])
            seen[place].add(found[1])
        spelled.append(f"({', '.join(texts)})")
    types = [_column_type(column) for column in seen]
    if None in types:
        return None
    return _query(spelled, [found for found in types if found is not None])


def _query(rows: Sequence[str], types: Sequence[DataType]) -> QueryPlan:
    names = [f"c{place}" for place in range(1, len(types) + 1)]
    outputs = [
        name if data_type.kind is Kind.VARCHAR else f"CAST({name} AS {expression_type(data_type)}) AS {name}"
        for name, data_type in zip(names, types, strict=True)
    ]
    sql = f"SELECT {', '.join(outputs)} FROM (VALUES {', '.join(rows)}) AS v({', '.join(names)})"
    return QueryPlan(sql, tuple(ResultColumn(name, found) for name, found in zip(names, types, strict=True)))


def _column_type(types: set[DataType]) -> DataType | None:
    """The common type of one column's literals; None where they are of several families."""
    kinds = {found.kind for found in types} - {Kind.NULL}
    if len(kinds) > 1 or Kind.FLOAT in kinds:
        return None
    return reduce(common_type, sorted(types, key=str))


def _cell(tree: exp.Expr) -> _Cell | None:
    spell = _SPELLINGS.get(type(tree))
    return spell(tree) if spell else None


def _literal(tree: exp.Expr) -> _Cell | None:
    text: str = tree.this
    if tree.args.get("is_string"):
        return "'" + text.replace("'", "''") + "'", _text_type(len(text))
    found, spelling = number_literal(text)
    return (spelling, found) if found.kind is Kind.NUMBER else None


def _negative(tree: exp.Expr) -> _Cell | None:
    if type(tree.this) is not exp.Literal or tree.this.args.get("is_string"):
        return None
    found = _literal(tree.this)
    return (f"-{found[0]}", found[1]) if found else None


def _text_type(length: int) -> DataType:
    return varchar(max(length, 1), nullable=False)


_SPELLINGS: dict[type[exp.Expr], Callable[[exp.Expr], _Cell | None]] = {
    exp.Literal: _literal,
    exp.Neg: _negative,
    exp.Null: lambda _: _NULL,
    exp.Boolean: lambda tree: ("TRUE" if tree.this else "FALSE", BOOLEAN.with_nullable(False)),
}
