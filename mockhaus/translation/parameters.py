"""`$1` and `$variable`, `?`, `:1` and `:name`: positions, session variables and bound values."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError, needs_nanoseconds
from mockhaus.domain.nanoseconds import beyond_microseconds, nanoseconds, offset_minutes
from mockhaus.domain.results import Value
from mockhaus.domain.types import MAX_PRECISION, SEMI_STRUCTURED, TIMESTAMP_TZ, DataType, Kind
from mockhaus.translation.columns import Names, Resolved, numbered
from mockhaus.translation.engine_types import MOMENTS, expression_type
from mockhaus.translation.functions.building import call, cast, decimal
from mockhaus.translation.literals import number_literal, typed_literal
from mockhaus.translation.placeholders import written_bind
from mockhaus.translation.precision import Fraction

_NARROW = 18
FINE = "ns_"
"""What the name of a parameter begins with that stands for a bound time or timestamp in nanoseconds."""
_STAMP = "STRUCT(utc TIMESTAMP, tz SMALLINT)"


def resolve_parameter(node: exp.Expr, walk: Names) -> Resolved:
    """`$1` as a column of the FROM clause, `$name` as the value of a session variable."""
    if isinstance(node.this, exp.Literal):
        return numbered(walk.scope.visible, node, walk)
    name = node.name.upper()
    variable = walk.context.session.variable(name)
    if variable is None:
        raise SnowflakeError(ErrorCode.VARIABLE_NOT_SET, position=walk.headings.variable(name), name=name)
    literal = _moment(variable.value, variable.type, walk) or typed_literal(variable.value, variable.type)
    return literal, _exact(literal, variable.type)


def _moment(value: Value, data_type: DataType, walk: Names) -> exp.Expr | None:
    """A time or timestamp as a plan in nanoseconds has it; None in another plan, and for other values."""
    if not isinstance(value, dt.datetime | dt.time):
        return None
    if walk.context.fraction is not Fraction.NANOSECONDS:
        if beyond_microseconds(value):
            raise needs_nanoseconds()
        return None
    count = cast(exp.Literal.string(str(nanoseconds(value))), "HUGEINT")
    if data_type.kind is not Kind.TIMESTAMP_TZ or isinstance(value, dt.time):
        return cast(count, expression_type(data_type, Fraction.NANOSECONDS))
    text = f"{{'utc': '{nanoseconds(value)}', 'tz': {offset_minutes(value)}}}"
    return cast(exp.Var(this=text), expression_type(data_type, Fraction.NANOSECONDS))


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
    if walk.context.fraction is Fraction.NANOSECONDS and data_type.kind in MOMENTS:
        return _fine_value(exp.Var(this=f"${FINE}{key}"), data_type), data_type
    return _engine_value(exp.Var(this=f"${key}"), data_type), data_type


def _fine_value(parameter: exp.Expr, data_type: DataType) -> exp.Expr:
    """The parameter of a time or timestamp in a plan of nanoseconds: a count, with a zone a TIMESTAMP_TZ of one."""
    if data_type.kind is not Kind.TIMESTAMP_LTZ:
        return cast(parameter, expression_type(data_type, Fraction.NANOSECONDS))
    stamp = cast(parameter, expression_type(TIMESTAMP_TZ, Fraction.NANOSECONDS))
    return call("struct_extract", stamp, exp.Literal.string("utc"))


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
