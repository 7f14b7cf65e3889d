"""Data types as the parser reads them in expressions: `CAST(x AS …)`, `x::…`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.element_types import NOT_NULL

_D = exp.DType
_INTEGERS = frozenset({_D.INT, _D.BIGINT, _D.SMALLINT, _D.TINYINT, _D.MEDIUMINT, _D.INT128})
_TEXTS = frozenset({_D.VARCHAR, _D.TEXT, _D.NVARCHAR})
_CHARACTERS = frozenset({_D.CHAR, _D.NCHAR})
_PLAIN = {
    _D.FLOAT: types.FLOAT,
    _D.DOUBLE: types.FLOAT,
    _D.BOOLEAN: types.BOOLEAN,
    _D.UUID: types.UUID,
    _D.FILE: types.FILE,
    _D.DATE: types.DATE,
    _D.VARIANT: types.VARIANT,
    _D.OBJECT: types.OBJECT,
    _D.ARRAY: types.ARRAY,
    _D.GEOGRAPHY: types.GEOGRAPHY,
    _D.GEOMETRY: types.GEOMETRY,
}
_FRACTIONAL = {
    _D.TIME: Kind.TIME,
    _D.DATETIME: Kind.TIMESTAMP_NTZ,
    _D.TIMESTAMPNTZ: Kind.TIMESTAMP_NTZ,
    _D.TIMESTAMPLTZ: Kind.TIMESTAMP_LTZ,
    _D.TIMESTAMPTZ: Kind.TIMESTAMP_TZ,
}
_ELEMENTS = {_D.INT: Kind.NUMBER, _D.FLOAT: Kind.FLOAT, _D.DOUBLE: Kind.FLOAT}
_MAX_FRACTION = 9


def timestamp_kind(parameters: SessionParameters) -> Kind:
    """What TIMESTAMP means in the session: TIMESTAMP_TYPE_MAPPING."""
    return Kind(parameters.text("TIMESTAMP_TYPE_MAPPING"))


def declared_type(node: exp.DataType, parameters: SessionParameters) -> DataType:
    """The type that a data type node names; unknown types are refused."""
    kind = node.this
    if kind in _STRUCTURED and _is_structured(node):
        return _STRUCTURED[kind](node, parameters)
    if not all(item.name.isdigit() for item in node.expressions if isinstance(item, exp.DataTypeParam)):
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=node.sql())
    if kind is _D.VECTOR:
        return _vector(node)
    arguments = [int(parameter.name) for parameter in node.expressions if isinstance(parameter, exp.DataTypeParam)]
    if kind in _INTEGERS:
        return types.INTEGER
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind is _D.TIMESTAMP:
        return _fraction(timestamp_kind(parameters), arguments)
    if kind in _FRACTIONAL:
        return _fraction(_FRACTIONAL[kind], arguments)
    maker = _MAKERS.get(kind)
    if maker is None:
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=node.sql())
    return maker(arguments)


# Structured types: a text without a length is as long as texts can be


def _is_structured(node: exp.DataType) -> bool:
    """Whether it says what it holds; a MAP must, and OBJECT() was refused."""
    return bool(node.expressions) or node.this is _D.MAP


def _part(node: exp.Expr, parameters: SessionParameters) -> DataType:
    """The type of an element, key or value; in the mark of `fragments` where it is NOT NULL."""
    if not isinstance(node, exp.DataType):
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=node.sql())
    if node.this is NOT_NULL:
        return _part(node.expressions[0], parameters).with_nullable(False)
    if node.this in _TEXTS and not node.expressions:
        return types.varchar(types.MAX_VARCHAR)
    found = declared_type(node, parameters)
    if found.kind is Kind.VECTOR or found.kind in types.GEOSPATIAL:
        raise unsupported(f"data type {node.sql()} in a structured type")
    return found


def _array(node: exp.DataType, parameters: SessionParameters) -> DataType:
    if len(node.expressions) != 1:
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=node.sql())
    return types.array_of(_part(node.expressions[0], parameters))


def _map(node: exp.DataType, parameters: SessionParameters) -> DataType:
    if len(node.expressions) != len(("key", "value")):
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=node.sql())
    key, value = (_part(item, parameters) for item in node.expressions)
    if key.kind is not Kind.VARCHAR and (key.kind is not Kind.NUMBER or key.scale):
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=str(types.map_of(key, value)))
    return types.map_of(key, value)


def _object(node: exp.DataType, parameters: SessionParameters) -> DataType:
    fields = [_field(item, parameters) for item in node.expressions]
    if len({name for name, _ in fields}) < len(fields):
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=str(types.object_of(fields)))
    return types.object_of(fields)


def _field(node: exp.Expr, parameters: SessionParameters) -> tuple[str, DataType]:
    """The name as written, in its own letters, and the type of a field."""
    if not isinstance(node, exp.ColumnDef) or node.args.get("kind") is None:
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=node.sql())
    found = _part(node.args["kind"], parameters)
    for constraint in node.args.get("constraints") or ():
        if not isinstance(constraint.args.get("kind"), exp.NotNullColumnConstraint):
            raise unsupported(f"{constraint.sql()} in a structured type")
        found = found.with_nullable(False)
    return node.name, found


_STRUCTURED = {_D.ARRAY: _array, _D.MAP: _map, _D.OBJECT: _object}


def _vector(node: exp.DataType) -> DataType:
    """VECTOR(INT, n) or VECTOR(FLOAT, n)."""
    element, dimension = [*node.expressions, None, None][:2]
    kind = _ELEMENTS.get(element.this) if isinstance(element, exp.DataType) else None
    if kind is None or not isinstance(dimension, exp.DataTypeParam):
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=node.sql())
    _within(int(dimension.name), 1, types.MAX_DIMENSION)
    return types.vector(kind, int(dimension.name))


def _fraction(kind: Kind, arguments: Sequence[int]) -> DataType:
    digits = arguments[0] if arguments else types.DEFAULT_FRACTION
    _within(digits, 0, _MAX_FRACTION)
    return types.fractional(kind, digits)


def _within(value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, name=str(value))


def _number(arguments: Sequence[int]) -> DataType:
    precision = arguments[0] if arguments else types.MAX_PRECISION
    scale = arguments[1] if len(arguments) > 1 else 0
    _within(precision, 1, types.MAX_PRECISION)
    _within(scale, 0, min(precision, types.MAX_PRECISION - 1))
    return types.number(precision, scale)


def _decimal_float(arguments: Sequence[int]) -> DataType:
    _within(arguments[0] if arguments else types.MAX_PRECISION, types.MAX_PRECISION, types.MAX_PRECISION)
    return types.DECFLOAT


def _text(arguments: Sequence[int]) -> DataType:
    length = arguments[0] if arguments else types.DEFAULT_VARCHAR
    _within(length, 1, types.MAX_VARCHAR)
    return types.varchar(length)


def _character(arguments: Sequence[int]) -> DataType:
    return _text(arguments or (1,))


def _binary(arguments: Sequence[int]) -> DataType:
    length = arguments[0] if arguments else types.DEFAULT_BINARY
    _within(length, 1, types.MAX_BINARY)
    return types.binary(length)


_MAKERS: dict[exp.DType, Callable[[Sequence[int]], DataType]] = {
    _D.DECIMAL: _number,
    _D.DECFLOAT: _decimal_float,
    _D.BINARY: _binary,
    _D.VARBINARY: _binary,
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(_CHARACTERS, _character),
}
