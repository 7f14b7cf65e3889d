"""Quick ways of text functions beside the general ones, over texts of all kinds."""

from __future__ import annotations

import math
import random

import pytest

from mockhaus_adapters.engine_duckdb.functions.texts import parse_url, soundex
from mockhaus_adapters.engine_duckdb.functions.variant_text import float_text
from tests.support.snowflake_session import SnowflakeQueries


def test_floats_are_shown_as_by_the_general_way(functions: SnowflakeQueries) -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    values = [chance.uniform(-1, 1) * 10.0 ** chance.randrange(-8, 9) for _ in range(1000)]
    values += [0.1 + 0.2, 999999.9999999999, 1e-5, 9.99999e-6, 2.5e-9, 0.5, -0.1, 1 / 3, 1e6 + 0.1]
    values = [value for value in values if value != math.trunc(value)]
    listed = ", ".join(f"({at}, '{value!r}')" for at, value in enumerate(values))
    query = f"SELECT TO_CHAR(column2::FLOAT) FROM VALUES {listed} ORDER BY column1"
    assert functions.rows(query) == [(float_text(value),) for value in values]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("INITCAP('the QUICK-brown fox')", "The Quick-Brown Fox"),
        ("INITCAP('élan ÉTÉ')", "Élan Été"),
        ("INITCAP('a1b c_d', ' ')", "A1b C_d"),
        ("INITCAP('aBC dEF', '')", "Abc def"),
        ("INITCAP('x^y]z-w\\\\v', '^]-\\\\')", "X^Y]Z-W\\V"),
        ("INITCAP('', ' ')", ""),
        ("INITCAP('a', NULL)", None),
        ("INITCAP(NULL)", None),
        ("BASE64_ENCODE('Snowflake')", "U25vd2ZsYWtl"),
        ("BASE64_ENCODE('>>>???', 0, '-_')", "Pj4-Pz8_"),
        ("BASE64_ENCODE('>>>???', 4)", "Pj4+\nPz8/"),
        ("BASE64_ENCODE(NULL)", None),
    ],
)
def test_texts_are_as_documented(functions: SnowflakeQueries, expression: str, expected: str | None) -> None:
    assert functions.value(expression) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("Ashcraft", "A261"), ("Pfister", "P236"), ("Tymczak", "T522"), ("Honeyman", "H555"), ("hw", "H000"), ("1é", "")],
)
def test_sounds_are_coded(text: str, code: str) -> None:
    assert soundex(text) == code


def test_parts_of_a_url_are_quoted() -> None:
    assert parse_url('http://h:1/a"b?x=%22\x7f&y#\n', 0) == (
        '{"fragment":"\\n","host":"h","parameters":{"x":"\\"\x7f\x7f","y":null},"path":"a\\"b","port":"1",'
        '"query":"x=%22\x7f\x7f&y","scheme":"http"}'
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("OBJECT_CONSTRUCT('b', 1, 'a', 'x', 'c', NULL)", '{"a":"x","b":1}'),
        ("OBJECT_CONSTRUCT('é\"', 1, 'Z', NULL::INT, '', 2)", '{"":2,"é\\"":1}'),
        ("OBJECT_CONSTRUCT_KEEP_NULL('b', NULL, 'a', 2)", '{"a":2,"b":null}'),
        ("OBJECT_CONSTRUCT('a', NULL)", "{}"),
        ("OBJECT_INSERT({'a': 1, 'c': 2}, 'd', 3)", '{"a":1,"c":2,"d":3}'),
        ("OBJECT_INSERT({'a': 1, 'c': 2}, 'b', 3)", '{"a":1,"b":3,"c":2}'),
        ("OBJECT_INSERT({'a': 1}, 'a', 3, TRUE)", '{"a":3}'),
        ("OBJECT_INSERT({}, 'a', 3)", '{"a":3}'),
        ("OBJECT_INSERT({'a': 1}, 'b', PARSE_JSON('null'))", '{"a":1,"b":null}'),
        ("OBJECT_INSERT(NULL::OBJECT, 'b', 1)", None),
    ],
)
def test_members_of_objects_are_in_order(functions: SnowflakeQueries, expression: str, expected: str | None) -> None:
    assert functions.value(f"TO_JSON({expression})") == expected
