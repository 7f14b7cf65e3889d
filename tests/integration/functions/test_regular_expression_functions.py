"""Functions of regular expressions answer as Snowflake's documentation and recorded answers say."""

from __future__ import annotations

import json

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries

_MAN = "'A MAN A PLAN A CANAL'"
_NEVER = "'nevermore1, nevermore2, nevermore3.'"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("REGEXP_LIKE('San Francisco', 'San* [fF].*')", True),
        ("'abc' REGEXP 'b'", False),
        ("'abc' NOT RLIKE 'a.c'", False),
        ("REGEXP_LIKE('ABC', 'abc', 'i')", True),
        ("REGEXP_LIKE('ABC', 'abc', 'ic')", False),
        ("REGEXP_LIKE('a\\nb', 'a.b')", False),
        ("REGEXP_LIKE('a\\nb', 'a.b', 's')", True),
        ("REGEXP_LIKE(NULL, 'a')", None),
    ],
)
def test_a_pattern_must_match_the_whole_text(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"REGEXP_SUBSTR({_NEVER}, 'nevermore\\\\d', 1, 3)", "nevermore3"),
        (f"REGEXP_SUBSTR({_NEVER}, 'nevermore\\\\d', 5)", "nevermore2"),
        (f"REGEXP_SUBSTR({_MAN}, 'A\\\\W+(\\\\w+)', 1, 2, 'e', 1)", "PLAN"),
        (f"REGEXP_SUBSTR({_MAN}, 'A\\\\W+(\\\\w+)', 1, 2, 'e')", "PLAN"),
        (f"REGEXP_SUBSTR({_MAN}, 'A\\\\W+(\\\\w)(\\\\w)(\\\\w)', 1, 1, 'c', 3)", "N"),
        (f"REGEXP_SUBSTR({_MAN}, 'A\\\\W+(\\\\w+)', 1, 4, 'e', 1)", None),
        ("REGEXP_SUBSTR('abc', 'b', 1, 1, 'e')", "b"),
        ("REGEXP_SUBSTR('Hellooo World', '\\\\b\\\\S*o\\\\S*\\\\b', 3)", "llooo"),
        ("REGEXP_SUBSTR('abc', 'z')", None),
    ],
)
def test_substrings_that_match(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("REGEXP_SUBSTR_ALL('a1_a2a3_a4A5a6', 'a[[:digit:]]', 1, 3)", ["a3", "a4", "a6"]),
        ("REGEXP_SUBSTR_ALL('a1_a2a3_a4A5a6', '(a)([[:digit:]])', 1, 1, 'ie')", ["a", "a", "a", "a", "A", "a"]),
        ("REGEXP_SUBSTR_ALL('a1_a2', 'b')", []),
    ],
)
def test_all_substrings_that_match(functions: SnowflakeQueries, expression: str, expected: list[str]) -> None:
    assert json.loads(str(functions.value(expression))) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"REGEXP_INSTR({_NEVER}, 'nevermore\\\\d')", 1),
        (f"REGEXP_INSTR({_NEVER}, 'nevermore\\\\d', 5)", 13),
        (f"REGEXP_INSTR({_NEVER}, 'nevermore\\\\d', 1, 3)", 25),
        (f"REGEXP_INSTR({_NEVER}, 'nevermore\\\\d', 1, 3, 1)", 35),
        (f"REGEXP_INSTR({_NEVER}, 'nevermore', 1, 4)", 0),
        ("REGEXP_INSTR('It was the best of times', 'the\\\\W+(\\\\w+)', 1, 1, 0, 'e', 1)", 12),
        ("REGEXP_INSTR('It was the best of times', 'the\\\\W+(\\\\w+)', 1, 1, 1, 'e')", 16),
    ],
)
def test_positions_of_matches(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("REGEXP_COUNT('It was the best of times, it was the worst of times', '\\\\bwas\\\\b', 1)", 2),
        ("REGEXP_COUNT('abab', 'A', 1, 'i')", 2),
        ("REGEXP_COUNT('abab', 'a', 2)", 1),
        ("REGEXP_COUNT(NULL, 'a')", None),
    ],
)
def test_counts_of_matches(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("REGEXP_REPLACE('the best of times', '( ){1,}', '')", "thebestoftimes"),
        ("REGEXP_REPLACE('best of times, worst of times', 'times', 'days', 1, 2)", "best of times, worst of days"),
        ("REGEXP_REPLACE('first middle last', '(.*) (.*) (.*)', '\\\\3, \\\\1 \\\\2')", "last, first middle"),
        ("REGEXP_REPLACE('abcabc', 'B', 'x', 1, 0, 'i')", "axcaxc"),
        ("REGEXP_REPLACE('abcabc', 'b')", "acac"),
        ("REGEXP_REPLACE('aaa', 'a', 'b', 2)", "abb"),
        ("REGEXP_REPLACE('aaa', 'a', 'b', 1, 5)", "aaa"),
    ],
)
def test_matches_replaced(functions: SnowflakeQueries, expression: str, expected: Value) -> None:
    assert functions.value(expression) == expected


def test_an_unknown_parameter_is_refused(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="regex_parameters"):
        functions.value("REGEXP_COUNT('a', 'a', 1, 'q')")


def test_a_replacement_names_only_groups_of_the_pattern(functions: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError, match="no group 9"):
        functions.value("REGEXP_REPLACE('a', 'a', '\\\\9')")


def test_a_group_that_the_pattern_lacks_gives_null(functions: SnowflakeQueries) -> None:
    assert functions.value("REGEXP_SUBSTR('abc', '(b)', 1, 1, 'e', 3)") is None
