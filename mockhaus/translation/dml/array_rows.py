"""INSERT for many rows of bound values: its placeholders become columns of a relation that holds them.

So the statement is one query over that relation, and what it computes (defaults, sequences, RANDOM) it computes for
each row. Only forms whose one run adds one row for each row of values are taken; others have to run row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Fragment, Insert
from mockhaus.domain.types import VARCHAR, DataType
from mockhaus.translation import generators
from mockhaus.translation.context import Names, Relation, RelationColumn, SequenceReference, TranslationContext
from mockhaus.translation.dml.common import find_target
from mockhaus.translation.dml.insert import plan_insert, with_binary_binds
from mockhaus.translation.placeholders import written_bind
from mockhaus.translation.plan import WritePlan

BOUND_ROWS = "mh_bound_rows"
"""The name under which the executor must provide the values, in columns `p1`, `p2`, …."""

_NAME = QualifiedName(("MH$", "MH$", "MH$BOUND"))
_PLAIN = {"expressions", "from_"}
_OF_MANY_ROWS: tuple[type[exp.Expr], ...] = (exp.AggFunc, exp.Window, exp.Query, exp.Explode, *generators.BYTES)


class _WithBoundRows(Names):
    """A session's names, and beside them the relation of bound values."""

    def __init__(self, names: Names, binds: Mapping[str, DataType]) -> None:
        self._names = names
        self._relation = Relation(
            name=_NAME,
            kind=ObjectKind.TABLE,
            columns=tuple(RelationColumn(name, name, data_type) for name, data_type in binds.items()),
            source=physical.relation(physical.TEMPORARY_ATTACHMENT, BOUND_ROWS),
            provided=BOUND_ROWS,
        )

    def relation(self, name: QualifiedName, database: str | None, schema: str | None) -> Relation | None:
        return self._relation if name == _NAME else self._names.relation(name, database, schema)

    def sequence(self, name: QualifiedName, database: str | None, schema: str | None) -> SequenceReference | None:
        return self._names.sequence(name, database, schema)

    def missing_place(self, name: QualifiedName) -> tuple[str, str] | None:
        return self._names.missing_place(name)

    def complete(self, name: QualifiedName, database: str | None, schema: str | None) -> QualifiedName:
        return self._names.complete(name, database, schema)


def takes_rows(statement: Insert) -> bool:
    """Whether one query can do what a run for each row of values does."""
    if statement.overwrite:
        return False
    if statement.values is not None:
        items = [item.tree for item in statement.values[0] if item is not None]
        return len(statement.values) == 1 and _are_of_their_row(items) and bool(_placeholders(items))
    return statement.source is not None and _is_over_a_row(statement.source.tree)


def check_rows(statement: Insert, text: str, count: int | None) -> None:
    """BIND_NOT_SET where Snowflake does not find many rows of values: in a query without a VALUES clause.

    One row is found anywhere; `count` is None where it is not known.
    """
    if count == 1 or statement.source is None or statement.source.tree.find(exp.Values):
        return
    binds = _placeholders([statement.source.tree])
    if binds:
        position, written = written_bind(text, binds[0].name)
        raise SnowflakeError(ErrorCode.BIND_NOT_SET, position=position, name=written)


def _is_over_a_row(tree: exp.Expr) -> bool:
    """Whether a query is a select list over VALUES of one row, with binds there and nowhere else."""
    if not isinstance(tree, exp.Select) or {key for key, value in tree.args.items() if value} - _PLAIN:
        return False
    items, values = tree.expressions, _value_row(tree)
    if values is None or not (_are_of_their_row(items) and _are_of_their_row(values)):
        return False
    return bool(_placeholders(values)) and not _placeholders(items)


def _are_of_their_row(items: Sequence[exp.Expr]) -> bool:
    """Whether expressions are what they are whichever rows are computed with theirs."""
    return not any(item.find(*_OF_MANY_ROWS) or any(map(_is_seeded, item.find_all(exp.Rand))) for item in items)


def _is_seeded(call: exp.Expr) -> bool:
    return call.this is not None


def _placeholders(items: Sequence[exp.Expr]) -> list[exp.Placeholder]:
    return [bind for item in items for bind in item.find_all(exp.Placeholder)]


def _value_row(tree: exp.Select) -> Sequence[exp.Expr] | None:
    """The only row of `FROM VALUES (…)`."""
    origin = tree.args.get("from_")
    values = origin.this if origin is not None else None
    if not isinstance(values, exp.Values) or len(values.expressions) != 1:
        return None
    (row,) = values.expressions
    return row.expressions if isinstance(row, exp.Tuple) else [row]


def plan_insert_rows(
    statement: Insert, context: TranslationContext, text: str, *, in_transaction: bool = False
) -> WritePlan:
    """The plan of an INSERT that `takes_rows`. `context.binds` gives the types of the relation's columns."""
    plan_insert(statement, context, text, in_transaction=in_transaction)  # its errors are those of a single row
    over_rows = _over_rows(with_binary_binds(statement, context), context)
    names = _WithBoundRows(context.names, context.binds)
    return plan_insert(over_rows, replace(context, names=names, binds={}), text, in_transaction=in_transaction)


def _over_rows(statement: Insert, context: TranslationContext) -> Insert:
    if statement.values is None:
        assert statement.source is not None  # noqa: S101 - takes_rows saw it
        return replace(statement, source=Fragment(statement.source.text, _query_over_rows(statement.source.tree)))
    names = statement.columns or _all_columns(statement, context)
    given = [(name, item) for name, item in zip(names, statement.values[0], strict=True) if item is not None]
    items = [_over_columns(item.tree) for _, item in given]
    tree = exp.Select(expressions=items, from_=_bound_rows())
    columns = tuple(name for name, _ in given)
    return replace(statement, columns=columns, values=None, source=Fragment(given[0][1].text, tree))


def _all_columns(statement: Insert, context: TranslationContext) -> tuple[str, ...]:
    target = find_target(statement.target, context)
    return tuple(column.name for column in target.table.visible_columns)


def _query_over_rows(tree: exp.Expr) -> exp.Expr:
    copied: exp.Expr = tree.copy()
    assert isinstance(copied, exp.Select)  # noqa: S101 - takes_rows saw it
    named = [
        exp.Alias(this=_over_columns(item), alias=_identifier(f"COLUMN{place}"))
        for place, item in enumerate(_value_row(copied) or (), start=1)
    ]
    inner = exp.Select(expressions=named, from_=_bound_rows())
    alias = copied.args["from_"].this.args.get("alias")
    copied.set("from_", exp.From(this=exp.Subquery(this=inner, alias=alias.copy() if alias else None)))
    return copied


def _over_columns(tree: exp.Expr) -> exp.Expr:
    """The expression with a column of the relation in the place of each positional bind."""
    return tree.copy().transform(_as_column)


def _as_column(node: exp.Expr) -> exp.Expr:
    if not isinstance(node, exp.Placeholder) or not node.name.isdigit():
        return node
    return exp.Column(this=_identifier(f"p{node.name}"), table=_identifier(_NAME.name))


def _bound_rows() -> exp.From:
    database, schema, name = (_identifier(part) for part in _NAME.parts)
    return exp.From(this=exp.Table(this=name, db=schema, catalog=database))


def _identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def bind_types(statement: Insert, context: TranslationContext, count: int) -> tuple[DataType, ...]:
    """The types that an INSERT's positional binds are for: a column's where one is its value, else VARCHAR."""
    found: dict[str, DataType] = {}
    for row in _rows(statement):
        columns = statement.columns or _all_columns(statement, context)
        types = {column.name: column.type for column in find_target(statement.target, context).table.visible_columns}
        for name, item in zip(columns, row, strict=False):
            if isinstance(item, exp.Placeholder) and name in types:
                found.setdefault(item.name, types[name])
    return tuple(found.get(str(place), VARCHAR) for place in range(1, count + 1))


def _rows(statement: Insert) -> list[list[exp.Expr | None]]:
    if statement.values is not None:
        return [[item.tree if item is not None else None for item in row] for row in statement.values]
    if statement.source is not None and isinstance(statement.source.tree, exp.Select):
        return [[item.unalias() for item in statement.source.tree.expressions]]
    return []
