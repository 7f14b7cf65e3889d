"""COLLATE and COLLATION, and what the collation of an operand means for each function and operator.

Follows https://docs.snowflake.com/en/sql-reference/collation. The collation is part of the operand's type. A node with
a collated operand gets its rule from here: most functions see the text alone, some pass the collation on to their
result, some compare by it, and a few are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.collations import Collation, combined, rules_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR, DataType, Kind
from mockhaus.translation.functions import collated_searches
from mockhaus.translation.functions.building import arguments_of, call, cast, literal_text, null, text
from mockhaus.translation.functions.collating import called, collation_of, folded, folds, keyed, own_key
from mockhaus.translation.functions.signatures import (
    as_shown,
    as_text,
    coerce_argument,
    returns_nullable,
    returns_text,
)
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

Rule = NodeRule | FunctionRule

_OF_ALL = frozenset({exp.Concat, exp.ConcatWs, exp.DPipe})
"""Functions whose result has the collation that all of their texts have together."""
_OF_FIRST = frozenset(
    {
        exp.GroupConcat,
        exp.Left,
        exp.Lower,
        exp.Max,
        exp.Min,
        exp.Mode,
        exp.Pad,
        exp.RegexpExtract,
        exp.RegexpReplace,
        exp.Replace,
        exp.Reverse,
        exp.Right,
        exp.SplitPart,
        exp.Substring,
        exp.Trim,
        exp.Upper,
    }
)
"""Functions whose result has the collation of their first argument."""
_REFUSED = frozenset({exp.Initcap})
"""Functions that take no text with a collation."""
_REFUSED_FOLDED = frozenset({exp.ApproxTopK})
"""Functions that count equal values, but not by a collation here."""
_TURKIC = frozenset({"az", "tr"})
_DOTTED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.Lower: ("Iİ", "\N{LATIN SMALL LETTER DOTLESS I}i"),
    exp.Upper: ("i", "İ"),
}
"""Letters whose other case differs in Turkic languages."""


def rule(node: exp.Expr, ordinary: Rule, walk: Walk) -> Rule:
    """The rule of a node that has a collated operand."""
    kind = node.__class__
    _refuse(node, walk)
    named = _NAMED_REWRITES.get(node.name.upper()) if kind is exp.Anonymous else None
    rewrite = named or _REWRITES.get(kind) or collated_searches.REWRITES.get(kind)
    changed = ordinary if rewrite is None else _rewritten(ordinary, rewrite)
    if kind in _OF_ALL:
        return _kept(changed, lambda operands: operands)
    return _kept(changed, lambda operands: operands[:1]) if kind in _OF_FIRST else changed


def _kept(ordinary: Rule, of: Callable[[Sequence[DataType]], Sequence[DataType]]) -> Rule:
    """The rule with the collation of some operands on its result, where that is a text."""

    def result(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
        found = ordinary.type(node, operands, walk)
        if found.kind is not Kind.VARCHAR:
            return found
        return found.with_collation(combined((item.collation for item in of(operands)), walk.position(node)))

    return replace(ordinary, type=result)


Change = Callable[[exp.Expr, Walk], exp.Expr | None]
"""Changes what stands in a node before its ordinary rewrite; or answers what replaces it."""


def _rewritten(ordinary: Rule, change: Change) -> Rule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr | None:
        made = change(node, walk)
        if made is not None or ordinary.rewrite is None:
            return made
        return ordinary.rewrite(node, walk)

    return replace(ordinary, rewrite=rewrite)


def _refuse(node: exp.Expr, walk: Walk) -> None:
    kind = node.__class__
    folded_operand = kind in _REFUSED_FOLDED and any(folds(walk.type_of(item)) for item in node.iter_expressions())
    if kind in _REFUSED or folded_operand:
        raise walk.unsupported(f"{called(node, walk)} of a text with a collation", node)


# What is compared


def _order(node: exp.Expr, walk: Walk) -> None:
    """A key of an order: of a window, or of an aggregate."""
    node.set("this", own_key(node.this, walk))


def _arguments(node: exp.Expr, walk: Walk) -> None:
    """Arguments of which only it matters whether they are the same."""
    node.set("expressions", [own_key(item, walk) for item in node.expressions])


def _partition(node: exp.Expr, walk: Walk) -> None:
    node.set("partition_by", [own_key(item, walk) for item in node.args.get("partition_by") or []])


def _extreme(name: str) -> Change:
    """GREATEST or LEAST: the value whose key is that."""

    def change(node: exp.Expr, walk: Walk) -> exp.Expr | None:
        arguments = arguments_of(node, "this", "expressions")
        if not any(folds(walk.type_of(item)) for item in arguments):
            return None
        values = [coerce_argument(node, item, as_text, walk) for item in arguments]
        collation = collation_of(arguments, node, walk)
        keys = keyed([walk.set_type(item.copy(), VARCHAR.with_collation(collation)) for item in values], walk)
        pairs = [call("row", one, other) for one, other in zip(keys, values, strict=True)]
        macro = f"mh_collated_{name}{'_known' if node.args.get('ignore_nulls') else ''}"
        return call(macro, exp.Array(expressions=pairs))

    return change


def _like(node: exp.Expr, walk: Walk) -> None:
    """LIKE and ILIKE compare texts in one case and without spaces, but know no locales."""
    pattern = node.expression
    inner = pattern.this if isinstance(pattern, (exp.Any, exp.All)) else pattern
    patterns = inner.expressions if isinstance(inner, exp.Tuple) else [inner.unnest()]
    collation = collation_of([node.this, *patterns], node, walk)
    if collation is None or collation.rules.is_plain:
        return
    if collation.rules.locale:
        raise walk.unsupported(f"{node.key.upper()} with the collation '{collation.specification}'", node)
    for item in (node.this, *patterns):
        value = coerce_argument(node, item, as_text, walk)
        value.replace(walk.set_type(folded(value.copy(), collation.rules), VARCHAR))


def _trim(node: exp.Expr, walk: Walk) -> None:
    characters = literal_text(node.args.get("expression")) if node.args.get("expression") is not None else ""
    if characters is None or characters.strip():
        raise walk.unsupported("TRIM of other characters than spaces from a text with a collation", node)


def _case(node: exp.Expr, walk: Walk) -> None:
    """UPPER and LOWER in Turkic languages, whose `i` has its dot in both cases."""
    collation = walk.type_of(node.this).collation
    if collation is None or collation.rules.locale.partition("_")[0] not in _TURKIC:
        return
    letters, others = _DOTTED[type(node)]
    value = coerce_argument(node, node.this, as_text, walk)
    node.set("this", walk.set_type(call("translate", value, text(letters), text(others)), VARCHAR))


_REWRITES: dict[type[exp.Expr], Change] = {
    exp.Ordered: _order,
    exp.Window: _partition,
    exp.Greatest: _extreme("greatest"),
    exp.Least: _extreme("least"),
    exp.Like: _like,
    exp.ILike: _like,
    exp.Trim: _trim,
    exp.Upper: _case,
    exp.Lower: _case,
}
_NAMED_REWRITES: dict[str, Change] = {"CONDITIONAL_CHANGE_EVENT": _arguments}


# COLLATE and COLLATION


def _specification(node: exp.Expr, walk: Walk) -> str:
    written = literal_text(node.expression)
    if written is None:
        raise walk.unsupported("COLLATE with a specification that is no literal", node)
    rules_of(written)
    return written


def _collate_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    written = _specification(node, walk)
    collation = Collation(written, explicit=True) if written else None
    return returns_text()(node, operands[:1], walk).with_collation(collation)


def _collate(node: exp.Expr, walk: Walk) -> exp.Expr:
    if walk.type_of(node.this).kind not in (Kind.VARCHAR, Kind.NULL):
        raise SnowflakeError(ErrorCode.ARGUMENT_NOT_TEXT, position=walk.position(node), index=as_shown(node.this, walk))
    return coerce_argument(node, node.this, as_text, walk)


def _collation(node: exp.Expr, walk: Walk) -> exp.Expr:
    collation = walk.type_of(node.this).collation
    return cast(null(), "VARCHAR") if collation is None else text(collation.specification)


NODES: NodeRules = {
    exp.Collate: NodeRule(_collate_type, _collate),
    exp.Collation: NodeRule(returns_nullable(VARCHAR), _collation),
}

NAMED: FunctionRules = {}
