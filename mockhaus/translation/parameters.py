"""`$1` and `$variable`, `?`, `:1` and `:name`: positions, session variables and bound values."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import MAX_PRECISION, SEMI_STRUCTURED, DataType, Kind
from mockhaus.translation.columns import Names, Resolved, numbered
from mockhaus.translation.engine_types import expression_type
from mockhaus.translation.functions.building import call, cast, decimal
from mockhaus.translation.literals import number_literal, typed_literal
from mockhaus.translation.placeholders import written_bind

_NARROW = 18
_STAMP = "STRUCT(utc TIMESTAMP, tz SMALLINT)"


def resolve_parameter(node: exp.Expr, walk: Names) -> Resolved:
    """`$1` as a column of the FROM clause, `$name` as the value of a session variable."""
    if isinstance(node.this, exp.Literal):
        return numbered(walk.scope.visible, node, walk)
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
        position, written = written_bind(walk.headings.text, name)
        raise SnowflakeError(ErrorCode.BIND_NOT_SET, position=position, name=written)
    if key not in binds:
        key = key.lower() if key.lower() in binds else f"n_{name.upper()}"
    return _engine_value(exp.Var(this=f"${key}"), data_type), data_type


def _engine_value(parameter: exp.Expr, data_type: DataType) -> exp.Expr:
    """The parameter as a value of its type. Numbers of up to 18 digits are all written alike, so plans can be shared.

    A timestamp with a zone reaches the engine as a TIMESTAMP_TZ, whichever it is; semi-structured values as JSON text.
    """
    kind = data_type.kind
    if kind is Kind.NUMBER:
        wide = data_type.precision > _NARROW
        if not (wide or data_type.scale):
            return cast(parameter, "BIGINT")
        return cast(parameter, decimal(MAX_PRECISION if wide else _NARROW, data_type.scale))
    if kind is Kind.TIMESTAMP_LTZ:
        return call("mh_tz_instant", cast(parameter, _STAMP))
    if kind is Kind.DECFLOAT:
        return call("mh_decfloat", cast(parameter, "VARCHAR"))
    if kind in SEMI_STRUCTURED:
        return bound_document(cast(parameter, "VARCHAR"), kind)
    return cast(parameter, expression_type(data_type))


def bound_document(text: exp.Expr, kind: Kind) -> exp.Expr:
    """A VARIANT, OBJECT or ARRAY from the JSON text that a client binds."""
    parsed = call("mh_parse", text)
    if kind is Kind.OBJECT:
        return call("mh_objt", parsed)
    return call("mh_to_array", parsed) if kind is Kind.ARRAY else parsed
