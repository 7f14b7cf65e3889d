"""Whatever the text, parsing answers with a statement or with Snowflake's error."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.statements import Statement
from mockhaus.translation.masking import mask_secrets
from mockhaus.translation.parsing import kind_of, parse, parse_data_type, split

_VOCABULARY = (
    "select from where insert into values update set delete merge using on when matched then not create or replace "
    "table view as ( ) , ; . = 'x' \"y\" $$z$$ 1 -1 2.5 ? :1 :n $v @s @~ @%t /p * + :: : int varchar(10) null default "
    "drop if exists alter add column rename to show tables like in schema database use describe begin end case "
    "commit copy file format type csv put file:///a list comment is with identifier ( -- /* */ \n { } [ ] -> ->> => "
    "order by group primary key foreign references cluster autoincrement start increment sequence stage all by name"
)
_WORDS = _VOCABULARY.split(" ")
_STATEMENTS = st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join)


def answer(text: str) -> Statement | None:
    with contextlib.suppress(SnowflakeError):
        return parse(text)
    return None


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | _STATEMENTS)
def test_any_text_parses_or_fails_with_an_error_of_the_catalogue(text: str) -> None:
    statement = answer(text)
    assert statement is None or kind_of(statement) is not None


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_WORDS), _STATEMENTS)
def test_any_beginning_parses_or_fails_with_an_error_of_the_catalogue(first: str, rest: str) -> None:
    answer(f"{first} {rest}")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60) | _STATEMENTS)
def test_any_text_splits_into_pieces_of_itself(text: str) -> None:
    for piece in split(text):
        assert piece.text in text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_data_type_or_an_error_of_the_catalogue(text: str) -> None:
    with contextlib.suppress(SnowflakeError):
        parse_data_type(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | _STATEMENTS)
def test_any_text_can_be_masked(text: str) -> None:
    assert isinstance(mask_secrets(text), str)
