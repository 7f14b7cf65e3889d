"""Members of structured values: `value:key`, `value[index]`, GET and its kin answer values of the parts' types.

Follows https://docs.snowflake.com/en/sql-reference/data-types-structured and the pages of GET, GET_IGNORE_CASE and
GET_PATH. A field that an OBJECT does not have is an error when the statement is compiled.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import SEMI_STRUCTURED, VARCHAR, VARIANT, DataType, Kind
from mockhaus.translation.functions.building import call, cast, literal_integer, literal_text, null, text
from mockhaus.translation.functions.conversion import cast_node, plain_conversion
from mockhaus.translation.functions.converting import settings_of
from mockhaus.translation.functions.signatures import argument_types
from mockhaus.translation.functions.structures import decoded, once
from mockhaus.translation.functions.variants import key_path
from mockhaus.translation.rules import NodeRule, NodeRules, Walk

_Step = str | int | exp.Expr


def _steps(node: exp.Expr, walk: Walk) -> list[_Step]:
    """The keys and indexes that a node follows; an expression where one is known only when the statement runs."""
    if isinstance(node, exp.JSONExtract):
        if not isinstance(node.expression, exp.JSONPath):
            raise walk.unsupported("path into a structured value that is not constant", node)
        return [_path_step(item, node, walk) for item in node.expression.expressions[1:]]
    if isinstance(node, exp.Dot):
        if not isinstance(node.expression, exp.Identifier):
            raise walk.unsupported("qualified call", node)
        return [node.expression.name]
    if isinstance(node, exp.Bracket) and len(node.expressions) != 1:
        raise walk.unsupported("slice of an array", node)
    index = node.expressions[0] if isinstance(node, exp.Bracket) else node.expression
    key, position = literal_text(index), literal_integer(index)
    if key is not None:
        return [key]
    return [index if position is None else position]


def _path_step(item: exp.Expr, node: exp.Expr, walk: Walk) -> _Step:
    if isinstance(item, exp.JSONPathKey) or (isinstance(item, exp.JSONPathSubscript) and isinstance(item.this, str)):
        return str(item.this)
    if isinstance(item, exp.JSONPathSubscript):
        return int(item.this)
    raise walk.unsupported("path of this form into a structured value", node)


def _stepped(source: DataType, step: _Step, node: exp.Expr, walk: Walk) -> DataType:
    """The type of what lies one step into a value."""
    if source.kind not in SEMI_STRUCTURED:
        raise _refused(source, step, node, walk)
    if source.parts is None:
        return VARIANT
    if source.kind is Kind.OBJECT:
        return _field(source, step, node, walk)
    given = _step_kind(step, walk)
    wanted = Kind.NUMBER if source.kind is Kind.ARRAY else source.parts[0].type.kind
    if given not in (wanted, Kind.NULL):
        raise _refused(source, step, node, walk)
    return source.last_part.with_nullable(True)


def _step_kind(step: _Step, walk: Walk) -> Kind:
    if isinstance(step, exp.Expr):
        return walk.type_of(step).kind
    return Kind.VARCHAR if isinstance(step, str) else Kind.NUMBER


def _field(source: DataType, step: _Step, node: exp.Expr, walk: Walk) -> DataType:
    if not isinstance(step, str):
        raise walk.unsupported("key of a structured OBJECT that is not a constant", node)
    found = source.field(step)
    if found is None:
        raise SnowflakeError(ErrorCode.FIELD_MISSING, position=walk.position(node), name="GET", key=step)
    return found.with_nullable(True)


def _refused(source: DataType, step: _Step, node: exp.Expr, walk: Walk) -> SnowflakeError:
    if isinstance(step, exp.Expr):
        return argument_types(node, [node.this, step], walk)
    given = VARCHAR if isinstance(step, str) else DataType(Kind.NUMBER, 38)
    return SnowflakeError(
        ErrorCode.ARGUMENT_TYPES, position=walk.position(node), name="GET", types=f"{source}, {given}"
    )


def _cased(node: exp.Expr, walk: Walk) -> list[_Step]:
    """The steps; GET_IGNORE_CASE finds the field of an OBJECT in whichever letters."""
    steps = _steps(node, walk)
    source = walk.type_of(node.this)
    if isinstance(node, exp.GetIgnoreCase) and source.kind is Kind.OBJECT and isinstance(steps[0], str):
        names = [part.name for part in source.parts or ()]
        wanted = steps[0].lower()
        return [steps[0] if steps[0] in names else next((name for name in names if name.lower() == wanted), steps[0])]
    return steps


def _member_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    found = walk.type_of(node.this)
    for step in _cased(node, walk):
        found = _stepped(found, step, node, walk)
    return found


def _member(node: exp.Expr, walk: Walk) -> exp.Expr:
    value, source = node.this, walk.type_of(node.this)
    for step in _cased(node, walk):
        value, source = _reached(value, step, source, node, walk), _stepped(source, step, node, walk)
    found, convert = source, plain_conversion(settings_of(walk))
    if _holds_column(node.this):
        return decoded(value, found, convert)
    return once([value], lambda items: decoded(items[0], found, convert))


def _holds_column(node: exp.Expr) -> bool:
    """Whether a value is a column, which costs nothing to name several times."""
    return isinstance(node.this if isinstance(node, exp.Cast) else node, exp.Column)


def _reached(value: exp.Expr, step: _Step, source: DataType, node: exp.Expr, walk: Walk) -> exp.Expr:
    """The text of what lies one step into a value."""
    keyed = source.kind is Kind.MAP and not isinstance(step, exp.Expr)
    if isinstance(step, str) or keyed:
        ignoring = isinstance(node, exp.GetIgnoreCase) and source.kind is Kind.MAP
        return call("mh_fldi", value, text(str(step))) if ignoring else call("mh_get", value, text(key_path(str(step))))
    if isinstance(step, int):
        return cast(null(), "VARCHAR") if step < 0 else call("mh_geti", value, text(f"$[{step}]"))
    if source.kind is Kind.MAP:
        assert source.parts is not None  # noqa: S101 - a MAP has them
        key = cast(cast_node(step, walk.type_of(step), source.parts[0].type, walk), "VARCHAR")
        return call("mh_fldi" if isinstance(node, exp.GetIgnoreCase) else "mh_fld", value, key)
    return call("mh_idx", value, cast(step, "BIGINT"))


_MEMBER = NodeRule(_member_type, _member)

NODES: NodeRules = dict.fromkeys((exp.JSONExtract, exp.Bracket, exp.GetExtract, exp.GetIgnoreCase, exp.Dot), _MEMBER)
