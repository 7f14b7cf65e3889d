"""XML: parsing, elements, printing.

Follows https://docs.snowflake.com/en/sql-reference/functions/parse_xml and the pages beside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import OBJECT, VARCHAR
from mockhaus.translation.functions.building import boolean, call, grouped, integer
from mockhaus.translation.functions.objects import as_object
from mockhaus.translation.functions.signatures import (
    as_boolean,
    as_integer,
    as_text,
    coerce_argument,
    returns,
    returns_nullable,
)
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

_PARAMETERS = ("STR", "DISABLE_AUTO_CONVERT")


def _arguments(node: exp.Expr, given: Sequence[exp.Expr], walk: Walk) -> dict[str, exp.Expr]:
    """The arguments by the names of their parameters; those without a name come first."""
    found: dict[str, exp.Expr] = {}
    for name, argument in zip(_PARAMETERS, given, strict=False):
        named = isinstance(argument, exp.Kwarg)
        key = argument.this.name.upper() if named else name
        if key not in _PARAMETERS or key in found:
            detail = f"invalid argument name {key}"
            raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
        found[key] = argument.expression if named else argument
    return found


def _text_of(node: exp.Expr, argument: exp.Expr, walk: Walk) -> exp.Expr:
    return coerce_argument(node, argument, as_text, walk)


def _parse(node: exp.Expr, walk: Walk) -> exp.Expr:
    found = _arguments(node, node.expressions, walk)
    if "STR" not in found:
        raise walk.unsupported("PARSE_XML without a text", node)
    option = found.get("DISABLE_AUTO_CONVERT")
    unconverted = boolean(value=False) if option is None else coerce_argument(node, option, as_boolean, walk)
    return call("mh_parse_xml", _text_of(node, found["STR"], walk), unconverted)


def _check(node: exp.Expr, walk: Walk) -> exp.Expr:
    given = node.this.expression if isinstance(node.this, exp.Kwarg) else node.this
    return call("mh_check_xml", _text_of(node, given, walk))


def _get(node: exp.Expr, walk: Walk) -> exp.Expr:
    instance = node.args.get("instance")
    value = coerce_argument(node, node.this, as_object, walk)
    place = integer(0) if instance is None else coerce_argument(node, instance, as_integer, walk)
    return call("mh_xml_get", value, _text_of(node, node.expression, walk), place)


def _print(node: exp.Expr, walk: Walk) -> exp.Expr:
    value = node.expressions[0]
    return call("mh_to_xml", grouped(encoded(value, walk.type_of(value))))


NODES: NodeRules = {
    exp.CheckXml: NodeRule(returns_nullable(VARCHAR), _check),
    exp.XMLGet: NodeRule(returns_nullable(OBJECT), _get),
}
NAMED: FunctionRules = {
    "PARSE_XML": FunctionRule(returns_nullable(OBJECT), _parse, 1, 2),
    "TO_XML": FunctionRule(returns(VARCHAR), _print, 1),
}
