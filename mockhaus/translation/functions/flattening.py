"""FLATTEN, a table function: the elements of a VARIANT, OBJECT or ARRAY as rows.

Follows https://docs.snowflake.com/en/sql-reference/functions/flatten.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import SEMI_STRUCTURED, VARCHAR, VARIANT, DataType, Kind, number
from mockhaus.translation.functions.building import boolean, call, cast, literal_text, text
from mockhaus.translation.functions.conversion import cast_node, plain_conversion
from mockhaus.translation.functions.converting import settings_of
from mockhaus.translation.functions.semistructured import at_path
from mockhaus.translation.functions.signatures import argument_types
from mockhaus.translation.functions.structures import decoded, loosened, once
from mockhaus.translation.rules import Walk
from mockhaus.translation.scope import ListedRows

COLUMNS: tuple[tuple[str, DataType], ...] = (
    ("SEQ", number(38, 0, nullable=False)),
    ("KEY", VARCHAR),
    ("PATH", VARCHAR),
    ("INDEX", number(38, 0)),
    ("VALUE", VARIANT),
    ("THIS", VARIANT),
)
"""The columns of the rows, in order. The engine's names are the same; VALUE and THIS are texts, not JSON columns."""

_MODES = ("OBJECT", "ARRAY", "BOTH")
_PARAMETERS = frozenset({"INPUT", "PATH", "OUTER", "RECURSIVE", "MODE"})


def flatten_rows(arguments: Mapping[str, exp.Expr], node: exp.Expr, walk: Walk) -> ListedRows:
    """The rows of FLATTEN from its arguments by upper-case name, INPUT already walked."""
    unknown = next((name for name in arguments if name not in _PARAMETERS), None)
    if unknown is not None or "INPUT" not in arguments:
        raise SnowflakeError(ErrorCode.INVALID_PARAMETER, position=walk.position(node), name=unknown or "INPUT")
    path = _constant(arguments, "PATH", "", node, walk)
    mode = _constant(arguments, "MODE", "BOTH", node, walk).upper()
    if mode not in _MODES:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=mode, name="MODE")
    value = _input(arguments["INPUT"], path, node, walk)
    rest = (text(path), text(mode), boolean(value=_flag(arguments, "OUTER", node, walk)))
    if _flag(arguments, "RECURSIVE", node, walk):
        return ListedRows(value, COLUMNS, below=rest)
    rows, source = once([value], lambda items: call("mh_rows", *items, *rest)), walk.type_of(arguments["INPUT"])
    if source.parts and source.kind in (Kind.ARRAY, Kind.MAP) and not path:
        return _typed_rows(rows, source, walk)
    return ListedRows(rows, COLUMNS)


def _typed_rows(rows: exp.Expr, source: DataType, walk: Walk) -> ListedRows:
    """The rows of a structured ARRAY or a MAP: VALUE, and KEY of a MAP, are of the types of its parts."""
    name = exp.Identifier(this="mh_flat", quoted=True)
    row: exp.Expr = exp.Column(this=name)
    key, value = (call("struct_extract", row.copy(), text(field)) for field in ("key", "value"))
    key_type = source.parts[0].type if source.parts and source.kind is Kind.MAP else VARCHAR
    typed_key = cast_node(key, VARCHAR, key_type, walk)
    typed_value = decoded(value, source.last_part, plain_conversion(settings_of(walk)))
    body = call("mh_flat_row", row.copy(), typed_key, typed_value)
    typed = call("list_transform", rows, exp.Lambda(this=body, expressions=[name.copy()], colon=True))
    types = {"KEY": key_type, "VALUE": source.last_part.with_nullable(True)}
    return ListedRows(typed, tuple((column, types.get(column, data_type)) for column, data_type in COLUMNS))


def _input(value: exp.Expr, path: str, node: exp.Expr, walk: Walk) -> exp.Expr:
    kind = walk.type_of(value).kind
    if kind is Kind.NULL:
        return cast(value, "VARCHAR")
    if kind not in SEMI_STRUCTURED:
        raise argument_types(node, [value], walk)
    if walk.type_of(value).is_structured:
        value = loosened(value, walk.type_of(value))
    return at_path(value, _engine_path(path)) if path else value


def _engine_path(path: str) -> str:
    return "$" + path if path.startswith("[") else "$." + path


def _constant(arguments: Mapping[str, exp.Expr], name: str, default: str, node: exp.Expr, walk: Walk) -> str:
    if name not in arguments:
        return default
    value = literal_text(arguments[name])
    if value is None:
        raise walk.unsupported(f"FLATTEN with {name} that is not a literal", node)
    return value


def _flag(arguments: Mapping[str, exp.Expr], name: str, node: exp.Expr, walk: Walk) -> bool:
    value = arguments.get(name)
    if value is None:
        return False
    if not isinstance(value, exp.Boolean):
        raise walk.unsupported(f"FLATTEN with {name} that is not a literal", node)
    return bool(value.this)
