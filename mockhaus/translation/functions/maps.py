"""MAP functions.

Follows https://docs.snowflake.com/en/sql-reference/functions-semistructured. A key must be of the kind of the map's
keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ARRAY, BOOLEAN, VARCHAR, DataType, Kind, array_of
from mockhaus.translation.functions.building import boolean, call, cast, null
from mockhaus.translation.functions.coercibility import is_coercible
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.signatures import (
    COUNTING,
    as_boolean,
    coerce_argument,
    function_name,
    returns_nullable,
)
from mockhaus.translation.functions.structures import loosened, once, part_text
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    """The arguments in the order in which they are written."""
    given = [node.args.get(key) for key in ("this", "expression", "key", "value", "update_flag")]
    return [item for item in (*given, *node.expressions) if isinstance(item, exp.Expr)]


def _refused(node: exp.Expr, walk: Walk) -> SnowflakeError:
    types = [str(walk.type_of(item)) for item in _arguments(node)]
    listed = " and ".join([", ".join(types[:-1]), types[-1]] if len(types) > 1 else types)
    return SnowflakeError(ErrorCode.STRUCTURED_ARGUMENT_TYPES, name=function_name(node, walk), types=listed)


def _map_type(value: exp.Expr, node: exp.Expr, walk: Walk) -> DataType:
    """The type of the map that a function is given; of anything else, a refusal."""
    found = walk.type_of(value)
    if found.kind is not Kind.MAP:
        raise _refused(node, walk)
    return found


def _key(key: exp.Expr, of: DataType, node: exp.Expr, walk: Walk) -> exp.Expr:
    """A key as the text under which the map holds it."""
    source, wanted = walk.type_of(key), of.parts[0].type if of.parts else of
    if source.kind is Kind.NULL:
        return cast(null(), "VARCHAR")
    if source.kind is not wanted.kind:
        raise _refused(node, walk)
    return key if source.kind is Kind.VARCHAR else cast(cast_node(key, source, wanted, walk), "VARCHAR")


def _of_map(made: Callable[[exp.Expr, DataType, exp.Expr, Walk], exp.Expr]) -> NodeRule:
    """A function that answers a MAP of the type of the one it is given first."""

    def result(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
        return _map_type(node.this, node, walk).with_nullable(True)

    return NodeRule(result, lambda node, walk: made(node.this, walk.type_of(node.this), node, walk))


def _catenated(value: exp.Expr, of: DataType, node: exp.Expr, walk: Walk) -> exp.Expr:
    other = _map_type(node.expression, node, walk)
    if not is_coercible(other, of):
        raise _refused(node, walk)
    return once([value, cast_node(node.expression, other, of, walk)], lambda items: call("mh_map_cat", *items))


def _keys(of: DataType, node: exp.Expr, walk: Walk) -> exp.Expr:
    given = node.expressions
    if len(given) == 1 and walk.type_of(given[0]).kind is Kind.ARRAY:
        return call("mh_texts", given[0])
    return exp.Array(expressions=[_key(item, of, node, walk) for item in given])


def _picked(value: exp.Expr, of: DataType, node: exp.Expr, walk: Walk) -> exp.Expr:
    return once([value, _keys(of, node, walk)], lambda items: call("mh_opick", *items))


def _without(value: exp.Expr, of: DataType, node: exp.Expr, walk: Walk) -> exp.Expr:
    keys = exp.Array(expressions=[_key(item, of, node, walk) for item in node.expressions])
    return once([value, keys], lambda items: call("mh_odelete", *items))


def _inserted(value: exp.Expr, of: DataType, node: exp.Expr, walk: Walk) -> exp.Expr:
    content, part = node.args["value"], of.last_part
    source = walk.type_of(content)
    if not is_coercible(source, part) and source.kind is not Kind.VARIANT:
        raise _refused(node, walk)
    flag = node.args.get("update_flag")
    update = boolean(value=False) if flag is None else coerce_argument(node, flag, as_boolean, walk)
    made = part_text(cast_node(content, source, part, walk), part)
    given = [value, _key(node.args["key"], of, node, walk), made, update]
    return once(given, lambda items: call("mh_map_insert", *items))


def _size(node: exp.Expr, walk: Walk) -> exp.Expr:
    _map_type(node.this, node, walk)
    return call("mh_map_size", node.this)


def _list_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    found = _map_type(node.this, node, walk)
    return array_of(found.parts[0].type if found.parts else found, nullable=found.nullable)


def _list(node: exp.Expr, walk: Walk) -> exp.Expr:
    keys = once([node.this], lambda items: call("mh_keys", *items))
    if walk.type_of(node).last_part.kind is Kind.VARCHAR:
        return keys
    return cast_node(keys, array_of(VARCHAR), walk.type_of(node), walk)


def _contains(node: exp.Expr, walk: Walk) -> exp.Expr:
    key, value = node.this, node.args["key"]
    return call("mh_map_has", value, _key(key, _map_type(value, node, walk), node, walk))


def _entries_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return ARRAY.with_nullable(_map_type(node.expressions[0], node, walk).nullable)


def _entries(node: exp.Expr, walk: Walk) -> exp.Expr:
    value = node.expressions[0]
    source = _map_type(value, node, walk)
    numbered = boolean(value=any(part.type.kind is Kind.NUMBER for part in (source.parts or ())[:1]))
    return once([loosened(value, source)], lambda items: call("mh_map_entries", *items, numbered))


NODES: NodeRules = {
    exp.MapCat: _of_map(_catenated),
    exp.MapContainsKey: NodeRule(returns_nullable(BOOLEAN), _contains),
    exp.MapDelete: _of_map(_without),
    exp.MapInsert: _of_map(_inserted),
    exp.MapKeys: NodeRule(_list_type, _list),
    exp.MapPick: _of_map(_picked),
    exp.MapSize: NodeRule(returns_nullable(COUNTING), _size),
}
NAMED: FunctionRules = {"MAP_ENTRIES": FunctionRule(_entries_type, _entries, 1)}
