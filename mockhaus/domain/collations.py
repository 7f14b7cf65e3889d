"""Collations: what a specification such as `en-ci-trim` says, and which of several holds for a comparison.

Follows https://docs.snowflake.com/en/sql-reference/collation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError, unsupported

_BINARY = frozenset({"utf8", "bin"})
_OPTIONS = frozenset({"cs", "ci", "as", "ai", "ps", "pi", "fl", "fu", "upper", "lower", "trim", "ltrim", "rtrim"})
_EXCLUSIVE = (
    frozenset({"cs", "ci"}),
    frozenset({"as", "ai"}),
    frozenset({"ps", "pi"}),
    frozenset({"fl", "fu"}),
    frozenset({"upper", "lower"}),
)
_OF_LOCALES = frozenset({"ci", "ai", "pi", "fl", "fu"})
_REGION = re.compile(r"(?:_(?:arab|cyrl|guru|hans|hant|latn|tfng|vaii))?(?:_(?:[a-z]{2}|\d{3}))?")
_LANGUAGES = frozenset(
    re.findall(
        r"\w+",
        """
        af agq ak am ar as asa ast az bas be bem bez bg bm bn bo br brx bs ca ccp ce cgg chr ckb cs cy da dav de dje dsb
        dua dyo dz ebu ee el en eo es et eu ewo fa ff fi fil fo fr fur fy ga gd gl gsw gu guz gv ha haw he hi hr hsb hu
        hy id ig ii is it ja jgo jmc ka kab kam kde kea khq ki kk kkj kl kln km kn ko kok ks ksb ksf ksh kw ky lag lb lg
        lkt ln lo lrc lt lu luo luy lv mas mer mfe mg mgh mgo mk ml mn mr ms mt mua my mzn naq nb nd nds ne nl nmg nn
        nnh nus nyn om or os pa pl ps pt qu rm rn ro rof ru rw rwk sah saq sbp se seh ses sg shi si sk sl smn sn so sq
        sr sv sw ta te teo tg th ti to tr tt twq tzm ug uk ur uz vai vi vun wae wo xog yav yi yo yue zgh zh zu
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Collation:
    """The collation of a text: its specification as it was written, and where it comes from.

    `explicit` says that the COLLATE function of the statement gave it, which counts for more than a column's own.
    """

    specification: str
    explicit: bool = False

    @property
    def rules(self) -> Rules:
        """What the specification says."""
        return rules_of(self.specification)

    def of_column(self) -> Collation:
        """The collation as that of a column: what a query's result passes on."""
        return Collation(self.specification) if self.explicit else self

    def is_as(self, other: Collation) -> bool:
        """Whether both have one specification; upper and lower case are the same in it."""
        return self.specification.lower() == other.specification.lower()


@dataclass(frozen=True, slots=True)
class Rules:
    """How texts are compared: by their code points where there is no locale, otherwise by the locale's weights.

    `ignores` holds what makes no difference: `case`, `accents`, `punctuation`. `first` is the case whose letters come
    first in an order, `upper` or `lower`, or nothing where the locale says so. `conversion` and `trims` change texts
    before they are compared: `upper` or `lower`; `both`, `leading` or `trailing`.
    """

    locale: str = ""
    ignores: frozenset[str] = frozenset()
    first: str = ""
    conversion: str = ""
    trims: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether texts are compared as they are, by their code points."""
        return not (self.locale or self.conversion or self.trims)


_PLAIN = Rules()


@lru_cache(maxsize=1024)
def rules_of(specification: str) -> Rules:
    """What a specification says; INVALID_COLLATION where it is none.

    Options without a locale that only a locale can give a meaning are refused.
    """
    if not specification:
        return _PLAIN
    locale, options = _parts(specification)
    if locale == "en_us_posix" or (not locale and not _OF_LOCALES.isdisjoint(options)):
        raise unsupported(f"collation {specification}")
    return Rules(
        locale=locale,
        ignores=frozenset(
            name for option, name in (("ci", "case"), ("ai", "accents"), ("pi", "punctuation")) if option in options
        ),
        first="upper" if "fu" in options else "lower" if "fl" in options else "",
        conversion=next((option for option in ("upper", "lower") if option in options), ""),
        trims=_trims(options),
    )


def _parts(specification: str) -> tuple[str, frozenset[str]]:
    """The locale, empty where texts compare by code points, and the options: `cs` and `as` come first as locales."""
    first, *others = specification.lower().split("-")
    alone = first in _OPTIONS and first not in _LANGUAGES
    options = [first, *others] if alone else others
    for option in options:
        if option not in _OPTIONS:
            raise _invalid(specification, f"Unknown option: {option}")
    for group in _EXCLUSIVE:
        if group <= set(options):
            raise _invalid(specification, f"Conflicting options: {', '.join(sorted(group))}")
    if alone or first in _BINARY:
        return "", frozenset(options)
    language = first.partition("_")[0]
    if first != "en_us_posix" and not (language in _LANGUAGES and _REGION.fullmatch(first[len(language) :])):
        raise _invalid(specification, f"Unknown locale: {first}")
    return first, frozenset(options)


def _trims(options: frozenset[str]) -> str:
    if "trim" in options or {"ltrim", "rtrim"} <= options:
        return "both"
    return "leading" if "ltrim" in options else "trailing" if "rtrim" in options else ""


def _invalid(specification: str, reason: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.INVALID_COLLATION, value=specification, reason=reason)


def combined(collations: Iterable[Collation | None], position: Position | None = None) -> Collation | None:
    """The collation that decides among several: an explicit one, then a column's, then none.

    INCOMPATIBLE_COLLATIONS where two of the same precedence differ.
    """

    def stronger(one: Collation | None, other: Collation | None) -> Collation | None:
        if one is None or other is None:
            return one or other
        if one.explicit != other.explicit:
            return one if one.explicit else other
        if not one.is_as(other):
            raise SnowflakeError(
                ErrorCode.INCOMPATIBLE_COLLATIONS,
                position=position,
                first=other.specification,
                second=one.specification,
            )
        return one

    return reduce(stronger, collations, None)
