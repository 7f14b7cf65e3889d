"""What functions and operators do with texts that have a collation."""

from __future__ import annotations

import pytest

from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries


@pytest.mark.parametrize(
    ("expression", "collation"),
    [
        ("'a' COLLATE 'EN-ci'", "EN-ci"),
        ("'a' COLLATE 'en' COLLATE 'fr'", "fr"),
        ("'a' COLLATE 'en' COLLATE ''", None),
        ("('a' COLLATE 'en')", "en"),
        ("'a' || 'b' COLLATE 'en'", "en"),
        ("CONCAT('a', 'b' COLLATE 'en', 1)", "en"),
        ("CONCAT_WS('-' COLLATE 'en', 'a', 'b')", "en"),
        ("UPPER('a' COLLATE 'en')", "en"),
        ("SUBSTR('a' COLLATE 'en', 1)", "en"),
        ("LEFT('a' COLLATE 'en', 1)", "en"),
        ("RPAD('a' COLLATE 'en', 3, 'b' COLLATE 'fr')", "en"),
        ("LPAD('a', 3, 'b' COLLATE 'fr')", None),
        ("TRIM('a' COLLATE 'en')", "en"),
        ("REVERSE('a' COLLATE 'en')", "en"),
        ("REPLACE('a' COLLATE 'en', 'b')", "en"),
        ("SPLIT_PART('a' COLLATE 'en', 'b', 1)", "en"),
        ("REGEXP_SUBSTR('a' COLLATE 'en', '.')", "en"),
        ("REGEXP_REPLACE('a', '.' COLLATE 'en')", None),
        ("COALESCE('a', 'b' COLLATE 'en')", "en"),
        ("IFF(TRUE, 'a', 'b' COLLATE 'en')", "en"),
        ("CASE WHEN TRUE THEN 'a' ELSE 'b' COLLATE 'en' END", "en"),
        ("NVL2('a' COLLATE 'fr', 'b' COLLATE 'en', NULL)", "en"),
        ("NULLIF('a' COLLATE 'en', 'b')", "en"),
        ("DECODE('a' COLLATE 'fr', 'b', 'c' COLLATE 'en', 'd')", "en"),
        ("GREATEST('a', 'b' COLLATE 'en')", "en"),
        ("MAX('a' COLLATE 'en')", "en"),
        ("LISTAGG('a' COLLATE 'en', ',')", "en"),
        ("ANY_VALUE('a' COLLATE 'en')", "en"),
        ("(SELECT 'a' COLLATE 'en')", "en"),
        ("('a' COLLATE 'en')::VARCHAR", None),
        ("TO_VARCHAR('a' COLLATE 'en')", None),
        ("TO_VARIANT('a' COLLATE 'en')::VARCHAR", None),
        ("MD5('a' COLLATE 'en')", None),
        ("'a'", None),
    ],
)
def test_a_result_has_the_collation_that_its_arguments_hand_on(
    functions: SnowflakeQueries, expression: str, collation: str | None
) -> None:
    assert functions.value(f"COLLATION({expression})") == collation


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("GREATEST('a' COLLATE 'en-ci', 'B', 'C')", "C"),
        ("GREATEST('a' COLLATE 'en-ci', NULL)", None),
        ("GREATEST_IGNORE_NULLS('a' COLLATE 'en-ci', NULL, 'B')", "B"),
        ("LEAST_IGNORE_NULLS(NULL, 'a' COLLATE 'en-ci', 'B')", "a"),
        ("EQUAL_NULL('a' COLLATE 'en-ci', NULL)", False),
        ("EQUAL_NULL(NULL COLLATE 'en-ci', NULL)", True),
        ("DECODE(NULL COLLATE 'en-ci', NULL, 1, 2)", 1),
        ("CASE 'm' WHEN COLLATE('x', 'upper') THEN 1 WHEN COLLATE('M', 'lower') THEN 2 END", 2),
        ("LENGTH('abc' COLLATE 'en-ci')", 3),
        ("HASH('a' COLLATE 'en-ci') = HASH('a')", True),
        ("HASH('a' COLLATE 'en-ci') = HASH('A')", False),
        ("EDITDISTANCE('a' COLLATE 'en-ci', 'A')", 1),
        ("TRANSLATE('aA' COLLATE 'en-ci', 'a', 'x')", "xA"),
        ("REGEXP_LIKE('Hello' COLLATE 'en-ci', 'hello')", False),
        ("REGEXP_LIKE('Hello' COLLATE 'en-ci', 'hello', 'i')", True),
        ("REGEXP_SUBSTR('HELLO' COLLATE 'en-ci', '.+') = 'hello'", True),
        ("TO_VARIANT('a' COLLATE 'en-ci') = 'A'", False),
        ("'abc' COLLATE 'utf8' LIKE 'a%'", True),
        ("'ABC' COLLATE 'lower' LIKE 'a%'", True),
        ("'ABC' COLLATE 'lower' NOT LIKE ALL ('a%', 'x')", True),
        ("'côte' < 'coté' COLLATE 'fr'", False),
        ("'côte' < 'coté' COLLATE 'fr_CA'", True),
        ("'a' < 'A' COLLATE 'da'", False),
        ("'a' < 'A' COLLATE 'da-fl'", True),
        ("'ch' > 'h' COLLATE 'cs'", True),
        ("'a' = 'A' COLLATE 'zh_hans_cn-ci'", True),
    ],
)
def test_a_collation_decides_where_texts_are_compared_and_nowhere_else(
    functions: SnowflakeQueries, expression: str, expected: Value
) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("POSITION('É' COLLATE 'fr-ci', 'Caféé')", 4),
        ("POSITION('' COLLATE 'en-ci', 'abc')", 1),
        ("POSITION('x' COLLATE 'en-ci', 'abc')", 0),
        ("POSITION('A' COLLATE 'en-ci', 'aba', 2)", 3),
        ("POSITION('A' COLLATE 'en-ci', NULL)", None),
        ("REPLACE('Aab' COLLATE 'en-ci', 'A', 'x')", "xxb"),
        ("REPLACE('Aab' COLLATE 'en', 'A', 'x')", "xab"),
        ("REPLACE('a\\u0001B' COLLATE 'en-ci', 'ab', '-')", "-"),
        ("REPLACE('abc' COLLATE 'en-ci', 'B', NULL)", None),
        ("SPLIT('aXbx' COLLATE 'en-ci', 'x')::VARCHAR", '["a","b",""]'),
        ("SPLIT('abc' COLLATE 'en-ci', '')::VARCHAR", '["abc"]'),
        ("SPLIT_PART('aXb' COLLATE 'en-ci', 'x', 0)", "a"),
        ("SPLIT_PART('aXb' COLLATE 'en-ci', 'x', 3)", ""),
        ("SPLIT_PART(NULL COLLATE 'en-ci', 'x', 3)", None),
        ("STARTSWITH('Éa' COLLATE 'en-ci-ai', 'E')", True),
        ("ENDSWITH('aX' COLLATE 'lower', 'x')", True),
        ("CONTAINS(',' COLLATE 'upper', ',')", True),
        ("CONTAINS('a,b' COLLATE 'lower', 'AB')", False),
        ("CONTAINS(NULL COLLATE 'lower', 'a')", None),
    ],
)
def test_searches_find_what_the_collation_takes_for_the_same(
    functions: SnowflakeQueries, expression: str, expected: Value
) -> None:
    assert functions.value(expression) == expected
