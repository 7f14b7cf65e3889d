"""ARRAY and OBJECT functions, lambdas, FLATTEN."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from tests.support.snowflake_session import SnowflakeQueries


# https://docs.snowflake.com/en/sql-reference/functions-semistructured, the examples of each function's page
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("ARRAY_CONSTRUCT(10, 20, 30)", "[10,20,30]"),
        ("ARRAY_CONSTRUCT()", "[]"),
        ("ARRAY_CONSTRUCT(NULL, 'hello', 3::DOUBLE, 4)", '[undefined,"hello",3.000000000000000e+00,4]'),
        ("ARRAY_CONSTRUCT_COMPACT(NULL, 'hello', 4)", '["hello",4]'),
        ("ARRAY_APPEND([1,2,3], 'x')", '[1,2,3,"x"]'),
        ("ARRAY_PREPEND([0,1], 'hello')", '["hello",0,1]'),
        ("ARRAY_CAT([1,2], [3,4])", "[1,2,3,4]"),
        ("ARRAY_CAT([1], NULL)", None),
        ("ARRAY_COMPACT([10, NULL, 30])", "[10,30]"),
        ("ARRAY_CONTAINS('hello'::VARIANT, ['hello','hi'])", True),
        ("ARRAY_CONTAINS('no'::VARIANT, ['hello','hi'])", False),
        ("ARRAY_CONTAINS(NULL, ['hola'])", None),
        ("ARRAY_CONTAINS(NULL, ['hola', NULL])", True),
        ("ARRAY_DISTINCT(['A','A','B',NULL,NULL])", '["A","B",undefined]'),
        ("ARRAY_EXCEPT(['A','B','B','B','C'], ['B','E'])", '["A","B","B","C"]'),
        ("ARRAY_INTERSECTION(['A','B','B','B','C'], ['B','B'])", '["B","B"]'),
        ("ARRAY_INTERSECTION(['A'], NULL)", None),
        ("ARRAY_FLATTEN([[1,2,3],[4],[5,6]])", "[1,2,3,4,5,6]"),
        ("ARRAY_FLATTEN([[1], NULL])", None),
        ("ARRAY_GENERATE_RANGE(2, 5)", "[2,3,4]"),
        ("ARRAY_GENERATE_RANGE(25, -10, -15)", "[25,10,-5]"),
        ("ARRAY_GENERATE_RANGE(5, 2)", "[]"),
        ("ARRAY_INSERT([0,1,2,3], 2, 'hello')", '[0,1,"hello",2,3]'),
        ("ARRAY_INSERT([0,1], 3, 'x')", '[0,1,undefined,"x"]'),
        ("ARRAY_MAX([20, 0, NULL, 10])", "20"),
        ("ARRAY_MIN([20, 0, NULL, 10])", "0"),
        ("ARRAY_POSITION('hi'::VARIANT, ['hello','hi'])", 1),
        ("ARRAY_POSITION('no'::VARIANT, ['hello'])", None),
        ("ARRAY_REMOVE([1,5,5.00,5.00::DOUBLE,'5',5,NULL], 5)", '[1,"5",undefined]'),
        ("ARRAY_REMOVE_AT([2,5,7], -1)", "[2,5]"),
        ("ARRAY_REMOVE_AT([2,5,7], 10)", "[2,5,7]"),
        ("ARRAY_REVERSE([1,2,3])", "[3,2,1]"),
        ("ARRAY_SIZE([1,2,3])", 3),
        ("ARRAY_SIZE(PARSE_JSON('1'))", None),
        ("ARRAY_SLICE([0,1,2,3,4,5,6], 0, 2)", "[0,1]"),
        ("ARRAY_SLICE([0,1,2,3,4,5,6], -5, -3)", "[2,3]"),
        ("ARRAY_SLICE([0,1,2], 5, 7)", "[]"),
        ("ARRAY_SORT([20, 0, NULL, 10])", "[0,10,20,undefined]"),
        ("ARRAY_SORT([20, 0, NULL, 10], FALSE)", "[undefined,20,10,0]"),
        ("ARRAY_SORT([20, 0, NULL, 10], FALSE, FALSE)", "[20,10,0,undefined]"),
        ("ARRAY_TO_STRING(['A', NULL, 'B'], ', ')", "A, , B"),
        ("ARRAYS_OVERLAP(['hello','aloha'], ['hola','aloha'])", True),
        ("ARRAYS_OVERLAP(['a'], ['b'])", False),
        ("ARRAYS_ZIP([1,2,3], [10,20,30])", '[{"$1":1,"$2":10},{"$1":2,"$2":20},{"$1":3,"$2":30}]'),
        ("TO_ARRAY(1)", "[1]"),
        ("TO_ARRAY(NULL)", None),
        ("TRANSFORM([1,2,3], x INT -> x * 2)", "[2,4,6]"),
        ("FILTER([1, NULL, 3], x -> x IS NOT NULL)", "[1,3]"),
        ("FILTER([{'v':50},{'v':25}], a -> a:v >= 50)", '[{"v":50}]'),
    ],
)
def test_array_functions_answer_as_documented(queries: SnowflakeQueries, expression: str, value: Value) -> None:
    assert queries.value(expression) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("OBJECT_CONSTRUCT('a', 1, 'b', 'BBBB', 'c', NULL)", '{"a":1,"b":"BBBB"}'),
        ("OBJECT_CONSTRUCT()", "{}"),
        ("OBJECT_CONSTRUCT_KEEP_NULL('a', 1, 'b', NULL)", '{"a":1,"b":null}'),
        ("{'b': 2, 'a': [1]}", '{"a":[1],"b":2}'),
        ("OBJECT_INSERT({'a':1}, 'k', 'x')", '{"a":1,"k":"x"}'),
        ("OBJECT_INSERT({'a':1}, 'a', 2, TRUE)", '{"a":2}'),
        ("OBJECT_INSERT({'a':1}, 'b', NULL)", '{"a":1}'),
        ("OBJECT_DELETE({'a':1,'b':2,'c':3}, 'a', 'b')", '{"c":3}'),
        ("OBJECT_PICK({'a':1,'b':2,'c':3}, 'a', 'b', 'z')", '{"a":1,"b":2}'),
        ("OBJECT_PICK({'a':1,'b':2}, ['a','z'])", '{"a":1}'),
        ("OBJECT_KEYS({'b':1,'a':2})", '["a","b"]'),
        ("ARRAYS_TO_OBJECT(['key1',NULL,'key3'], [1,2,NULL])", '{"key1":1,"key3":null}'),
        ("TYPEOF({'d':'2024-01-18'::DATE}:d)", "DATE"),
    ],
)
def test_object_functions_answer_as_documented(queries: SnowflakeQueries, expression: str, value: Value) -> None:
    assert queries.value(expression) == value


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("OBJECT_INSERT({'a':1}, 'a', 2)", "100106"),
        ("OBJECT_CONSTRUCT('a', 1, 'a', 2)", "100106"),
        ("ARRAY_FLATTEN([[1], 4])", "100107"),
        ("ARRAY_SIZE('x')", "001044"),
    ],
)
def test_what_cannot_be_is_an_error(queries: SnowflakeQueries, expression: str, code: str) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.value(expression)
    assert caught.value.code == code


# https://docs.snowflake.com/en/sql-reference/functions/flatten
ABC = """PARSE_JSON('{"a":1, "b":[77,88], "c": {"d":"X"}}')"""


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ("INPUT => PARSE_JSON('[1, ,77]')", [(None, "[0]", 0, "1"), (None, "[2]", 2, "77")]),
        (f"INPUT => {ABC}, PATH => 'b'", [(None, "b[0]", 0, "77"), (None, "b[1]", 1, "88")]),
        ("INPUT => PARSE_JSON('[]')", []),
        ("INPUT => PARSE_JSON('[]'), OUTER => TRUE", [(None, "", None, None)]),
        (f"INPUT => {ABC}", [("a", "a", None, "1"), ("b", "b", None, "[77,88]"), ("c", "c", None, '{"d":"X"}')]),
        (f"INPUT => {ABC}, MODE => 'ARRAY'", []),
        (
            f"INPUT => {ABC}, RECURSIVE => TRUE",
            [
                ("a", "a", None, "1"),
                ("b", "b", None, "[77,88]"),
                (None, "b[0]", 0, "77"),
                (None, "b[1]", 1, "88"),
                ("c", "c", None, '{"d":"X"}'),
                ("d", "c.d", None, '"X"'),
            ],
        ),
        (
            f"INPUT => {ABC}, RECURSIVE => TRUE, MODE => 'OBJECT'",
            [
                ("a", "a", None, "1"),
                ("b", "b", None, "[77,88]"),
                ("c", "c", None, '{"d":"X"}'),
                ("d", "c.d", None, '"X"'),
            ],
        ),
        ("INPUT => 1::VARIANT", []),
    ],
)
def test_flatten_gives_the_documented_rows(
    queries: SnowflakeQueries, arguments: str, rows: list[tuple[Value, ...]]
) -> None:
    assert queries.rows(f"SELECT key, path, index, value FROM TABLE(FLATTEN({arguments}))") == rows


def test_lateral_flatten_follows_the_rows_beside_it(queries: SnowflakeQueries) -> None:
    rows = queries.rows(
        "SELECT t.i, f.value::INT FROM (VALUES (1, [10,20]), (2, [30])) AS t(i, a), "
        "LATERAL FLATTEN(INPUT => t.a) f ORDER BY 2"
    )
    assert rows == [(1, 10), (1, 20), (2, 30)]


def test_flatten_refuses_a_mode_that_does_not_exist(queries: SnowflakeQueries) -> None:
    with pytest.raises(SnowflakeError) as caught:
        queries.rows("SELECT * FROM TABLE(FLATTEN(INPUT => [1], MODE => 'ROW'))")
    assert caught.value.code == "001008"
