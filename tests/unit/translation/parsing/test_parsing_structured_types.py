"""Structured types as statements write them: in definitions of columns, and in casts."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.cursor import tokenize
from mockhaus.translation.element_types import marked
from mockhaus.translation.parsing import parse, parse_data_type


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("ARRAY(INT NOT NULL)", "ARRAY(NUMBER(38,0) NOT NULL)"),
        ("ARRAY(ARRAY)", "ARRAY(ARRAY)"),
        ("MAP(VARCHAR, DOUBLE PRECISION NOT NULL)", "MAP(VARCHAR(134217728), FLOAT NOT NULL)"),
        ('OBJECT(a INT NOT NULL, "b C" STRING(3))', 'OBJECT(a NUMBER(38,0) NOT NULL, "b C" VARCHAR(3))'),
        ("MAP(INT, ARRAY(OBJECT(Date DATE)))", "MAP(NUMBER(38,0), ARRAY(OBJECT(Date DATE)))"),
    ],
)
def test_a_structured_type_is_read(written: str, printed: str) -> None:
    assert str(parse_data_type(written)) == printed


@pytest.mark.parametrize(
    ("written", "error"),
    [
        ("MAP", ErrorCode.SYNTAX),
        ("ARRAY()", ErrorCode.SYNTAX),
        ("ARRAY(INT, INT)", ErrorCode.SYNTAX),
        ("MAP(FLOAT, INT)", ErrorCode.UNSUPPORTED_DATA_TYPE),
        ("MAP(NUMBER(3,1), INT)", ErrorCode.UNSUPPORTED_DATA_TYPE),
        ("OBJECT(a INT, a INT)", ErrorCode.UNSUPPORTED_DATA_TYPE),
        ("OBJECT()", ErrorCode.STATEMENT_UNSUPPORTED),
        ("ARRAY(VECTOR(INT, 3))", ErrorCode.STATEMENT_UNSUPPORTED),
        ("ARRAY(GEOGRAPHY)", ErrorCode.STATEMENT_UNSUPPORTED),
    ],
)
def test_what_is_no_structured_type_is_refused(written: str, error: ErrorCode) -> None:
    with pytest.raises(SnowflakeError) as raised:
        parse_data_type(written)
    assert raised.value.error is error


def test_not_null_of_elements_and_values_is_marked_for_the_parser() -> None:
    text = "x::MAP(VARCHAR, ARRAY(INT NOT NULL) NOT NULL)"
    words = " ".join(token.text for token in marked(text, tokenize(text)))
    assert words == "x :: MAP ( VARCHAR , LOWCARDINALITY ( ARRAY ( LOWCARDINALITY ( INT ) ) ) )"


@pytest.mark.parametrize("text", ["SELECT f(x IS NOT NULL), ARRAY_SIZE(a)", "x::OBJECT(a INT NOT NULL)", "x::ARRAY"])
def test_other_tokens_stay_as_they_are(text: str) -> None:
    tokens = tokenize(text)
    assert marked(text, tokens) == tokens


def test_the_mark_is_no_word_of_statements() -> None:
    with pytest.raises(SnowflakeError):
        parse("SELECT 1::ARRAY(LOWCARDINALITY(INT))")
