"""FORMAT_STRING_TEMPLATE: texts with places for values.

Follows https://docs.snowflake.com/en/sql-reference/functions/format_string_template. The template is read here, so it
must be a literal; a place without a format shows its value as Snowflake prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import FLOAT, MAX_VARCHAR, DataType, Kind, varchar
from mockhaus.translation.functions.building import call, cast, literal_text, text
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.signatures import as_integer, as_text, coerce_argument, returns
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRules, Walk

_PART = re.compile(r"(?P<escaped>\{\{|\}\})|\{(?P<place>[^{}]*)\}|(?P<plain>[^{}]+)|(?P<loose>[{}])")
_FORMAT = re.compile(r":(?:[^{}]?[<>^])?[-+ ]?#?0?\d{0,5}(?:\.\d{1,3})?(?P<type>[a-zA-Z]?)\Z")
_OF_INTEGERS = frozenset("dxXobB")
_OF_FLOATS = frozenset("aAeEfFgG")


def _parts(template: str, node: exp.Expr, walk: Walk) -> Iterator[tuple[str, bool]]:
    """The plain texts of a template, and its places with what stands in their braces."""
    for found in _PART.finditer(template):
        if found["loose"]:
            raise _invalid(template, node, walk)
        if found["escaped"]:
            yield found["escaped"][0], False
        else:
            place = found["place"]
            yield (found["plain"], False) if place is None else (place, True)


def _invalid(template: str, node: exp.Expr, walk: Walk) -> SnowflakeError:
    return SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=template, name="template_string")


def _shown(value: exp.Expr, form: str, node: exp.Expr, walk: Walk) -> exp.Expr:
    """One value in its place."""
    if form in ("", ":"):
        return coerce_argument(node, value, as_text, walk)
    found = _FORMAT.match(form)
    if found is None or found["type"] == "L":
        raise _invalid(f"{{{form}}}", node, walk)
    return call("format", text(f"{{{form}}}"), _converted(value, found["type"], node, walk))


def _converted(value: exp.Expr, form_type: str, node: exp.Expr, walk: Walk) -> exp.Expr:
    """The value as the engine must have it for a type of format."""
    source = walk.type_of(value)
    if form_type in _OF_FLOATS and form_type:
        return cast(cast_node(value, source, FLOAT, walk), "DOUBLE")
    if form_type in _OF_INTEGERS and form_type:
        return coerce_argument(node, value, as_integer, walk)
    if form_type in ("", "s"):
        return _plain(value, source, form_type, node, walk)
    raise _invalid(f"{{:{form_type}}}", node, walk)


def _plain(value: exp.Expr, source: DataType, form_type: str, node: exp.Expr, walk: Walk) -> exp.Expr:
    if not form_type and source.kind is Kind.FLOAT:
        return value
    if not form_type and source.kind is Kind.NUMBER:
        return cast(value, "DOUBLE" if source.scale else "BIGINT")
    return coerce_argument(node, value, as_text, walk)


def _format(node: exp.Expr, walk: Walk) -> exp.Expr:
    given, *values = node.expressions
    template = literal_text(given)
    if template is None:
        raise walk.unsupported("FORMAT_STRING_TEMPLATE of a template that is no literal", node)
    pieces: list[exp.Expr] = []
    waiting: Sequence[exp.Expr] = values
    for part, is_place in _parts(template, node, walk):
        if not is_place:
            pieces.append(text(part))
        elif waiting:
            pieces.append(_shown(waiting[0], part, node, walk))
            waiting = waiting[1:]
        else:
            raise _invalid(template, node, walk)
    if waiting:
        raise _invalid(template, node, walk)
    return call("mh_joined", exp.Array(expressions=pieces))


NODES: NodeRules = {}

NAMED: FunctionRules = {
    "FORMAT_STRING_TEMPLATE": FunctionRule(returns(varchar(MAX_VARCHAR)), _format, 2, -1),
}
