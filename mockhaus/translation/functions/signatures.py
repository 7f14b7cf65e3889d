"""What most function rules share: result types, argument coercions, and rules for plain calls.

A coercion turns an argument into the engine type that the engine's function or our macro takes. It answers None for a
type that Snowflake refuses there; the rule then raises ARGUMENT_TYPES with the function's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    BINARY,
    FLOAT,
    INTEGER,
    MAX_VARCHAR,
    SEMI_STRUCTURED,
    VARCHAR,
    DataType,
    Kind,
    number,
    varchar,
)
from mockhaus.translation.functions.building import arguments_of, call, cast, literal_integer
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.rules import FunctionRule, NodeRule, TypeRule, Walk

Coercion = Callable[[exp.Expr, DataType, Walk], "exp.Expr | None"]
Parameter = tuple[str, Coercion]

COUNTING = number(18, 0)
TEXT_AS_NUMBER = number(18, 5)


# Result types


def returns(result: DataType) -> TypeRule:
    """Always that type; NULL possible where an operand may be NULL."""
    return lambda _, operands, __: result.with_nullable(any(operand.nullable for operand in operands))


def returns_value(result: DataType) -> TypeRule:
    """Always that type, never NULL."""
    fixed = result.with_nullable(False)
    return lambda *_: fixed


def returns_nullable(result: DataType) -> TypeRule:
    """Always that type, NULL possible whatever the operands."""
    return lambda *_: result


def returns_first(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    """The first operand's type, NULL possible where any operand may be NULL."""
    return operands[0].with_nullable(any(operand.nullable for operand in operands))


def returns_first_nullable(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    """The first operand's type, NULL possible."""
    return operands[0].with_nullable(True)


def returns_text(*, factor: int = 1) -> TypeRule:
    """Text of the first operand's length times a factor; BINARY stays BINARY."""

    def rule(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
        first, nullable = operands[0], any(operand.nullable for operand in operands)
        if first.kind is Kind.BINARY:
            return first.with_nullable(nullable)
        length = first.length * factor if first.kind is Kind.VARCHAR else VARCHAR.length
        return varchar(length, nullable=nullable)

    return rule


def returns_long_text(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    """Text of the largest length; BINARY stays BINARY, of the usual length."""
    nullable = any(operand.nullable for operand in operands)
    if operands and operands[0].kind is Kind.BINARY:
        return BINARY.with_nullable(nullable)
    return varchar(MAX_VARCHAR, nullable=nullable)


def returns_common(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    """The type that all operands can take."""
    return reduce(common_type, operands)


# Coercions


def unchanged(node: exp.Expr, _: DataType, __: Walk) -> exp.Expr:
    """Any type, as it is."""
    return node


def as_float(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """A DOUBLE: of numbers, and of text and VARIANT that hold one."""
    if source.kind in (Kind.FLOAT, Kind.NULL):
        return node
    if source.kind is Kind.NUMBER:
        return cast(node, "DOUBLE")
    if source.kind in (Kind.VARCHAR, Kind.VARIANT, Kind.DECFLOAT):
        return cast_node(node, source, FLOAT, walk)
    return None


def as_number(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """A number as it is, text as NUMBER(18,5), VARIANT as FLOAT."""
    if source.kind in (Kind.NUMBER, Kind.FLOAT, Kind.NULL):
        return node
    if source.kind is Kind.VARCHAR:
        return cast_node(node, source, TEXT_AS_NUMBER, walk)
    if source.kind is Kind.VARIANT:
        return cast_node(node, source, FLOAT, walk)
    return None


def as_integer(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """A BIGINT, rounded: positions, counts, lengths."""
    if source.kind in (Kind.NUMBER, Kind.FLOAT):
        return cast(node, "BIGINT")
    if source.kind is Kind.NULL:
        return cast(node, "BIGINT")
    if source.kind in (Kind.VARCHAR, Kind.VARIANT, Kind.DECFLOAT):
        return cast(cast_node(node, source, INTEGER, walk), "BIGINT")
    return None


def as_huge_integer(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """A HUGEINT, rounded: bit operations and other 128-bit arithmetic."""
    if source.kind in (Kind.NUMBER, Kind.FLOAT, Kind.NULL):
        return cast(node, "HUGEINT")
    if source.kind in (Kind.VARCHAR, Kind.VARIANT, Kind.DECFLOAT):
        return cast(cast_node(node, source, INTEGER, walk), "HUGEINT")
    return None


def as_text(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """Text; other scalars as Snowflake prints them; OBJECT and ARRAY are refused."""
    if source.kind is Kind.VARCHAR:
        return node
    if source.kind is Kind.NULL:
        return cast(node, "VARCHAR")
    if source.kind in (Kind.OBJECT, Kind.ARRAY, Kind.BINARY):
        return None
    return cast_node(node, source, VARCHAR, walk)


def as_text_or_binary(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """Text as `as_text`, but BINARY as it is."""
    return node if source.kind is Kind.BINARY else as_text(node, source, walk)


def as_binary(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """BINARY as it is; all else is refused."""
    if source.kind is Kind.NULL:
        return cast(node, "BLOB")
    return node if source.kind is Kind.BINARY else None


def as_bytes(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """The bytes of text in UTF-8; BINARY as it is."""
    value = as_text_or_binary(node, source, walk)
    return value if value is None or source.kind is Kind.BINARY else call("encode", value)


def as_boolean(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr | None:
    """A BOOLEAN: also of numbers (0 is false), text and VARIANT."""
    if source.kind in (Kind.BOOLEAN, Kind.NULL):
        return node
    if source.kind in (Kind.NUMBER, Kind.FLOAT, Kind.DECFLOAT, Kind.VARCHAR, Kind.VARIANT):
        return cast_node(node, source, DataType(Kind.BOOLEAN), walk)
    return None


def refuse_semi_structured(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """Any scalar as it is; VARIANT, OBJECT and ARRAY are refused."""
    return None if source.kind in SEMI_STRUCTURED else node


# Rules


def function_name(node: exp.Expr, walk: Walk) -> str:
    """The function's name as the user wrote it, in upper case."""
    return walk.source_text(node).partition("(")[0].strip().upper()


def as_shown(argument: exp.Expr, walk: Walk) -> str:
    """An argument for an error message: a whole number with its sign, what has a column in it as that column's name."""
    value, column = literal_integer(argument), argument.find(exp.Column)
    if value is not None:
        return str(value)
    return walk.source_text(argument) if column is None else column.name


def argument_types(node: exp.Expr, arguments: Sequence[exp.Expr], walk: Walk) -> SnowflakeError:
    """The error for arguments of types that the function does not take."""
    types = ", ".join(str(walk.type_of(argument)) for argument in arguments)
    return SnowflakeError(
        ErrorCode.ARGUMENT_TYPES, position=walk.position(node), name=function_name(node, walk), types=types
    )


def coerced(node: exp.Expr, arguments: Sequence[exp.Expr], coercions: Sequence[Coercion], walk: Walk) -> list[exp.Expr]:
    """The arguments through their coercions, the last of which serves all further arguments."""
    result: list[exp.Expr] = []
    for position, argument in enumerate(arguments):
        coercion = coercions[min(position, len(coercions) - 1)]
        value = coercion(argument, walk.type_of(argument), walk)
        if value is None:
            raise argument_types(node, arguments, walk)
        result.append(value)
    return result


def coerce_argument(node: exp.Expr, argument: exp.Expr, coercion: Coercion, walk: Walk) -> exp.Expr:
    """One argument through a coercion."""
    return coerced(node, [argument], [coercion], walk)[0]


def plain(name: str, result: TypeRule, *parameters: Parameter, build: Callable[..., exp.Expr] = call) -> NodeRule:
    """A node whose arguments, under those keys and coerced, go to one engine function or macro.

    `build` makes the call of it from its name and the arguments.
    """
    keys = [key for key, _ in parameters]
    coercions = [coercion for _, coercion in parameters]

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        present = [
            (argument, coercion)
            for key, coercion in zip(keys, coercions, strict=True)
            for argument in arguments_of(node, key)
        ]
        arguments = [argument for argument, _ in present]
        return build(name, *coerced(node, arguments, [coercion for _, coercion in present], walk))

    return NodeRule(result, rewrite)


def named(
    name: str, result: TypeRule, *coercions: Coercion, minimum: int | None = None, unlimited: bool = False
) -> FunctionRule:
    """A function known by name whose coerced arguments go to one engine function or macro.

    It takes from `minimum` (all, when not given) to `len(coercions)` arguments, or any number when `unlimited`.
    """

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        return call(name, *coerced(node, node.expressions, coercions, walk))

    smallest = len(coercions) if minimum is None else minimum
    return FunctionRule(result, rewrite, smallest, -1 if unlimited else len(coercions))
