from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockhaus.domain.catalog import physical
from mockhaus.domain.identifiers import engine_identifier, engine_name


@pytest.mark.parametrize(
    ("name", "engine"),
    [("A", "A"), ("a", "^A"), ("aB^c", "^AB^^^C"), ("_ID", "_ID"), ("_CREATED", "^_CREATED"), ("ü", "ü")],
)
def test_engine_names_tell_capitals_from_small_letters(name: str, engine: str) -> None:
    assert engine_name(name) == engine


@given(st.lists(st.text(alphabet='aAbB^_"1', max_size=6), unique=True, min_size=2, max_size=2))
def test_different_names_differ_by_more_than_case(names: list[str]) -> None:
    assert engine_name(names[0]).upper() != engine_name(names[1]).upper()


@pytest.mark.parametrize("hidden", [physical.ROW_ID, physical.CREATED, physical.DELETED])
@pytest.mark.parametrize("spell", [str.upper, str.lower, str.title])
def test_no_users_column_has_the_name_of_a_hidden_one(hidden: str, spell: object) -> None:
    assert callable(spell)
    assert engine_name(spell(hidden)).lower() != hidden


def test_engine_identifiers_are_quoted() -> None:
    assert engine_identifier('A"') == '"A"""'
