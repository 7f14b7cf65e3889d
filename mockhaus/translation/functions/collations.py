"""COLLATE where texts are compared or ordered: written out as UPPER, LOWER and TRIM of what is compared.

Follows https://docs.snowflake.com/en/sql-reference/collation. Specifications without a locale are known: `utf8`, `bin`,
`upper`, `lower`, `trim`, `ltrim`, `rtrim` and what is the default anyway. Locales need tables of weights that are not
here, so they are refused, and so is a collation that folds anything where it would have to be remembered: in a select
list, in GROUP BY, in MIN and MAX, as an argument of other functions.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARCHAR
from mockhaus.translation.functions.building import cast, literal_text, null, text
from mockhaus.translation.functions.signatures import as_text, coerce_argument, returns_nullable, returns_text
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, Walk

_BINARY = frozenset({"", "utf8", "bin"})
_DEFAULTS = frozenset({"cs", "as", "ps"})
_FOLDS = frozenset({"upper", "lower", "trim", "ltrim", "rtrim"})
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.EqualNull)
_KEYS = {exp.Between: ("this", "low", "high"), exp.In: ("this", "expressions"), exp.Ordered: ("this",)}
_NOTED = "collation"
_SIDES = {"ltrim": "LEADING", "rtrim": "TRAILING"}


PLACES = frozenset({*_COMPARISONS, exp.Between, exp.In, exp.Ordered, exp.Collation})
"""The nodes whose operands may be collated."""


def specification(node: exp.Expr, walk: Walk) -> str:
    """The specification that a COLLATE names; refused where it has a locale or is none."""
    written = literal_text(node.expression)
    if written is None:
        raise walk.unsupported("COLLATE with a specification that is no literal", node)
    specifiers = written.lower().split("-")
    if not (specifiers[0] in _BINARY or specifiers[0] in _FOLDS | _DEFAULTS):
        raise walk.unsupported(f"collation {written}", node)
    if not set(specifiers[1:]) <= _FOLDS | _DEFAULTS:
        raise walk.unsupported(f"collation {written}", node)
    return written


def folds(written: str) -> bool:
    """Whether texts are compared by anything but their code points."""
    return not _FOLDS.isdisjoint(written.lower().split("-"))


def write_out(node: exp.Expr, walk: Walk) -> None:
    """Put what is to be compared in the place of collated operands of a comparison or an order."""
    if isinstance(node, exp.Collation):
        _note_specification(node, walk)
    elif node.args.get("query") is None:
        _fold(node, _KEYS.get(type(node), ("this", "expression")), walk)


def _operands(node: exp.Expr, keys: tuple[str, ...]) -> Iterator[exp.Expr]:
    for key in keys:
        value = node.args.get(key)
        if isinstance(value, list):
            yield from value
        elif isinstance(value, exp.Expr):
            yield value


def _fold(node: exp.Expr, keys: tuple[str, ...], walk: Walk) -> None:
    operands = list(_operands(node, keys))
    collated = [operand for operand in operands if isinstance(operand, exp.Collate)]
    if not collated:
        return
    chosen = {specification(operand, walk).lower(): operand for operand in collated}
    given = [name for name in chosen if name]
    if len(given) > 1:
        first, second = sorted(given)[:2]
        raise SnowflakeError(
            ErrorCode.INCOMPATIBLE_COLLATIONS, position=walk.position(node), first=first, second=second
        )
    written = given[0] if given else ""
    for operand in operands:
        plain = operand.this if isinstance(operand, exp.Collate) else operand
        operand.replace(_folded(plain.copy(), written))


def _folded(node: exp.Expr, written: str) -> exp.Expr:
    """A text as a collation compares it."""
    for specifier in written.split("-"):
        if specifier in ("upper", "lower"):
            node = exp.Upper(this=node) if specifier == "upper" else exp.Lower(this=node)
        elif specifier in _FOLDS:
            node = exp.Trim(this=node, position=_SIDES.get(specifier))
    return node


def _note_specification(node: exp.Expr, walk: Walk) -> None:
    """Keep what COLLATION answers, as its operand will be gone when it is asked."""
    if isinstance(node.this, exp.Collate):
        node.meta[_NOTED] = specification(node.this, walk)


def _collate(node: exp.Expr, walk: Walk) -> exp.Expr:
    if folds(specification(node, walk)) and not isinstance(node.parent, exp.Collation):
        raise walk.unsupported("COLLATE in this place", node)
    return coerce_argument(node, node.this, as_text, walk)


def _collation(node: exp.Expr, _: Walk) -> exp.Expr:
    noted = node.meta.get(_NOTED)
    return text(noted) if noted else cast(null(), "VARCHAR")


NODES: NodeRules = {
    exp.Collate: NodeRule(returns_text(), _collate),
    exp.Collation: NodeRule(returns_nullable(VARCHAR), _collation),
}

NAMED: FunctionRules = {}
