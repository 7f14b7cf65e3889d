"""Specifications of collations, and which of several holds."""

from __future__ import annotations

import pytest

from mockhaus.domain.collations import Collation, Rules, combined, rules_of
from mockhaus.domain.errors import ErrorCode, SnowflakeError

_EN = Collation("en")
_FR = Collation("fr")


@pytest.mark.parametrize(
    ("specification", "rules"),
    [
        ("", Rules()),
        ("utf8", Rules()),
        ("bin-cs", Rules()),
        ("de", Rules(locale="de")),
        ("de-ci-pi", Rules(locale="de", ignores=frozenset({"case", "punctuation"}))),
        ("fr_CA-ai", Rules(locale="fr_ca", ignores=frozenset({"accents"}))),
        ("en_US-trim", Rules(locale="en_us", trims="both")),
        ("EN-CI", Rules(locale="en", ignores=frozenset({"case"}))),
        ("en-cs-as-ps-fu", Rules(locale="en", first="upper")),
        ("es_419", Rules(locale="es_419")),
        ("cs-cs", Rules(locale="cs")),
        ("zh_hant_tw", Rules(locale="zh_hant_tw")),
        ("upper-ltrim", Rules(conversion="upper", trims="leading")),
        ("rtrim-lower", Rules(conversion="lower", trims="trailing")),
    ],
)
def test_a_specification_says_how_texts_are_compared(specification: str, rules: Rules) -> None:
    assert rules_of(specification) == rules


@pytest.mark.parametrize(
    ("specification", "reason"),
    [
        ("xx-yy", "Unknown option: yy"),
        ("xx", "Unknown locale: xx"),
        ("en_usa", "Unknown locale: en_usa"),
        ("ci-en", "Unknown option: en"),
        ("en-", "Unknown option: "),
        ("en-ci-cs", "Conflicting options: ci, cs"),
        ("upper-lower", "Conflicting options: lower, upper"),
    ],
)
def test_what_is_no_specification_is_refused_with_its_reason(specification: str, reason: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        rules_of(specification)
    assert caught.value.message == f"Invalid value '{specification}' for COLLATION. Reason: {reason}"


@pytest.mark.parametrize("specification", ["ci", "utf8-ai", "pi-upper", "en_us_posix"])
def test_what_only_weights_could_tell_is_refused_by_name(specification: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        rules_of(specification)
    assert caught.value.error is ErrorCode.STATEMENT_UNSUPPORTED


@pytest.mark.parametrize(
    ("collations", "holds"),
    [
        ((None, None), None),
        ((None, _FR), _FR),
        ((_FR, Collation("FR")), _FR),
        ((_FR, Collation("en", explicit=True)), Collation("en", explicit=True)),
        ((Collation("en", explicit=True), None, _FR), Collation("en", explicit=True)),
    ],
)
def test_the_collation_of_the_statement_holds_before_that_of_a_column(
    collations: tuple[Collation | None, ...], holds: Collation | None
) -> None:
    assert combined(collations) == holds


@pytest.mark.parametrize("explicit", [False, True])
def test_two_collations_of_one_precedence_must_be_the_same(explicit: bool) -> None:  # noqa: FBT001 - a parameter
    with pytest.raises(SnowflakeError) as caught:
        combined((Collation("utf8", explicit=explicit), Collation("fr", explicit=explicit)))
    assert caught.value.message == "SQL compilation error: Incompatible collations: 'fr' and 'utf8'"


def test_a_query_passes_the_collation_of_its_text_on_as_that_of_a_column() -> None:
    assert Collation("en", explicit=True).of_column() == _EN
