"""Data types as statements write them.

Follows https://docs.snowflake.com/en/sql-reference/intro-summary-data-types: names, synonyms, defaults and limits.
"""

from __future__ import annotations

from collections.abc import Callable

from mockhaus.domain import types
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.cursor import Cursor

_INTEGERS = frozenset({"INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"})
_DECIMALS = frozenset({"NUMBER", "DECIMAL", "DEC", "NUMERIC"})
_FLOATS = frozenset({"FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL"})
_SINGLE_CHARACTERS = frozenset({"CHAR", "CHARACTER", "NCHAR"})
_TEXTS = frozenset(
    {
        "VARCHAR",
        "STRING",
        "TEXT",
        "NVARCHAR",
        "NVARCHAR2",
        "CHAR VARYING",
        "CHARACTER VARYING",
        "NCHAR VARYING",
    }
)
_BINARIES = frozenset({"BINARY", "VARBINARY"})
_PLAIN = {
    "BOOLEAN": types.BOOLEAN,
    "UUID": types.UUID,
    "FILE": types.FILE,
    "DATE": types.DATE,
    "VARIANT": types.VARIANT,
    "OBJECT": types.OBJECT,
    "ARRAY": types.ARRAY,
    "GEOGRAPHY": types.GEOGRAPHY,
    "GEOMETRY": types.GEOMETRY,
}
_FRACTIONAL = {
    "TIME": Kind.TIME,
    "DATETIME": Kind.TIMESTAMP_NTZ,
    "TIMESTAMP": Kind.TIMESTAMP_NTZ,
    "TIMESTAMP_NTZ": Kind.TIMESTAMP_NTZ,
    "TIMESTAMPNTZ": Kind.TIMESTAMP_NTZ,
    "TIMESTAMP_LTZ": Kind.TIMESTAMP_LTZ,
    "TIMESTAMPLTZ": Kind.TIMESTAMP_LTZ,
    "TIMESTAMP_TZ": Kind.TIMESTAMP_TZ,
    "TIMESTAMPTZ": Kind.TIMESTAMP_TZ,
}
_ZONES = (
    (("WITHOUT", "TIME", "ZONE"), Kind.TIMESTAMP_NTZ),
    (("WITH", "LOCAL", "TIME", "ZONE"), Kind.TIMESTAMP_LTZ),
    (("WITH", "TIME", "ZONE"), Kind.TIMESTAMP_TZ),
)
_PHRASES = frozenset({"DOUBLE PRECISION", "CHAR VARYING", "CHARACTER VARYING", "NCHAR VARYING"})
"""Types of two words that are one token."""
_ELEMENTS = {"INT": Kind.NUMBER, "FLOAT": Kind.FLOAT}
"""What the elements of a VECTOR are."""
_MOST_FRACTION = 9


def data_type(cursor: Cursor) -> DataType:
    """The data type here. UNSUPPORTED_DATA_TYPE for a name that Snowflake does not know."""
    position = cursor.position()
    if not cursor.at_name() and cursor.word not in _PHRASES:
        cursor.fail()
    name = cursor.advance().text.upper()
    if name == "MAP" or (cursor.word == "(" and name in _STRUCTURED):
        return _STRUCTURED[name](cursor)
    if cursor.accept("VARYING"):
        name += " VARYING"
    elif name == "DOUBLE" and cursor.accept("PRECISION"):
        name = "DOUBLE PRECISION"
    for names, parse in _PARSERS:
        if name in names:
            return parse(cursor, name)
    raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, position=position, name=name)


def _arguments(cursor: Cursor, most: int) -> tuple[int, ...]:
    if cursor.word != "(":
        return ()
    cursor.advance()
    given = [cursor.integer()]
    while len(given) < most and cursor.accept(","):
        given.append(cursor.integer())
    cursor.expect(")")
    return tuple(given)


def _within(value: int, least: int, most: int, parameter: str) -> int:
    if not least <= value <= most:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=parameter)
    return value


def _decimal(cursor: Cursor, name: str) -> DataType:  # noqa: ARG001 - one signature for all
    given = _arguments(cursor, 2)
    precision = _within(given[0], 1, types.MAX_PRECISION, "precision") if given else types.MAX_PRECISION
    scale = _within(given[1], 0, min(precision, types.MAX_PRECISION - 1), "scale") if len(given) > 1 else 0
    return types.number(precision, scale)


def _length(cursor: Cursor, most: int, default: int) -> int:
    given = _arguments(cursor, 1)
    return _within(given[0], 1, most, "length") if given else default


def _integer(cursor: Cursor, name: str) -> DataType:  # noqa: ARG001 - as above
    return types.INTEGER


def _float(cursor: Cursor, name: str) -> DataType:  # noqa: ARG001 - as above
    return types.FLOAT


def _decimal_float(cursor: Cursor, name: str) -> DataType:  # noqa: ARG001 - as above
    for given in _arguments(cursor, 1):
        _within(given, types.MAX_PRECISION, types.MAX_PRECISION, "precision")
    return types.DECFLOAT


def _text(cursor: Cursor, name: str) -> DataType:
    default = 1 if name in _SINGLE_CHARACTERS else types.DEFAULT_VARCHAR
    return types.varchar(_length(cursor, types.MAX_VARCHAR, default))


def _binary(cursor: Cursor, name: str) -> DataType:  # noqa: ARG001 - as above
    return types.binary(_length(cursor, types.MAX_BINARY, types.DEFAULT_BINARY))


def _plain(cursor: Cursor, name: str) -> DataType:  # noqa: ARG001 - as above
    return _PLAIN[name]


# Structured types: a text without a length is as long as texts can be


def _part(cursor: Cursor) -> DataType:
    """The type of an element, field, key or value, and NOT NULL where that follows."""
    position, unsized = cursor.position(), cursor.word in _TEXTS and cursor.ahead(1) != "("
    found = data_type(cursor)
    if found.kind is Kind.VECTOR or found.kind in types.GEOSPATIAL:
        raise unsupported(f"data type {found.kind.value} in a structured type", position)
    if unsized and found.kind is Kind.VARCHAR:
        found = types.varchar(types.MAX_VARCHAR)
    return found.with_nullable(not cursor.accept("NOT", "NULL"))


def _array(cursor: Cursor) -> DataType:
    cursor.expect("(")
    element = _part(cursor)
    cursor.expect(")")
    return types.array_of(element)


def _map(cursor: Cursor) -> DataType:
    position = cursor.position()
    cursor.expect("(")
    key = _part(cursor)
    cursor.expect(",")
    value = _part(cursor)
    cursor.expect(")")
    if not key.nullable or (key.kind is not Kind.VARCHAR and (key.kind is not Kind.NUMBER or key.scale)):
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, position=position, name=str(types.map_of(key, value)))
    return types.map_of(key, value)


def _object(cursor: Cursor) -> DataType:
    position = cursor.position()
    if cursor.looks_at("(", ")"):
        raise unsupported("data type OBJECT()", position)
    fields = cursor.bracketed(lambda: (_field_name(cursor), _part(cursor)))
    if len({name for name, _ in fields}) < len(fields):
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, position=position, name=str(types.object_of(fields)))
    return types.object_of(fields)


def _field_name(cursor: Cursor) -> str:
    """The name of a field, in its own letters also where it is not quoted."""
    if not cursor.at_name():
        cursor.fail()
    return cursor.advance().text


_STRUCTURED: dict[str, Callable[[Cursor], DataType]] = {"ARRAY": _array, "MAP": _map, "OBJECT": _object}


def _vector(cursor: Cursor, name: str) -> DataType:  # noqa: ARG001 - as above
    cursor.expect("(")
    position = cursor.position()
    element = cursor.advance().text.upper()
    if element not in _ELEMENTS:
        raise SnowflakeError(ErrorCode.UNSUPPORTED_DATA_TYPE, position=position, name=f"VECTOR({element})")
    cursor.expect(",")
    dimension = _within(cursor.integer(), 1, types.MAX_DIMENSION, "dimension")
    cursor.expect(")")
    return types.vector(_ELEMENTS[element], dimension)


def _fractional(cursor: Cursor, name: str) -> DataType:
    given = _arguments(cursor, 1)
    digits = _within(given[0], 0, _MOST_FRACTION, "precision") if given else types.DEFAULT_FRACTION
    kind = _FRACTIONAL[name]
    if name == "TIMESTAMP":
        kind = next((zoned for words, zoned in _ZONES if cursor.accept(*words)), cursor.timestamp)
    return types.fractional(kind, digits)


_PARSERS: tuple[tuple[frozenset[str] | dict[str, DataType] | dict[str, Kind], Callable[[Cursor, str], DataType]], ...]
_PARSERS = (
    (frozenset({"VECTOR"}), _vector),
    (_TEXTS | _SINGLE_CHARACTERS, _text),
    (_INTEGERS, _integer),
    (_DECIMALS, _decimal),
    (_FRACTIONAL, _fractional),
    (_PLAIN, _plain),
    (_FLOATS, _float),
    (frozenset({"DECFLOAT"}), _decimal_float),
    (_BINARIES, _binary),
)
