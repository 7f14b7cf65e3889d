"""Arithmetic: result types of NUMBER operators and the engine SQL that has exactly that scale.

Follows https://docs.snowflake.com/en/sql-reference/operators-arithmetic: with L leading digits and scale S, sum and
difference have L = max + 1, S = max; the product L = L1 + L2, S = min(S1 + S2, max(S1, S2, 12)); the quotient
L = L1 + S2, S = max(S1, min(S1 + 6, 12)); the remainder the larger of both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    DATE,
    FLOAT,
    MAX_PRECISION,
    NULL,
    TIMESTAMPS,
    DataType,
    Kind,
    number,
)
from mockhaus.translation.coercion import TEXT_AS_NUMBER, as_number
from mockhaus.translation.functions import intervals
from mockhaus.translation.functions.building import call, cast, decimal, grouped
from mockhaus.translation.rules import NodeRule, NodeRules, Walk

_MOST_SCALE = 12
_INTEGER_DIGITS = 9
_DAYS = number(9, 0)
_TEMPORAL = TIMESTAMPS | {Kind.DATE}

Digits = Callable[[DataType, DataType], tuple[int, int]]


def _sum_digits(left: DataType, right: DataType) -> tuple[int, int]:
    return max(left.integer_digits, right.integer_digits) + 1, max(left.scale, right.scale)


def _product_digits(left: DataType, right: DataType) -> tuple[int, int]:
    scale = min(left.scale + right.scale, max(left.scale, right.scale, _MOST_SCALE))
    return left.integer_digits + right.integer_digits, scale


def _quotient_digits(left: DataType, right: DataType) -> tuple[int, int]:
    return left.integer_digits + right.scale, max(left.scale, min(left.scale + 6, _MOST_SCALE))


def _remainder_digits(left: DataType, right: DataType) -> tuple[int, int]:
    return max(left.integer_digits, right.integer_digits), max(left.scale, right.scale)


def _numeric(data_type: DataType) -> DataType:
    if data_type.kind is Kind.VARCHAR:
        return TEXT_AS_NUMBER.with_nullable(data_type.nullable)
    if data_type.kind is Kind.VARIANT:
        return FLOAT.with_nullable(data_type.nullable)
    if data_type.kind is Kind.BOOLEAN:
        return number(1, 0, nullable=data_type.nullable)
    return data_type


def _refused(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> SnowflakeError:
    return SnowflakeError(
        ErrorCode.ARGUMENT_TYPES,
        position=walk.position(node),
        name=_SIGNS[node.__class__],
        types=", ".join(str(operand) for operand in operands),
    )


def _both(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> tuple[DataType, DataType]:
    """The types of two operands; a row in parentheses has none."""
    if len(operands) != 2:  # noqa: PLR2004 - a binary operator
        raise walk.unsupported("a row or an interval as an operand of this operator", node)
    return operands[0], operands[1]


_NO_NUMBERS = frozenset({Kind.BINARY, Kind.FILE, Kind.GEOGRAPHY, Kind.GEOMETRY, Kind.UUID})


def _beside_null(node: exp.Expr, other: DataType, digits: Digits) -> DataType:
    """The type of a number and NULL: that of the number, but a division has the scale of one by the number itself."""
    if not isinstance(node, exp.Div) or other.kind is not Kind.NUMBER:
        return other.with_nullable(True)
    leading, scale = digits(other, other)
    return number(leading + scale, scale)


def _number_type(digits: Digits) -> Callable[[exp.Expr, Sequence[DataType], Walk], DataType]:
    def rule(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
        left, right = (_numeric(operand) for operand in _both(node, operands, walk))
        nullable = left.nullable or right.nullable
        if Kind.NULL in (left.kind, right.kind):
            other = right if left.kind is Kind.NULL else left
            if other.kind in _NO_NUMBERS:
                raise _refused(node, operands, walk)
            return NULL if other.kind is Kind.NULL else _beside_null(node, other, digits)
        if left.kind is right.kind is Kind.NUMBER:
            leading, scale = digits(left, right)
            return number(leading + scale, scale, nullable=nullable)
        if {left.kind, right.kind} <= {Kind.NUMBER, Kind.FLOAT}:
            return FLOAT.with_nullable(nullable)
        raise _refused(node, operands, walk)

    return rule


_SUM_TYPE = _number_type(_sum_digits)


# NUMBER and FLOAT


def _decimal_operand(node: exp.Expr, data_type: DataType) -> exp.Expr:
    return cast(node, decimal(MAX_PRECISION, data_type.scale))


def _only_literals(node: exp.Expr) -> bool:
    if isinstance(node, exp.Literal):
        return True
    if isinstance(node, (exp.Paren, exp.Neg)):
        return _only_literals(node.this)
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul)):
        return _only_literals(node.this) and _only_literals(node.expression)
    return False


def _prepare(node: exp.Expr, walk: Walk) -> tuple[DataType, DataType]:
    """Make both operands numbers that the engine can compute with; their types."""
    left, right = as_number(node.this, walk), as_number(node.expression, walk)
    if left is not node.this:
        node.set("this", left)
    if right is not node.expression:
        node.set("expression", right)
    return walk.type_of(left), walk.type_of(right)


def _widen(node: exp.Expr, left: DataType, right: DataType, walk: Walk) -> None:
    if Kind.NUMBER is left.kind is right.kind:
        if walk.context.wide:
            node.set("this", _decimal_operand(node.this, left))
            node.set("expression", _decimal_operand(node.expression, right))
        elif (
            walk.type_of(node).precision > _INTEGER_DIGITS
            and _only_literals(node.this)
            and _only_literals(node.expression)
        ):
            node.set("this", cast(node.this, "BIGINT" if not left.scale else decimal(MAX_PRECISION, left.scale)))


def _add_numbers(node: exp.Expr, walk: Walk) -> None:
    left, right = _prepare(node, walk)
    _widen(node, left, right, walk)


def _multiply(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    left, right = _prepare(node, walk)
    result = walk.type_of(node)
    if result.kind is not Kind.NUMBER or Kind.NULL in (left.kind, right.kind):
        return None
    if left.scale + right.scale == result.scale:
        _widen(node, left, right, walk)
        return None
    return _lowered_product(node, left, right, result)


def _lowered_product(node: exp.Expr, left: DataType, right: DataType, result: DataType) -> exp.Expr:
    """A product whose natural scale exceeds Snowflake's: computed wide, then rounded."""
    first = _decimal_operand(node.this, left)
    second: exp.Expr = node.expression
    if left.scale + right.scale > MAX_PRECISION - result.integer_digits:
        first = cast(node.this, decimal(MAX_PRECISION, min(left.scale, _MOST_SCALE)))
        second = cast(node.expression, decimal(MAX_PRECISION, min(right.scale, _MOST_SCALE)))
    product = exp.Mul(this=first, expression=second)
    return cast(product, decimal(MAX_PRECISION, result.scale))


def _divide(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    left, right = _prepare(node, walk)
    return quotient(node.this, left, node.expression, right, walk.type_of(node))


def quotient(dividend: exp.Expr, left: DataType, divisor: exp.Expr, right: DataType, result: DataType) -> exp.Expr:
    """A division with exactly the result's scale, rounded half away from zero; zero as divisor is an error."""
    if Kind.NULL in (left.kind, right.kind):
        return exp.Null()
    if result.kind is Kind.FLOAT:
        return call("mh_divide_floats", _double(dividend, left), _double(divisor, right))
    unit = "0." + "0" * (result.scale - 1) + "1"
    factor = "1" + "0" * (result.scale - left.scale + right.scale)
    name = "mh_div" if _may_repeat(dividend) and _may_repeat(divisor) else "mh_div_once"
    return call(name, dividend, divisor, exp.Literal.number(unit), exp.Literal.number(factor))


def _may_repeat(node: exp.Expr) -> bool:
    """Whether an operand may be written several times: it is cheap then, and the same each time."""
    return not any(
        item.name.startswith("mh_") or item.name in ("uuid", "nextval") for item in node.find_all(exp.Anonymous)
    ) and not isinstance(node, exp.Subquery)


def _double(node: exp.Expr, data_type: DataType) -> exp.Expr:
    return node if data_type.kind is Kind.FLOAT else cast(node, "DOUBLE")


def _modulo(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    left, right = _prepare(node, walk)
    if Kind.NULL in (left.kind, right.kind):
        return exp.Null()
    divisor = node.expression
    if isinstance(divisor, exp.Literal) and divisor.this.strip("0."):
        return exp.Mod(this=grouped(node.this), expression=divisor)
    return call("mh_mod", node.this, divisor)


# Dates and intervals


def _add_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    if isinstance(node.expression, exp.Interval):
        result = intervals.result_type(node, operands, walk)
        if result is None:
            raise _refused(node, operands, walk)
        return result
    if isinstance(node.this, exp.Interval):
        raise walk.unsupported("INTERVAL as the left operand", node)
    left, right = _both(node, operands, walk)
    if left.kind is Kind.DATE and right.kind is Kind.DATE and isinstance(node, exp.Sub):
        return _DAYS.with_nullable(left.nullable or right.nullable)
    if left.kind in _TEMPORAL and right.kind in (Kind.NUMBER, Kind.VARCHAR, Kind.NULL):
        return left.with_nullable(left.nullable or right.nullable)
    if right.kind in _TEMPORAL and left.kind is Kind.NUMBER and isinstance(node, exp.Add):
        return right.with_nullable(left.nullable or right.nullable)
    return _SUM_TYPE(node, operands, walk)


def _add(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if isinstance(node.expression, exp.Interval):
        return intervals.added(node, walk)
    left, right = walk.type_of(node.this).kind, walk.type_of(node.expression).kind
    if left is Kind.DATE and right is Kind.DATE:
        return None
    if left in _TEMPORAL:
        return _add_days(node, node.this, node.expression, walk)
    if right in _TEMPORAL:
        return _add_days(node, node.expression, node.this, walk)
    _add_numbers(node, walk)
    return None


def _add_days(node: exp.Expr, moment: exp.Expr, days: exp.Expr, walk: Walk) -> exp.Expr:
    count = cast(as_number(days, walk), "INTEGER")
    kind = walk.type_of(moment).kind
    if kind is Kind.TIMESTAMP_TZ:
        raise walk.unsupported("days added to a TIMESTAMP_TZ by an operator", node)
    step: exp.Expr = count if kind is Kind.DATE else call("to_days", count)
    return exp.Paren(this=node.__class__(this=grouped(moment), expression=step))


# Signs


def _negative_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    operand = _numeric(operands[0]) if operands else DATE
    if operand.kind not in (Kind.NUMBER, Kind.FLOAT, Kind.NULL) or operands[0].kind is Kind.BOOLEAN:
        raise _refused(node, operands, walk)
    return operand


def _negative(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    operand = as_number(node.this, walk)
    if operand is not node.this:
        node.set("this", grouped(operand))
    return None


_SIGNS: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.Neg: "-",
}

NODES: NodeRules = {
    exp.Add: NodeRule(_add_type, _add),
    exp.Sub: NodeRule(_add_type, _add),
    exp.Mul: NodeRule(_number_type(_product_digits), _multiply),
    exp.Div: NodeRule(_number_type(_quotient_digits), _divide),
    exp.Mod: NodeRule(_number_type(_remainder_digits), _modulo),
    exp.Neg: NodeRule(_negative_type, _negative),
}
