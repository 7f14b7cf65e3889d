"""VARIANT: paths into it, its kinds, JSON text in and out.

Follows https://docs.snowflake.com/en/user-guide/querying-semistructured and
https://docs.snowflake.com/en/sql-reference/functions-semistructured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    ARRAY,
    BINARY,
    BOOLEAN,
    DATE,
    FLOAT,
    INTEGER,
    OBJECT,
    SEMI_STRUCTURED,
    TIME,
    TIMESTAMP_LTZ,
    TIMESTAMP_NTZ,
    TIMESTAMP_TZ,
    VARCHAR,
    VARIANT,
    DataType,
    Kind,
    number,
)
from mockhaus.translation.functions.building import (
    call,
    cast,
    grouped,
    literal_integer,
    literal_text,
    null,
    text,
    try_cast,
)
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.signatures import (
    argument_types,
    as_text,
    coerce_argument,
    plain,
    returns,
    returns_nullable,
)
from mockhaus.translation.functions.variants import encoded, key_path, key_text
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

_NUMBERS = ("INTEGER", "DECIMAL")
_LAST_TEXT = re.compile(r",\s*'([^']*)'\s*\)\Z")
_IS = {
    "IS_ARRAY": ("ARRAY",),
    "IS_OBJECT": ("OBJECT",),
    "IS_BOOLEAN": ("BOOLEAN",),
    "IS_CHAR": ("VARCHAR",),
    "IS_VARCHAR": ("VARCHAR",),
    "IS_BINARY": ("BINARY",),
    "IS_DATE": ("DATE",),
    "IS_DATE_VALUE": ("DATE",),
    "IS_TIME": ("TIME",),
    "IS_INTEGER": ("INTEGER",),
    "IS_DECIMAL": _NUMBERS,
    "IS_DOUBLE": (*_NUMBERS, "DOUBLE"),
    "IS_REAL": (*_NUMBERS, "DOUBLE"),
    "IS_NULL_VALUE": ("NULL_VALUE",),
    "IS_TIMESTAMP_NTZ": ("TIMESTAMP_NTZ",),
    "IS_TIMESTAMP_LTZ": ("TIMESTAMP_LTZ",),
    "IS_TIMESTAMP_TZ": ("TIMESTAMP_TZ",),
}
_AS: dict[str, tuple[tuple[str, ...], DataType]] = {
    "AS_ARRAY": (("ARRAY",), ARRAY),
    "AS_OBJECT": (("OBJECT",), OBJECT),
    "AS_BOOLEAN": (("BOOLEAN",), BOOLEAN),
    "AS_CHAR": (("VARCHAR",), VARCHAR),
    "AS_VARCHAR": (("VARCHAR",), VARCHAR),
    "AS_BINARY": (("BINARY",), BINARY),
    "AS_DATE": (("DATE",), DATE),
    "AS_TIME": (("TIME",), TIME),
    "AS_INTEGER": (_NUMBERS, INTEGER),
    "AS_DOUBLE": ((*_NUMBERS, "DOUBLE"), FLOAT),
    "AS_REAL": ((*_NUMBERS, "DOUBLE"), FLOAT),
    "AS_TIMESTAMP_NTZ": (("TIMESTAMP_NTZ",), TIMESTAMP_NTZ),
    "AS_TIMESTAMP_LTZ": (("TIMESTAMP_LTZ",), TIMESTAMP_LTZ),
    "AS_TIMESTAMP_TZ": (("TIMESTAMP_TZ",), TIMESTAMP_TZ),
}


def to_variant(node: exp.Expr, source: DataType, walk: Walk) -> exp.Expr:  # noqa: ARG001 - as the other coercions
    """A value of any type as VARIANT; SQL NULL stays SQL NULL."""
    return encoded(node, source)


def as_semi_structured(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """A VARIANT, OBJECT or ARRAY as it is; other types are refused."""
    if source.kind is Kind.NULL:
        return cast(node, "VARCHAR")
    return node if source.kind in SEMI_STRUCTURED else None


def kinds(names: Sequence[str]) -> exp.Expr:
    """The kinds of VARIANT that a test accepts, as the engine's list."""
    return exp.Array(expressions=[text(name) for name in names])


# Paths


def _json_key(key: str) -> str:
    return f".{key_text(key)}"


def _json_path(node: exp.JSONPath) -> str | None:
    """The engine's path; None where it can find nothing: an index counted from the end."""
    path = "$"
    for step in node.expressions[1:]:
        if isinstance(step, exp.JSONPathKey):
            path += _json_key(str(step.this))
        elif isinstance(step, exp.JSONPathSubscript) and isinstance(step.this, str):
            path += _json_key(step.this)
        elif isinstance(step, exp.JSONPathSubscript) and int(step.this) >= 0:
            path += f"[{step.this}]"
        else:
            return None
    return path


def at_path(value: exp.Expr, path: str) -> exp.Expr:
    """What lies at an engine path in a VARIANT."""
    return call("mh_geti" if path.endswith("]") else "mh_get", value, text(path))


def _extract(node: exp.Expr, walk: Walk) -> exp.Expr:
    return _at_path_argument(coerce_path_root(node, node.this, walk), node, walk)


def _extract_text(node: exp.Expr, walk: Walk) -> exp.Expr:
    """JSON_EXTRACT_PATH_TEXT: GET_PATH of a text of JSON, as text."""
    written = cast_node(node.this, walk.type_of(node.this), VARCHAR, walk)
    return call("mh_text", _at_path_argument(call("mh_parse", written), node, walk))


def _at_path_argument(value: exp.Expr, node: exp.Expr, walk: Walk) -> exp.Expr:
    if not isinstance(node.expression, exp.JSONPath):
        return call("mh_at", value, coerce_argument(node, node.expression, as_text, walk))
    path = _json_path(node.expression)
    return cast(null(), "VARCHAR") if path is None else at_path(value, path)


def coerce_path_root(node: exp.Expr, value: exp.Expr, walk: Walk) -> exp.Expr:
    """The value that a path starts from: VARIANT, OBJECT or ARRAY."""
    converted = as_semi_structured(value, walk.type_of(value), walk)
    if converted is None:
        types = f"{walk.type_of(value)}, VARCHAR"
        raise SnowflakeError(ErrorCode.ARGUMENT_TYPES, position=walk.position(node), name="GET", types=types)
    return converted


def _element(node: exp.Expr, walk: Walk) -> exp.Expr:
    """`v[index]` and GET: by position in an ARRAY, by key in an OBJECT."""
    value = coerce_path_root(node, node.this, walk)
    index = node.expressions[0] if isinstance(node, exp.Bracket) else node.expression
    if isinstance(node, exp.Bracket) and len(node.expressions) != 1:
        raise walk.unsupported("slice of an array", node)
    return _by_index(value, index, node, walk)


def _by_index(value: exp.Expr, index: exp.Expr, node: exp.Expr, walk: Walk) -> exp.Expr:
    key, position = literal_text(index), literal_integer(index)
    if key is not None:
        return at_path(value, key_path(key))
    if position is not None:
        return at_path(value, f"$[{position}]") if position >= 0 else cast(null(), "VARCHAR")
    source = walk.type_of(index)
    if source.kind in (Kind.NUMBER, Kind.FLOAT):
        return call("mh_idx", value, cast(index, "BIGINT"))
    if source.kind is Kind.VARCHAR:
        return call("mh_fld", value, index)
    if source.kind is Kind.VARIANT:
        by_key = call("mh_fld", value, call("mh_text", index))
        position_of = try_cast(call("mh_num", index.copy()), "BIGINT")
        return exp.Coalesce(this=by_key, expressions=[call("mh_idx", value.copy(), position_of)])
    if source.kind is Kind.NULL:
        return cast(null(), "VARCHAR")
    raise argument_types(node, [node.this, index], walk)


def _ignoring_case(node: exp.Expr, walk: Walk) -> exp.Expr:
    value, index = coerce_path_root(node, node.this, walk), node.expression
    if walk.type_of(index).kind is Kind.VARCHAR:
        return call("mh_fldi", value, index)
    return _by_index(value, index, node, walk)


def _member(node: exp.Expr, walk: Walk) -> exp.Expr:
    """`v['a'].b`: a member of a VARIANT."""
    value = coerce_path_root(node, node.this, walk)
    if not isinstance(node.expression, exp.Identifier):
        raise walk.unsupported("qualified call", node)
    return at_path(value, "$" + _json_key(node.expression.name))


# JSON text


def _parse_json(node: exp.Expr, walk: Walk) -> exp.Expr:
    source = walk.type_of(node.this)
    if source.kind in SEMI_STRUCTURED and source.kind is not Kind.VARIANT:
        raise argument_types(node, [node.this], walk)
    written = cast_node(node.this, source, VARCHAR, walk)
    option = _parse_option(node, walk)
    if option not in (None, "d", "s"):
        raise walk.unsupported(f"PARSE_JSON with option {option}", node)
    macro = "mh_parse_duplicates" if option == "d" else "mh_parse"
    return call(macro.replace("mh_", "mh_try_") if node.args.get("safe") else macro, written)


def _parse_option(node: exp.Expr, walk: Walk) -> str | None:
    """The second argument; the parser drops that of TRY_PARSE_JSON, so it is read from the text."""
    given = node.args.get("expression")
    if given is not None:
        return literal_text(given) or walk.source_text(given)
    found = _LAST_TEXT.search(walk.source_text(node)) if node.args.get("safe") else None
    return found[1] if found else None


def _check_json(node: exp.Expr, walk: Walk) -> exp.Expr:
    source = walk.type_of(node.this)
    if source.kind is Kind.VARIANT:
        return call("mh_check", call("mh_out", node.this))
    return call("mh_check", cast_node(node.this, source, VARCHAR, walk))


def _to_json(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_json", encoded(node.this, walk.type_of(node.this)))


# Kinds


def _is(names: Sequence[str]) -> FunctionRule:
    return FunctionRule(
        returns(BOOLEAN),
        lambda node, walk: call("mh_is", coerce_argument(node, node.expressions[0], as_variant, walk), kinds(names)),
        1,
        1,
    )


def as_variant(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr:
    """Any value as VARIANT, as a coercion."""
    return encoded(node, source)


def _is_node(name: str) -> NodeRule:
    return NodeRule(
        returns(BOOLEAN),
        lambda node, walk: call("mh_is", coerce_argument(node, node.this, as_variant, walk), kinds(_IS[name])),
    )


def _as(names: Sequence[str], target: DataType) -> FunctionRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        value = coerce_argument(node, node.expressions[0], as_variant, walk)
        return cast_node(call("mh_as", value, kinds(names)), VARIANT, target, walk)

    return FunctionRule(returns_nullable(target), rewrite, 1, 1)


def _as_number_target(node: exp.Expr) -> DataType:
    precision, scale = [*(literal_integer(item) for item in node.expressions[1:]), None, None][:2]
    return number(38 if precision is None else precision, scale or 0)


def _as_number(node: exp.Expr, walk: Walk) -> exp.Expr:
    value = coerce_argument(node, node.expressions[0], as_variant, walk)
    return cast_node(call("mh_as", value, kinds(_NUMBERS)), VARIANT, _as_number_target(node), walk)


_AS_NUMBER = FunctionRule(lambda node, _, __: _as_number_target(node), _as_number, 1, 3)


def _typeof(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_typeof", encoded(node.this, walk.type_of(node.this)))


def _to_object(node: exp.Expr, walk: Walk) -> exp.Expr:
    value = node.expressions[0]
    return cast_node(value, walk.type_of(value), OBJECT, walk)


def _to_array(node: exp.Expr, walk: Walk) -> exp.Expr:
    if walk.type_of(node.this).kind is Kind.VECTOR:
        return cast_node(node.this, walk.type_of(node.this), ARRAY, walk)
    return call("mh_to_array", grouped(encoded(node.this, walk.type_of(node.this))))


NODES: NodeRules = {
    exp.JSONExtract: NodeRule(returns_nullable(VARIANT), _extract),
    exp.JSONExtractScalar: NodeRule(returns_nullable(VARCHAR), _extract_text),
    exp.Bracket: NodeRule(returns_nullable(VARIANT), _element),
    exp.GetExtract: NodeRule(returns_nullable(VARIANT), _element),
    exp.GetIgnoreCase: NodeRule(returns_nullable(VARIANT), _ignoring_case),
    exp.Dot: NodeRule(returns_nullable(VARIANT), _member),
    exp.ParseJSON: NodeRule(returns_nullable(VARIANT), _parse_json),
    exp.CheckJson: NodeRule(returns_nullable(VARCHAR), _check_json),
    exp.JSONFormat: NodeRule(returns(VARCHAR), _to_json),
    exp.StripNullValue: plain("mh_strip_null", returns_nullable(VARIANT), ("this", as_semi_structured)),
    exp.IsArray: _is_node("IS_ARRAY"),
    exp.IsNullValue: _is_node("IS_NULL_VALUE"),
    exp.Typeof: NodeRule(returns(VARCHAR), _typeof),
    exp.ToVariant: NodeRule(returns(VARIANT), lambda node, walk: encoded(grouped(node.this), walk.type_of(node.this))),
    exp.ToArray: NodeRule(returns_nullable(ARRAY), _to_array),
}
NAMED: FunctionRules = {
    **{name: _is(names) for name, names in _IS.items()},
    **{name: _as(names, target) for name, (names, target) in _AS.items()},
    "AS_DECIMAL": _AS_NUMBER,
    "AS_NUMBER": _AS_NUMBER,
    "TO_OBJECT": FunctionRule(returns_nullable(OBJECT), _to_object, 1, 1),
}
