"""Comparison, logic, text matching, CASE and the other operators that are syntax rather than functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.collations import combined
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import BOOLEAN, DEFAULT_VARCHAR, NULL, SEMI_STRUCTURED, DataType, Kind, binary, varchar
from mockhaus.translation.coercion import as_boolean, as_text, comparable, comparison_type, converted, unified
from mockhaus.translation.functions.building import grouped
from mockhaus.translation.functions.collating import collation_of, sort_key
from mockhaus.translation.functions.conversion import order_key
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.rules import NodeRule, NodeRules, Walk
from mockhaus.translation.scope import identifier

_ORDERED = (exp.LT, exp.LTE, exp.GT, exp.GTE)
_TAKES_ROWS = (
    exp.All,
    exp.Any,
    exp.Distinct,
    exp.EQ,
    exp.Group,
    exp.In,
    exp.NEQ,
    exp.Search,
    exp.SearchIp,
    exp.Window,
)


def _boolean_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    for operand in operands:
        if operand.nullable:
            return BOOLEAN
    return _CERTAIN


_CERTAIN = BOOLEAN.with_nullable(False)


def _certain_type(*_: object) -> DataType:
    return _CERTAIN


def _nullable_boolean(*_: object) -> DataType:
    return BOOLEAN


def _quantifier_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    if not isinstance(node.parent, (exp.EQ, exp.NEQ, exp.Like, exp.ILike, *_ORDERED)):
        raise walk.unsupported("ANY or ALL in this place", node)
    return operands[0] if operands else NULL


def _same(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return operands[0] if operands else NULL


def _row_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    """A row in parentheses is a value nowhere but in these places."""
    if not isinstance(node.parent, _TAKES_ROWS):
        raise walk.unsupported("a row in this place", node)
    return operands[0] if operands else NULL


def _replace(node: exp.Expr, key: str, value: exp.Expr) -> None:
    if node.args[key] is not value:
        node.set(key, grouped(value))


# Comparison


def _compare(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if isinstance(node.expression, (exp.Any, exp.All)):
        return _quantified(node, walk)
    if isinstance(node.this, exp.Tuple) or isinstance(node.expression, exp.Tuple):
        return _compare_rows(node, [node.expression], walk)
    left, right = comparable([node.this, node.expression], walk, ordered=isinstance(node, _ORDERED))
    _set_operand(node, "this", left)
    _set_operand(node, "expression", right)
    return None


def _set_operand(node: exp.Expr, key: str, value: exp.Expr) -> None:
    """An operand of a comparison; one that is a predicate itself needs parentheses."""
    if isinstance(value, exp.Predicate) and not isinstance(value, exp.Func):
        node.set(key, exp.Paren(this=value))
    else:
        _replace(node, key, value)


def _quantified(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    """`x = ANY (query)`, `x <> ALL (query)` (which is also how the parser reads NOT IN)."""
    quantifier = node.expression
    query = quantifier.this
    if not isinstance(query, exp.Query):
        raise walk.unsupported("ANY or ALL with a list", node)
    _align_with_query(node, query, walk)
    return None


def _align_with_query(node: exp.Expr, query: exp.Expr, walk: Walk) -> None:
    source, found = walk.type_of(node.this), walk.type_of(query)
    if isinstance(node.this, exp.Tuple):
        _collate_row_with_query(node.this, query, walk)
        return
    target = comparison_type([source, found], walk)
    if target is None:
        _collate_with_query(node, query, walk)
        return
    if (target.kind, target.parts) != (source.kind, source.parts):
        _replace(node, "this", converted(node.this, target, walk))
    if (target.kind, target.parts) != (found.kind, found.parts):
        _convert_rows(query, found, target, walk)


def _collate_row_with_query(row: exp.Expr, query: exp.Expr, walk: Walk) -> None:
    """Keys in the place of collated texts of a row, and of those beside them in a query."""
    position = walk.position(row)
    collations = [
        combined((walk.type_of(item).collation, found.collation), position)
        for item, found in zip(row.expressions, walk.row_of(query), strict=False)
    ]
    if all(collation is None or collation.rules.is_plain for collation in collations):
        return
    pairs = zip(row.expressions, collations, strict=True)
    row.set("expressions", [sort_key(item.copy(), collation) for item, collation in pairs])
    _change_rows(query, len(collations), lambda values: list(map(sort_key, values, collations)))


def _collate_with_query(node: exp.Expr, query: exp.Expr, walk: Walk) -> None:
    """Keys in the place of the texts on both sides, where these have a collation."""
    collation = collation_of([node.this, query], node, walk)
    if collation is None or collation.rules.is_plain:
        return
    _replace(node, "this", sort_key(node.this.copy(), collation))
    _change_rows(query, 1, lambda values: [sort_key(values[0], collation)])


def _convert_rows(query: exp.Expr, found: DataType, target: DataType, walk: Walk) -> None:
    """The query with its column converted."""
    _change_rows(query, 1, lambda values: [converted(walk.set_type(values[0], found), target, walk)])


def _change_rows(query: exp.Expr, width: int, change: Callable[[list[exp.Expr]], list[exp.Expr]]) -> None:
    """The query with its columns changed."""
    inner = query.this if isinstance(query, exp.Subquery) else query
    names = [f"value{number}" for number in range(width)]
    alias = exp.TableAlias(this=identifier("q"), columns=[identifier(name) for name in names])
    outer = exp.Select(expressions=change([exp.Column(this=identifier(name)) for name in names]))
    query.replace(outer if query is inner else exp.Subquery(this=outer))
    outer.set("from_", exp.From(this=exp.Subquery(this=inner, alias=alias)))


def _exists(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if not isinstance(node.this, exp.Query):
        raise walk.unsupported("EXISTS of anything but a query", node)
    return None


def _in(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    query = node.args.get("query")
    if node.args.get("unnest") or node.args.get("field"):
        raise walk.unsupported("IN without parentheses", node)
    if query is not None:
        _align_with_query(node, query, walk)
        return None
    values = node.expressions
    if any(isinstance(item, exp.Tuple) for item in (node.this, *values)):
        return _compare_rows(node, values, walk)
    this, *others = comparable([node.this, *values], walk)
    _set_operand(node, "this", this)
    node.set("expressions", others)
    return None


def _compare_rows(node: exp.Expr, rows: Sequence[exp.Expr], walk: Walk) -> exp.Expr | None:
    """A row compared with others: element by element where that may be unknown, as the engine finds NULL equal to NULL.

    A filter drops what is unknown like what is not so; there the rows stay, if those on the right have no NULL.
    """
    left: exp.Expr = node.this
    known = not any(_has_null(row, walk) for row in rows) and (not _has_null(left, walk) or _is_filter(node))
    _align_tuples(left, rows, walk)
    if known and not isinstance(node, exp.NEQ):
        return None
    matches: list[exp.Expr] = [
        exp.Paren(this=reduce(_and, map(_equal, left.expressions, row.expressions))) for row in rows
    ]
    found = exp.Paren(this=reduce(_or, matches))
    return exp.Paren(this=exp.Not(this=found)) if isinstance(node, exp.NEQ) else found


def _has_null(row: exp.Expr, walk: Walk) -> bool:
    """Whether an element of a row may be NULL."""
    return any(walk.type_of(item).nullable for item in row.expressions)


def _is_filter(node: exp.Expr) -> bool:
    """Whether a predicate is one of those that WHERE or HAVING asks for together."""
    parent = node.parent
    while isinstance(parent, (exp.And, exp.Paren)):
        parent = parent.parent
    return isinstance(parent, (exp.Where, exp.Having))


def _equal(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.EQ(this=grouped(left.copy()), expression=grouped(right))


def _and(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.And(this=left, expression=right)


def _or(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.Or(this=left, expression=right)


def _align_tuples(left: exp.Expr, rows: Sequence[exp.Expr], walk: Walk) -> None:
    for row in (left, *rows):
        if not isinstance(row, exp.Tuple) or len(row.expressions) != len(left.expressions):
            raise walk.unsupported("a comparison of rows of different lengths", left)
    columns = [
        comparable([first, *(row.expressions[index] for row in rows)], walk)
        for index, first in enumerate(left.expressions)
    ]
    left.set("expressions", [column[0] for column in columns])
    for number, row in enumerate(rows, start=1):
        row.set("expressions", [column[number] for column in columns])


def _between(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if node.args.get("symmetric"):
        raise walk.unsupported("BETWEEN SYMMETRIC", node)
    keys = ("this", "low", "high")
    for key, value in zip(keys, comparable([node.args[key] for key in keys], walk, ordered=True), strict=True):
        _set_operand(node, key, value)
    return None


# Logic


def _logic(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    _replace(node, "this", as_boolean(node.this, walk))
    _replace(node, "expression", as_boolean(node.expression, walk))
    return None


def _not(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    _replace(node, "this", as_boolean(node.this, walk))
    return None


def _is(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if isinstance(node.expression, exp.Boolean):
        _replace(node, "this", as_boolean(node.this, walk))
    elif not isinstance(node.expression, exp.Null):
        raise walk.unsupported("IS with anything but NULL, TRUE or FALSE", node)
    return None


# Text


_TRUTHS = (exp.And, exp.Between, exp.EQ, exp.GT, exp.GTE, exp.In, exp.Is, exp.LT, exp.LTE, exp.NEQ, exp.Not, exp.Or)
"""Comparisons and what is made of them: `||` does not take them as texts."""


def _concat_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    if any(isinstance(item.unnest(), _TRUTHS) for item in (node.this, node.expression)):
        raise _no_concatenation(node, walk)
    nullable = any(operand.nullable for operand in operands)
    if any(operand.kind is Kind.BINARY for operand in operands):
        return binary(sum(operand.length for operand in operands), nullable=nullable)
    lengths = (operand.length if operand.kind is Kind.VARCHAR else DEFAULT_VARCHAR for operand in operands)
    return varchar(sum(lengths), nullable=nullable)


def _concat(node: exp.Expr, walk: Walk) -> exp.Expr:
    kinds = {walk.type_of(node.this).kind, walk.type_of(node.expression).kind}
    if Kind.BINARY in kinds:
        if Kind.VARCHAR in kinds:
            raise _no_concatenation(node, walk)
        left, right = node.this, node.expression
    else:
        left, right = as_text(node.this, walk), as_text(node.expression, walk)
    return exp.DPipe(this=grouped(left) if left is not node.this else left, expression=grouped(right), safe=True)


def _no_concatenation(node: exp.Expr, walk: Walk) -> SnowflakeError:
    types = f"{walk.type_of(node.this)}, {walk.type_of(node.expression)}"
    return SnowflakeError(ErrorCode.ARGUMENT_TYPES, position=walk.position(node), name="||", types=types)


def _like(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if isinstance(node.expression, (exp.Any, exp.All)):
        return _like_many(node, walk, None)
    _replace(node, "this", as_text(node.this, walk))
    _replace(node, "expression", as_text(node.expression, walk))
    return None


def _like_many(node: exp.Expr, walk: Walk, escape: exp.Expr | None) -> exp.Expr | None:
    """`x LIKE ANY (patterns)` as one LIKE for each pattern."""
    quantifier = node.expression
    found = quantifier.this
    patterns = found.expressions if isinstance(found, exp.Tuple) else [_only_pattern(found)]
    subject = as_text(node.this, walk)
    matches: list[exp.Expr] = []
    for pattern in patterns:
        match: exp.Expr = node.__class__(this=grouped(subject).copy(), expression=grouped(as_text(pattern, walk)))
        if escape is not None:
            match = exp.Escape(this=match, expression=escape.copy())
        matches.append(match)
    connector = exp.Or if isinstance(quantifier, exp.Any) else exp.And
    return exp.Paren(this=reduce(lambda left, right: connector(this=left, expression=right), matches))


def _only_pattern(found: exp.Expr) -> exp.Expr:
    """One pattern in parentheses; a query must give one row, as everywhere it stands for a value."""
    if isinstance(found, exp.Query):
        return found if isinstance(found, exp.Subquery) else exp.Subquery(this=found)
    return found.unnest()


def _escape(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    match = node.this
    _replace(node, "expression", as_text(node.expression, walk))
    if isinstance(match, exp.Paren):  # LIKE ANY was spread out before its ESCAPE was seen
        for item in match.find_all(exp.Like, exp.ILike):
            item.replace(exp.Escape(this=item.copy(), expression=node.expression.copy()))
        return match
    if isinstance(match, (exp.Like, exp.ILike)):
        return None
    raise walk.unsupported("ESCAPE after anything but LIKE or ILIKE", node)


# CASE


def _case_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    types = [walk.type_of(branch.args["true"]) for branch in node.args["ifs"]]
    types.append(walk.type_of(node.args.get("default")))
    return reduce(common_type, types)


def _case(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    branches, default = node.args["ifs"], node.args.get("default")
    _case_conditions(node, branches, walk)
    values = [branch.args["true"] for branch in branches] + ([] if default is None else [default])
    for branch, value in zip([*branches, None], unified(values, walk.type_of(node), walk), strict=False):
        if branch is None:
            node.set("default", value)
        else:
            branch.set("true", value)
    return None


def _case_conditions(node: exp.Expr, branches: Sequence[exp.Expr], walk: Walk) -> None:
    subject = node.this
    if subject is None or subject == "":
        for branch in branches:
            branch.set("this", as_boolean(branch.this, walk))
        return
    if any(walk.type_of(item).collation for item in (subject, *(branch.this for branch in branches))):
        _search_cases(node, subject, branches, walk)
        return
    this, *others = comparable([subject, *(branch.this for branch in branches)], walk)
    node.set("this", this)
    for branch, value in zip(branches, others, strict=True):
        branch.set("this", value)


def _search_cases(node: exp.Expr, subject: exp.Expr, branches: Sequence[exp.Expr], walk: Walk) -> None:
    """The comparisons of a simple CASE written out: each value decides with the subject what collation holds."""
    for branch in branches:
        left, right = comparable([walk.set_type(subject.copy(), walk.type_of(subject)), branch.this], walk)
        branch.set("this", exp.EQ(this=grouped(left), expression=grouped(right)))
    node.set("this", None)


def _if_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return common_type(walk.type_of(node.args["true"]), walk.type_of(node.args.get("false")))


def _if(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    """IFF(condition, value, other); inside CASE the same node is a branch, and CASE sees to it."""
    if node.arg_key == "ifs":
        return None
    other = node.args.get("false") or exp.Null()
    value, other = unified([node.args["true"], other], walk.type_of(node), walk)
    branch = exp.If(this=as_boolean(node.this, walk), true=value)
    return exp.Case(ifs=[branch], default=other)


def _ordered(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    """A key of a window's or an aggregate's order."""
    if walk.type_of(node.this).kind in SEMI_STRUCTURED:
        node.set("this", order_key(node.this, walk.type_of(node.this), walk))
    return None


_COMPARISON = NodeRule(_boolean_type, _compare)
_NULL_SAFE = NodeRule(_certain_type, _compare)
_NEUTRAL = NodeRule(_same)

NODES: NodeRules = {
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), _COMPARISON),
    exp.NullSafeEQ: _NULL_SAFE,
    exp.NullSafeNEQ: _NULL_SAFE,
    exp.In: NodeRule(_nullable_boolean, _in),
    exp.Between: NodeRule(_boolean_type, _between),
    exp.And: NodeRule(_boolean_type, _logic),
    exp.Or: NodeRule(_boolean_type, _logic),
    exp.Not: NodeRule(_boolean_type, _not),
    exp.Is: NodeRule(_certain_type, _is),
    exp.Exists: NodeRule(_certain_type, _exists),
    exp.DPipe: NodeRule(_concat_type, _concat),
    exp.Like: NodeRule(_boolean_type, _like),
    exp.ILike: NodeRule(_boolean_type, _like),
    exp.Escape: NodeRule(_boolean_type, _escape),
    exp.Case: NodeRule(_case_type, _case),
    exp.If: NodeRule(_if_type, _if),
    exp.Ordered: NodeRule(_same, _ordered),
    exp.Paren: _NEUTRAL,
    exp.Tuple: NodeRule(_row_type),
    exp.Any: NodeRule(_quantifier_type),
    exp.All: NodeRule(_quantifier_type),
    exp.Distinct: _NEUTRAL,
    exp.Order: _NEUTRAL,
    exp.Kwarg: _NEUTRAL,
    exp.WindowSpec: _NEUTRAL,
}
