"""SEQ1, SEQ2, SEQ4 and SEQ8: the number of a row, from 0, mostly of TABLE(GENERATOR(…)).

Follows https://docs.snowflake.com/en/sql-reference/functions/seq1: without gaps here, and a sequence that has used up
its bytes begins again at 0, or with the argument 1 at the smallest negative number.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.types import DataType, number
from mockhaus.translation.columns import Names
from mockhaus.translation.functions.building import call
from mockhaus.translation.scope import engine_column

BYTES: dict[type[exp.Expr], int] = {exp.Seq1: 1, exp.Seq2: 2, exp.Seq4: 4, exp.Seq8: 8}
_NEVER_USED_UP = 8
_DIGITS = {1: 3, 2: 5, 4: 10, 8: 19}

Resolved = tuple[exp.Expr, DataType]


def resolve_sequence(node: exp.Expr, walk: Names) -> Resolved:
    """A SEQ function in engine SQL, with its type."""
    size = BYTES[type(node)]
    signed = isinstance(node.this, exp.Literal) and node.this.name == "1"
    counter = _counter(walk)
    if size < _NEVER_USED_UP:
        counter = _wrapped(counter, size, signed=signed)
    return counter, number(_DIGITS[size], 0, nullable=False)


def _counter(walk: Names) -> exp.Expr:
    for source in walk.scope.sources:
        if source.generated:
            return engine_column("range", source.relation)
    row_number = exp.Window(this=call("row_number"), over="OVER")
    return exp.Paren(this=exp.Sub(this=row_number, expression=exp.Literal.number(1)))


def _wrapped(counter: exp.Expr, size: int, *, signed: bool) -> exp.Expr:
    limit = 1 << (8 * size - 1)
    if signed:
        shifted = exp.Paren(this=exp.Add(this=counter, expression=exp.Literal.number(limit)))
        wrapped = exp.Mod(this=shifted, expression=exp.Literal.number(2 * limit))
        return exp.Paren(this=exp.Sub(this=wrapped, expression=exp.Literal.number(limit)))
    return exp.Paren(this=exp.Mod(this=counter, expression=exp.Literal.number(limit)))
