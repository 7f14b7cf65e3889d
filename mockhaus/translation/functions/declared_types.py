"""Data types as the parser reads them in expressions: `CAST(x AS …)`, `x::…`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import DataType, Kind

_D = exp.DType
_INTEGERS = frozenset({_D.INT, _D.BIGINT, _D.SMALLINT, _D.TINYINT, _D.MEDIUMINT, _D.INT128})
_TEXTS = frozenset({_D.VARCHAR, _D.TEXT, _D.NVARCHAR})
_CHARACTERS = frozenset({_D.CHAR, _D.NCHAR})
_PLAIN = {
    _D.FLOAT: types.FLOAT,
    _D.DOUBLE: types.FLOAT,
    _D.BOOLEAN: types.BOOLEAN,
    _D.DATE: types.DATE,
    _D.VARIANT: types.VARIANT,
    _D.OBJECT: types.OBJECT,
    _D.ARRAY: types.ARRAY,
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
    """The type that a data type node names; structured and unknown types are refused."""
    kind = node.this
    if node.expressions and kind in _PLAIN:
        raise unsupported(f"data type {node.sql()}")
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
    _D.BINARY: _binary,
    _D.VARBINARY: _binary,
    **dict.fromkeys(_TEXTS, _text),
    **dict.fromkeys(_CHARACTERS, _character),
}
