"""What the engine compares in the place of texts that have a collation: sort keys, or texts folded to one case.

A key is the hexadecimal sort key of ICU, cut to the levels of weights that count: letters first, accents second, case
third. Texts without a collation, and those compared by their code points, stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from mockhaus.domain.collations import Collation, Rules, combined
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.functions.building import call, text
from mockhaus.translation.functions.signatures import function_name
from mockhaus.translation.rules import Walk

_TRIMS = {"both": "trim", "leading": "ltrim", "trailing": "rtrim"}
_CONVERSIONS = {"upper": "mh_upper", "lower": "lower"}
_OTHER_NAMES: dict[type[exp.Expr], str] = {exp.GroupConcat: "LISTAGG"}
_UPPER_FIRST = frozenset({"da", "mt"})
"""Languages that put upper case first of themselves."""
_OF_SCRIPTS = {
    "sr_latn": "hr",
    "bs_cyrl": "sr",
    "zh_hans": "zh_cn",
    "zh_hant": "zh_tw",
    "yue": "zh_tw",
    "yue_hans": "zh_cn",
    "yue_hant": "zh_tw",
}
"""Locales of a script that the engine cannot name, and others of the same rules that it can."""


def called(node: exp.Expr, walk: Walk) -> str:
    """The name of a function as it was written; that of its node where the place of the name is not known."""
    if "start" in node.meta or not isinstance(node, exp.Func):
        return function_name(node, walk)
    return _OTHER_NAMES.get(type(node), node.sql_name())


def collation_of(nodes: Iterable[exp.Expr], place: exp.Expr, walk: Walk) -> Collation | None:
    """The collation that decides among some visited nodes."""
    return combined((walk.type_of(node).collation for node in nodes), walk.position(place))


def folds(data_type: DataType) -> bool:
    """Whether a text is compared by anything but its code points."""
    return data_type.collation is not None and not data_type.collation.rules.is_plain


def keyed(nodes: Sequence[exp.Expr], walk: Walk) -> list[exp.Expr]:
    """The operands of one comparison, each text as the collation of all of them compares it."""
    collation = collation_of(nodes, nodes[0], walk)
    return [sort_key(node, collation) if walk.type_of(node).kind is Kind.VARCHAR else node for node in nodes]


def own_key(node: exp.Expr, walk: Walk) -> exp.Expr:
    """A visited node as its own collation compares it: itself, or a key made of a copy."""
    data_type = walk.type_of(node)
    return sort_key(node.copy(), data_type.collation) if folds(data_type) else node


def sort_key(node: exp.Expr, collation: Collation | None) -> exp.Expr:
    """What decides how a text compares under a collation."""
    if collation is None or collation.rules.is_plain:
        return node
    rules = collation.rules
    value = folded(node, rules)
    return value if not rules.locale else call(_macro(rules), _significant(value, rules), locale_of(rules))


def folded(node: exp.Expr, rules: Rules) -> exp.Expr:
    """A text in one case and without the spaces around it, where the rules say so."""
    value = node
    if rules.conversion:
        value = call(_CONVERSIONS[rules.conversion], value)
    if rules.trims:
        value = call(_TRIMS[rules.trims], value, text(" "))
    return value


def _significant(node: exp.Expr, rules: Rules) -> exp.Expr:
    return call("mh_unpunctuated", node) if "punctuation" in rules.ignores else node


def locale_of(rules: Rules) -> exp.Expr:
    """The locale as the engine names it: a language, and a region behind it where it has one."""
    parts = rules.locale.split("_")
    by_script = _OF_SCRIPTS.get("_".join(parts[:2]))
    if by_script is not None:
        return text(by_script)
    return text("_".join(part for part in parts[:2] if len(part) < 4))  # noqa: PLR2004 - a script has four letters


def _macro(rules: Rules) -> str:
    ignored = rules.ignores & {"case", "accents"}
    if ignored == {"case", "accents"}:
        return "mh_collated_letters"
    if "case" in ignored:
        return "mh_collated_accents"
    reversed_case = bool(rules.first) and (rules.first == "upper") != (rules.locale.partition("_")[0] in _UPPER_FIRST)
    name = "mh_collated_case" if "accents" in ignored else "mh_collated"
    return f"{name}_reversed" if reversed_case else name
