"""Looking for a text within another under a collation: CONTAINS, POSITION, REPLACE, SPLIT and their kin.

Both texts are taken apart into units, characters with the accents behind them, or code points where there is no
locale, and the units are compared by their keys. Units that weigh nothing match anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlglot import exp

from mockhaus.domain.collations import Collation, Rules
from mockhaus.domain.types import Kind
from mockhaus.translation.functions.building import call, integer, text
from mockhaus.translation.functions.collating import called, collation_of, folded, sort_key
from mockhaus.translation.functions.signatures import as_integer, as_text, coerce_argument
from mockhaus.translation.rules import Walk

_UNIT = "mh_unit"
_UNTRIMMED_ONLY = (exp.Replace, exp.Split, exp.SplitPart, exp.StrPosition)

Change = Callable[[exp.Expr, Walk], "exp.Expr | None"]


def _searched(*keys: str) -> Callable[[Callable[..., exp.Expr]], Change]:
    """A search of the texts under the given keys; the ordinary one where nothing is folded."""

    def decorate(build: Callable[..., exp.Expr]) -> Change:
        def change(node: exp.Expr, walk: Walk) -> exp.Expr | None:
            arguments = [node.args[name] for name in keys if node.args.get(name) is not None]
            if any(walk.type_of(item).kind is Kind.BINARY for item in arguments):
                return None
            collation = collation_of(arguments, node, walk)
            if collation is None or collation.rules.is_plain:
                return None
            _check(node, collation, walk)
            rules = collation.rules
            texts = [folded(coerce_argument(node, item, as_text, walk), _trimming(rules)) for item in arguments]
            return build(node, walk, rules, *texts)

        return change

    return decorate


def _check(node: exp.Expr, collation: Collation, walk: Walk) -> None:
    """Refuse what Snowflake refuses, `pi` and `cs-ai`, and positions in texts that are trimmed first."""
    rules = collation.rules
    refused = "punctuation" in rules.ignores or rules.ignores == {"accents"}
    if refused or (rules.trims and isinstance(node, _UNTRIMMED_ONLY)):
        name = called(node, walk)
        raise walk.unsupported(f"{name} with the collation '{collation.specification}'", node)


def _trimming(rules: Rules) -> Rules:
    return replace(rules, conversion="")


def _units(value: exp.Expr, rules: Rules) -> exp.Expr:
    return call("mh_characters" if rules.locale else "mh_code_points", value)


def _keys(value: exp.Expr, rules: Rules) -> exp.Expr:
    """The keys of a text's units, empty where a unit weighs nothing."""
    unit = exp.column(_UNIT)
    if rules.locale:
        weighed = call("mh_weighed", sort_key(unit, _collation(rules)))
    else:
        weighed = call("hex", folded(unit, replace(rules, trims="")))
    body = exp.Lambda(this=weighed, expressions=[exp.to_identifier(_UNIT)], colon=True)
    return call("list_transform", _units(value, rules), body)


def _collation(rules: Rules) -> Collation:
    """A collation of the same rules without what is done to whole texts."""
    options = [name for name, ignored in (("ci", "case"), ("ai", "accents")) if ignored in rules.ignores]
    return Collation("-".join([rules.locale, *options, *([rules.conversion] if rules.conversion else [])]))


def _predicate(engine_function: str) -> Change:
    @_searched("this", "expression")
    def build(_: exp.Expr, __: Walk, rules: Rules, this: exp.Expr, wanted: exp.Expr) -> exp.Expr:
        marked = [call("mh_marked", _keys(item, rules)) for item in (this, wanted)]
        return call(engine_function, *marked)

    return build


def _parts(rules: Rules, value: exp.Expr, wanted: exp.Expr) -> exp.Expr:
    """The text's parts between the places where the other is found; the whole where that weighs nothing."""
    return call("mh_collated_parts", _units(value, rules), _keys(value.copy(), rules), _keys(wanted, rules))


@_searched("substr", "this")
def _position(node: exp.Expr, walk: Walk, rules: Rules, wanted: exp.Expr, value: exp.Expr) -> exp.Expr:
    given = node.args.get("position")
    start = integer(1) if given is None else coerce_argument(node, given, as_integer, walk)
    rest = call("substr", value, call("greatest", start, integer(1)))
    return call("mh_collated_position", _parts(rules, rest, wanted), _keys(wanted.copy(), rules), start.copy())


@_searched("this", "expression")
def _replace(node: exp.Expr, walk: Walk, rules: Rules, value: exp.Expr, wanted: exp.Expr) -> exp.Expr:
    given = node.args.get("replacement")
    other = text("") if given is None else coerce_argument(node, given, as_text, walk)
    return call("mh_collated_replace", _parts(rules, value, wanted), other)


@_searched("this", "expression")
def _split(_: exp.Expr, __: Walk, rules: Rules, value: exp.Expr, wanted: exp.Expr) -> exp.Expr:
    return call("mh_text_array", _parts(rules, value, wanted))


@_searched("this", "delimiter")
def _split_part(node: exp.Expr, walk: Walk, rules: Rules, value: exp.Expr, wanted: exp.Expr) -> exp.Expr:
    place = coerce_argument(node, node.args["part_index"], as_integer, walk)
    return call("mh_collated_part", _parts(rules, value, wanted), place)


REWRITES: dict[type[exp.Expr], Change] = {
    exp.Contains: _predicate("contains"),
    exp.StartsWith: _predicate("starts_with"),
    exp.EndsWith: _predicate("ends_with"),
    exp.StrPosition: _position,
    exp.Replace: _replace,
    exp.Split: _split,
    exp.SplitPart: _split_part,
}
