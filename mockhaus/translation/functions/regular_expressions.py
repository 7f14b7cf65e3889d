"""Functions of regular expressions.

Follows https://docs.snowflake.com/en/sql-reference/functions-regexp. Patterns run on the engine's RE2: like Snowflake's
they know no look-around and no back-references inside a pattern. Parameters become flags at the pattern's beginning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ARRAY, BOOLEAN, MAX_VARCHAR, DataType, Kind, varchar
from mockhaus.translation.functions.building import (
    call,
    cast,
    integer,
    literal_integer,
    literal_text,
    null,
    text,
)
from mockhaus.translation.functions.signatures import (
    COUNTING,
    as_integer,
    as_text,
    coerce_argument,
    coerced,
    returns,
    returns_nullable,
)
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

_PARAMETERS = frozenset("cimes")
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|(\((?!\?))", re.DOTALL)
_PERL = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\(\?|[*+?]\?+|\{\d+(?:,\d*)?\}\?", re.DOTALL)
_REFERENCE = re.compile(r"\\(?:(\d)|.)", re.DOTALL)
_OPTIONS = (0, 1)


def _parameters(node: exp.Expr, key: str, walk: Walk) -> str | None:
    """The parameters as written; None where the node's are no literal."""
    value = node.args.get(key)
    if value is None:
        return ""
    written = literal_text(value)
    if written is not None and not set(written) <= _PARAMETERS:
        raise SnowflakeError(
            ErrorCode.INVALID_VALUE, position=walk.position(node), value=written, name="regex_parameters"
        )
    return written


def _flags(parameters: str) -> str:
    """The engine's flags for some parameters; of `c` and `i` the last one counts."""
    flags = "i" if parameters.rfind("i") > parameters.rfind("c") else ""
    return flags + "".join(flag for flag in "ms" if flag in parameters)


def _pattern(node: exp.Expr, pattern: exp.Expr, key: str, walk: Walk) -> exp.Expr:
    """The pattern with its flags."""
    value = _posix(node, coerce_argument(node, pattern, as_text, walk), walk)
    written = _parameters(node, key, walk)
    if written is None:
        return call("mh_flagged", value, coerce_argument(node, node.args[key], as_text, walk))
    flags = _flags(written)
    if not flags:
        return value
    literal = literal_text(value)
    prefix = f"(?{flags})"
    return call("mh_concat", text(prefix), value) if literal is None else text(prefix + literal)


def _posix(node: exp.Expr, pattern: exp.Expr, walk: Walk) -> exp.Expr:
    """A literal pattern as Snowflake reads it, without what only Perl knows.

    A `?` behind another quantifier repeats what that one does, so nothing is matched lazily; one behind `(` has nothing
    to repeat.
    """
    written = literal_text(pattern)
    if written is None or "?" not in written:
        return pattern
    if any(found[0] == "(?" for found in _PERL.finditer(written)):
        detail = "no argument for repetition operator: ?"
        raise SnowflakeError(
            ErrorCode.REGULAR_EXPRESSION_INVALID, position=walk.position(node), pattern=written, detail=detail
        )
    if any(found[0].startswith("{") for found in _PERL.finditer(written)):
        raise walk.unsupported("a ? behind a counted repetition", node)
    plain = _PERL.sub(_squashed, written)
    return pattern if plain == written else text(plain)


def _squashed(found: re.Match[str]) -> str:
    """Quantifiers behind one another as a single one."""
    if found[0][0] not in "*+?":
        return found[0]
    return "?" if found[0][0] == "?" else "*"


def _groups(pattern: exp.Expr) -> int | None:
    """How many groups a literal pattern has."""
    written = literal_text(pattern)
    return None if written is None else sum(1 for found in _GROUP.finditer(written) if found[1])


def _group(node: exp.Expr, key: str, walk: Walk) -> exp.Expr:
    """The group to extract: the one asked for; the first for `e`, if there is one; else the whole match."""
    asked = node.args.get("group")
    number = literal_integer(asked)
    if asked is not None and number != 0:
        return coerce_argument(node, asked, as_integer, walk) if number is None else integer(number)
    extracts = "e" in (_parameters(node, key, walk) or "")
    return integer(1 if extracts and _groups(node.expression) != 0 else 0)


def _position(node: exp.Expr, key: str, walk: Walk, default: int = 1) -> exp.Expr:
    value = node.args.get(key)
    if value is None or literal_integer(value) is not None:
        number = default if value is None else literal_integer(value)
        if number is not None and number < min(default, 1):
            raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=number, name=key)
        return integer(number or 0)
    return coerce_argument(node, value, as_integer, walk)


def _subject(node: exp.Expr, walk: Walk) -> exp.Expr:
    return coerce_argument(node, node.this, as_text, walk)


def _like(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("regexp_full_match", _subject(node, walk), _pattern(node, node.expression, "flag", walk))


def _named_like(node: exp.Expr, walk: Walk) -> exp.Expr:
    subject, pattern = coerced(node, node.expressions, [as_text], walk)
    return call("regexp_full_match", subject, _posix(node, pattern, walk))


def _count(node: exp.Expr, walk: Walk) -> exp.Expr:
    pattern = _pattern(node, node.expression, "parameters", walk)
    return call("mh_regexp_count", _subject(node, walk), pattern, _position(node, "position", walk))


def _substring(node: exp.Expr, walk: Walk) -> exp.Expr:
    group, groups = _group(node, "parameters", walk), _groups(node.expression)
    number = literal_integer(group)
    if number is not None and groups is not None and number > groups:
        return cast(null(), "VARCHAR")
    return call(
        "mh_regexp_substr",
        _subject(node, walk),
        _pattern(node, node.expression, "parameters", walk),
        _position(node, "position", walk),
        _position(node, "occurrence", walk),
        group,
    )


def _all_substrings(node: exp.Expr, walk: Walk) -> exp.Expr:
    group, groups = _group(node, "parameters", walk), _groups(node.expression)
    number = literal_integer(group)
    arguments = [
        _subject(node, walk),
        _pattern(node, node.expression, "parameters", walk),
        _position(node, "position", walk),
        _position(node, "occurrence", walk),
    ]
    if number is not None and groups is not None and number > groups:
        return cast(null(), "VARCHAR")
    return call("mh_regexp_substr_all", *arguments, group)


def _instr(node: exp.Expr, walk: Walk) -> exp.Expr:
    option = literal_integer(node.args.get("option") or integer(0))
    if option not in _OPTIONS:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=option, name="option")
    arguments = [
        _subject(node, walk),
        _pattern(node, node.expression, "parameters", walk),
        _position(node, "position", walk),
        _position(node, "occurrence", walk),
        integer(option or 0),
    ]
    group = _group(node, "parameters", walk)
    if literal_integer(group) == 0:
        subject, pattern, position, occurrence, after = arguments
        if literal_integer(occurrence) == 1:
            return call("mh_regexp_instr_first", subject, pattern, position, after)
        return call("mh_regexp_instr", *arguments)
    return call("mh_regexp_instr_group", *arguments, group)


def _check_references(node: exp.Expr, replacement: exp.Expr, walk: Walk) -> None:
    """Refuse a replacement that names a group which the pattern does not have."""
    groups, written = _groups(node.expression), literal_text(replacement)
    if groups is None or written is None:
        return
    missing = [int(found[1]) for found in _REFERENCE.finditer(written) if found[1] and int(found[1]) > groups]
    if missing:
        raise SnowflakeError(
            ErrorCode.REGULAR_EXPRESSION_INVALID,
            position=walk.position(node),
            pattern=literal_text(node.expression),
            detail=f"no group {missing[0]}",
        )


def _replace(node: exp.Expr, walk: Walk) -> exp.Expr:
    subject = _subject(node, walk)
    pattern = _pattern(node, node.expression, "modifiers", walk)
    replacement = coerce_argument(node, node.args.get("replacement") or text(""), as_text, walk)
    _check_references(node, replacement, walk)
    position = _position(node, "position", walk)
    occurrence = _position(node, "occurrence", walk, default=0)
    if literal_integer(position) == 1 and literal_integer(occurrence) == 0:
        if literal_text(pattern):
            return call("regexp_replace", subject, pattern, replacement, text("g"))
        return call("mh_replaced", subject, pattern, replacement)
    return call("mh_regexp_replace", subject, pattern, replacement, position, occurrence)


def _substring_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    first = operands[0]
    return varchar(first.length) if first.kind is Kind.VARCHAR else varchar()


_LIKE_TYPE = returns(BOOLEAN)

NODES: NodeRules = {
    exp.RegexpLike: NodeRule(_LIKE_TYPE, _like),
    exp.RegexpCount: NodeRule(returns(COUNTING), _count),
    exp.RegexpExtract: NodeRule(_substring_type, _substring),
    exp.RegexpExtractAll: NodeRule(returns_nullable(ARRAY), _all_substrings),
    exp.RegexpInstr: NodeRule(returns(COUNTING), _instr),
    exp.RegexpReplace: NodeRule(returns(varchar(MAX_VARCHAR)), _replace),
}

NAMED: FunctionRules = {"REGEXP": FunctionRule(_LIKE_TYPE, _named_like, 2)}
