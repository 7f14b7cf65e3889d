"""OBJECT functions and object literals.

Follows https://docs.snowflake.com/en/sql-reference/functions-semistructured.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ARRAY, OBJECT, DataType, Kind
from mockhaus.translation.functions.arrays import as_array
from mockhaus.translation.functions.building import boolean, call, cast, literal_text, text
from mockhaus.translation.functions.semistructured import as_variant
from mockhaus.translation.functions.signatures import as_text, coerce_argument, named, plain, returns_nullable
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

_OBJECT = OBJECT.with_nullable(False)
_OBJECT_OR_NULL = returns_nullable(OBJECT)


def as_object(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """An OBJECT, or a VARIANT that may hold one; other types are refused."""
    if source.kind is Kind.NULL:
        return cast(node, "VARCHAR")
    return node if source.kind in (Kind.OBJECT, Kind.VARIANT) else None


def object_of(pairs: Sequence[tuple[exp.Expr, exp.Expr]], *, keep_null: bool) -> exp.Expr:
    """The OBJECT of keys (text) and values (VARIANT); NULLs left out, or kept as JSON nulls."""
    if not pairs:
        return text("{}")
    named = {literal_text(key): value for key, value in pairs}
    if len(named) == len(pairs) and None not in named:
        kept = {str(key): call("coalesce", value, text("null")) if keep_null else value for key, value in named.items()}
        members = [call("mh_member", text(key), kept[key]) for key in sorted(kept)]
        return call("mh_members", call("concat", *members))
    entries = [call("mh_pair", key, value) for key, value in pairs]
    return call("mh_okeep" if keep_null else "mh_obj", exp.Array(expressions=entries))


def _pairs(node: exp.Expr, walk: Walk) -> list[tuple[exp.Expr, exp.Expr]]:
    pairs: list[tuple[exp.Expr, exp.Expr]] = []
    known: set[str] = set()
    for item in node.expressions:
        if not isinstance(item, (exp.PropertyEQ, exp.JSONKeyValue)):
            raise walk.unsupported("object of all columns", node)
        key = text(item.this.name) if isinstance(item.this, exp.Identifier) else item.this
        name = literal_text(key)
        if name is None:
            key = coerce_argument(node, key, as_text, walk)
        elif name in known:
            raise SnowflakeError(ErrorCode.DUPLICATE_KEY, position=walk.position(node), name=name)
        else:
            known.add(name)
        pairs.append((key, encoded(item.expression, walk.type_of(item.expression))))
    return pairs


def _construct(node: exp.Expr, walk: Walk) -> exp.Expr:
    return object_of(_pairs(node, walk), keep_null=False)


def _construct_keeping_null(node: exp.Expr, walk: Walk) -> exp.Expr:
    return object_of(_pairs(node, walk), keep_null=True)


def _pair_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return walk.type_of(node.expression)


def _insert(node: exp.Expr, walk: Walk) -> exp.Expr:
    value = coerce_argument(node, node.this, as_object, walk)
    key = coerce_argument(node, node.args["key"], as_text, walk)
    inserted = coerce_argument(node, node.args["value"], as_variant, walk)
    return call("mh_oinsert", value, key, inserted, node.args.get("update_flag") or boolean(value=False))


def _with_keys(macro: str) -> FunctionRule:
    """OBJECT_DELETE and OBJECT_PICK: an OBJECT and keys, or one ARRAY of keys."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        value, *keys = node.expressions
        if len(keys) == 1 and walk.type_of(keys[0]).kind is Kind.ARRAY:
            wanted: exp.Expr = call("mh_texts", keys[0])
        else:
            wanted = exp.Array(expressions=[coerce_argument(node, key, as_text, walk) for key in keys])
        return call(macro, coerce_argument(node, value, as_object, walk), wanted)

    return FunctionRule(_OBJECT_OR_NULL, rewrite, 2, -1)


NODES: NodeRules = {
    exp.Struct: NodeRule(lambda *_: _OBJECT, _construct),
    exp.JSONObject: NodeRule(lambda *_: _OBJECT, _construct_keeping_null),
    exp.PropertyEQ: NodeRule(_pair_type),
    exp.JSONKeyValue: NodeRule(_pair_type),
    exp.ObjectInsert: NodeRule(_OBJECT_OR_NULL, _insert),
    exp.JSONKeys: plain("mh_keys", returns_nullable(ARRAY), ("this", as_object)),
}
NAMED: FunctionRules = {
    "OBJECT_DELETE": _with_keys("mh_odelete"),
    "OBJECT_PICK": _with_keys("mh_opick"),
    "ARRAYS_TO_OBJECT": named("mh_a2o", _OBJECT_OR_NULL, as_array, as_array),
}
