"""Builders of engine SQL nodes. No text is parsed here, so they cost next to nothing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.precision import Fraction

_OPERATORS = (exp.Binary, exp.Unary, exp.Between, exp.In, exp.Case, exp.Predicate, exp.Lambda)
_SELF_CONTAINED = (exp.Paren, exp.Dot, exp.Case, exp.Func)


def call(name: str, *arguments: exp.Expr | None) -> exp.Anonymous:
    """A call of an engine function or macro; arguments that are None are left out."""
    return exp.Anonymous(this=name, expressions=[argument for argument in arguments if argument is not None])


def text(value: str) -> exp.Literal:
    """A text literal."""
    return exp.Literal.string(value)


def integer(value: int) -> exp.Expr:
    """An integer literal; a negative one stands in parentheses."""
    literal = exp.Literal.number(abs(value))
    return exp.Paren(this=exp.Neg(this=literal)) if value < 0 else literal


def null() -> exp.Null:
    """NULL."""
    return exp.Null()


def boolean(*, value: bool) -> exp.Boolean:
    """TRUE or FALSE."""
    return exp.Boolean(this=value)


def type_node(name: str) -> exp.DataType:
    """An engine type by its engine spelling: `BIGINT`, `VARCHAR[]`, `STRUCT(utc TIMESTAMP, tz SMALLINT)`."""
    return exp.DataType(this=exp.DType.USERDEFINED, kind=name)


def decimal(precision: int, scale: int) -> exp.DataType:
    """DECIMAL(precision, scale)."""
    return type_node(f"DECIMAL({precision},{scale})")


def cast(node: exp.Expr, target: exp.DataType | str) -> exp.Cast:
    """CAST(node AS target), the engine's own cast; Snowflake's is `conversion.cast_node`."""
    return exp.Cast(this=node, to=type_node(target) if isinstance(target, str) else target)


def try_cast(node: exp.Expr, target: exp.DataType | str) -> exp.TryCast:
    """TRY_CAST(node AS target), the engine's own."""
    return exp.TryCast(this=node, to=type_node(target) if isinstance(target, str) else target)


def cast_to(node: exp.Expr, data_type: DataType, fraction: Fraction = Fraction.MICROSECONDS) -> exp.Expr:
    """The node cast to exactly the engine type of a Snowflake type; bare for the type of NULL."""
    return node if data_type.kind is Kind.NULL else cast(node, expression_type(data_type, fraction))


def grouped(node: exp.Expr) -> exp.Expr:
    """The node, between parentheses where an operator beside it could take it apart."""
    if isinstance(node, _OPERATORS) and not isinstance(node, _SELF_CONTAINED):
        return exp.Paren(this=node)
    return node


def operator(kind: type[exp.Binary], left: exp.Expr, right: exp.Expr) -> exp.Paren:
    """A binary operation between parentheses, its operands grouped as they need."""
    return exp.Paren(this=kind(this=grouped(left), expression=grouped(right)))


def is_null(node: exp.Expr) -> exp.Paren:
    """`(node IS NULL)`."""
    return exp.Paren(this=exp.Is(this=grouped(node), expression=exp.Null()))


def case(branches: Iterable[tuple[exp.Expr, exp.Expr]], default: exp.Expr | None = None) -> exp.Case:
    """`CASE WHEN … THEN … ELSE default END`."""
    return exp.Case(ifs=[exp.If(this=condition, true=value) for condition, value in branches], default=default)


def arguments_of(node: exp.Expr, *keys: str) -> list[exp.Expr]:
    """The node's arguments under the given keys, in that order, lists spread out, absent ones left out."""
    found: list[exp.Expr] = []
    for key in keys:
        value = node.args.get(key)
        if isinstance(value, list):
            found.extend(value)
        elif isinstance(value, exp.Expr):
            found.append(value)
    return found


def literal_integer(node: exp.Expr | None) -> int | None:
    """The value of a node that is an integer literal, with or without a sign; None for any other node."""
    if isinstance(node, (exp.Paren, exp.Kwarg)):
        return literal_integer(node.expression if isinstance(node, exp.Kwarg) else node.this)
    if isinstance(node, exp.Neg):
        value = literal_integer(node.this)
        return None if value is None else -value
    if isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit():
        return int(node.name)
    return None


def literal_text(node: exp.Expr | None) -> str | None:
    """The value of a node that is a text literal, or several joined by `||`; None for any other node."""
    if isinstance(node, (exp.Paren, exp.Kwarg)):
        return literal_text(node.expression if isinstance(node, exp.Kwarg) else node.this)
    if isinstance(node, exp.DPipe):
        left, right = literal_text(node.this), literal_text(node.expression)
        return None if left is None or right is None else left + right
    return node.name if isinstance(node, exp.Literal) and node.is_string else None
