"""SEARCH finds words as Snowflake's documentation says."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("SEARCH('king', 'KING')", True),
        ("SEARCH('5.1.33', '32')", False),
        ("SEARCH('KING HENRY IV', 'king queen')", True),
        ("SEARCH('KING HENRY IV', 'king queen', SEARCH_MODE => 'AND')", False),
        ("SEARCH('a,blue,red,green', 'blue red green', SEARCH_MODE => 'PHRASE')", True),
        ("SEARCH('blue,yellow,red,green', 'blue red green', SEARCH_MODE => 'PHRASE')", False),
        ("SEARCH('-blue,red,green;', 'blue,red,green', SEARCH_MODE => 'EXACT')", True),
        ("SEARCH('blue, red, green', 'blue,red,green', SEARCH_MODE => 'EXACT')", False),
        ("SEARCH('darkblue,red', 'blue,red', SEARCH_MODE => 'EXACT')", False),
        ("SEARCH('Love''s Labour', 'love''s')", True),
        ("SEARCH('All''s Well', 'love''s')", True),
        ("SEARCH('All''s Well', 'love''s', ANALYZER => 'UNICODE_ANALYZER')", False),
        ("SEARCH('1.2.500', '1.2.500', ANALYZER => 'NO_OP_ANALYZER')", True),
        ("SEARCH('sky blue', 'sky', ANALYZER => 'NO_OP_ANALYZER')", False),
        ("SEARCH(('nothing', 'a king'), 'king')", True),
        ("SEARCH((5, 'a king'), 'king')", True),
        ("SEARCH(NULL, 'king')", None),
    ],
)
def test_words_are_found(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("SEARCH('king', 5)", "001045"),
        ("SEARCH(5, 'king')", "001173"),
        ("SEARCH('king', UPPER('king'))", "001015"),
    ],
)
def test_what_cannot_be_searched_is_refused(functions: SnowflakeQueries, expression: str, code: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        functions.value(expression)
    assert caught.value.code == code
