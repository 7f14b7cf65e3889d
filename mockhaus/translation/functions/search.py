"""SEARCH and SEARCH_IP: full-text search in texts.

Follows https://docs.snowflake.com/en/sql-reference/functions/search and
https://docs.snowflake.com/en/sql-reference/functions/search_ip. The Unicode analyzer is an approximation: words of
letters and digits that a full stop or an apostrophe may join.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import BOOLEAN, SEMI_STRUCTURED, DataType, Kind
from mockhaus.translation.functions.building import call, literal_text
from mockhaus.translation.functions.signatures import function_name
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, Walk

_LEADING_ZEROS = re.compile(r"(?<![0-9A-Fa-f])0{1,3}(?=[0-9A-Fa-f])")
_ANALYZERS = {
    "DEFAULT_ANALYZER": "mh_search_words",
    "UNICODE_ANALYZER": "mh_search_unicode_words",
    "NO_OP_ANALYZER": None,
}
_MODES = {"OR": "list_has_any", "AND": "list_has_all", "PHRASE": "mh_has_phrase", "EXACT": None}


def _choice(node: exp.Expr, key: str, name: str, choices: Sequence[str], walk: Walk) -> str:
    """An optional argument's value, the first choice where it is not given."""
    given = node.args.get(key)
    if given is None:
        return choices[0]
    value = (literal_text(given) or "").upper()
    if value not in choices:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=value, name=name)
    return value


def _data(node: exp.Expr, walk: Walk) -> list[exp.Expr]:
    """What is searched, as texts; arguments of types that cannot be searched are left out."""
    given = node.this.expressions if isinstance(node.this, exp.Tuple) else [node.this]
    texts = []
    for item in given:
        kind = walk.type_of(item).kind
        if kind in (Kind.VARCHAR, Kind.NULL):
            texts.append(item)
        elif kind in SEMI_STRUCTURED:
            texts.append(call("mh_out", item))
    if not texts:
        raise SnowflakeError(ErrorCode.NOTHING_TO_SEARCH, position=walk.position(node))
    return texts


def _terms(node: exp.Expr, walk: Walk) -> exp.Expr:
    terms = node.expression
    if not isinstance(terms, (exp.Literal, exp.Null)):
        found = walk.source_text(terms).upper()
        raise SnowflakeError(ErrorCode.ARGUMENT_NOT_CONSTANT, index=1, name=function_name(node, walk), expression=found)
    if isinstance(terms, exp.Literal) and not terms.is_string:
        raise SnowflakeError(ErrorCode.ARGUMENT_NOT_TEXT, index=1)
    return terms


def _search(node: exp.Expr, walk: Walk) -> exp.Expr:
    terms = _terms(node, walk)
    analyzer = _choice(node, "analyzer", "ANALYZER", tuple(_ANALYZERS), walk)
    mode = _choice(node, "search_mode", "SEARCH_MODE", tuple(_MODES), walk)
    words, compare = _ANALYZERS[analyzer], _MODES[mode]
    found: list[exp.Expr] = []
    for item in _data(node, walk):
        if words is None:
            found.append(exp.EQ(this=item, expression=terms.copy()))
        elif compare is None:
            found.append(call("mh_has_exactly", item, terms.copy()))
        else:
            found.append(call(compare, call(words, item), call(words, terms.copy())))
    return found[0] if len(found) == 1 else call("list_bool_or", exp.Array(expressions=found))


def _search_address(node: exp.Expr, walk: Walk) -> exp.Expr:
    wanted = _terms(node, walk)
    data = _data(node, walk)
    if isinstance(wanted, exp.Literal) and not _is_network(wanted.name):
        raise SnowflakeError(
            ErrorCode.UNEXPECTED_ARGUMENT,
            position=walk.position(wanted),
            call=walk.source_text(node),
            value=wanted.name,
            index=1,
        )
    found = [call("mh_search_ip", item, wanted.copy()) for item in data]
    return found[0] if len(found) == 1 else call("list_bool_or", exp.Array(expressions=found))


def _is_network(written: str) -> bool:
    """Whether a text is one IPv4 or IPv6 address, or a network of them; parts may have leading zeros."""
    try:
        ipaddress.ip_network(_LEADING_ZEROS.sub("", written), strict=False)
    except ValueError:
        return False
    return True


def _type(_: exp.Expr, __: Sequence[DataType], ___: Walk) -> DataType:
    return BOOLEAN


NODES: NodeRules = {exp.Search: NodeRule(_type, _search), exp.SearchIp: NodeRule(_type, _search_address)}

NAMED: FunctionRules = {}
