"""`$1` and `$variable`, `?`, `:1` and `:name`: positions, session variables and bound values."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.columns import Names, Resolved, numbered
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.functions.building import cast
from mockhaus.translation.literals import number_literal, typed_literal


def resolve_parameter(node: exp.Expr, walk: Names) -> Resolved:
    """`$1` as a column of the FROM clause, `$name` as the value of a session variable."""
    if isinstance(node.this, exp.Literal):
        return numbered([column for column in walk.scope.visible if not column.hidden], node, walk)
    name = node.name.upper()
    variable = walk.context.session.variable(name)
    if variable is None:
        raise SnowflakeError(ErrorCode.VARIABLE_NOT_SET, position=walk.headings.variable(name), name=name)
    literal = typed_literal(variable.value, variable.type)
    return literal, _exact(literal, variable.type)


def _exact(literal: exp.Expr, data_type: DataType) -> DataType:
    if data_type.kind is not Kind.NUMBER or isinstance(literal, exp.Null):
        return data_type
    digits = literal.find(exp.Literal)
    return data_type if digits is None else number_literal(digits.name)[0]


def resolve_placeholder(node: exp.Expr, walk: Names) -> Resolved:
    """A bound value as a parameter of the engine, of the type that was declared with it."""
    name = node.name
    key = f"p{name}" if name.isdigit() else f"n_{name}"
    binds = walk.context.binds
    data_type = binds.get(key) or binds.get(key.lower()) or binds.get(f"n_{name.upper()}")
    if data_type is None:
        raise SnowflakeError(ErrorCode.BIND_NOT_SET, position=walk.position(node), name=f":{name}" if name else "?")
    if key not in binds:
        key = key.lower() if key.lower() in binds else f"n_{name.upper()}"
    parameter = exp.Var(this=f"${key}")
    return cast(parameter, expression_type(data_type)), data_type
